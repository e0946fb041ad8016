"""The comments that switch rules off where none did: a comment may move with its text, but not to another."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.lint.suppress import WIDE
from qapress.lint.suppress import read as suppressions
from qapress.pipeline import read
from qapress.pipeline.sides import sides
from qapress.source.align import Alignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.lint.suppress import Suppression
    from qapress.pipeline.sides import Sides
    from qapress.pipeline.since import Since
    from qapress.settings import Settings
    from qapress.source.text import Source

    Said = tuple[str, str, tuple[str, ...], str]

WORD = re.compile(r"\w+")
WORDS = 100
"""How many words of what a comment covers are looked for at most."""


class Silenced(NamedTuple):
    """A comment, with its file and line."""

    path: str
    line: int
    comment: Suppression


def silenced(since: Since, settings: Settings) -> list[Silenced]:
    """The comments that are new or cover another text than they did, those that cover much first.

    Raises:
        ReadError: git lacks a content.
    """
    files = read.files(since.paths, settings).files
    both = sides(since, files, settings, partial(read.content, settings.root), whole=True)
    old = [*_comments(both.old.values(), settings)]
    new = [*_comments(both.new.values(), settings)]
    if old and new:
        known = _Known(both, old)
        new = [(source, each) for source, each in new if not known(source, each)]
    found = [Silenced(source.path, source.line(each.at.start), each) for source, each in new]
    return sorted(found, key=lambda each: (each.comment.verb not in WIDE, each.path, each.line))


def _comments(sources: Iterable[Source], settings: Settings) -> Iterator[tuple[Source, Suppression]]:
    for source in sources:
        if "qapress" in source.text.lower():
            yield from ((source, each) for each in suppressions(read.parsed(source, settings)))


class _Known:
    """Which comments said the same of the same text."""

    def __init__(self, both: Sides, old: Iterable[tuple[Source, Suppression]]) -> None:
        self.origins = both.origins
        self.alignment = Alignment(both.old, both.new, both.origins)
        covers: dict[Said, list[Span]] = {}
        for source, each in old:
            covers.setdefault(_said(source.path, each), []).append(each.covers)
        self.old = {said: _Union(spans) for said, spans in covers.items()}

    def __call__(self, source: Source, each: Suppression) -> bool:
        if each.verb == "ignore-file" or each.covers.start == each.covers.end:
            return _said(self.origins.get(source.path, ""), each) in self.old
        return any(
            offset in self.old.get(_said(path, each), ())
            for path, offset in self._earlier(source, each.covers)
        )

    def _earlier(self, source: Source, span: Span) -> Iterator[tuple[str, int]]:
        """Where the first words of a place stood."""
        for word in islice(WORD.finditer(source.text, *span), WORDS):
            place = self.alignment.before(source.path, Span(*word.span()))
            if place:
                yield place


def _said(path: str, each: Suppression) -> Said:
    return path, each.verb, each.tokens, each.reason


class _Union:
    """Spans, to be asked whether an offset lies in one of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.ends = [*accumulate((each.end for each in self.spans), max)]

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.spans, offset, key=lambda each: each.start)
        return index > 0 and offset < self.ends[index - 1]
