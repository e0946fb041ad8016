"""Text in code, an address or an example that looks garbled, or a character left as an escape."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Span
from qapress.facts.cuts import cuts
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.mojibake import escapes, remains
from qapress.rules import _garbling as garbling
from qapress.source.text import SURROGATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.mojibake.escapes import Escape
    from qapress.mojibake.result import Damage

AROUND = " `'\"“”‘’"
"""What may stand around an example within its code span."""
CODE = frozenset({"code_block", "code", "math_block", "math", "front_matter", "comment"})
"""Where entities and percent signs are meant."""
HINT = "code, addresses and examples are not edited; mend it by hand if it is damage"
WRITE = "write the character itself"


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
        yield Finding(Span(first.span.start, line[-1].span.end), message, HINT)
    for cut in cuts(document).code:
        if not cut.origins or SURROGATE.search(cut.original):  # bytes that are not UTF-8 are reported as such
            continue
        image = garbling.quoted(remains.shown(cut.original))
        message = f"{image} looks like {garbling.choice(cut.origins)}, its UTF-16 cut to single bytes"
        yield Finding(cut.span, message, HINT)
    for _, group in groupby(_escapes(document), key=lambda each: at.source.line(each.span.start)):
        yield _as_finding(list(group))


def is_example(damage: Damage, document: Document) -> bool:
    """Whether the damage is all that its code span holds, or stands outside code in a line about it."""
    text = document.source.text
    for start, end in garbling.literal(document.tree):
        if start <= damage.span.start < end:
            rest = text[start : damage.span.start] + text[damage.span.end : end]
            return not rest.strip(AROUND)
    return True


def _escapes(document: Document) -> list[Escape]:
    """The escapes of a document in order; its tree is walked only where there are any."""
    text = document.source.text
    if not escapes.written(text, ()) and not escapes.garbled(text, ()):
        return []
    code = sorted(node.span for node in document.tree.walk() if node.kind in CODE)
    return sorted([*escapes.written(text, garbling.literal(document.tree)), *escapes.garbled(text, code)])


def _as_finding(line: list[Escape]) -> Finding:
    """What a line holds as one finding."""
    first, others = line[0], len(line) - 1
    message = f"{garbling.quoted(first.original)} looks like {garbling.choice(first.origins)}, "
    message += f"{'garbled and ' if first.garbled else ''}written as {first.form}"
    more = f"; {others} more in this line" if others else ""
    return Finding(
        Span(first.span.start, line[-1].span.end), message + more, HINT if first.garbled else WRITE
    )
