"""A file too large to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Severity
from qapress.lint.rule import Context, findings, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule("QA010", scope=Source, severity=Severity.ERROR, since="0.1")
def too_large(source: Source, _at: Context) -> Iterator[Finding]:
    """Report the size."""
    yield from findings(source.problems, "too-large")
