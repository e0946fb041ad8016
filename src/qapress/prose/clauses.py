"""Nouns at the head of a clause: where an article may be lacking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qapress.prose import grammar_words as closed
from qapress.prose.sentences import singulars, third

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.sentences import Sentence

ASKING = frozenset({"do", "does", "did", "doesn't", "doesn’t", "didn't", "didn’t"})
MEANING = frozenset({"mean", "stand", "signify"})
"""Verbs whose subject is a word that is spoken of."""
OPENING = closed.SUBORDINATORS - {"lest", "provided", "since", "that", "though", "wherever"}
BREAKING = closed.SUBORDINATORS | closed.QUESTION_WORDS | closed.PRONOUNS
NEAR = 7
"""Words among which the verb of a subject is looked for."""
SURE = OPENING - {"once"}
OBJECTS = closed.ARTICLES | closed.PLURAL_ARTICLES | {"all", "any", "it", "itself", "no", "some", "them"}
"""Words that the object of a verb begins with."""

NO_NOUN = re.compile(".*(?:ly|ing)")
"""Endings of adverbs, and of verbs that have an object behind them."""
ACRONYM = re.compile("[A-Z]{2,5}")


class Bare(NamedTuple):
    """A noun phrase without an article, as a range of words; `asked` in a question with `do`."""

    first: int
    behind: int
    asked: bool


def lacks(sentence: Sentence) -> Iterator[Bare]:
    """The phrases of a sentence that may lack an article, the longest of one place first."""
    yield from _asked(sentence)
    if sentence.passage.leaf.kind in ("paragraph", "item") and sentence.end != "?":
        for first, opener in _openings(sentence):
            for behind in (first + 2, first + 1):
                if is_phrase(sentence, first, behind) and _is_stated(sentence, behind, opener):
                    yield Bare(first, behind, asked=False)


def _asked(sentence: Sentence) -> Iterator[Bare]:
    """Subjects of questions with `do`: "What does tokenizer do?"."""
    start = question_start(sentence)
    if start is None:
        return
    for index in range(start, len(sentence.words)):
        if sentence.low(index) in ASKING and is_asking(sentence, start, index):
            for behind in (index + 3, index + 2):
                if is_phrase(sentence, index + 1, behind) and _asks_of(sentence, behind):
                    yield Bare(index + 1, behind, asked=True)
            return


def _asks_of(sentence: Sentence, behind: int) -> bool:
    """Whether a verb follows, at once or behind a preposition with its nouns."""
    if is_base_verb(sentence, behind):
        return True
    later = range(behind + 2, len(sentence.words))
    return sentence.low(behind) in closed.PREPOSITIONS and any(is_base_verb(sentence, each) for each in later)


def _openings(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Where clauses begin, with the word that opens them, empty for the sentence itself."""
    if sentence.words[0].capital:
        yield 0, ""
    opened = sentence.low(0) in OPENING
    for index in range(1, len(sentence.words)):
        if opened and sentence.low(index - 1) == ",":
            yield index, ","
            opened = False
        low, before = sentence.low(index - 1), sentence.low(index - 2)
        if (
            (low in OPENING and before not in closed.ARTICLES)
            or (low in ("but", "so", "while") and before == ",")
            or low == ";"
        ):
            yield index, low


def _is_stated(sentence: Sentence, index: int, opener: str) -> bool:
    """Whether a phrase that ends before `index` is surely the subject of a clause."""
    verb = behind_adverbs(sentence, index)
    low, behind = sentence.low(verb), sentence.low(verb + 1)
    if low in closed.MODALS or low in closed.SINGULAR_VERBS:
        return True
    base = third(low)
    if base and (verb > index or base not in closed.NOUN_VERBS or behind in OBJECTS):
        return True
    if opener or verb > index:
        return bool(base) and opener in SURE and behind in ("", ",")
    if low in ("that", "which"):
        return _ends_relative(sentence, index)
    imperative = low != "of" and sentence.low(index - 1) in closed.VERBS
    return low in closed.PREPOSITIONS and not imperative and _main_verb(sentence, index + 1, index + NEAR)


def behind_adverbs(sentence: Sentence, index: int) -> int:
    """The index of the first word from an index on that is no adverb."""
    while sentence.low(index) in closed.ADVERBS:
        index += 1
    return index


def _ends_relative(sentence: Sentence, index: int) -> bool:
    """Whether the main verb follows a relative clause that begins here."""
    verb = behind_adverbs(sentence, index + 1)
    low = sentence.low(verb)
    finite = low in closed.SINGULAR_VERBS or low in closed.MODALS or bool(third(low))
    return finite and _main_verb(sentence, verb + 1, verb + NEAR + 3)


def _main_verb(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether a verb surely stands there that no further clause has opened for."""
    for index in range(first, min(behind, len(sentence.words))):
        low, before = sentence.low(index), sentence.words[index - 1]
        if not low[:1].isalnum() or low in BREAKING:
            return False
        if (before.plain or before.low in closed.ADVERBS) and is_finite(sentence, index):
            return True
    return False


def is_finite(sentence: Sentence, index: int) -> bool:
    """Whether a word is surely a verb of the third person, and no plural."""
    low = sentence.low(index)
    base = third(low)
    sure = bool(base) and (base not in closed.NOUN_VERBS or sentence.low(index + 1) in OBJECTS)
    return sure or low in closed.SINGULAR_VERBS or low in closed.MODALS


def question_start(sentence: Sentence) -> int | None:
    """Where a question begins with a question word or with `do`; None where none does."""
    if sentence.end != "?" and sentence.passage.leaf.kind != "heading":
        return None
    lows = sentence.lows()
    for index, low in enumerate(lows):
        opens = (
            index == 0 or not lows[index - 1][:1].isalnum() or lows[index - 1] in ("and", "but", "or", "so")
        )
        if opens and (low in closed.QUESTION_WORDS or low in ASKING):
            return index
    return None


def is_asking(sentence: Sentence, start: int, index: int) -> bool:
    """Whether the subject of a question follows this form of `do`."""
    if index == start:
        return True
    before = sentence.low(index - 1)
    if before in ("who", "that", "which") and sentence.low(start) == before and index - start == 1:
        return False
    return before in closed.QUESTION_WORDS or sentence.words[index - 1].plain or before in closed.ADVERBS


def is_phrase(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether a noun in the singular may end there, led by words of the open classes or by acronyms."""
    words = sentence.words[first:behind]
    if behind > len(sentence.words) or not all(each.plain and not singulars(each.low) for each in words):
        return False
    capitals = [index for index in range(max(first, 1), behind) if sentence.words[index].capital]
    short = all(ACRONYM.fullmatch(sentence.text(index, index + 1)) for index in capitals)
    return short and behind - 1 not in capitals and not any(NO_NOUN.fullmatch(each.low) for each in words)


def is_base_verb(sentence: Sentence, index: int) -> bool:
    """Whether a verb in its base form stands there, perhaps behind an adverb."""
    index = behind_adverbs(sentence, index)
    low = sentence.low(index)
    if low in closed.NOUN_VERBS and _may_head(sentence, index + 1):
        return False
    return (low in closed.VERBS and low not in MEANING) or low in ("do", "have", "be")


def _may_head(sentence: Sentence, index: int) -> bool:
    """Whether a noun in the singular may stand there."""
    return index < len(sentence.words) and sentence.words[index].plain and not singulars(sentence.low(index))
