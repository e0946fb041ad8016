"""A question has no answer, or none that is marked as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA202", scope=Document, severity=Severity.ERROR, since="0.1")
def missing_answer(document: Document, at: Context) -> Iterator[Finding]:
    """Report questions under which nothing answers them, and those whose text has no answer heading."""
    del at
    for entry in document.entries:
        if entry.answer is None:
            heading = entry.question.heading.span
            yield Finding(heading, "the question has no answer", "write one below it")
    yield from findings(document.problems, "missing-answer")
