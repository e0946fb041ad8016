"""Control characters that no text needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA006",
    scope=Source,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def control_character(source: Source, _at: Context) -> Iterator[Finding]:
    """Report single ones, and whole sequences for terminals."""
    yield from findings(source.problems, "control-character")
