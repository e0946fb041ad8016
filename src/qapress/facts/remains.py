"""Where a document shows garbled text, or `?` for a symbol."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.facts.cuts import cuts
from qapress.facts.garbling import literal, repaired, symbol
from qapress.mojibake import remains
from qapress.mojibake.escapes import covered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document


class Asked(NamedTuple):
    """A run of `?` in the place of a symbol; `others` is the marker that most headings of its role have."""

    span: Span
    original: str
    role: str = ""
    others: str = ""


def asked(document: Document) -> list[Asked]:
    """The runs of `?` that stand for a symbol, in order: markers of questions and answers, and others."""
    found = {each.span: each for each in _markers(document)}
    for each in remains.asked(document.source.text):
        if not covered(each.span, literal(document.tree)):
            found.setdefault(each.span, Asked(each.span, each.original))
    return [found[span] for span in sorted(found)]


def _markers(document: Document) -> Iterator[Asked]:
    """Those of questions and answers.

    A lone `?` before questions may be meant, as long as no other heading shows damage or a symbol.
    """
    questions = [(each.question.heading, each.marker) for each in document.entries]
    given = [each.answer for each in document.entries if each.answer]
    answers = [(each.heading, each.marker) for each in given if each.heading]
    damaged = any(is_asked(marker) for _, marker in answers)
    damaged |= any(marker != "?" and (is_asked(marker) or symbol(marker)) for _, marker in questions)
    for role, headings in (("question", questions if damaged else []), ("answer", answers)):
        others = _usual(headings)
        for heading, marker in headings:
            if is_asked(marker):
                start = document.source.text.index(marker, heading.span.start)
                yield Asked(Span(start, start + len(marker)), marker, role, others)


def damages(document: Document) -> tuple[Span, ...]:
    """The places outside code that the rules on garbled text report, sorted: others leave them to these."""
    found = repaired(document)
    kinds = (found.edits, found.ambiguous, found.lost, cuts(document).prose)
    return tuple(sorted(each.span for kind in kinds for each in kind))


def is_asked(marker: str) -> bool:
    """Whether a marker is nothing but question marks."""
    return marker != "" and not marker.strip("?")


def _usual(headings: Sequence[tuple[Node, str]]) -> str:
    """The symbol that most headings have; empty when none has one."""
    counted = Counter(marker for _, marker in headings if symbol(marker))
    return max(counted, key=lambda each: counted[each], default="")
