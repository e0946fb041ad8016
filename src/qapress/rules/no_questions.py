"""A file whose name promises questions holds none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA206", scope=Document, severity=Severity.WARNING, since="0.1")
def no_questions(document: Document, at: Context) -> Iterator[Finding]:
    """Report a file that matches the layout's own file pattern and has no question."""
    if document.promised and not document.entries and at.source.is_text:
        end = at.source.line_span(1)[1]
        hint = "a question is written `## Q1: What is a token?`"
        yield Finding(Span(0, end), "no question is found in this file, though its name promises some", hint)
