"""Text whose UTF-8 was read with a wrong code page, and that can have only one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.rules import _garbling as garbling

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA101",
    scope=Document,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def garbled_text(document: Document, at: Context) -> Iterator[Finding]:
    """Report each garbled line once, with all its repairs as one fix."""
    for line in garbling.by_line(garbling.repaired(document).edits, at.source):
        first, count = line[0], len(line)
        origin = garbling.quoted(first.origins[0])
        message = f"{garbling.quoted(first.original)} is {origin}, {garbling.cause(first, count - 1)}"
        fix = Fix(
            f"restore {origin if count == 1 else f'{count} places'}",
            tuple(Edit(each.span, each.origins[0]) for each in line),
        )
        yield Finding(Span(first.span.start, line[-1].span.end), message, garbling.history(line), fix)
