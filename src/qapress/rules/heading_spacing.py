"""The heading of a question or an answer lacks a blank, or has several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA204",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def heading_spacing(document: Document, at: Context) -> Iterator[Finding]:
    """Report the blanks that reading by the layout missed or had too many of."""
    del at
    yield from findings(document.problems, "heading-spacing")
