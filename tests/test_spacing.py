"""The fixes of double spaces and of spaces before punctuation, in whatever Markdown they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Applicability
from qapress.lint import fixer
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings
from test_prose import documents

if TYPE_CHECKING:
    from random import Random

SLIPS = ("  ", "   ", " , ", " . ", " : ", " ? ", " ; ", " ! ", " ,", " :")
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
