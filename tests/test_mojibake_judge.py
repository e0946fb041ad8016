"""The judge of repairs knows right from wrong, so that a test that it passes means something."""

from __future__ import annotations

import pytest

from garbling import LINES, faithful, lossless, symbols, unambiguous, units
from qapress.mojibake.forward import Policy, garble

DROP = Policy.DROP


def test_the_lines_are_many_and_varied() -> None:
    assert len(LINES) >= 300
    assert len(set(LINES)) == len(LINES)
    assert sum(line.isascii() for line in LINES) >= 20
    assert len({each for line in LINES for each in line if not each.isascii()}) >= 600
    assert sum("\u200d" in line for line in LINES) >= 8


def test_a_text_falls_into_symbols() -> None:
    assert symbols("a 👩🏽‍🔬–…") == ["a", " ", "👩🏽‍🔬", "–", "…"]
    assert symbols("ไ北") == ["ไ", "北"]


@pytest.mark.parametrize("line", LINES)
def test_units_make_up_the_line_and_its_damage(line: str) -> None:
    pieces = units(line, "cp1254", DROP)
    assert "".join(each.origin for each in pieces) == line
    assert "".join(each.image for each in pieces) == garble(line, "cp1254", DROP)


@pytest.mark.parametrize(
    ("result", "right"),
    [
        ("It’s 🐍…", True),
        ("Itâ€™s ğŸ…", True),
        ("It’s ğŸâ€¦", True),
        ("It's 🐍…", False),
        ("It’s 🍎…", False),
        ("It’s…", False),
        ("It’s  🐍…", False),
        ("It’s 🐍… ", False),
        ("Itâs 🐍…", False),
        ("", False),
    ],
)
def test_only_what_stood_there_is_right(result: str, *, right: bool) -> None:
    assert faithful(units("It’s 🐍…", "cp1254", DROP), result) is right


def test_half_a_symbol_is_wrong() -> None:
    pieces = units("👩🏽‍🔬", "cp1254", DROP)
    assert faithful(pieces, "👩🏽‍🔬")
    assert faithful(pieces, "ğŸ‘©ğŸ½â€ğŸ”¬")
    assert not faithful(pieces, "👩ğŸ½â€ğŸ”¬")


@pytest.mark.parametrize(
    ("text", "page", "policy", "one"),
    [
        ("It’s naïve.", "cp1252", "drop", True),
        ("an ASCII line", "cp874", "drop", True),
        ("“yes”", "cp1252", "drop", False),
        ("“yes”", "cp1252", "c1", True),
        ("👩🏽‍🔬", "cp1254", "drop", True),
        ("🐍", "cp1254", "drop", False),
        ("Á", "cp1252", "drop", False),
        ("丁", "cp1252", "c1", True),
        ("丁", "cp1252", "drop", False),
        ("北", "mac-roman", "drop", True),
    ],
)
def test_what_has_one_origin(text: str, page: str, policy: str, *, one: bool) -> None:
    kind = Policy(policy)
    assert unambiguous(units(text, page, kind), page, kind) is one


def test_what_is_lossless() -> None:
    assert lossless("‘…’", "cp1252")
    assert not lossless("”", "cp1252")
