"""A heading's marker differs from that of the file's other headings."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.cuts import cuts
from qapress.facts.remains import asked
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

    Marked = list[tuple[Node, str]]

DAMAGED = ("Cc", "Co", "Cs")
"""Unicode categories of controls, private characters and bytes that are not UTF-8."""


@rule("QA209", scope=Document, severity=Severity.WARNING, since="0.1")
def inconsistent_marker(document: Document, at: Context) -> Iterator[Finding]:
    """Report markers of questions, and of answers, that differ from the commonest of the file."""
    del at
    lost = {each.original for each in asked(document)} | {each.original for each in cuts(document).prose}
    answers = [each.answer for each in document.entries if each.answer]
    questions = [(each.question.heading, each.marker) for each in document.entries if each.marker not in lost]
    yield from _odd(questions, "question")
    yield from _odd(
        [(each.heading, each.marker) for each in answers if each.heading and each.marker not in lost],
        "answer",
    )


def _odd(headings: Marked, what: str) -> Iterator[Finding]:
    ranked = Counter(marker for _, marker in headings if not _garbled(marker)).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return
    usual, count = ranked[0]
    for heading, marker in headings:
        if marker != usual and not _garbled(marker):
            has = f"the marker {marker!r}" if marker else "no marker"
            others = f"most have {usual!r}" if usual else "most have none"
            hint = f"{count} of {len(headings)} {what} headings of this file agree"
            yield Finding(heading.span, f"this {what} heading has {has}; {others}", hint)


def _garbled(marker: str) -> bool:
    """Whether foreign letters, controls or U+FFFD show a damaged symbol, which the mojibake rules report."""
    return any(
        not each.isascii() and (each == "\ufffd" or each.isalpha() or unicodedata.category(each) in DAMAGED)
        for each in marker
    )
