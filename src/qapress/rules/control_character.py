"""Control characters that no text needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.lint.rule import Context, rule
from qapress.rules._cut import unnamed
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
def control_character(_source: Source, at: Context) -> Iterator[Finding]:
    """Report single ones, and whole sequences for terminals, but not the rest of what is garbled."""
    yield from unnamed(at, "control-character")
