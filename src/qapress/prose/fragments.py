"""Subordinate clauses that stand as sentences of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.prose import grammar_words as closed
from qapress.prose.clauses import OBJECTS, is_finite
from qapress.prose.sentences import singulars, third

if TYPE_CHECKING:
    from qapress.prose.sentences import Sentence

OPENERS = frozenset(
    {"although", "because", "if", "once", "since", "though", "unless", "when", "whenever", "whereas", "while"}
)
"""Conjunctions that a clause begins with which cannot stand alone."""
CONDITIONS = frozenset({"if", "unless", "when", "whenever"})
"""Those among them that a mere value follows as well: when `true` shows all."""
STATEMENTS = frozenset({"block", "branch", "clause", "condition", "expression", "loop", "statement"})
"""What is named by a keyword: a while loop."""
ELLIPTICAL = re.compile(".*(?:able|ible|ed|ing|ary|so|not|true|false|present|set)")
"""What a shortened clause begins with: if possible, when using it."""
SUBJECTS = frozenset({"he", "i", "it", "she", "there", "they", "this", "we", "you"})
MARKS = frozenset(",;:()[]—–|/")
ARTICLES = closed.ARTICLES - {"one"}
LEADING = closed.ARTICLES | closed.PLURAL_ARTICLES | closed.OTHER_ARTICLES
SOURCES = frozenset({"do", "does", "did", "not", "to"}) | closed.MODALS | closed.BE
"""Words that an infinitive follows, or an adjective."""


def is_fragment(sentence: Sentence) -> bool:
    """Whether a sentence is surely one subordinate clause and nothing else."""
    lows = sentence.lows()
    if sentence.end != "." or not sentence.words[0].capital or lows[0] not in OPENERS:
        return False
    if len(lows) < 4 or not _has_subject(lows) or not MARKS.isdisjoint(lows):
        return False
    sure = [index for index in range(2, len(lows)) if _is_finite(sentence, index)]
    verbs = sure or [index for index in range(2, len(lows)) if third(lows[index])]
    if len(verbs) != 1 or (
        lows[0] in CONDITIONS and not lows[1] and closed.ADVERBS.issuperset(lows[2 : verbs[0]])
    ):
        return False
    before, behind = range(2, verbs[0]), range(verbs[0] + 1, len(lows))
    return not any(_opens_subject(lows, each) for each in before) and not any(
        _may_be_verb(lows, each) for each in behind
    )


def _has_subject(lows: list[str]) -> bool:
    """Whether the clause begins with what may be a subject."""
    first = lows[1]
    if first in LEADING:
        return True
    if lows[0] != "though" and first in closed.PRONOUNS:
        return True
    named = first in STATEMENTS or not STATEMENTS.isdisjoint(singulars(first))
    return first not in closed.CLOSED and not named and ELLIPTICAL.fullmatch(first) is None


def _is_finite(sentence: Sentence, index: int) -> bool:
    """Whether a word is surely a finite verb."""
    low, before = sentence.low(index), sentence.low(index - 1)
    if before in ("to", *closed.MODALS):
        return False
    if (
        low in closed.PLURAL_VERBS
        or low in ("am", "had", "did", "didn't", "didn’t")
        or is_finite(sentence, index)
    ):
        return True
    adverb = before in closed.ADVERBS and sentence.low(index - 2) not in SOURCES
    return low in closed.VERBS and (before in SUBJECTS or bool(singulars(before)) or adverb)


def _opens_subject(lows: list[str], index: int) -> bool:
    """Whether another subject begins behind the first: "Since version 2 you …"."""
    low, before = lows[index], lows[index - 1]
    led = before in closed.PREPOSITIONS or before in closed.CONJUNCTIONS
    return not led and (low in SUBJECTS or low in ARTICLES)


def _may_be_verb(lows: list[str], index: int) -> bool:
    """Whether a verb of a main clause without its comma may stand there, one in the imperative included."""
    low, before = lows[index], lows[index - 1]
    if (
        low in SUBJECTS
        and before not in closed.PREPOSITIONS
        and index > 2
        and low not in ("it", "this", "you")
    ):
        return True
    if low in closed.VERBS and before not in SOURCES:
        behind = lows[index + 1] if index + 1 < len(lows) else ""
        return behind in OBJECTS or low not in closed.NOUN_VERBS
    past = low in closed.PAST or (low.endswith("ed") and len(low) > 4)
    return past and before not in closed.BE and before not in closed.ADVERBS and before not in closed.CLOSED
