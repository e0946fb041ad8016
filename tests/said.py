"""What a grammar engine says of a document that is a collection by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.facts.facts import Collection, Facts
from qapress.facts.vocabulary import learned

if TYPE_CHECKING:
    from qapress.diagnostic import Problem
    from qapress.grammar.check import Grammar
    from qapress.model.qa import Document


def said(grammar: Grammar, document: Document, words: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Its problems in the order of the text; `words` are right by the settings."""
    facts = grammar.facts(document)
    alone = Collection((Facts(document.path, None, grammar=facts),))
    unknown = (each.problem for each in facts.doubts if not learned(alone, words, each).reason)
    return tuple(sorted((*facts.problems, *unknown), key=lambda each: each.span))
