"""Where in an index the questions belong that it does not list."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qapress.facts.index import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.index import Index
    from qapress.facts.index_match import Asked, Placed


class Gap(NamedTuple):
    """Questions in order that belong next to a row: `before` it, else behind it; None: there is no row."""

    row: Placed | None
    before: bool
    asked: tuple[Asked, ...]


def gaps(index: Index) -> Iterator[Gap]:
    """The questions that an index does not list, by the place where they belong, in order.

    That is behind the row of the question before, or, if that stands in another file and the next does not,
    before the row of the next. Where a question has several rows the largest table or list counts.
    """
    rows = _rows(index)
    lists = [rows.get(each.key) for each in index.wanted]
    missing = {each.key for each in index.missing}
    before, behind = _nearest(lists), _nearest(lists[::-1])[::-1]
    places = (
        (_place(asked, *around), asked)
        for asked, *around in zip(index.wanted, before, behind, strict=True)
        if asked.key in missing
    )
    for (row, is_before), group in groupby(places, key=lambda each: each[0]):
        yield Gap(row, is_before, tuple(asked for _, asked in group))


def _rows(index: Index) -> dict[tuple[str, int], Placed]:
    by_size = sorted(index.blocks, key=lambda block: len(block[1]))
    every = (each for _, rows in by_size for each in rows if kept(index, each.row))
    return {each.asked.key: each for each in every if each.asked}


def _nearest(rows: list[Placed | None]) -> list[Placed | None]:
    """For each place the row there, else the last one before it."""
    found: list[Placed | None] = []
    last: Placed | None = None
    for each in rows:
        last = each or last
        found.append(last)
    return found


def _place(asked: Asked, before: Placed | None, behind: Placed | None) -> tuple[Placed | None, bool]:
    def near(row: Placed | None) -> int:
        if row is None or row.asked is None:
            return 0
        if row.asked.path == asked.path:
            return 3
        return 1 + (row.asked.path.rpartition("/")[0] == asked.path.rpartition("/")[0])

    return (behind, True) if near(behind) > near(before) else (before, False)
