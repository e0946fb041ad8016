"""What the rules on bytes and controls leave to those on garbled text, and what they know of the rest."""

from __future__ import annotations

from bisect import bisect_right
from sys import maxsize
from typing import TYPE_CHECKING

from qapress.facts.cuts import cuts
from qapress.facts.remains import damages
from qapress.lint.rule import findings
from qapress.mojibake.remains import low_byte
from qapress.rules._garbling import choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Finding, Span
    from qapress.lint.rule import Context

HINT = "put the right one in its place"


def unnamed(at: Context, kind: str) -> Iterator[Finding]:
    """The file's problems of a kind that no rule on garbled text names.

    What may be the low byte of a mark has candidates instead of a fix: to delete it, or to read it in another
    page, would lose the mark.
    """
    found = list(findings(at.source.problems, kind))
    if not found:
        return
    named, is_cut, text = damages(at.document), bool(cuts(at.document).prose), at.source.text
    for finding in found:
        start, end = finding.span
        if _is_within(finding.span, named):
            continue
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if origins := low_byte(text[start:end], before, after, in_cut_text=is_cut):
            message = f"{finding.message}: {choice(origins)}, its UTF-16 cut to single bytes"
            finding = finding._replace(message=message, hint=HINT, fix=None, candidates=origins)
        yield finding


def _is_within(span: Span, named: Sequence[Span]) -> bool:
    last = bisect_right(named, (span.start, maxsize)) - 1
    return last >= 0 and span.end <= named[last].end
