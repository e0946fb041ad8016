"""A byte order mark before or inside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA004",
    scope=Source,
    severity=Severity.NOTE,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.NOTHING,
)
def byte_order_mark(source: Source, _at: Context) -> Iterator[Finding]:
    """Report the mark at the start, and those left inside by joining files."""
    yield from findings(source.problems, "byte-order-mark")
