"""Bytes that are not UTF-8."""

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
    "QA001",
    scope=Source,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def invalid_utf8(_source: Source, at: Context) -> Iterator[Finding]:
    """Report what decoding could not read, but not the rest of a symbol that another rule names."""
    yield from unnamed(at, "invalid-utf8")
