"""Which places of texts stood where in earlier versions: kept, moved, edited, or in a file of another name.

Lines are compared in their order first, then those that moved, then the words of lines that were edited.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, count
from typing import TYPE_CHECKING, NamedTuple

from qapress.source.matching import ALIKE, alike, is_long, matched, shared, unique

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from qapress.diagnostic import Span
    from qapress.source.text import Source

    Line = tuple[str, int]

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_WORD = re.compile(r"\w+")


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
        olds, news = ({path: _Lines(source) for path, source in side.items()} for side in (old, new))
        stayed = _Stayed(olds, news, origins)
        self._stretches = {path: sorted(stayed.stretches(path)) for path in new}

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


class _Stayed:
    """Which old line each new one is, as far as that is known; `edited` those of which only a part is."""

    def __init__(
        self, olds: Mapping[str, _Lines], news: Mapping[str, _Lines], origins: Mapping[str, str]
    ) -> None:
        self.olds, self.news, self.origins = olds, news, origins
        self.found: dict[Line, Line] = {}
        self.edited: dict[Line, Line] = {}
        self.taken: set[Line] = set()
        self.facing: list[tuple[Line, Line]] = []
        for path, before in origins.items():
            self._keep(path, before)
        self._follow_moves()
        self._follow_edits()

    def stretches(self, path: str) -> Iterator[Stretch]:
        """What of a file was there before: whole lines, and words of edited ones."""
        text = self.news[path]
        for at, line in enumerate(text.lines):
            then = self.found.get((path, at)) or self.edited.get((path, at))
            if then is None:
                continue
            before = self.olds[then[0]]
            start, was = text.starts[at], before.starts[then[1]]
            whole = [(0, len(line), 0)]
            for first, end, origin in (
                whole if (path, at) in self.found else _kept(before.lines[then[1]], line)
            ):
                yield Stretch(start + first, start + end, then[0], was + origin)

    def _keep(self, path: str, before: str) -> None:
        """Find the lines of a file that stayed, and those that stand where others did."""
        old, new = self.olds[before].lines, self.news[path].lines
        lines = matched(old, new)
        for at, then in enumerate(lines):
            if then is not None:
                self._find((path, at), (before, then))
        for were, are in _gaps(lines, len(old)):
            if len(were) == len(are):
                pairs = zip(are, were, strict=True)
                self.facing += (((path, at), (before, then)) for at, then in pairs)

    def _follow_moves(self) -> None:
        """Find lines that are left over on both sides elsewhere, and what stands around them."""
        olds = unique((line, at) for at, line in _left(self.olds, self.taken) if is_long(line))
        news = unique((line, at) for at, line in _left(self.news, self.found) if is_long(line))
        for line, here in news.items():
            there = olds.get(line)
            if there and here not in self.found and there not in self.taken:
                self._find(here, there)
                self._spread(here, there)

    def _follow_edits(self) -> None:
        """Find lines that are still left over and share most words with one, the most alike first."""
        olds, news = dict(_left(self.olds, self.taken)), dict(_left(self.news, self.found))
        sides = ({at: _words(line) for at, line in side.items() if is_long(line)} for side in (olds, news))
        pairs = {(here, there): share for share, here, there in alike(*sides)}
        for here, there in self.facing:
            if here in news and there in olds:
                pairs[here, there] = shared(_words(olds[there]), _words(news[here]))
        ranked = sorted(
            (-share, self.origins.get(here[0]) != there[0], abs(here[1] - there[1]), here, there)
            for (here, there), share in pairs.items()
            if share >= ALIKE
        )
        for *_, here, there in ranked:
            if here not in self.found and here not in self.edited and there not in self.taken:
                self.edited[here] = there
                self.taken.add(there)
                self._spread(here, there)

    def _find(self, here: Line, there: Line) -> None:
        self.found[here] = there
        self.taken.add(there)

    def _spread(self, here: Line, there: Line) -> None:
        """Find the lines above and below two that belong together."""
        (path, at), (before, then) = here, there
        size = len(self.news[path].lines)
        self._walk(path, before, zip(range(at - 1, -1, -1), range(then - 1, -1, -1), strict=False))
        self._walk(path, before, zip(range(at + 1, size), count(then + 1), strict=False))

    def _walk(self, path: str, before: str, lines: Iterable[tuple[int, int]]) -> None:
        old, new = self.olds[before].lines, self.news[path].lines
        for at, then in lines:
            here, there = (path, at), (before, then)
            free = here not in self.found and here not in self.edited and there not in self.taken
            if not free or then >= len(old) or old[then] != new[at]:
                return
            self._find(here, there)


def _left(files: Mapping[str, _Lines], known: Container[Line]) -> Iterator[tuple[Line, str]]:
    """The lines that nothing is known of."""
    for path, text in files.items():
        for at, line in enumerate(text.lines):
            if (path, at) not in known:
                yield (path, at), line


def _gaps(kept: Sequence[int | None], size: int) -> Iterator[tuple[range, range]]:
    """The old and the new lines between those that were kept, where there are both."""
    old = new = 0
    for at, then in enumerate([*kept, size]):
        if then is not None:
            if old < then and new < at:
                yield range(old, then), range(new, at)
            old, new = then + 1, at + 1


def _words(line: str) -> frozenset[str]:
    return frozenset(_WORD.findall(line))


def _kept(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """The parts of an edited line that stayed: start and end, and the start in the old line."""
    olds, news = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0, *accumulate(map(len, olds))]
    first = at = was = 0
    follows = -1  # the old token that continues the part from `first` on
    for token, then in zip(news, matched(olds, news), strict=True):
        if then != follows:
            if first < at:
                yield first, at, was
            first, was = at, starts[then] if then is not None else 0
        at += len(token)
        if then is None:
            first = at
        follows = -1 if then is None else then + 1
    if first < at:
        yield first, at, was
