"""A subordinate clause that stands as a sentence of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Span, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.prose.sentences import Sentence

CONTRASTING = frozenset({"although", "whereas"})
"""Conjunctions whose clause may belong to the sentence before it."""
ANSWERING = frozenset({"because", "if", "once", "since", "unless", "when", "whenever", "while"})
JOINING = frozenset({"but", "so", "yet"})
"""What begins a main clause behind such a clause, although it should not."""
SHORT = 4
"""Words of a heading that asks nothing itself: the answer to a question may stand below it."""
HINT = "join the clause to its main clause by a comma"


@rule(
    "QA407",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
)
def sentence_fragment(document: Document, at: Context) -> Iterator[Finding]:
    """Report clauses with a subordinating conjunction whose main clause is cut off by a full stop."""
    from qapress.prose.sentences import paragraphs  # loaded when the rule runs

    if not is_english(at.language):
        return
    asked = False
    for passage in paragraphs(document.tree, at.source.well_formed):
        if passage[0].passage.leaf.kind == "heading":
            asked = passage[-1].end == "?" or (asked and len(passage[0].words) < SHORT)
        else:
            if passage[0].passage.leaf.kind in ("paragraph", "item"):
                yield from _found(passage, asked=asked)
            asked = passage[-1].end == "?"


def _found(passage: Sequence[Sentence], *, asked: bool) -> Iterator[Finding]:
    from qapress.prose.fragments import is_fragment

    for index, each in enumerate(passage):
        behind = passage[index + 1] if index + 1 < len(passage) else None
        if is_fragment(each):
            answers = asked and each.low(0) in ANSWERING
            if behind and (not answers or behind.low(0) in JOINING):
                yield _finding(each, behind, "before")
            elif index and not behind and each.low(0) in CONTRASTING:
                yield _finding(passage[index - 1], each, "behind")
        asked = each.end == "?"


def _finding(first: Sentence, second: Sentence, side: str) -> Finding:
    """The finding at the full stop between two sentences, on one side of which stands the clause."""
    span = Span(first.span(len(first.words) - 1, len(first.words)).start, second.span(0, 1).end)
    return Finding(span, f"the clause {side} this full stop is no sentence", HINT, _join(first, second))


def _join(first: Sentence, second: Sentence) -> Fix | None:
    """A comma for the full stop; None where the next word may have its capital by its own right."""
    from qapress.prose.grammar_words import CLOSED

    end, opener = first.span(len(first.words) - 1, len(first.words)).end, second.low(0)
    if opener in JOINING and len(second.words) > 1:
        edit = Edit(Span(end, second.span(1, 2).start), ", ")
    elif opener in CLOSED - {"i"}:
        edit = Edit(Span(end, second.span(0, 1).end), f", {opener}")
    else:
        return None
    return Fix("join them by a comma", (edit,), Applicability.SUGGESTION)
