"""Text that belongs to no question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA205", scope=Document, severity=Severity.WARNING, since="0.1")
def orphan_text(document: Document, at: Context) -> Iterator[Finding]:
    """Report what reading by the layout could not give to a question."""
    del at
    yield from findings(document.problems, "orphan-text")
