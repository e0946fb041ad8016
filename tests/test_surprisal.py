"""Garbled text is dearer than what it was; clean text is cheaper than what it could be taken for."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from time import process_time

import pytest

from qapress.mojibake.surprisal import name_of, ranges, surprisal, tokens

SURE = 14
"""Bits that a garbled run saves when it is read back: so many make it sure without other evidence."""
LIKELY = 9
"""So many are enough in a line that holds a sure one; clean text stays below, but for East Asia's pages."""

PAGES = (
    *("cp1252", "cp1254", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("latin-1", "iso8859-9", "iso8859-15", "mac-roman", "cp437", "cp850", "koi8-r"),
)
WORDS = (
    *("café", "Größe", "naïve", "señor", "côté", "ação", "część", "žluťoučký", "şişe", "việt"),
    *("привет", "Мир", "της", "Αθήνα", "שלום", "مرحبا", "ไทย", "中文", "日本語", "カタカナ", "한국어"),
)


def read_as(text: str, name: str, *, lost: bool = False) -> str:
    """The UTF-8 bytes of `text` read with a page; undefined ones become C1 controls or are lost."""
    shown = [bytes((byte,)).decode(name, "ignore") or ("" if lost else chr(byte)) for byte in text.encode()]
    return "".join(shown)


def gain(image: str, origin: str, before: str = "", after: str = "") -> float:
    """The bits saved by reading `image` as `origin`."""
    return surprisal(image, before, after) - surprisal(origin, before, after)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("origin", "before", "after"),
    [
        *(
            ("é", "f", ""),
            ("é", "f", "t"),
            ("ü", "M", "l"),
            ("ñ", "a", "o"),
            ("ã", "n", "o"),
            ("ş", "i", "e"),
        ),
        *(
            ("’", "t", "s"),
            ("“", " ", "T"),
            ("”", "s", " "),
            ("—", "d", "t"),
            ("…", "t", ""),
            ("→", " ", " "),
        ),
        *(("🚀", " ", " "), ("⚠️", " ", " "), ("👩🏽‍🔬", " ", " "), ("🇩🇪", " ", " "), ("📌", " ", " ")),
    ],
)
def test_a_garbled_symbol_is_dear_in_its_place(name: str, origin: str, before: str, after: str) -> None:
    assert gain(read_as(origin, name), origin, before, after) >= SURE


@pytest.mark.parametrize("name", ["cp1252", "cp1254", "cp1250", "cp1251", "cp1258"])
@pytest.mark.parametrize("origin", ["📌", "🔍", "👩🏽‍🔬", "⚠️", "”"])
def test_a_garbled_symbol_is_dear_even_when_it_lost_bytes(name: str, origin: str) -> None:
    image = read_as(origin, name, lost=True)
    assert len(image) == 1 or gain(image, origin, " ", " ") >= LIKELY


@pytest.mark.parametrize("name", [*PAGES, "gb18030", "cp932"])
@pytest.mark.parametrize("word", WORDS)
def test_a_garbled_word_is_dear(name: str, word: str) -> None:
    image = word.encode().decode(name, "ignore") if name in {"gb18030", "cp932"} else read_as(word, name)
    assert gain(image, word, " ", " ") >= SURE


