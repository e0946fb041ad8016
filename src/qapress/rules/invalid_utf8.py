"""Bytes that are not UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.facts.remains import damages
from qapress.lint.rule import Context, findings, rule
from qapress.mojibake.escapes import covered
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
def invalid_utf8(source: Source, at: Context) -> Iterator[Finding]:
    """Report what decoding could not read, but not the rest of a symbol that another rule names."""
    for finding in findings(source.problems, "invalid-utf8"):
        if not covered(finding.span, damages(at.document)):
            yield finding
