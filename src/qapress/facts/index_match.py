"""Which question of the collection each row of an index stands for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qapress.facts.numbering import parse_number
from qapress.markdown.target import local_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from qapress.facts.facts import EntryFacts
    from qapress.facts.index_row import IndexRow

Key = TypeVar("Key")
SIMILAR = 0.6
"""From this ratio on two titles may be those of one question (difflib; 1 is equal)."""
COMPARED = 200
"""Titles at most that one is compared with to find a similar one, and characters of each: it takes long."""
_WORDS = re.compile(r"\w+")


class Asked(NamedTuple):
    """A question of the collection: its file, the place in it, and what the facts say."""

    path: str
    at: int
    entry: EntryFacts

    @property
    def name(self) -> str:
        """What a person calls it: its label, else its title."""
        return self.entry.label or f"'{self.entry.title}'"

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other."""
        return self.path, self.at


class Placed(NamedTuple):
    """A row and where it leads.

    `target` is the path that its link names, as the collection spells it where it has that file (`known`),
    and `fragment` the place there; `alive` says that the file has a place so called, or none is named.
    `asked` is the question that the row stands for; `led` the one that its link leads to.
    """

    row: IndexRow
    target: str
    fragment: str
    known: bool
    alive: bool
    asked: Asked | None = None
    led: Asked | None = None

    def is_dead(self, folder: str, names: Container[str]) -> bool:
        """Whether the link leads nowhere: `names` are the paths that exist, `folder` is that of the index."""
        if self.known and not self.row.cut:
            return not self.alive
        return self.row.cut or not any(each in names for each in local_paths(self.row.url, folder))

    @property
    def is_lost(self) -> bool:
        """Whether a row with a number leads to a file as such, in which it has no question."""
        return self.asked is None and self.known and not self.fragment and bool(self.row.number)

    def is_numbered(self) -> bool:
        """Whether the row has the number of its question, or there is none to have."""
        if self.asked is None or self.row.number_at is None or not self.asked.entry.label:
            return True
        return digits(self.row.number) == digits(self.asked.entry.number or "?")


class Pool:
    """The questions of some folders, to be found by what rows say of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.titles = _grouped((_words(each.entry.markup), each) for each in asked)
        self.local = _grouped(((each.path, _words(each.entry.markup)), each) for each in asked)
        labelled = (each for each in asked if each.entry.label)
        self.numbers = _grouped(((each.path, digits(each.entry.number or "?")), each) for each in labelled)
        self.files = _grouped((each.path, each) for each in asked)


def matched(rows: Sequence[Placed], pool: Pool) -> tuple[tuple[Placed, ...], set[tuple[str, int]]]:
    """The rows of a block with their questions, each question once, and the questions that are sure.

    What says most decides first: title and anchor, title, anchor, the number in the file, a similar title.
    """
    match = _Match(rows)
    match.follow(alike=True)
    match.take(pool.local, lambda row: (row.target, _title(row)))
    match.follow(alike=False)
    match.take(pool.titles, _title)
    sure = set(match.taken)
    match.take(pool.numbers, lambda row: (row.target, digits(row.row.number) if row.row.number else ""))
    match.resemble(pool.files)
    made = zip(rows, match.found, strict=True)
    return tuple(_placed(row, asked) for row, asked in made), sure


def _placed(placed: Placed, asked: Asked | None) -> Placed:
    """The row with its question; what reads like a label in the link may be part of the title."""
    whole = asked is not None and placed.row.whole is not None and placed.row.whole[1] == asked.entry.markup
    unlabelled = whole or (asked is not None and not asked.entry.label)
    return placed._replace(asked=asked, row=placed.row.unlabelled() if unlabelled else placed.row)


class _Match:
    """The questions of rows, as far as they are known."""

    def __init__(self, rows: Sequence[Placed]) -> None:
        self.rows = rows
        self.found: list[Asked | None] = [None] * len(rows)
        self.taken: set[tuple[str, int]] = set()

    def follow(self, *, alike: bool) -> None:
        """Give rows the question that their link leads to; `alike`, only where the title says the same."""
        for number, row in self._left():
            if row.led and (not alike or _words(row.led.entry.markup) == _title(row)):
                self._give(number, (row.led,))

    def take(self, known: Mapping[Key, Sequence[Asked]], key: Callable[[Placed], Key]) -> None:
        """Give rows the first question that is known by the same key and still free."""
        first: dict[Key, int] = {}
        for number, row in self._left():
            name = key(row)
            if name in known:
                first[name] = self._give(number, known[name], first.get(name, 0))

    def resemble(self, files: Mapping[str, Sequence[Asked]]) -> None:
        """Give rows the question in their file whose title is most like theirs."""
        for number, row in self._left():
            self._give(number, _similar(row.row.title, files.get(row.target, ())))

    def _left(self) -> Iterator[tuple[int, Placed]]:
        return ((number, row) for number, row in enumerate(self.rows) if self.found[number] is None)

    def _give(self, number: int, candidates: Sequence[Asked], first: int = 0) -> int:
        """Give a row the first free candidate from `first` on; where that stood."""
        while first < len(candidates) and candidates[first].key in self.taken:
            first += 1
        if first < len(candidates):
            self.found[number] = candidates[first]
            self.taken.add(candidates[first].key)
        return first


def _title(row: Placed) -> tuple[str, ...]:
    return _words(row.row.markup)


def _grouped(pairs: Iterable[tuple[Key, Asked]]) -> dict[Key, list[Asked]]:
    found: dict[Key, list[Asked]] = {}
    for key, asked in pairs:
        found.setdefault(key, []).append(asked)
    return found


def _similar(title: str, pool: Sequence[Asked]) -> list[Asked]:
    """The questions whose titles are nearly this one, the nearest first."""
    from difflib import SequenceMatcher  # only an index out of step needs it

    matcher = SequenceMatcher(b=title.casefold()[:COMPARED], autojunk=False)
    rated = []
    for each in pool if len(pool) <= COMPARED else ():
        matcher.set_seq1(each.entry.title.casefold()[:COMPARED])
        if matcher.quick_ratio() >= SIMILAR and (ratio := matcher.ratio()) >= SIMILAR:
            rated.append((-ratio, each.at, each))
    return [each for _, _, each in sorted(rated, key=lambda item: item[:2])]


def same_words(first: str, second: str) -> bool:
    """Whether two titles, as Markdown, differ at most in case, punctuation and marks."""
    return first == second or _words(first) == _words(second)


def _words(title: str) -> tuple[str, ...]:
    """What counts of a title: its words, or all of it where it has none."""
    return tuple(_WORDS.findall(title.casefold())) or (title,)


def digits(number: str) -> str:
    """A number as it is compared: without zeros before it."""
    value, letter = parse_number(number)
    return f"{value}{letter}"
