"""A comma between a subject and its verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.sentences import Sentence


@rule(
    "QA408",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
)
def comma_before_verb(document: Document, at: Context) -> Iterator[Finding]:
    """Report the single comma behind a subject, mostly a pair, when its verb follows at once."""
    from qapress.prose.sentences import paragraphs  # loaded when the rule runs
    from qapress.prose.subjects import parted

    if not is_english(at.language):
        return
    for passage in paragraphs(document.tree, at.source.well_formed):
        for sentence in passage:
            if sentence.passage.leaf.kind in ("paragraph", "item") and sentence.end != "?":
                for comma in parted(sentence):
                    yield _finding(sentence, comma)


def _finding(sentence: Sentence, comma: int) -> Finding:
    span = sentence.span(comma, comma + 1)
    subject, verb = sentence.text(comma - 1, comma), sentence.text(comma + 1, comma + 2)
    fix = Fix("remove the comma", (Edit(span, ""),), Applicability.SUGGESTION)
    return Finding(span, f"a comma separates the subject ('… {subject}') from its verb ('{verb}')", fix=fix)
