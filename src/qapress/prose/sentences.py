"""Sentences of running text as words, for rules of grammar that need no tagger."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.prose.grammar_words import CLOSED, VERBS
from qapress.prose.text import leaves, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Span
    from qapress.markdown.tree import Node
    from qapress.prose.text import Passage

TOKEN = re.compile(r"\w+(?:[-'’./_]\w+)*|[^\w\s]")
QUOTED = re.compile(r"[\"“„«][^\"“”«»]{1,300}[\"”»]|(?<!\w)['‘][^'‘’]{1,100}['’](?!\w)")
PLAIN = re.compile("[a-z]{2,}(?:-[a-z]+)*|[a-z]-[a-z]+")
ENDS = ".!?…"
NEAR = 40
"""Characters behind a mark that tell whether it ends its sentence."""
SHORTEST = 4
"""Letters of a plural, at least."""
ABBREVIATIONS = frozenset(
    {"al", "approx", "cf", "e.g", "eg", "eq", "etc", "fig", "i.e", "ie", "no", "resp", "vs"}
)


class Word(NamedTuple):
    """A word or a mark of a sentence; `low` is lower case, and empty for code, formulas and quotations."""

    low: str
    start: int
    end: int
    capital: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is a word of the open classes (`is_open`)."""
        return is_open(self.low)


class Sentence(NamedTuple):
    """The words of one sentence of a passage, its last mark left out; `end` is that mark."""

    passage: Passage
    words: tuple[Word, ...]
    end: str

    def span(self, first: int, behind: int) -> Span:
        """The source range of `words[first:behind]`."""
        return self.passage.span(self.words[first].start, self.words[behind - 1].end)

    def text(self, first: int, behind: int) -> str:
        """`words[first:behind]` as the reader sees them."""
        return self.passage.text[self.words[first].start : self.words[behind - 1].end]

    def low(self, index: int) -> str:
        """The word at an index in lower case, empty outside the sentence."""
        return self.words[index].low if 0 <= index < len(self.words) else ""

    def lows(self) -> list[str]:
        """All its words in lower case."""
        return [each.low for each in self.words]


@lru_cache(maxsize=1)
def paragraphs(tree: Node, source: str) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of each passage of a tree, in the order of the text, of which it was parsed."""
    each = (tuple(_sentences(passage)) for leaf in leaves(tree) for passage in passages(leaf, source))
    return tuple(found for found in each if found)


def _sentences(passage: Passage) -> Iterator[Sentence]:
    words: list[Word] = []
    for word in _words(passage):
        words.append(word)
        if word.low in ENDS and word.low and _ends(passage.text, words):
            if len(words) > 1:
                yield Sentence(passage, tuple(words[:-1]), word.low)
            words = []
    if words:
        yield Sentence(passage, tuple(words), "")


def _words(passage: Passage) -> Iterator[Word]:
    """The words and marks of a passage; a quotation is one."""
    text, literal = passage.text, passage.literal
    quoted = {match.start(): match.end() for match in QUOTED.finditer(text)}
    behind = 0
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if start < behind:
            continue
        behind = quoted.get(start, end)
        own = behind == end and (literal[start] or not match[0].isalnum())
        yield Word(match[0].lower() if own else "", start, behind, match[0][0].isupper())


def _ends(text: str, words: list[Word]) -> bool:
    """Whether a mark ends its sentence: behind a word that is no abbreviation, before a new beginning."""
    before = words[-2].low if len(words) > 1 else ""
    end = words[-1].end
    behind = text[end : end + NEAR].lstrip("\"'”’»)]")
    if before in ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        return not behind.strip()
    return not behind or (behind[0].isspace() and _opens(behind.lstrip()))


def _opens(text: str) -> bool:
    return not text or not text[0].islower()


@lru_cache(maxsize=2**14)
def is_open(word: str) -> bool:
    """Whether a word in lower case is of the open classes: perhaps a noun, an adjective or a full verb."""
    return word not in CLOSED and PLAIN.fullmatch(word) is not None


@lru_cache(maxsize=2**14)
def third(word: str) -> str:
    """The base form of a verb that a word may be the third person of, empty if it is none.

    >>> third("relies"), third("passes"), third("keeps"), third("tokens")
    ('rely', 'pass', 'keep', '')
    """
    return next((each for each in singulars(word) if each in VERBS), "")


def singulars(word: str) -> list[str]:
    """What a regular plural may be the plural of, the likeliest first; nothing for other words."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) < SHORTEST:
        return []
    if word.endswith("ies"):
        return [f"{word[:-3]}y", word[:-1]]
    if word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
        return [word[:-2], word[:-1]]
    if word.endswith("ices"):
        return [word[:-1], f"{word[:-4]}ex", f"{word[:-4]}ix"]
    return [word[:-1]]
