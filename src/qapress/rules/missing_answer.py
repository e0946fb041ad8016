"""A question has no answer, or none that is marked as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA202", scope=Entry, severity=Severity.ERROR, since="0.1")
def missing_answer(entry: Entry, at: Context) -> Iterator[Finding]:
    """Report a question under which nothing answers it, and one whose text has no answer heading."""
    heading = entry.question.heading.span
    if entry.answer is None:
        yield Finding(heading, "the question has no answer", "write one below it")
    elif entry.answer.heading is None:
        unheaded = findings(at.document.problems, "missing-answer")
        yield from (each for each in unheaded if each.span == heading)
