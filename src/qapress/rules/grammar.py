"""What a grammar engine objects to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document
from qapress.rules import _garbling as garbling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule("QA450", scope=Document, severity=Severity.WARNING, since="0.1", fixable=Applicability.SUGGESTION)
def grammar(document: Document, _at: Context) -> Iterator[Finding]:
    """Report the matches of LanguageTool's rules, if the run has asked an engine; none in garbled text."""
    found = tuple(findings(document.problems, "grammar"))
    if not found:
        return
    repair = garbling.repaired(document)
    garbled = [each.span for each in (*repair.edits, *repair.ambiguous, *repair.lost)]
    for each in found:
        if not any(start < each.span.end and each.span.start < end for start, end in garbled):
            yield each
