"""Text in code, an address or an example that looks garbled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.rules import _garbling as garbling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.mojibake.result import Damage

AROUND = " `'\"“”‘’"
"""What may stand around an example within its code span."""


@rule("QA104", scope=Document, severity=Severity.NOTE, since="0.1")
def garbled_code(document: Document, at: Context) -> Iterator[Finding]:
    """Report each line once; where all else is clean, code that holds nothing more is an example."""
    found = garbling.repaired(document)
    damaged = bool(found.edits or found.ambiguous)
    odd = [each for each in found.protected if damaged or not is_example(each, document)]
    for line in garbling.by_line((each for each in odd if each.origins), at.source):
        first, origins = line[0], garbling.choice(line[0].origins)
        cause = garbling.cause(first, len(line) - 1)
        message = f"{garbling.quoted(first.original)} looks like {origins}, {cause}"
        hint = "code, addresses and examples are not edited; mend it by hand if it is damage"
        yield Finding(Span(first.span.start, line[-1].span.end), message, hint)


def is_example(damage: Damage, document: Document) -> bool:
    """Whether the damage is all that its code span holds, or stands outside code in a line about it."""
    text = document.source.text
    for start, end in garbling.literal(document.tree):
        if start <= damage.span.start < end:
            rest = text[start : damage.span.start] + text[damage.span.end : end]
            return not rest.strip(AROUND)
    return True
