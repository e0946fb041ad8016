"""Indexes brought up to date: rows corrected, added where they belong, and removed with their questions."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Edit, Span
from qapress.facts.index import indexes, kept
from qapress.facts.index_places import gaps
from qapress.revise.index_row import Style, corrected, fresh, table
from qapress.revise.plan import Plan
from qapress.revise.targets import shared_ends

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from qapress.facts.facts import Collection
    from qapress.facts.index import Index
    from qapress.facts.index_match import Asked, Placed
    from qapress.facts.index_row import IndexBlock, IndexRow
    from qapress.source.text import Source

_DIGITS = re.compile(r"\d+")
_MARKER = re.compile(r"((?:[ \t]*>)*[ \t]*)(\d{1,9})(?=[.)])")


class Counts(NamedTuple):
    """How many rows an index gains, gets corrected or moved, and loses."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def named(self) -> tuple[tuple[int, str], ...]:
        """Each number with what it counts, for a person."""
        return (self.added, "new row"), (self.changed, "corrected row"), (self.removed, "removed row")


@dataclass
class _Item:
    """A row on its way: the text that it shall have, None when it goes, and the new rows around it.

    `lead` is the question of the first new row where that comes before the row's own, or instead of it.
    """

    placed: Placed
    text: str | None
    lead: Asked | None = None
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def total(counts: Mapping[str, Counts]) -> Counts:
    """The counts of several indexes together."""
    return Counts(*map(sum, zip(*counts.values(), strict=True))) if counts else Counts()


def index_plan(
    collection: Collection, sources: Mapping[str, Source], names: Container[str]
) -> tuple[Plan, dict[str, Counts]]:
    """The edits that bring the indexes among `sources` up to date, and what becomes of their rows, by path.

    `names` are the paths that exist under the root. Whatever is no row stays as it is, and of a row all but
    number, title and address.
    """
    edits: dict[str, list[Edit]] = {}
    counts: dict[str, Counts] = {}
    for index in indexes(collection):
        if index.path in sources:
            revised = _Revised(index, sources[index.path].text, names)
            edits[index.path] = list(revised.edits())
            counts[index.path] = revised.counts()
    return Plan({path: sources[path] for path in edits}, edits), counts


class _Revised:
    """One index, row by row."""

    def __init__(self, index: Index, text: str, names: Container[str]) -> None:
        self.index = index
        self.text = text
        self.names = names
        self.added = 0
        self.blocks = [(block, self._items(block, rows)) for block, rows in index.blocks]
        self.generated = self._is_to_be_made()
        if not self.generated:
            self._add()
        for block, items in self.blocks:
            _count(block, items, self.text)

    def edits(self) -> Iterator[Edit]:
        """The edits of the file, none overlapping."""
        place = self.index.facts.generated
        if self.generated and place:
            yield self._filled(place)
        for _, items in self.blocks:
            slots = [each.placed.row for each in sorted(items, key=lambda item: item.placed.row.line)]
            for row, item in zip(slots, items, strict=True):
                yield from _edits(row, item, self.text)

    def counts(self) -> Counts:
        """What becomes of the rows."""
        added = len(self.index.wanted) if self.generated else self.added
        every = [item for _, items in self.blocks for item in items]
        changed = sum(item.text not in (None, self.text[slice(*item.placed.row.line)]) for item in every)
        return Counts(added, changed, sum(item.text is None for item in every))

    def _filled(self, place: Span) -> Edit:
        """The table of all questions in the marked place, below what else stands there."""
        made = f"{table(self.index.wanted, self._style(anchored=True, is_table=True))}\n\n"
        inside = self.text[slice(*place)]
        if not inside.strip():
            return Edit(place, f"\n\n{made}")
        ends = len(inside) - len(inside.rstrip("\n"))
        return Edit(Span(place.end, place.end), "\n" * (2 - ends) + made)

    def _is_to_be_made(self) -> bool:
        """Whether comments mark a place in which there is no table or list of questions."""
        if self.index.facts.generated is None:
            return False
        rows = (each.row for _, placed in self.index.blocks for each in placed)
        return bool(self.index.wanted) and not any(kept(self.index, row) for row in rows)

    def _style(self, *, anchored: bool, is_table: bool) -> Style:
        return Style(self.index.folder, is_table, anchored, self.names)

    def _items(self, block: IndexBlock, rows: Sequence[Placed]) -> list[_Item]:
        """The rows of a block in the order that they shall have, each with its text."""
        style = self._style_of(block, rows)
        shapes = {_shape(each) for each in rows if each.asked}
        items = [
            _Item(each, None if self._is_gone(each, shapes) else corrected(each, self.text, style))
            for each in rows
        ]
        return self._sorted(items)

    def _style_of(self, block: IndexBlock, rows: Sequence[Placed]) -> Style:
        shown = [bool(each.fragment) for each in rows if each.asked]
        return self._style(anchored=sum(shown) * 2 > len(shown), is_table=block.table)

    def _is_gone(self, placed: Placed, shapes: Container[str]) -> bool:
        """Whether a row's question is no more, or has a row before this one.

        A link that leads nowhere may also be one of another kind, misspelt: it stays unless it looks like
        the rows beside it.
        """
        row = placed.row
        if placed.asked or row.end > row.line.end:
            return False
        if placed.is_lost or (placed.alive and placed.led and not row.cut):
            return True
        alike = bool(placed.fragment or row.number or _shape(placed) in shapes)
        return placed.is_dead(self.index.folder, self.names) and alike

    def _sorted(self, items: list[_Item]) -> list[_Item]:
        """Rows that show numbers in the order of their questions, each folder in its places."""
        order = {each.key: number for number, each in enumerate(self.index.wanted)}
        places: dict[str, list[int]] = {}
        for at, each in enumerate(items):
            row, asked = each.placed.row, each.placed.asked
            if asked and (row.number_at is None or row.end > row.line.end):
                return items
            if asked and asked.key in order:
                places.setdefault(asked.path.rpartition("/")[0], []).append(at)
        made = list(items)
        for taken in places.values():
            ranked = sorted(taken, key=lambda at: order[_key(items[at])])
            for at, source in zip(taken, ranked, strict=True):
                made[at] = items[source]
        return made

    def _add(self) -> None:
        """Put new rows beside those where they belong."""
        found = {id(item.placed): (block, items, item) for block, items in self.blocks for item in items}
        for gap in gaps(self.index):
            if gap.row is None:
                continue
            block, items, item = found[id(gap.row)]
            style = self._style_of(block, [each.placed for each in items])
            pattern = _pattern(item, items)
            made = [fresh(each, pattern, self.text, style) for each in gap.asked]
            self.added += len(made)
            if not item.above and (gap.before or item.text is None):
                item.lead = gap.asked[0]
            if gap.before:
                item.above += made
            else:
                item.below += made


