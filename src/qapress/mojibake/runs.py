"""The runs of characters in a text that the repair looks at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

from qapress.mojibake import prefilter
from qapress.mojibake.peel import piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.diagnostic import Span
    from qapress.mojibake.peel import Piece
    from qapress.mojibake.result import Layer

_FIRST = r"[^\x00-\x3e@-\x7f](?:(?<!\?)|(?<!\?\?)\?{0,2}[^\x00-\x7f])"
"""A character outside ASCII, with up to three `?` before it where the first bytes may be lost."""
_RUN = _FIRST + r"(?:[^\x00-\x7f]|[?'\"]|TM|\.\.\.|(?<=[ÂÃ])[123ao]| (?=[\u0300-\u036f]))* ?"
RUN = re.compile(_RUN)
"""Characters outside ASCII, with what lost bytes and second damages make of some of them."""
SPLIT = re.compile(f"({_RUN})")
LAST, FIRST = itemgetter(slice(-1, None)), itemgetter(slice(2))
STRETCH = 1 << 16
"""About so many characters of a text are read, or passed over, together."""


class Run:
    """A run on its way back: what it can have been after the layers undone so far.

    One is `doubtful` when it can also be right as it stands. Runs that look alike between like neighbours are
    one object, `count` times in the text, until a line takes its own.
    """

    __slots__ = ("count", "doubtful", "options", "original", "refused", "settled")

    def __init__(self, original: Piece, count: int = 1) -> None:
        self.original = original
        self.count = count
        self.options: list[tuple[str, tuple[Layer, ...]]] = [(original.text, ())]
        self.settled = self.refused = self.doubtful = False

    def pieces(self) -> list[Piece]:
        """All its options as the evidence reads them."""
        return [self.original._replace(text=text) for text, _ in self.options]


def neighbours(seen: str) -> Piece:
    """A run that was seen with the character before it and two behind it."""
    found = RUN.match(seen, 1)
    return piece(found[0], seen[0], seen[found.end() :]) if found else piece(seen[1:], seen[0], "")


class Runs:
    """The runs of the suspicious stretches of a text, by their ordinal.

    `seen` are the runs with their neighbours, `texts` the runs; `between` is the text before each of them and
    behind the last. Those in `protected` lie in protected spans. Stretches in which nothing is suspicious
    have `clean` more.
    """

    def __init__(self, text: str, protect: Sequence[Span]) -> None:
        self.text = text
        split, self.clean = _split(text)
        self.between, self.texts = split[0::2], split[1::2]
        self.seen = _seen(self.between, self.texts)
        self.protected = frozenset(self._covered(protect)) if protect else frozenset()
        spoken = [each for n, each in enumerate(self.seen) if n not in self.protected]
        alike: dict[Piece, Run] = {}
        self._shared: dict[str, Run] = {}
        for each, count in Counter(spoken if self.protected else self.seen).items():
            run = alike.setdefault(key := neighbours(each), Run(key, 0))
            run.count += count
            self._shared[each] = run
        self.different = list(alike.values())
        self._own: dict[int, Run] = {}

    def __len__(self) -> int:
        return len(self.seen)

    def __getitem__(self, number: int) -> Run:
        return self._own.get(number) or self._shared[self.seen[number]]

    @property
    def shared(self) -> dict[str, Run]:
        """The runs that are one object wherever they stand."""
        return self._shared

    @property
    def owned(self) -> list[int]:
        """The numbers of the runs that lines have taken as their own."""
        return sorted(self._own)

    def joined(self, texts: Iterable[str]) -> str:
        """The text with other runs."""
        parts = [""] * (2 * len(self) + 1)
        parts[0::2], parts[1::2] = self.between, texts
        return "".join(parts)

    @cached_property
    def offsets(self) -> list[int]:
        """Where each run begins."""
        lengths = [0] * (2 * len(self) + 1)
        lengths[0::2], lengths[1::2] = map(len, self.between), map(len, self.texts)
        return list(accumulate(lengths))[0:-1:2]

    @cached_property
    def _lines(self) -> list[int]:
        """The ordinal of the line of each run."""
        return list(accumulate("\n" in each for each in self.between[:-1]))

    def _covered(self, protect: Sequence[Span]) -> Iterator[int]:
        """The runs that a protected span touches."""
        number = 0
        for start, end in protect:
            while number < len(self) and self.offsets[number] + len(self.texts[number]) <= start:
                number += 1
            at = number
            while at < len(self) and self.offsets[at] < end:
                yield at
                at += 1

    def own(self, among: Iterable[Run] | None = None) -> Iterator[list[Run]]:
        """Give lines their own runs, as they stood at first: all, or those with one `among` or protected.

        Yields what is judged together: the runs of a line, and each protected one by itself.
        """
        wanted = None if among is None else self._lines_of(frozenset(among))
        group: list[Run] = []
        line = -1
        for number in range(len(self)) if wanted is None else wanted:
            if self._lines[number] != line:
                yield group
                group, line = [], self._lines[number]
            run = self._own[number] = Run(neighbours(self.seen[number]))
            if number in self.protected:
                yield [run]
            else:
                group.append(run)
        yield group

    def _lines_of(self, runs: frozenset[Run]) -> Iterator[int]:
        """The numbers of the runs of lines that hold one of these, or a protected one."""
        seen = {each for each, run in self._shared.items() if run in runs}
        lines = {self._lines[n] for n, each in enumerate(self.seen) if each in seen} if seen else set()
        lines |= {self._lines[n] for n in self.protected}
        return (n for n, line in enumerate(self._lines) if line in lines) if lines else iter(())

    def line(self, number: int) -> int:
        """The ordinal of the line of a run."""
        return self._lines[number]

    def of_line(self, ordinal: int) -> Iterator[Run]:
        """The runs of a line."""
        first, last = bisect_left(self._lines, ordinal), bisect_right(self._lines, ordinal)
        return (self[number] for number in range(first, last))


def _split(text: str) -> tuple[list[str], int]:
    """The text before a run, the run, and so on; the number of runs where nothing is suspicious."""
    parts, clean, at = [""], 0, 0
    for start, end in _blocks(text):
        gap = text[at:start]
        clean += len(RUN.findall(gap))
        first, *rest = SPLIT.split(text[start:end])
        parts[-1] += gap + first
        parts += rest
        at = end
    clean += len(RUN.findall(text, at))
    parts[-1] += text[at:]
    return parts, clean


def _seen(between: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The runs, each with the character before it and up to two behind it."""
    before, after = list(map(LAST, between[:-1])), list(map(FIRST, between[1:]))
    for number, each in enumerate(before) if "" in before else ():
        if not each and number:
            before[number], after[number - 1] = texts[number - 1][-1], texts[number][:2]
    before[:1] = [each or "\n" for each in before[:1]]
    return list(map("".join, zip(before, texts, after, strict=True)))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of whole lines in which anything is suspicious.

    They are read whole: what is garbled in one line explains in another what is suspicious nowhere else
    (`её`).
    """
    start = 0
    while start < len(text):
        end = text.find("\n", start + STRETCH) + 1 or len(text)
        if prefilter.suspicious(text[start:end]):
            yield start, end
        start = end
