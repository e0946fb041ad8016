"""Subjects that a comma parts from their verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.prose import grammar_words as closed
from qapress.prose.clauses import is_finite
from qapress.prose.sentences import singulars, third

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.sentences import Sentence

LONGEST = 14
"""Words of a subject, at most."""
LEADING = closed.ARTICLES | closed.PLURAL_ARTICLES | {"all", "most", "other", "some", "such"}
"""What a subject may begin with, besides a noun or an adjective."""
RELATING = frozenset(
    {
        "according",
        "apart",
        "based",
        "close",
        "compared",
        "contrary",
        "depending",
        "due",
        "next",
        "owing",
        "prior",
    }
    | {"related", "relative", "similar", "subject", "thanks", "thank"}
)
"""Words that begin no subject, although they belong to no closed class."""
PRONOUNS = closed.PRONOUNS - closed.ARTICLES
PAIRING = frozenset({"and", "&"})


def parted(sentence: Sentence) -> Iterator[int]:
    """The indexes of commas that surely stand between a subject and its verb."""
    lows = sentence.lows()
    for start in (0, *(index + 1 for index, low in enumerate(lows) if low == ";")):
        comma = next((index for index in range(start, len(lows)) if lows[index] in (",", ";", ":")), 0)
        if lows[comma : comma + 1] == [","] and start < comma <= start + LONGEST:
            paired = not PAIRING.isdisjoint(lows[start:comma])
            if _is_subject(sentence, start, comma, paired=paired) and _is_verb(
                sentence, start, comma, paired=paired
            ):
                yield comma


def _is_subject(sentence: Sentence, start: int, comma: int, *, paired: bool) -> bool:
    """Whether the words before a comma are nouns with what belongs to them, and no verb."""
    first, last = sentence.words[start], sentence.words[comma - 1]
    if not (last.plain or last.low == ""):
        return False
    bare = first.plain and first.low not in RELATING and (paired or singulars(last.low))
    if not (first.low in LEADING or bare) or _is_imperative(sentence, start):
        return False
    return not any(_may_be_verb(sentence, each) for each in range(start, comma))


def _is_imperative(sentence: Sentence, start: int) -> bool:
    low = sentence.low(start)
    if low not in closed.VERBS or sentence.low(start + 1) not in PAIRING:
        return low in closed.SURE_VERBS
    return sentence.low(start + 2) in closed.VERBS


def _may_be_verb(sentence: Sentence, index: int) -> bool:
    low, before, behind = sentence.low(index), sentence.low(index - 1), sentence.low(index + 1)
    if (
        low in closed.BE
        or low in closed.HAVE_DO
        or low in closed.SUBORDINATORS
        or low in closed.QUESTION_WORDS
    ):
        return True
    if low and not low[0].isalnum() and low not in PAIRING:
        return True
    if low in PRONOUNS or is_finite(sentence, index) or low in closed.PAST:
        return low not in LEADING
    noun_before = index > 0 and sentence.words[index - 1].plain
    if third(low) or low in closed.VERBS:
        ends = behind in ("", ",", *closed.CONJUNCTIONS, *closed.PREPOSITIONS)
        return not ends and (noun_before or before == "") and not sentence.words[index + 1].plain
    return low.endswith("ed") and noun_before


def _is_verb(sentence: Sentence, start: int, comma: int, *, paired: bool) -> bool:
    """Whether the verb of the subject follows a comma, and no second comma soon."""
    low, behind = sentence.low(comma + 1), sentence.low(comma + 2)
    if "," in (behind, sentence.low(comma + 3)):
        return False
    if low in closed.MODALS or low in closed.PLURAL_VERBS:
        return True
    if not paired:
        return low in closed.SINGULAR_VERBS and sentence.low(start) in LEADING
    alone = sentence.low(start) in closed.VERBS and sentence.low(start + 1) not in PAIRING
    if alone or "to" in sentence.lows()[start:comma] or behind in ("", *closed.CONJUNCTIONS):
        return False
    return low in closed.VERBS
