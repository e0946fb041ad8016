"""Where the characters of a derived string stand in the source.

mistune parses a container (block quote, list item) from a new string, made line by line: each line of it is
a line of the parent with something removed, or a tab widened, at its left end only. The two lines are
therefore equal when aligned at their right ends, and so on up to the source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable


class Runs(Sequence[int]):
    """The source offset of each character of a string, kept as runs of consecutive characters.

    `pieces` are (index in the string, offset in the source), sorted by index, the first index 0.
    """

    __slots__ = ("_indices", "_length", "_sources")

    def __init__(self, pieces: Iterable[tuple[int, int]], length: int) -> None:
        self._indices: list[int] = []
        self._sources: list[int] = []
        self._length = length
        for index, source in pieces:
            if not self._indices or source - self._sources[-1] != index - self._indices[-1]:
                self._indices.append(index)
                self._sources.append(source)

    def __len__(self) -> int:
        return self._length

    def at(self, index: int) -> int:
        """The source offset of the character at `index`; one behind the last is allowed."""
        if len(self._indices) == 1:
            return self._sources[0] + index
        run = bisect_right(self._indices, index) - 1
        return self._sources[run] + index - self._indices[run]

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self.at(each) for each in range(*index.indices(self._length))]
        if not -self._length <= index < self._length:
            raise IndexError(index)
        return self.at(index % self._length)

    def __repr__(self) -> str:
        return f"Runs({list(zip(self._indices, self._sources, strict=True))}, {self._length})"

    def end(self, start: int, end: int) -> int:
        """The source offset behind the character before `end`; that of `start` when nothing lies between."""
        return self.at(end - 1) + 1 if end > start else self.at(start)

    @property
    def contiguous(self) -> bool:
        """Whether the string is one slice of the source."""
        return len(self._indices) == 1

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The runs of the characters from `start` to `end`, their indices kept."""
        found = [(start, self.at(start))]
        for run in range(bisect_right(self._indices, start), len(self._indices)):
            if self._indices[run] >= end:
                break
            found.append((self._indices[run], self._sources[run]))
        return found

    def cut(self, start: int, end: int) -> Runs:
        """The runs of the characters from `start` to `end`, counted from 0."""
        if len(self._indices) == 1:
            return Runs(((0, self._sources[0] + start),), end - start)
        return Runs(((index - start, source) for index, source in self.pieces(start, end)), end - start)


class LineMap:
    """The lines of a string built for a container, each with its distance from the source.

    `shifts[i]` is added to an offset in line `i`; no offset maps before `floors[i]`, where the rest of the
    line begins in the source: the blanks of a widened tab have no other place.
    """

    __slots__ = ("ends", "floors", "shifts", "starts", "text")

    def __init__(self, text: str, base: int = 0) -> None:
        self.text = text
        self.starts, self.ends = _lines(text)
        self.shifts = [base] * len(self.starts)
        self.floors = [start + base for start in self.starts]

    def child(self, text: str, first: int) -> LineMap:
        """The map of a string whose lines come from this one's, beginning with the line of offset `first`."""
        made = LineMap(text)
        last = len(self.starts) - 1
        line = self.line(first)
        for index, (start, end) in enumerate(zip(made.starts, made.ends, strict=True)):
            parent = min(line + index, last)
            made.shifts[index] = self.ends[parent] + self.shifts[parent] - end
            made.floors[index] = self._floor(parent, text[start:end])
        return made

    def _floor(self, line: int, rest: str) -> int:
        """Where the rest of a line, parsed in a container, begins in the source: behind the mark."""
        start, end = self.starts[line], self.ends[line]
        if rest[:1] in {" ", "\t"}:
            removed = self.text[start : end - len(rest.lstrip(" \t"))]
            start += len(removed.rstrip(" \t"))
        return self.at(start)

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def at(self, offset: int) -> int:
        """The source offset of an offset in the string."""
        line = bisect_right(self.starts, offset) - 1
        source = offset + self.shifts[line]
        floor = self.floors[line]
        return max(floor, source)

    def runs(self, start: int, end: int) -> Runs:
        """The runs of the slice from `start` to `end`, counted from 0."""
        pieces: list[tuple[int, int]] = []
        line = self.line(start)
        offset = start
        while True:
            source, floor = offset + self.shifts[line], self.floors[line]
            pieces += [(offset - start + index, floor) for index in range(floor - source)]
            first = max(offset, offset + floor - source)
            pieces.append((first - start, first + self.shifts[line]))
            line += 1
            if line == len(self.starts) or self.starts[line] >= end:
                return Runs(pieces, end - start)
            offset = self.starts[line]


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The slice without the blanks at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())


def _lines(text: str) -> tuple[list[int], list[int]]:
    starts, ends, at = [0], [], text.find("\n")
    while at >= 0:
        ends.append(at)
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    ends.append(len(text))
    return starts, ends
