"""Lines that end otherwise than the others of the file, or than configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
CONFIGURED = {"lf": "\n", "crlf": "\r\n"}


@rule("QA005", scope=Source, severity=Severity.NOTE, since="0.1", fixable=Applicability.SAFE)
def mixed_newlines(source: Source, at: Context) -> Iterator[Finding]:
    """Report once a file; the fix gives every line the configured end, else the commonest."""
    configured = CONFIGURED.get(at.settings.newlines)
    counts = _counts(source.raw)
    if len(counts) < 2 and (configured is None or configured in counts or not counts):
        return
    wanted = configured or source.newline
    odd = [line for line, end in enumerate(source.newlines, 1) if end != wanted]
    ends = [source.line_span(line)[1] for line in odd]
    edits = tuple(Edit(Span(end, end + 1), wanted) for end in ends)
    told = ", ".join(f"{count} {NAMES[end]}" for end, count in counts.items())
    message = (
        f"line ends are mixed: {told}" if len(counts) > 1 else f"lines end in {NAMES[next(iter(counts))]}"
    )
    if configured:
        message += f", but {NAMES[configured]} is configured"
    fix = Fix(f"end every line in {NAMES[wanted]}", edits)
    yield Finding(Span(ends[0], ends[0]), message, fix=fix)


def _counts(raw: str) -> dict[str, int]:
    """How often each line end occurs, without those that do not."""
    pairs = raw.count("\r\n")
    counts = {"\n": raw.count("\n") - pairs, "\r\n": pairs, "\r": raw.count("\r") - pairs}
    return {end: count for end, count in counts.items() if count}
