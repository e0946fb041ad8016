"""A line of dashes makes a heading of the text above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA208",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def promo_reads_as_heading(document: Document, at: Context) -> Iterator[Finding]:
    """Report sentences, bold lines, links and images that a rule drawn below them made headings."""
    del at
    yield from findings(document.problems, "promo-reads-as-heading")
