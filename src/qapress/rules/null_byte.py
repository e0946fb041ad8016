"""NUL bytes in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA003",
    scope=Source,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def null_byte(source: Source, _at: Context) -> Iterator[Finding]:
    """Report each run of them."""
    yield from findings(source.problems, "null-byte")
