"""Sentences that announce what stands behind them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from qapress.prose import grammar_words as closed
from qapress.prose.clauses import is_finite
from qapress.prose.sentences import singulars, third

if TYPE_CHECKING:
    from qapress.prose.sentences import Sentence

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
ANNOUNCED = frozenset(_WORDS["announced"].split())
"""Plurals whose particulars a list gives."""
ELSEWHERE = frozenset(_WORDS["elsewhere"].split())
"""What follows, but is no list."""
LISTED = frozenset({"enumerated", "itemised", "itemized", "listed"})
SUMMARIES = frozenset({"checklist", "list", "outline", "overview", "summary"})
BEING = frozenset({"are", "is", "was", "were", "comprise", "comprises", "include", "includes"})
"""Verbs that say nothing without what follows."""
HOLDING = frozenset({"contain", "cover", "have", "involve", "need", "offer", "provide", "require", "support"})
"""Verbs with an object, that a full stop cuts off."""
BOUND = frozenset(
    {"based on", "composed of", "depend on", "depends on", "consist of", "consists of", "divided into"}
)
UNFINISHED = frozenset(
    {"a", "an", "and", "because", "if", "including", "namely", "or", "than", "the", "unless", "whether"}
)
"""Words that no sentence ends in."""
TAKING = frozenset(_WORDS["taking"].split())
"""Verbs whose object may be announced by "these"."""
OPENING = frozenset({"that", "what", "when", "where", "which", "who", "why"})
DESCRIBING = closed.PLURAL_ARTICLES | closed.DEFINITE | {"all", "more", "most", "other", "some", "such"}
"""What a label may begin with."""
BE_OR_MODALS = closed.BE | closed.MODALS
SUBJECTS = frozenset({"he", "i", "it", "one", "she", "they", "we", "you"})
UNMARKED = frozenset({"children", "criteria", "data", "people", "them", "these", "those", "which", "who"})
"""Plurals without an ending, and what may stand for one."""
NAMING = SUBJECTS | closed.ARTICLES
"""What the subject of an indirect question begins with."""
CLAUSAL = SUBJECTS | OPENING
"""What a clause behind a noun begins with."""
PLURAL_SIGNS = SUBJECTS | UNMARKED | closed.ADVERBS
"""What a verb in the plural may stand behind, besides a plural with its ending."""
LEADING = closed.PRONOUNS - {"each", "her", "him", "me", "one", "ones", "them", "these", "those", "us"}
"""Pronouns that a clause begins with, which may own the verb."""
JOINING = frozenset(_WORDS["joining"].split())
"""What a noun may go on with besides a clause."""
DEPENDENT = closed.QUESTION_WORDS | closed.SUBORDINATORS | {"as", "so", "than"}
BREAKS = frozenset(";:()[]|—–,")
NEAR = 5


def announces(sentence: Sentence, earlier: frozenset[str], *, ended: bool) -> bool:
    """Whether a sentence before a list surely introduces it.

    `ended` says whether its full stop is written; `earlier` are the words of the section before it.
    """
    lows = sentence.lows()
    if len(lows) < 2 or sentence.end == "?":
        return False
    return (
        _points(lows)
        or _lacks_its_end(sentence, ended=ended)
        or _is_label(sentence)
        or _has_these(sentence, earlier)
        or (not ended and _is_clause(sentence))
    )


def _points(lows: list[str]) -> bool:
    """Whether a phrase says that something follows: the following cases, as follows, listed below."""
    if lows[-2:] == ["as", "follows"] or (lows[-1] == "below" and not LISTED.isdisjoint(lows[-2:])):
        return True
    if lows[0] in ("here’s", "here's") or lows[:2] in (["here", "is"], ["here", "are"]):
        nouns = lows[1:] if lows[1] == "are" else ()
        return any(map(singulars, nouns)) or not SUMMARIES.isdisjoint(lows[: NEAR + 2])
    for index, low in enumerate(lows[1:], 1):
        if low in ("following", "below") and lows[index - 1] == "the":
            near = lows[index + 1 : index + NEAR]
            several = any(map(singulars, near)) or not BE_OR_MODALS.isdisjoint(near[:1])
            return ELSEWHERE.isdisjoint(near) and (several or (low == "following" and not near))
    return False


def _lacks_its_end(sentence: Sentence, *, ended: bool) -> bool:
    """Whether a sentence breaks off behind a verb, or a full stop cuts it off: "The steps are."."""
    lows = sentence.lows()
    last, before = lows[-1], sentence.words[-2]
    if ended and (last in UNFINISHED or (before.low, last) == ("such", "as")):
        return True
    led = lows[0] in SUBJECTS and len(lows) == 2
    dependent = not DEPENDENT.isdisjoint(lows) or not LEADING.isdisjoint(lows[1:])
    if dependent or sum(low in closed.ARTICLES for low in lows) > 1:
        return False
    if f"{before.low} {last}" in BOUND:
        return ended and len(lows) > 2
    if any(may_be_finite(sentence, each) for each in range(1, len(lows) - 2)):
        return False
    if last in BEING:
        many = before.low in UNMARKED or singulars(before.low) != []
        return many or (before.plain and last.endswith("es"))
    return ended and (led or before.plain) and bool({last, third(last)} & HOLDING)


def _is_label(sentence: Sentence) -> bool:
    """Whether it is no sentence but a noun, or a question that nobody asks: "Points to keep in mind"."""
    lows = sentence.lows()
    if not BREAKS.isdisjoint(lows) or not sentence.words[0].capital:
        return False
    if lows[0] in closed.QUESTION_WORDS:
        return _is_indirect(sentence)
    noun = next((index for index, low in enumerate(lows[:NEAR]) if low in ANNOUNCED), None)
    if noun is None:
        plural = bool(singulars(lows[0])) and not third(lows[0])
        return (
            plural
            and lows[1] in ("that", "to", "which", "who")
            and _count_finite(sentence, 1) <= (lows[1] != "to")
        )
    if lows[0] in closed.VERBS or not all(map(_may_describe, lows[:noun])):
        return False
    behind = noun + 1
    if behind == len(lows):
        return noun > 0
    if lows[behind] in CLAUSAL:
        return _count_finite(sentence, behind) <= 1
    return lows[behind] in JOINING and not _count_finite(sentence, behind)


def _is_indirect(sentence: Sentence) -> bool:
    """Whether it is what to check, what counts, how it works, and no more."""
    lows = sentence.lows()
    if lows[1] == "to":
        return not _count_finite(sentence, 2)
    if lows[1] in closed.AUXILIARIES:
        return False
    named = lows[1] in NAMING or singulars(lows[1]) != []
    if lows[0] in ("what", "who") and third(lows[1]):
        return not _count_finite(sentence, 2)
    return named and lows[0] in ("how", "what", "where", "why") and _count_finite(sentence, 1) <= 1


def _may_describe(low: str) -> bool:
    """Whether a word may stand before the noun of a label."""
    return (
        low == "and" or low in DESCRIBING or (low.isalpha() and low not in closed.CLOSED and not third(low))
    )


def _has_these(sentence: Sentence, earlier: frozenset[str]) -> bool:
    """Whether it ends in "these steps" where no steps were spoken of."""
    lows = sentence.lows()
    index = next((len(lows) - each for each in (2, 3) if lows[-each:][:1] == ["these"]), 0)
    noun, verb = lows[-1], lows[index - 1]
    if not index or not singulars(noun) or not earlier.isdisjoint((noun, *singulars(noun))):
        return False
    taken = {verb, third(verb)} & TAKING != set()
    return taken or (noun in ANNOUNCED and (verb in closed.PREPOSITIONS or verb in closed.BE))


def _is_clause(sentence: Sentence) -> bool:
    """Whether what has no mark at its end is a whole sentence with a verb, no title."""
    lows, last = sentence.lows(), sentence.words[-1]
    if len(lows) < 4 or not BREAKS.isdisjoint(set(lows) - {","}) or lows[0] in closed.QUESTION_WORDS:
        return False
    if lows[0].endswith("ed") or lows[0] in closed.PAST:  # "used to make a table": the heading is its subject
        return False
    whole = last.plain or last.low in ("it", "them", "this", "these", "") or last.low in closed.ADVERBS
    ordered = lows[0] in closed.VERBS and not (ANNOUNCED | {"these", "this"}).isdisjoint(lows)
    verb = ordered or any(_is_verb(sentence, each) for each in range(1, len(lows)))
    return whole and verb and not third(last.low)


def _is_verb(sentence: Sentence, index: int) -> bool:
    """Whether a word is surely a finite verb."""
    low = sentence.low(index)
    led = low in closed.VERBS and sentence.low(index - 1) in SUBJECTS
    return led or low in closed.PLURAL_VERBS or is_finite(sentence, index)


def _count_finite(sentence: Sentence, first: int) -> int:
    return sum(may_be_finite(sentence, each) for each in range(first, len(sentence.words)))


def may_be_finite(sentence: Sentence, index: int) -> bool:
    """Whether a word may well be a finite verb."""
    low, before = sentence.low(index), sentence.low(index - 1)
    if before in ("to", *closed.MODALS, *closed.BE, *closed.HAVE_DO):
        return False
    if low in closed.PLURAL_VERBS or low in closed.PAST or is_finite(sentence, index):
        return True
    plural = before in PLURAL_SIGNS or singulars(before) != []
    return low in closed.VERBS and plural
