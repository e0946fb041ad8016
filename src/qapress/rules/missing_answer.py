"""A question has no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA202", scope=Entry, severity=Severity.ERROR, since="0.1")
def missing_answer(entry: Entry, at: Context) -> Iterator[Finding]:
    """Report a question under which nothing answers it."""
    del at
    if entry.answer is None:
        yield Finding(entry.question.heading.span, "the question has no answer", "write one below it")
