"""Words that disagree in number with the plural they belong to."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qapress.prose import grammar_words as closed
from qapress.prose.clauses import OBJECTS, OPENING, behind_adverbs, is_finite
from qapress.prose.sentences import singulars, third

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qapress.prose.sentences import Sentence

PLURAL_LEADING = frozenset(
    {"both", "few", "many", "most", "several", "some", "the", "these", "those", "various"}
)
"""What a plural subject may begin with; numbers are left out: five minutes is enough."""
LONGEST = 12
"""Words between a plural and a verb that belongs to it, at most."""
JOINTS = frozenset({",", ";"})
RELATIVES = frozenset({"that", "which", "who"})
LEADING = closed.ARTICLES | PLURAL_LEADING
PHRASE = closed.PREPOSITIONS | LEADING
NO_SINGULAR = closed.CLOSED - closed.ARTICLES - closed.PRONOUNS
"""Words that neither are nor lead a noun in the singular."""
CLEAR_VERBS = closed.VERBS - closed.OPINIONS
"""Verbs that no further clause follows."""
PREDICATE = re.compile(".*(?:er|ed|est)")


class Disagreement(NamedTuple):
    """Words that should be in another number, as a range, and the plural (or the singular) that shows it."""

    first: int
    behind: int
    other: int


def disagreements(sentence: Sentence, known: Callable[[str], bool]) -> Iterator[Disagreement]:
    """The disagreements of a sentence; `known` tells whether a word is a noun that is counted."""
    yield from _articles(sentence, known)
    for start in (0, *(index + 1 for index, word in enumerate(sentence.words) if word.low in OPENING)):
        subject = _plural_subject(sentence, start)
        if subject is None:
            continue
        verb = _verb(sentence, subject)
        counted = any(map(known, singulars(sentence.low(subject))))
        if counted and _is_singular(sentence, verb, subject) and not _is_definition(sentence, subject, verb):
            yield Disagreement(verb, verb + 1, subject)
        elif start == 0 and (counted or sentence.low(verb) in closed.PLURAL_VERBS):
            yield from _pronouns(sentence, subject)


def _articles(sentence: Sentence, known: Callable[[str], bool]) -> Iterator[Disagreement]:
    """Where "this" precedes a plural, or "these" a singular."""
    for index, (word, noun) in enumerate(pairwise(sentence.words)):
        behind = sentence.low(index + 2)
        if not noun.plain or noun.capital or word.low not in ("this", "these", "those"):
            continue
        stems = singulars(noun.low)
        if word.low == "this":
            sure = behind in closed.PLURAL_VERBS or (
                _is_plural_verb(sentence, index + 2) and not third(noun.low)
            )
            if sure and any(map(known, stems)):
                yield Disagreement(index, index + 1, index + 1)
        elif not stems and noun.low in closed.COUNTABLE and behind in closed.AUXILIARIES:
            yield Disagreement(index, index + 1, index + 1)


def _is_plural_verb(sentence: Sentence, index: int) -> bool:
    low = sentence.low(index)
    sure = low not in closed.NOUN_VERBS or sentence.low(index + 1) in OBJECTS
    return low in closed.PLURAL_VERBS or (low in closed.VERBS and sure)


def _plural_subject(sentence: Sentence, start: int) -> int | None:
    """The index of the plural noun that a clause begins with as its subject."""
    led = sentence.low(start) in PLURAL_LEADING
    for index in range(start + led, min(start + led + 3, len(sentence.words))):
        word = sentence.words[index]
        if not word.plain or (word.capital and index > 0) or word.low.endswith(("ing", "ly")):
            return None
        if singulars(word.low):
            return (
                None
                if word.low in closed.QUANTITIES or _is_verb(sentence, index, first=index == start)
                else index
            )
        if index == start and word.low in closed.SURE_VERBS:
            return None
    return None


def _is_verb(sentence: Sentence, index: int, *, first: bool) -> bool:
    """Whether what looks like a plural may be a verb, which it is not where a verb follows."""
    base, behind, before = third(sentence.low(index)), sentence.low(index + 1), sentence.words[index - 1]
    if not base or base not in closed.NOUN_VERBS:
        return bool(base)
    if not first and not before.plain:
        return False
    return behind not in closed.AUXILIARIES and behind not in closed.SURE_VERBS


def _is_definition(sentence: Sentence, subject: int, verb: int) -> bool:
    """Whether the plural may be a term that is explained: "Hooks is a generic name"."""
    spoken_of = sentence.low(verb) in ("is", "was") and sentence.low(2) in closed.ARTICLES
    return subject == 0 and verb == 1 and spoken_of


def _verb(sentence: Sentence, subject: int) -> int:
    """The index of the verb of a subject, if what stands between is clear; else 0."""
    index = behind_adverbs(sentence, subject + 1)
    stop = min(index + LONGEST, len(sentence.words))
    if sentence.low(index) in closed.PREPOSITIONS:
        return next((each for each in range(index + 1, stop) if _ends_phrase(sentence, each)), 0)
    if sentence.low(index) in RELATIVES:
        verb = behind_adverbs(sentence, index + 1)
        low = sentence.low(verb)
        plural = low in closed.PLURAL_VERBS or low in closed.MODALS or low in CLEAR_VERBS
        return next((each for each in range(verb + 1, stop) if plural and _ends_phrase(sentence, each)), 0)
    return index


def _ends_phrase(sentence: Sentence, index: int) -> bool:
    """Whether a word is no part of a phrase with a preposition."""
    word = sentence.words[index]
    noun = sentence.low(index - 1) in LEADING
    return not (word.plain or word.low in PHRASE) or (is_finite(sentence, index) and not noun)


def _is_singular(sentence: Sentence, verb: int, subject: int) -> bool:
    """Whether a verb stands there that surely is in the singular; right behind a plural no noun follows."""
    low, behind = sentence.low(verb), sentence.low(verb + 1)
    if not verb or low in closed.MODALS:
        return False
    near = verb == behind_adverbs(sentence, subject + 1) and third(low) != ""
    return is_finite(sentence, verb) or (
        near and behind not in closed.AUXILIARIES and behind not in closed.VERBS
    )


def _pronouns(sentence: Sentence, subject: int) -> Iterator[Disagreement]:
    """Where "it" follows a clause with nothing in the singular, or where "this N" follows "Ns"."""
    joint = next(
        (each for each in range(subject + 1, len(sentence.words)) if sentence.low(each) in JOINTS), 0
    )
    if not joint:
        return
    index = joint + 1 + (sentence.low(joint + 1) in ("and", "but", "so", "yet"))
    low, behind = sentence.low(index), sentence.low(index + 1)
    same = low == "this" and behind in singulars(sentence.low(subject))
    if same or [low, behind, sentence.low(index + 2)] == ["it", "does", "so"]:
        yield Disagreement(index, index + 2, subject)
    elif (
        low in ("it", "its")
        and behind not in closed.EXPLETIVE
        and _is_all_plural(sentence, subject + 1, joint)
    ):
        yield Disagreement(index, index + 1 + (low == "it"), subject)


def _is_all_plural(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether no noun in the singular stands among words behind a plural subject."""
    return all(_is_no_singular(sentence, index) for index in range(first, behind))


def _is_no_singular(sentence: Sentence, index: int) -> bool:
    word, before = sentence.words[index], sentence.low(index - 1)
    if not word.plain:
        return word.low in NO_SINGULAR
    led = sentence.low(index - 2) if before in closed.ADVERBS else before
    leads = before in closed.MODALS or before in closed.ADVERBS or singulars(before) != []
    verb = word.low in closed.VERBS and leads
    return verb or led in closed.BE or bool(singulars(word.low) or PREDICATE.fullmatch(word.low))
