"""Which words are right here although no speller knows them: evidence from the collection itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress.prose.misspellings import corrections
from qapress.prose.slips import distance, slips

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
ENDING = re.compile(r"['’]s?$|(?<=\w[^\W_sui])s$")
"""The genitive and the plural: two forms of one word are witnesses for each other."""
PREFIX = re.compile(
    "(?:anti|auto|co|cross|de|hyper|inter|intra|meta|micro|mini|multi|non|over|post|pre|pseudo|re|semi|sub"
    "|super|un|under)-?"
)
ENOUGH = 2
"""In how many different paragraphs a word must stand to be taken for a term. In measured technical prose this
removed 97 of 105 false alarms and no true one."""
SURE = 6
"""In how many a word stands that is a term although it looks like a slip."""
OFTEN = 5
"""How many times as often the right word stands as its slip, at least."""

SHORT = 3
"""Letters that the rest of a word behind its prefix must have."""
ABBREVIATED = 4
"""Letters of an unknown word that is no slip but an abbreviation: cron, psql, args."""
LONG = 8
"""Letters of a word in which two slips are likely; a shorter one is another word then."""

Reason = Literal["name", "settings", "paragraphs", "prefix", "compound", "abbreviation", "far"]


class Learned(NamedTuple):
    """Why a word counts as right (`reason`), or as a slip of `slip_of`; in how many paragraphs it stands."""

    word: str
    paragraphs: int
    reason: Reason | None = None
    slip_of: str = ""


def count_paragraphs(texts: Iterable[str]) -> Counter[str]:
    """In how many different paragraphs each word stands, by its folded stem; parts of compounds count too.

    A paragraph with two forms of a word counts twice.
    """
    words: Counter[str] = Counter()
    for text in dict.fromkeys(texts):
        words.update(set(WORD.findall(text.casefold())))
    counts: Counter[str] = Counter()
    for word, times in words.items():
        counts[stem(word)] += times
        if "-" in word:
            for part in word.split("-"):
                counts[stem(part)] += times
    return counts


def stem(word: str) -> str:
    """A word without the ending of genitive or plural."""
    return ENDING.sub("", word)


class Dictionary:
    """Words that are right here: by the settings (`words`), by their shape, or since the text has them twice.

    `doubted` are the different paragraphs in which a speller doubts each word, by its folded stem; `counts`
    are those in which any word stands, see `count_paragraphs`.
    """

    def __init__(
        self, words: Iterable[str], doubted: Mapping[str, Iterable[int]], counts: Mapping[str, int]
    ) -> None:
        self._words = frozenset(word.casefold() for word in words)
        self._counts = counts
        places: dict[str, set[int]] = {}
        for word, found in doubted.items():
            for each in (word, *word.split("-")):
                places.setdefault(each, set()).update(found)
        self._paragraphs = {word: len(found) for word, found in places.items()}

    def learned(self, word: str, near: Sequence[str] = (), *, named: bool = False) -> Learned:
        """What is known of a word that a speller doubts, in whose place it would write one of `near`.

        `named` says that it has a capital although no sentence begins with it.
        """
        base = stem(word)
        folded = base.casefold()
        times = self._paragraphs.get(folded, 0)
        if folded in self._words or word.casefold() in self._words:
            return Learned(base, times, "settings")
        if named or WORD.fullmatch(word) is None or is_name(base):
            return Learned(base, times, "name")
        slip_of = self._slip(folded, times)
        if slip_of:
            return Learned(base, times, slip_of=slip_of)
        return Learned(base, times, self._reason(folded, times) or _implausible(word.casefold(), near))

    def _reason(self, folded: str, times: int) -> Reason | None:
        if times >= ENOUGH:
            return "paragraphs"
        prefix = PREFIX.match(folded)
        if prefix and self._is_known(folded[prefix.end() :]):
            return "prefix"
        parts = folded.split("-")
        return "compound" if len(parts) > 1 and all(map(self._is_known, parts)) else None

    def _is_known(self, word: str) -> bool:
        """Whether a word of some length is right here: nobody doubts it, or it was learned."""
        if len(word) < SHORT:
            return False
        doubted = self._paragraphs.get(word)
        return word in self._words or (
            self._counts.get(word, 0) > 0 if doubted is None else doubted >= ENOUGH
        )

    def _slip(self, folded: str, times: int) -> str:
        """The word that this one is a slip of: on the list of misspellings, or far more frequent here."""
        if listed := corrections(folded):
            return listed[0]
        if times >= SURE or len(folded) <= ABBREVIATED:
            return ""
        often = OFTEN * max(times, 1)
        return next((each for each in slips(folded) if self._counts.get(each, 0) >= often), "")


def _implausible(folded: str, near: Sequence[str]) -> Reason | None:
    """Why an unknown word is hardly a slip."""
    if len(folded) <= ABBREVIATED:
        return "abbreviation"
    apart = [distance(folded, each.casefold()) for each in near]
    if 0 in apart:
        return "name"
    return None if any(each <= 1 + (len(folded) >= LONG) for each in apart) else "far"


def is_name(word: str) -> bool:
    """Whether a word has the shape of a name or an acronym: a digit or capital behind its first letter."""
    return any(char.isupper() or char.isdigit() for char in word[1:])
