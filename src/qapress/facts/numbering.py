"""What is wrong with the numbers of a folder: each fault once, with what was expected.

The longest run of growing numbers counts as right; what stands across it is a duplicate or out of order,
and takes the place of a number that is missing there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress.diagnostic import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.facts.facts import Collection, EntryFacts, Facts

FaultKind = Literal["gap", "duplicate", "order", "pending"]
_NUMBER = re.compile(r"(\d+)(.*)", re.DOTALL)


class Number(NamedTuple):
    """A number with its letter: 17a comes behind 17 and before 17b."""

    value: int
    letter: str


class NumberFault(NamedTuple):
    """A fault at a question, or (`gap`) right before it.

    `label` is the question's (`Q5`, `Q?`, empty for none); `expected` words the numbers that should stand
    there (`Q6`, `Q6 to Q9`), empty where none is missing; `first` is where the same number fits.
    """

    kind: FaultKind
    place: Place
    label: str
    expected: str = ""
    first: Place | None = None


class _Item(NamedTuple):
    """A question in a run."""

    path: str
    entry: EntryFacts
    number: Number | None

    @property
    def place(self) -> Place:
        return Place(self.path, self.entry.number_at or self.entry.at)


@lru_cache(maxsize=1)
def number_faults(collection: Collection) -> tuple[NumberFault, ...]:
    """The faults of all folders; where the collection is not complete, of each file by itself."""
    folders = collection.by_folder.values()
    runs = folders if collection.complete else ((file,) for files in folders for file in files)
    return tuple(fault for files in runs for fault in _run_faults(files))


def parse_number(number: str) -> Number:
    """A number as the heading writes it, to be compared."""
    match = _NUMBER.match(number)
    return Number(int(match[1]), match[2]) if match else Number(0, number)


def first_number(files: Sequence[Facts]) -> int:
    """The number that a folder's questions should run from, given its files in natural order.

    It is that of the first question that fits, or the first in the name of its first file where that is near.
    """
    held = [file for file in files if file.entries]
    numbers = [
        parse_number(entry.number) if entry.number else None for file in held for entry in file.entries
    ]
    growing = zip(numbers, _growing(numbers), strict=True)
    first = next((number.value for number, fits in growing if fits and number), None)
    low, high = (held[0].promised if held else None) or (1, 0)
    if first is None:
        return low
    return low if low <= first <= high + 1 else first


def _run_faults(files: Sequence[Facts]) -> Iterator[NumberFault]:
    items = [
        _Item(file.path, entry, parse_number(entry.number) if entry.number else None)
        for file in files
        for entry in file.entries
    ]
    if not any(each.number for each in items):
        # Questions without numbers are a style; only those that wait for one are told.
        waiting = (each for each in items if each.entry.number_at)
        yield from (NumberFault("pending", each.place, each.entry.label) for each in waiting)
        return
    run = _Run(items)
    last, across = None, list[_Item]()
    for item, fits in zip(items, run.fits, strict=True):
        if fits and item.number:
            yield from run.step(last, item, across)
            last, across = item, []
        else:
            across.append(item)
    yield from run.step(last, None, across)


class _Run:
    """The questions of a folder in order, and which of their numbers grow."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self.fits = _growing([each.number for each in items])
        self.held = sorted({each.number.value for each in items if each.number})
        fitting = (each for each, fits in zip(items, self.fits, strict=True) if fits)
        self.seen = {each.number: each for each in fitting}
        self.prefix = prefix_of(each.entry for each in items)

    def step(self, last: _Item | None, item: _Item | None, across: Sequence[_Item]) -> Iterator[NumberFault]:
        """The faults between two questions that fit; None stands for the run's start and end."""
        missing = self._missing(last, item, len(across))
        for each in across:
            expected = ""
            if missing:
                first, end = missing.pop(0)
                expected = f"{self.prefix}{first}"
                missing[:0] = [(first + 1, end)] if first < end else []
            yield self._across(each, expected)
        if missing and last and item:
            yield NumberFault("gap", item.place, item.entry.label, worded(self.prefix, missing))

    def _across(self, item: _Item, expected: str) -> NumberFault:
        if item.number is None:
            return NumberFault("pending", item.place, item.entry.label, expected)
        other = self.seen.setdefault(item.number, item)
        if other is item:
            return NumberFault("order", item.place, item.entry.label, expected)
        return NumberFault("duplicate", item.place, item.entry.label, expected, other.place)

    def _missing(self, last: _Item | None, item: _Item | None, count: int) -> list[tuple[int, int]]:
        """First and last of the runs of numbers that nobody has between two questions that fit.

        Before the first and behind the last question as many are missing as questions stand across.
        """
        if item is None or item.number is None:
            start = last.number.value if last and last.number else 0
            return [(start + 1, start + count)] if count else []
        if last is None or last.number is None:
            start = max(1, item.number.value - count)
            return [(start, item.number.value - 1)] if start < item.number.value else []
        low, high = last.number.value, item.number.value
        between = self.held[bisect_right(self.held, low) : bisect_left(self.held, high)]
        edges = zip((low, *between), (*between, high), strict=True)
        return [(left + 1, right - 1) for left, right in edges if right - left > 1]


def worded(prefix: str, ranges: Iterable[tuple[int, int]]) -> str:
    """Numbers as a person would name them: `Q4, Q6 to Q9`."""
    return ", ".join(
        f"{prefix}{low}" if low == high else f"{prefix}{low} to {prefix}{high}" for low, high in ranges
    )


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as first and last of the runs without a gap."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number <= found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def prefix_of(entries: Iterable[EntryFacts]) -> str:
    """What stands before the number in the first label that has one: `Q`."""
    numbered = (each.label.removesuffix(each.number) for each in entries if each.number)
    return next(numbered, "")


def _growing(numbers: Sequence[Number | None]) -> list[bool]:
    """Which numbers belong to the longest strictly growing run; of equal ones the first.

    Patience sorting: `ends[n]` is the index of the smallest number that ends a run of n + 1.
    """
    ends: list[int] = []
    smallest: list[Number] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        length = bisect_left(smallest, number) if number else 0
        before.append(ends[length - 1] if number and length else -1)
        if number and smallest[length : length + 1] != [number]:
            ends[length : length + 1] = [index]
            smallest[length : length + 1] = [number]
    fits, at = [False] * len(numbers), ends[-1] if ends else -1
    while at >= 0:
        fits[at] = True
        at = before[at]
    return fits