@pytest.mark.parametrize(
    "clean",
    [
        *(
            "l’é|’é|",
            "5 × 3",
            " |×–| ",
            "|Ó…|",
            "a|ß«| ",
            "|ß“|",
            "|Ä«|",
            "Ç|Ã»|",
            "N|ÃO|",
            "Ç|Ã”|",
            "M|Ã…|",
            "|É…|",
            " |Å²|",
        ),
        *("|Рі|к", "С|Р»|", "|её|", "н|её| ", "|часть|", "|część|", "У|СЁ| ", "ы|”—| ", "п|’є| "),
        *("|عکس|", "ن|ج،| ", "|می\u200cشود|", "|İ”|", "A|Ğ»|", "|Đ”|", "ầ|”…|", "|בָּ|", "|ת׳–| ", "|תּ”|"),
        *(
            "|ก็|",
            "|เปช|",
            "|แปด|",
            "|ΑΘΗΝΑ»|",
            "|Ώ…|",
            "|┌──┐|",
            "|├──| ",
            "|╔══╗|",
            "═|═╗|",
            "─|─┐|",
            "─|─┤|",
            "│|├|─",
            "|▓▒░|",
            "|√²|",
            "|≤≥|",
        ),
        *("|中文|", "|小小|", "|谢谢|", "|注意|", "|日本|", "|ﾃｽﾄ|", "|カナ|", "|한국|", "|책|", "|漢字|"),
    ],
)
def test_clean_text_is_cheap_whatever_it_could_be_read_as(clean: str) -> None:
    """`BEFORE|TEXT|AFTER`: under every page that makes UTF-8 of the text, nothing is gained."""
    before, _, rest = clean.partition("|")
    text, _, after = rest.partition("|")
    for name in (*PAGES, "gb18030", "cp932", "cp949", "cp950"):
        try:
            origin = text.encode(name).decode()
        except UnicodeError:
            continue
        limit = LIKELY if name in PAGES else SURE
        assert origin == text or gain(text, origin, before[-1:], after[:1]) < limit, (name, origin)


def test_what_nobody_writes_is_very_dear() -> None:
    for odd in ("\x81", "\x9d", "\x85", "\ufffd", "\ue000", "\U000f0000", "\u0378"):
        assert surprisal(odd, "a", "b") > surprisal("é", "a", "b") + 8
    assert surprisal("\x84", "a", "b") > surprisal("\x85", "a", "b") > surprisal("\ufffd", "a", "b")


@pytest.mark.parametrize(
    "symbol", ["📌", "⚠️", "👩🏽‍🔬", "👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_a_sequence_that_shows_as_one_symbol_counts_once(symbol: str) -> None:
    assert list(tokens(symbol)) == [symbol]


def test_popular_symbols_are_cheaper_and_every_one_of_the_repertoire_costs_about_the_same() -> None:
    assert surprisal("📌", " ", " ") < surprisal("🦭", " ", " ")
    assert surprisal("👩🏽‍🔬", " ", " ") == surprisal("🦭", " ", " ")
    assert surprisal("⚠", " ", " ") == surprisal("⚠️", " ", " ")


def test_a_lone_pair_that_no_language_writes_is_dear() -> None:
    assert gain("Ã³", "ó", " ", " ") >= SURE
    assert gain("Â»", "»", "a", " ") >= SURE


def test_the_place_counts() -> None:
    assert surprisal("“", " ", "T") < surprisal("“", "t", "t")
    assert surprisal("É", " ", "t") < surprisal("É", "t", "t")
    assert surprisal("ж", "у", "а") < surprisal("ж", "u", "a")
    assert surprisal("Т»", "Е", "") < surprisal("Т»", "Е", "t")


def test_the_listed_ranges_do_not_overlap_and_have_classes() -> None:
    firsts, lasts, _ = ranges()
    assert all(last < first for last, first in zip(lasts, firsts[1:], strict=False))
    assert all(first <= last for first, last in zip(firsts, lasts, strict=True))
    for one, other in pairwise("aAéÉćĆжЖђЂαΩאمชあ的"):
        assert name_of(one) != name_of(other)
    assert [name_of(each) for each in "的軚𠀀"] == ["common", "rare", "extension"]


def test_every_character_has_a_price() -> None:
    for code in range(0, 0x11_0000, 37):
        assert 0 <= surprisal(chr(code)) < 100


def test_it_is_fast_and_loads_late() -> None:
    code = "import qapress.mojibake.surprisal as s; print(s.ranges.cache_info().currsize, s.model.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "0 0\n"
    text = read_as("Съешь ещё этих мягких булок, 📌 déjà vu", "cp1252") * 20
    surprisal(text)
    start = process_time()
    for _ in range(20):
        surprisal(text)
    assert (process_time() - start) / 20 / len(text) < 5e-6
