"""What holds of every repair, whatever the text, its damage, and what stands around it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from garbling import LINES
from qapress.diagnostic import Span
from qapress.mojibake import repair
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import SINGLE_BYTE
from qapress.mojibake.result import Repair
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from qapress.mojibake.result import Damage

LANGUAGES = Path(__file__).parent / "corpus" / "clean" / "languages"
WORDS = sorted({word for path in LANGUAGES.glob("*.md") for word in path.read_text("utf-8").split()})
ASCII_LINES = [line for line in LINES if line.isascii()]
PROSE = """\
The model’s “attention” is a weighted sum — each token looks at the others…
It’s a “soft” lookup: café, naïve, façade – the words don’t matter.
Müller’s team wrote: “the results are good”, they said.
"""

pages = st.sampled_from(SINGLE_BYTE)
policies = st.sampled_from(Policy)
words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
"""Words of all languages, side by side as nobody writes them."""
texts = st.lists(
    st.sampled_from(repertoire()) | st.sampled_from([*"abcz09", " ", " ", "? ", ", ", "\n"]), max_size=40
).map("".join)
"""Symbols of the repertoire, half of it ASCII."""
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
somewhat_garbled = st.lists(
    st.tuples(st.sampled_from(LINES), st.none() | pages, policies), min_size=1, max_size=6
).map(lambda lines: "\n".join(garble(line, page, policy) if page else line for line, page, policy in lines))
"""Lines of our own, each clean or garbled by a page of its own."""
hostile = texts | anything | somewhat_garbled


def damages(found: Repair) -> list[Damage]:
    """All that a repair found, in the order of the text."""
    return sorted((*found.edits, *found.ambiguous, *found.lost, *found.protected), key=lambda each: each.span)


@given(hostile)
def test_spans_are_inside_and_apart_and_hold_what_is_said(text: str) -> None:
    found = repair(text)
    for kind in found[1:]:
        assert list(kind) == sorted(kind, key=lambda each: each.span)
    for one, two in pairwise(damages(found)):
        assert one.span.end <= two.span.start
    for each in damages(found):
        assert 0 <= each.span.start < each.span.end <= len(text)
        assert text[each.span.start : each.span.end] == each.original
        assert "\n" not in each.original
        assert "\r" not in each.original


@given(hostile)
def test_the_repaired_text_is_the_edits_and_nothing_else(text: str) -> None:
    found, rebuilt, at = repair(text), "", 0
    for each in found.edits:
        assert len(each.origins) == 1
        assert each.origins[0] != each.original
        assert each.layers
        rebuilt += text[at : each.span.start] + each.origins[0]
        at = each.span.end
    assert found.text == rebuilt + text[at:]
    assert all(len(set(each.origins)) == len(each.origins) > 1 for each in found.ambiguous)
    assert found.text.count("\n") == text.count("\n")
    assert found.text.count("\r") == text.count("\r")


@given(texts | anything)
def test_repairing_again_changes_nothing(text: str) -> None:
    once = repair(text)
    again = repair(once.text)
    assert again.text == once.text
    assert not again.edits


@given(somewhat_garbled)
def test_windows_line_ends_make_no_difference(text: str) -> None:
    found = repair(text.replace("\n", "\r\n"))
    assert found.text == repair(text).text.replace("\n", "\r\n")


@given(hostile, st.data())
def test_protected_spans_are_untouched(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    found = repair(text, spans)
    for edit in found.edits:
        assert all(edit.span.end <= span.start or span.end <= edit.span.start for span in spans)


@given(words)
def test_clean_words_stay_whatever_stands_beside_them(text: str) -> None:
    assert repair(text) == Repair(text)


@given(
    somewhat_garbled.map(lambda text: text.split("\n")[0]),
    st.lists(st.sampled_from(ASCII_LINES), max_size=4),
    st.lists(st.sampled_from(ASCII_LINES), max_size=4),
)
def test_ascii_lines_around_make_no_difference(line: str, before: list[str], after: list[str]) -> None:
    alone = repair(line)
    among = repair("\n".join([*before, line, *after]))
    assert among.text.split("\n") == [*before, alone.text, *after]
    assert [each.original for each in damages(among)] == [each.original for each in damages(alone)]
