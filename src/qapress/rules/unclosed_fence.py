"""A code block that is never closed, or that hides questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA207", scope=Document, severity=Severity.WARNING, since="0.1")
def unclosed_fence(document: Document, at: Context) -> Iterator[Finding]:
    """Report the fences that reading by the layout found suspicious."""
    del at
    yield from findings(document.problems, "unclosed-fence")
