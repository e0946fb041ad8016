"""Which parts of texts stood where in earlier versions: kept, moved, or in a file of another name.

Lines are compared in their order first, then those that moved, then the words of lines that were edited. The
time that this takes grows with the texts as sorting them does, whatever they hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from qapress.diagnostic import Span
    from qapress.source.text import Source

    Line = tuple[str, int]

Key = TypeVar("Key")

LETTERS = 20
"""Letters and digits of a line that is known again wherever it stands; git wants as many of a moved block."""
ROUNDS = 8
"""How often what is left is searched again for what has become unique in it."""
ALIKE = 0.5
"""The share of its lines by which a file of another name is known again; git wants as much."""
MANY = 32
"""Files that share a line; when there are more, it says nothing of which is which."""

_TOKEN = re.compile(r"\w+|[^\S\n]+|[^\w\s]")
_WORD = re.compile(r"\w")


class Stretch(NamedTuple):
    """A half-open part of a text, and where it began in which earlier file."""

    start: int
    end: int
    path: str
    before: int


class Alignment:
    """Where places of some files stood before, in code points of `Source.text`, where line ends are all one.

    `origins` has the earlier path of each of the new files that was one of the old ones.
    """

    def __init__(
        self, old: Mapping[str, Source], new: Mapping[str, Source], origins: Mapping[str, str]
    ) -> None:
        self._origins, self._new = origins, new
        olds = {path: _Lines(source) for path, source in old.items()}
        news = {path: _Lines(source) for path, source in new.items()}
        kept = {path: matched(olds[then].lines, news[path].lines) for path, then in origins.items()}
        stayed = _Stayed(olds, news)
        for path, lines in kept.items():
            stayed.pair(path, origins[path], lines)
        stayed.follow_moves()
        self._stretches = {path: sorted(stayed.stretches(path)) for path in new}
        for path, lines in kept.items():
            words = stayed.words(path, origins[path], lines)
            self._stretches[path] = _joined(sorted([*self._stretches[path], *words]))

    def before(self, path: str, span: Span) -> tuple[str, int] | None:
        """The earlier file and offset of a place; None where what it has of its first line is not from there.

        The very beginning of a file, when nothing there is meant, is that of its earlier version.
        """
        if span.end == 0 and path in self._origins:
            return self._origins[path], 0
        source, found = self._new[path], self._stretches[path]
        end = min(span.end, source.line_span(source.line(span.start))[1])
        last = bisect_right(found, span.start, key=lambda each: each.start)
        for each in reversed(found[max(last - 2, 0) : last]):  # an empty place may end the one before
            if max(end, span.start) <= each.end:
                return each.path, each.before + span.start - each.start
        return None


class _Lines:
    """The lines of a file, and the offset at which each begins."""

    def __init__(self, source: Source) -> None:
        self.lines = source.text.split("\n")
        self.starts = source.line_starts

    def tokens(self, some: range) -> list[tuple[str, int, int]]:
        """The words, blanks and marks of some lines, each with its offset and its line."""
        return [
            (match[0], self.starts[at] + match.start(), at)
            for at in some
            for match in _TOKEN.finditer(self.lines[at])
        ]


class _Stayed:
    """Which old line each new one is, as far as that is known."""

    def __init__(self, olds: Mapping[str, _Lines], news: Mapping[str, _Lines]) -> None:
        self.olds, self.news = olds, news
        self.found: dict[Line, Line] = {}
        self.taken: set[Line] = set()

    def pair(self, path: str, before: str, lines: Sequence[int | None]) -> None:
        """Take what is known of the lines of a file that was another one."""
        self.found |= {(path, at): (before, then) for at, then in enumerate(lines) if then is not None}
        self.taken |= {(before, then) for then in lines if then is not None}

    def follow_moves(self) -> None:
        """Find lines that are left over on both sides, and what stands around them, elsewhere."""
        olds, news = _unique(_left(self.olds, self.taken)), _unique(_left(self.news, self.found))
        for text, (path, at) in news.items():
            if text in olds:
                before, then = olds[text]
                self._extend(path, before, zip(range(at, -1, -1), range(then, -1, -1), strict=False))
                below = zip(range(at + 1, len(self.news[path].lines)), count(then + 1), strict=False)
                self._extend(path, before, below)

    def _extend(self, path: str, before: str, lines: Iterable[tuple[int, int]]) -> None:
        old, new = self.olds[before].lines, self.news[path].lines
        for at, then in lines:
            here, there = (path, at), (before, then)
            if here in self.found or there in self.taken or then >= len(old) or old[then] != new[at]:
                return
            self.found[here] = there
            self.taken.add(there)

    def stretches(self, path: str) -> Iterator[Stretch]:
        """The lines of a file that were there before."""
        text = self.news[path]
        for at, line in enumerate(text.lines):
            if found := self.found.get((path, at)):
                start, before = text.starts[at], self.olds[found[0]].starts[found[1]]
                yield Stretch(start, start + len(line), found[0], before)

    def words(self, path: str, before: str, lines: Sequence[int | None]) -> Iterator[Stretch]:
        """What stayed of lines that were replaced by others."""
        old, new = self.olds[before], self.news[path]
        for were, are in _gaps(lines, len(old.lines)):
            olds = old.tokens(were)
            news = new.tokens(are)
            same = matched([each[0] for each in olds], [each[0] for each in news])
            for (word, start, line), then in zip(news, same, strict=True):
                if then is not None and (path, line) not in self.found:
                    yield Stretch(start, start + len(word), before, olds[then][1])


def matched(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """The index in `old` of each item of `new` that stayed; the indexes rise.

    What begins and ends both is the same, then what has a letter and stands once on either side, then what
    lies between these, and so on (patience diff).
    """
    found: list[int | None] = [None] * len(new)
    left = [(0, len(old), 0, len(new), ROUNDS)]
    while left:
        first, end, at, stop, rounds = left.pop()
        while first < end and at < stop and old[first] == new[at]:
            found[at] = first
            first, at = first + 1, at + 1
        while first < end and at < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found[stop] = end
        anchors = _anchors(old, new, range(first, end), range(at, stop)) if rounds else []
        for then, here in anchors:
            left.append((first, then, at, here, rounds - 1))
            first, at = then, here
        if anchors:
            left.append((first, end, at, stop, rounds - 1))
    return found


def renamed(gone: Mapping[str, Source], added: Mapping[str, Source]) -> dict[str, str]:
    """The old path of each added file that has the text, or most lines, of one that is gone."""
    olds, news = ({path: _marks(each.text) for path, each in side.items()} for side in (gone, added))
    owners: dict[str, list[str]] = {}
    for path, marks in olds.items():
        for mark in marks:
            owners.setdefault(mark, []).append(path)
    ranked = []
    for path, marks in news.items():
        shared = Counter(old for mark in marks for old in owners.get(mark, ()) if len(owners[mark]) <= MANY)
        for old in shared if marks else [each for each in olds if not olds[each]]:
            share = 2 * shared[old] / (len(marks) + len(olds[old]) or 1)
            same = gone[old].text == added[path].text
            if same or share >= ALIKE:
                ranked.append((not same, -share, _name(old) != _name(path), path, old))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for *_, path, old in sorted(ranked):
        if path not in found and old not in taken:
            found[path] = old
            taken.add(old)
    return found


def _anchors(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[tuple[int, int]]:
    """What stands once on either side, if its order is the same: long lines, else whatever has a letter."""
    if not (olds and news):
        return []
    before = _unique((old[at], at) for at in olds if _WORD.search(old[at]))
    after = _unique((new[at], at) for at in news if new[at] in before)
    pairs = [(before[item], at) for item, at in after.items()]
    return _rising([pair for pair in pairs if _is_long(old[pair[0]])] or pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by their second number, in which the first rises as well."""
    ends: list[int] = []
    piles: list[int] = []
    behind: list[int] = []
    for index, (then, _) in enumerate(pairs):
        pile = bisect_left(ends, then)
        behind.append(piles[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [then]
        piles[pile : pile + 1] = [index]
    run, index = [], piles[-1] if piles else -1
    while index >= 0:
        run.append(pairs[index])
        index = behind[index]
    return run[::-1]


def _unique(keyed: Iterable[tuple[str, Key]]) -> dict[str, Key]:
    """The owner of each text that has only one."""
    owners: dict[str, Key] = {}
    several: set[str] = set()
    for text, key in keyed:
        if text in owners:
            several.add(text)
        owners.setdefault(text, key)
    return {text: key for text, key in owners.items() if text not in several}


def _left(files: Mapping[str, _Lines], known: Container[Line]) -> Iterator[tuple[str, Line]]:
    """The lines that nothing is known of and that are long enough to be known again."""
    for path, text in files.items():
        for at, line in enumerate(text.lines):
            if (path, at) not in known and _is_long(line):
                yield line, (path, at)


def _is_long(line: str) -> bool:
    return len(line) >= LETTERS and sum(map(str.isalnum, line)) >= LETTERS


def _gaps(kept: Sequence[int | None], size: int) -> Iterator[tuple[range, range]]:
    """The old and the new lines between those that were kept, where there are both."""
    old = new = 0
    for at, then in enumerate([*kept, size]):
        if then is not None:
            if old < then and new < at:
                yield range(old, then), range(new, at)
            old, new = then + 1, at + 1


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Stretches with those made one that follow each other in both texts."""
    joined: list[Stretch] = []
    for each in stretches:
        last = joined[-1] if joined else None
        if last and (last.end, last.path, last.before + last.end - last.start) == (
            each.start,
            each.path,
            each.before,
        ):
            joined[-1] = last._replace(end=each.end)
        else:
            joined.append(each)
    return joined


def _marks(text: str) -> set[str]:
    """The lines by which a file is known again."""
    return {line for line in text.split("\n") if _WORD.search(line)}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