def _pattern(near: _Item, items: Iterable[_Item]) -> IndexRow:
    """The row after which new ones are written: the nearest that is whole."""

    def fitness(item: _Item) -> tuple[bool, bool, bool]:
        row = item.placed.row
        whole = item.placed.asked is not None and not row.cut and row.title_at is not None
        return whole, item.placed.is_numbered(), item is near

    return max(items, key=fitness).placed.row


def _count(block: IndexBlock, items: Sequence[_Item], text: str) -> None:
    """Number the items of a list on from its first, which keeps 1 or gets the number of its question."""
    if not block.counted:
        return
    first = next((each for each in items if each.text is not None or each.lead), items[0])
    found = _MARKER.match(text, min(each.placed.row.line.start for each in items))
    number = int(found[2]) if found else 1
    asked = first.lead or first.placed.asked
    if number > 1 and asked and (given := asked.entry.number):
        number = int(given) if given.isdecimal() else number
    marks = itertools.count(number)

    def marked(text: str) -> str:
        return _MARKER.sub(rf"\g<1>{next(marks)}", text, count=1)

    for item in items:
        item.above = [marked(each) for each in item.above]
        item.text = None if item.text is None else marked(item.text)
        item.below = [marked(each) for each in item.below]


def _edits(row: IndexRow, item: _Item, text: str) -> Iterator[Edit]:
    """The edits that put an item, and the new rows around it, in the place of a row."""
    start, end = row.line
    if item.above:
        yield Edit(Span(start, start), "".join(f"{each}\n" for each in item.above))
    if item.text is None:
        yield Edit(Span(start, end + 1) if end < len(text) else Span(max(start - 1, 0), end), "")
    elif item.text != text[start:end]:
        yield _difference(row.line, text[start:end], item.text)
    if item.below:
        yield Edit(Span(row.end, row.end), "".join(f"\n{each}" for each in item.below))


def _difference(span: Span, old: str, new: str) -> Edit:
    """The edit that makes one text of another, less what is equal at both ends."""
    head, tail = shared_ends(old, new)
    return Edit(Span(span.start + head, span.end - tail), new[head : len(new) - tail])


def _key(item: _Item) -> tuple[str, int]:
    asked = item.placed.asked
    return asked.key if asked else ("", 0)


def _shape(placed: Placed) -> str:
    """A target with any number in it."""
    return _DIGITS.sub("0", placed.target)
