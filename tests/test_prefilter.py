"""What may be garbled is looked at, and what is clean costs one search."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest

from qapress.mojibake import prefilter
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import SINGLE_BYTE, page
from qapress.mojibake.symbols import repertoire
from qapress.mojibake.upper import UNDEFINED, upper_halves

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = "x" * prefilter.SMALL + "\n"
"""Before a text, so that it is searched as large ones are."""

NATURAL = {
    "mac-roman": {"»ô", "»õ", "»ò", "»ö", "«é", "«ê", "«í", "«î", "«ç", "…ô"},
    "koi8-r": {"её"},
    "cp1251": {"Её", "В\u00a0", *(f"в{each}" for each in "ђєЄЇё№\u00a0ўЈ¦")},
}
"""Images that are words, or begin them, in clean text, by page; garbled text of one of them alone is passed."""

WORDS = (
    "Привет",
    "мир",
    "Ελλάδα",
    "עברית",
    "مرحبا",
    "ไทยแลนด์",
    "你好世界",
    "こんにちは",
    "한국어",
    "हिन्दी",
    "Ўзбек",
)
CLEAN = """\
## 📌 Q1: What’s a “token”? — naïve, déjà vu… ✅
C’est l’été à l’école : « Noël », où est l’âme ? À bientôt… Ça va ! L’œuvre, ÉCOLE, l’à-peu-près.
Er sagte: „Äpfel“, »Übung«, „öfter“ – Straße, GRÖSSE… Ärger, „über“.
Zażółć gęślą jaźń: „Łódź”, współczesność, różnić się, pięść, mężczyźni; „żółć” – późno.
Příliš žluťoučký kůň: „náš“, „váš“, větší část, číst, čas, ještě.
¿Qué? ¡Sí! «él», «último» años, compañía, está…
İstanbul’da çalışmak, “ağ”, dağ… ışık, yağmur.
Tiếng Việt: đây là một đoạn văn, “đã” có đủ dấu.
В её доме — «всё» моё; Её звали… «нём»: съёмка, ещё.
Від України: «її» мова, ні, зі своїми, ґанок, Київ…
Ελλάδα: «το», “απ’ τον”, η μητέρα… Άνθρωποι, ΕΛΛΗΝΙΚΉ.
عربي: «ها»، سلام، من… فارسی: می‌خواهم، گفت؛ «که» آگاه؟
עברית: “ון”, שלום… – טוב.
ภาษาไทย การเรียนรู้ของเครื่อง “โมเดล” ๒๕๖๖
中文：“深度学习”，《模型》……日本語：「トークン」とは何ですか。한국어: “토큰”이란…
├── a ─ b │ 5 ÷ 2 ≤ 3 × √2 ≈ ∞, 10 °C ± 1 µm, © ® ™
"""


def images(name: str) -> Iterator[tuple[str, str]]:
    """The symbols and words with their images under a page, whatever the policy; no single characters."""
    for symbol, policy in product((*repertoire(), *WORDS), Policy):
        image = garble(symbol, name, policy)
        if symbol in WORDS and page(name).lost(symbol) and policy in {Policy.DROP, Policy.QM}:
            continue  # nothing may be left to tell it by
        if len(image.replace("?", "")) > 1 and image.replace("?", "") not in NATURAL.get(name, ()):
            yield symbol, image


def passed(name: str, before: str) -> list[tuple[str, str]]:
    """A sample of the images under a page that are taken for clean on a line of their own."""
    known = list(images(name))
    some = random.Random(name).sample(known, 2_000) + known[:400] + known[-100:]
    return [(symbol, image) for symbol, image in some if not prefilter.suspicious(f"{before}{image}\n")]


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_the_table_of_upper_halves_is_what_python_decodes(name: str) -> None:
    shown = "".join(each or UNDEFINED for each in page(name).characters[0x80:])
    assert upper_halves()[name] == shown
    assert list(upper_halves()) == list(SINGLE_BYTE)


@pytest.mark.parametrize("name", SINGLE_BYTE)
@pytest.mark.parametrize("before", ["", LARGE], ids=["small", "large"])
def test_no_garbled_symbol_or_word_is_passed_over(name: str, before: str) -> None:
    assert passed(name, before) == []


@pytest.mark.parametrize("before", ["", LARGE], ids=["small", "large"])
def test_clean_text_is_passed(before: str) -> None:
    assert [(before + CLEAN)[start:end] for start, end in prefilter.lines(before + CLEAN)] == []
    assert not prefilter.suspicious(CLEAN)


@pytest.mark.parametrize("before", ["", LARGE], ids=["small", "large"])
def test_lines_are_those_with_something_garbled_once_and_in_order(before: str) -> None:
    clean = CLEAN.split("\n")
    garbled = [garble("It’s “naïve” 📌", "cp1252"), garble("привет", "koi8-r"), "caf\ufffd", "a\x9db \u0085"]
    text = before + "\n".join(line for pair in zip(clean, garbled, strict=False) for line in pair)
    found = [text[start:end] for start, end in prefilter.lines(text)]
    assert found == garbled


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("name", ["gbk", "gb18030", "cp932", "shift_jis"])
@pytest.mark.parametrize("before", ["", LARGE], ids=["small", "large"])
def test_lines_read_with_pages_of_east_asia(name: str, policy: Policy, before: str) -> None:
    lines = ["It’s a test", "a sum — or “two”", "wait…", "→ here", "Привет, мир", "・あい、うえ。"]
    garbled = [garble(line, name, policy) for line in lines]
    text = before + "\n".join(garbled)
    assert [text[start:end] for start, end in prefilter.lines(text)] == garbled


@pytest.mark.parametrize("name", ["gbk", "gb18030"])
def test_emoji_read_with_pages_of_east_asia(name: str) -> None:
    symbols = [each for each in repertoire() if each >= "\U0001f000"]
    assert [each for each in symbols if not prefilter.suspicious(garble(each, name))] == []


@pytest.mark.parametrize("symbol", ["📌", "🚀", "📝", "🔍", "🤖", "👩🏽‍🔬"])
def test_emoji_read_with_the_korean_page(symbol: str) -> None:
    assert prefilter.suspicious(garble(f"## {symbol} Q1", "cp949"))


def test_edges() -> None:
    for text in ("", "abc", "é", "’", "Ã", "\u0085", "é\n’"):
        assert not prefilter.suspicious(text)
    for text in ("â€", "\ufffd", "\x80", "é\nâ€", "â?™", "?Ã©"):
        assert prefilter.suspicious(text)
        assert [text[start:end] for start, end in prefilter.lines(text)] == [text.split("\n")[-1]]
