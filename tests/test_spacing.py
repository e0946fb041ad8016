"""The fixes of double spaces and of spaces before punctuation, in whatever Markdown they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Applicability
from qapress.lint import fixer
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings
from test_prose_laws import documents

if TYPE_CHECKING:
    from random import Random

HOSTILE = {
    "x" * 200_000 + "/ word , b": 1,
    "a" + " " * 200_000 + "word , b": 2,
    "word , " * 30_000 + "b": 30_000,
    "((" * 50_000 + "word ,": 1,
    "word ) " * 20_000: 0,
    "(a word ) " * 20_000: 20_000,
}
"""Texts on which a careless pattern would take for ever, with the number of their faults."""
SLIPS = ("  ", "   ", " , ", " . ", " : ", " ? ", " ; ", " ! ", " ,", " :", " (so ) ")
LINTER = make_linter(Settings(Path("no-such-root"), select=("double-space", "space-before-punctuation")))


@given(documents(), st.randoms(use_true_random=False))
def test_every_fix_is_made_and_moves_nothing_but_spaces(text: str, random: Random) -> None:
    slips = (random.choice(SLIPS) if each == " " and random.random() < 0.25 else each for each in text)
    before = LINTER.document("a.md", "".join(slips).encode())
    tools = fixer.Linter(LINTER.again, LINTER.visible)
    fixed = fixer.fix(before, LINTER.selection.rules, tools, Applicability.SAFE)
    assert fixed.refused == ()
    after = LINTER.document("a.md", fixed.source.encode())
    assert list(LINTER.visible(after, LINTER.selection.rules)) == []
    assert re.sub(" ", "", fixed.source.text) == re.sub(" ", "", before.source.text)


@pytest.mark.parametrize(("text", "faults"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(text: str, faults: int) -> None:
    document = LINTER.document("a.md", text.encode())
    assert sum(1 for _ in LINTER.visible(document, LINTER.selection.rules)) == faults


def test_a_fault_in_a_heading_is_told_once() -> None:
    linter = make_linter(Settings(Path("no-such-root"), select=("heading-spacing", "double-space")))
    text = "##  Q1:  What  is it?\n\n###  \u2705  Answer\n\nText.\n"
    document = linter.document("a.md", text.encode())
    found = [
        (info.name, document.source.position(each.span.start))
        for info, each in linter.visible(document, linter.selection.rules)
    ]
    assert sorted(found) == [
        ("double-space", (1, 14)),
        ("heading-spacing", (1, 3)),
        ("heading-spacing", (1, 8)),
        ("heading-spacing", (3, 4)),
        ("heading-spacing", (3, 7)),
    ]
    tools = fixer.Linter(linter.again, linter.visible)
    fixed = fixer.fix(document, linter.selection.rules, tools, Applicability.SAFE)
    assert fixed.source.text == "## Q1: What is it?\n\n### \u2705 Answer\n\nText.\n"
