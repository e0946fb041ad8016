"""Garbled text comes back to the information limit, clean text is left alone, and nothing gets worse."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qapress.diagnostic import Span
from qapress.mojibake import prefilter, repair
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import PAGES, SINGLE_BYTE, page
from qapress.mojibake.symbols import VARIANT, rare, repertoire

if TYPE_CHECKING:
    from qapress.mojibake.result import Repair

PROSE = """\
The model’s “attention” is a weighted sum — each token looks at the others…
It’s a “soft” lookup: café, naïve, façade – the words don’t matter.
Müller’s team wrote: “the results are good”, they said.
"""
DOCUMENT = f"""\
## 📌 Q1: What is a token?

### ✅ Answer

{PROSE}
## **👩🏽‍🔬 Tools of the laboratory**

🤖 A robot’s list. 👉 [Here](https://example.org/)
"""
SYMBOLS = st.sampled_from(repertoire())
TEXTS = st.lists(SYMBOLS | st.sampled_from([*"abcz09", " ", " ", " ", "? ", ", ", "\n"]), max_size=40).map(
    "".join
)
"""Any text of the repertoire, half of it ASCII."""
LOSSLESS = [name for name in SINGLE_BYTE if max(page(name).undefined, default=0) < 0xA0]
"""The pages that lose nothing where undefined bytes pass as controls."""
UNHURRIED = settings(deadline=None)
"""The first example that is garbled loads the images."""


def kinds(found: Repair) -> set[str]:
    """What a repair found."""
    return {name for name in ("edits", "ambiguous", "lost", "protected") if getattr(found, name)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_python_decodes(name: str) -> None:
    for byte, character in enumerate(page(name).characters):
        assert character == bytes((byte,)).decode(name, "ignore")


@pytest.mark.parametrize(
    ("policy", "image"), [("drop", "ğŸ‘©â€"), ("fffd", "ğŸ‘©â€�"), ("c1", "ğŸ‘©â€\x8d"), ("qm", "ğŸ‘©â€?")]
)
def test_the_forward_model_by_policy(policy: str, image: str) -> None:
    assert garble("👩\u200d", "cp1254", policy) == image


def test_the_forward_model_refuses_what_it_does_not_know() -> None:
    with pytest.raises(LookupError):
        garble("é", "cp0")
    with pytest.raises(ValueError, match="guess"):
        garble("é", "cp1252", "guess")


@pytest.mark.parametrize(("name", "policy"), list(product(("cp1252", "cp1254"), Policy)))
def test_a_document_with_a_joined_emoji_is_restored(name: str, policy: Policy) -> None:
    damaged = garble(DOCUMENT, name, policy)
    found = repair(damaged)
    assert found.text == DOCUMENT
    assert kinds(found) == {"edits"}


def test_an_edit_says_what_happened() -> None:
    text = f"## {garble('👩🏽‍🔬', 'cp1254')} Laboratory"
    (edit,) = repair(text).edits
    assert edit.original == "ğŸ‘©ğŸ½â€ğŸ”¬"
    assert edit.origins == ("👩🏽‍🔬",)
    assert text[edit.span.start : edit.span.end] == edit.original
    (layer,) = edit.layers
    assert (layer.page, layer.policy, layer.lost) == ("cp1254", Policy.DROP, b"\x8f\x8d")


@pytest.mark.parametrize("names", list(product(("cp1252", "cp1254", "latin-1", "cp437"), repeat=3)))
def test_three_layers(names: tuple[str, str, str]) -> None:
    text = "It’s a naïve “test” 📌 — déjà vu…\n"
    damaged = text
    for name in names:
        damaged = garble(damaged, name, Policy.C1)
    found = repair(damaged)
    assert found.text == text
    assert {len(each.layers) for each in found.edits} == {3}


def test_a_very_long_run_has_few_candidates() -> None:
    (damage,) = repair("â€" * 60_000).ambiguous
    assert 2 <= len(damage.origins) <= 2 * len(PAGES)  # two a page


@pytest.mark.parametrize("policy", [Policy.DROP, Policy.FFFD, Policy.QM])
def test_an_ambiguous_symbol_is_a_suggestion_with_the_likeliest_first(policy: Policy) -> None:
    damaged = garble(f"{PROSE}## 🐍 Q1: What is Python?\n", "cp1254", policy)
    found = repair(damaged)
    (snake,) = found.ambiguous
    assert found.text == PROSE + damaged.split("\n", 3)[3]
    assert snake.original == garble("🐍", "cp1254", policy)
    assert snake.origins[0] == "🐍"
    assert {"🍎", "🐝"} < set(snake.origins)


def test_a_deeper_layer_settles_what_an_upper_one_left_open() -> None:
    twice = garble(garble("💔 broken", "cp1252"), "cp1252")
    assert garble("💔", "cp1252").endswith("”")
    assert repair(twice).text == "💔 broken"


@pytest.mark.parametrize("name", ["cp1252", "cp1254"])
def test_a_closing_quote_that_lost_its_last_byte(name: str) -> None:
    text = "He said “yes” and left; “no,” she said. A “well‐known” case.\n"
    damaged = garble(text, name)
    assert "â€ " in damaged
    assert repair(damaged).text == text


def test_a_question_mark_is_a_lost_byte_only_where_the_file_says_so() -> None:
    asked = "Did he say “yes”? Did she say “no”? They said “maybe” at last.\n"
    assert repair(garble(asked, "cp1252", Policy.DROP)).text == asked
    assert repair(garble(asked, "cp1252", Policy.QM)).text == asked
    either = repair("## ğŸ“? Q1")
    assert not either.edits
    assert {"📝", "📁"} < set(either.ambiguous[0].origins)


def test_each_line_by_its_own_page() -> None:
    lines = ["## 📌 One", "It’s fine: “très bien” 📌.", "clean: “déjà” 📌", "### ✅ Answer – naïve"]
    damaged = [garble(lines[0], "cp1254"), garble(lines[1], "cp1252"), lines[2], garble(lines[3], "cp1252")]
    found = repair("\n".join(damaged))
    assert found.text == "\n".join(lines)
    assert [each.layers[0].page for each in found.edits[:5]] == ["cp1254", *["cp1252"] * 4]


def test_protected_spans_are_reported_and_left() -> None:
    text = "It’s `x = '…'` here 📌"
    damaged = garble(text, "cp1254")
    start, end = damaged.index("`"), damaged.rindex("`") + 1
    found = repair(damaged, [Span(start, end)])
    assert found.text == "It’s " + damaged[start:end] + " here 📌"
    (kept,) = found.protected
    assert kept.origins == ("…",)


@pytest.mark.parametrize(
    "line",
    [
        "In old mail, mojibake such as â€™ is common.",
        "You see â€™ instead of ’ here.",
        'UTF-8 read as Windows-1252 turns the letter into "Ã¼".',
        "The apostrophe becomes `â€™`.",
        "The replacement character � is U+FFFD.",
        "It shows '�' then.",
    ],
)
def test_text_about_garbled_text_is_left(line: str) -> None:
    found = repair(line)
    assert found.text == line
    assert kinds(found) == {"protected"}


@pytest.mark.parametrize(
    "line",
    [
        "l’é — ×– Ó… ß« Ä« ўцём",
        "NÃO É ASSIM… “IRMÔ, MAÇÃ» E PÃ…",
        "»SPAß« und „Spaß“, GRÖßE…",
        "Il s’en alla… là. « Très bien » – dit-il.",
        "HYVÄ” SANOI HÄN, PÅ”",
        "Łódź, Ångström, Þór, ÆØÅ, İstanbul’da ğş ıŞ",
        "ΑΒΓ «αβγ»… при… «ёж»— иврит: אבג, عربي، 中文，日本語。ไทย",
        "âgé, pâté, île, à…, où ? É… È…! Ñ? Ã?",
        "¿Qué? ¡Sí! 1ª 2º 5 °C ±2 µm",
        "voilÔ €5 or £6…",
        "an area of 5 Å², a volume of 7 Å³; «Ä» and „Å“",
    ],
)
def test_clean_lines_are_clean(line: str) -> None:
    found = repair(line)
    assert found.text == line
    assert kinds(found) == set()


def test_a_pair_that_could_be_clean_needs_the_rest_of_the_file() -> None:
    assert repair("## NÃO… “IRMÔ").text == "## NÃO… “IRMÔ"
    assert repair("Er sprach „Spaß“ 📌\n## ðŸ“Œ Ä…").text == "Er sprach „Spaß“ 📌\n## 📌 ą"


def test_what_is_lost_is_named() -> None:
    found = repair("caf� au lait, ï¿½ and ðŸ’¡ é")
    assert [each.original for each in found.lost] == ["�", "ï¿½"]
    assert found.text == "caf� au lait, ï¿½ and 💡 é"
    assert repair("Ã�lvaro").ambiguous[0].origins[:2] == ("Á", "Í")


def test_letters_outside_the_repertoire_support_each_other() -> None:
    text = "Tiếng Việt: một bài viết hay. В доме и в саду — «привет»."
    assert repair(garble(text, "cp1252", Policy.C1)).text == text


def test_a_letter_of_which_one_byte_is_left_is_named() -> None:
    found = repair(garble("Álvaro vive en otro país, ¿no es así? — Ärger", "cp1252"))
    assert [each.original for each in found.ambiguous] == ["Ã"]
    assert found.ambiguous[0].origins[:3] == ("Á", "Í", "Ï")
    assert "Ã" in found.ambiguous[0].origins
    assert found.text == "Ãlvaro vive en otro país, ¿no es así? — Ärger"
    assert repair("Ärger, NÃO, Ça 📌").text == "Ärger, NÃO, Ça 📌"


def test_no_run_is_half_repaired() -> None:
    unexplained = garble("📌📝", "cp1254", Policy.C1) + "日"
    found = repair(f"## {unexplained} Q1")
    assert not found.edits
    assert [each.original for each in found.lost] == [unexplained]


def test_a_clean_text_loads_no_images() -> None:
    code = "import sys; from qapress.mojibake import repair; import qapress.mojibake.mend;"
    clean = f"{code} repair('## \U0001f4cc “déjà vu” — naïve… “O é?”'); "
    check = "from qapress.mojibake.images import _images; print(_images.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", clean + check], capture_output=True, text=True, check=True)
    assert ran.stdout == "0\n"


@pytest.mark.parametrize("name", ["cp1252", "cp1254"])
def test_every_symbol_alone_in_a_heading(name: str) -> None:
    """All of the repertoire: what has one origin comes back, the rest is suggested, nothing else appears."""
    symbols = [each for each in repertoire() if len(each.encode()) > 2 and each.isprintable()]
    heading = [f"## {each} Q1: What?" for each in symbols]
    damaged = garble(PROSE + "\n".join(heading), name).split("\n")
    found = repair("\n".join(damaged))
    known = Counter(garble(each, name) for each in (*repertoire(), *rare()))
    after = found.text.split("\n")[3:]
    wrong = [
        (new, old) for new, old, was in zip(after, heading, damaged[3:], strict=True) if new not in (old, was)
    ]
    assert wrong == []
    for line, symbol in zip(heading, symbols, strict=True):
        image = garble(symbol, name)
        if known[image] == 1 and len(image) > 1 and symbol not in "‘’“”" and symbol[0] != VARIANT:
            assert line in after


@UNHURRIED
@given(TEXTS, st.sampled_from(LOSSLESS))
def test_garbled_without_loss_is_restored_or_named(text: str, name: str) -> None:
    clean = repair(text)
    assume(kinds(clean) == set())
    found = repair(garble(PROSE + text, name, Policy.C1))
    assert found.text == PROSE + text or kinds(found) > {"edits"}


@UNHURRIED
@given(TEXTS, st.sampled_from(PAGES), st.sampled_from(Policy), st.integers(0, 2))
def test_repair_is_idempotent_and_keeps_the_lines(text: str, name: str, policy: Policy, layers: int) -> None:
    assume(layers < 2 or policy is not Policy.QM)  # what `?` stands for is settled by the rest of the file
    for _ in range(layers):
        text = garble(text, name, policy)
    found = repair(text)
    assert found.text.count("\n") == text.count("\n")
    assume(layers < 2 or not found.ambiguous)  # of two layers one may be proven, once the rest is mended
    again = repair(found.text)
    assert again.text == found.text
    assert not again.edits


@UNHURRIED
@given(st.text(max_size=60))
def test_any_text_is_accounted_for(text: str) -> None:
    found = repair(text)
    rebuilt, at = "", 0
    for edit in found.edits:
        assert text[edit.span.start : edit.span.end] == edit.original
        assert edit.layers
        rebuilt += text[at : edit.span.start] + edit.origins[0]
        at = edit.span.end
    assert rebuilt + text[at:] == found.text
    assert all(len(each.origins) > 1 for each in found.ambiguous)


@UNHURRIED
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_what_the_prefilter_passes_is_clean(text: str) -> None:
    if not prefilter.suspicious(text):
        assert repair(text).text == text


def test_of_more_candidates_than_are_kept_none_is_certain() -> None:
    """Cyrillic of two layers with lost bytes looks like Greek, if only the first candidates count."""
    text = "«Это не баг, — сказал он, — это особенность»."
    damaged = garble(garble(text, "cp1252", Policy.FFFD), "cp1255", Policy.FFFD)
    found = repair(damaged)
    assert not any("Ͱ" <= each <= "Ͽ" for each in found.text)
