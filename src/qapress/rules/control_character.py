"""Control characters that no text needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.facts.remains import damages
from qapress.lint.rule import Context, findings, rule
from qapress.mojibake.escapes import covered
from qapress.mojibake.remains import low_byte
from qapress.rules._garbling import choice
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding

HINT = "put the right one in its place"


@rule(
    "QA006",
    scope=Source,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def control_character(source: Source, at: Context) -> Iterator[Finding]:
    """Report single ones, and whole sequences for terminals, but not the rest of what is garbled."""
    for finding in findings(source.problems, "control-character"):
        start, end = finding.span
        if covered(finding.span, damages(at.document)):
            continue
        text = source.text
        origins = low_byte(text[start:end], text[max(0, start - 1) : start], text[end : end + 1])
        if origins:
            message = f"{finding.message}: {choice(origins)}, its UTF-16 cut to single bytes"
            finding = finding._replace(message=message, hint=HINT, fix=None, candidates=origins)
        yield finding
