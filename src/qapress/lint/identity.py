"""The text by which a finding is known again when lines move, numbers change and files are renamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qapress.diagnostic import Finding, Span
    from qapress.source.text import Source

ENOUGH = 3
"""Words that tell a place from others; to fewer, those beside them in the line are added."""

LENGTH = 200
"""Code points that are kept."""

NEAR = 40
"""Code points on either side of a span in which the words beside it are looked for."""
_BEFORE = re.compile(r"\S{0,20}\s*\Z")
_AFTER = re.compile(r"\s*\S{0,20}")


def identifying(source: Source, finding: Finding, number: Span | None = None) -> str:
    """What a finding says that it is about, else the text at its span, else its message."""
    return finding.about or _text(source, finding.span, number) or finding.message


def _text(source: Source, span: Span, number: Span | None) -> str:
    """The words under a span, or of its line where it is empty; of few words also those beside them.

    `number`, that of the question, is left out: questions are renumbered.
    """
    start, end = span if span.start < span.end else source.line_span(source.line(span.start))
    words = _words(source, start, end, number)
    if len(words) < ENOUGH:
        left, right = source.line_span(source.line(start))[0], source.line_span(source.line(end))[1]
        before = _BEFORE.search(source.text[max(left, start - NEAR) : start])
        after = _AFTER.match(source.text[end : min(right, end + NEAR)])
        wider = start - len(before[0] if before else ""), end + len(after[0] if after else "")
        words = _words(source, *wider, number)
    return " ".join(words)[:LENGTH]


def _words(source: Source, start: int, end: int, number: Span | None) -> list[str]:
    if number is not None and start <= number.start and number.end <= end:
        return (source.text[start : number.start] + source.text[number.end : end]).split()
    return source.text[start:end].split()
