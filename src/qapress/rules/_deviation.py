"""What is said of a word that is written otherwise elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix

if TYPE_CHECKING:
    from qapress.facts.compounds import Deviation


def deviation_finding(found: Deviation) -> Finding:
    """The finding at a deviation, which tells the usual form and how often it stands."""
    usual, times = found.habit
    message = f"'{found.written}' is written '{usual}' elsewhere ({times} times)"
    fix = Fix(f"write {found.right}", (Edit(found.span, found.right),), Applicability.SUGGESTION)
    return Finding(found.span, message, fix=fix, path=found.path)
