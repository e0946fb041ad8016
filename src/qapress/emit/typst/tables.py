"""How a table fits the page: its size of letters, and how long a word in each column may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = ((84, 9.5), (110, 8.8), (150, 8.2))
"""Code points of all columns together, up to which a table is set in letters of a size in points."""
SMALLEST = 7.4
LINE = 860
"""Code points of one point in size that fit on a line of the text, as wide as most letters are."""
SHORT = 8
"""Rows of a table that is kept on one page where the cells are short."""


class Fit(NamedTuple):
    """The size of letters in points, whether words are divided to fit, and each column's code points."""

    size: float
    tight: bool
    rooms: tuple[int, ...]


def fit(lengths: Sequence[Sequence[int]], words: Sequence[int]) -> Fit:
    """The fit of a table whose cells have these lengths, row by row, and whose columns these longest words.

    Columns share a line as Typst does.
    """
    widest = [max(3, *(min(60, row[column]) for row in lengths)) for column in range(len(lengths[0]))]
    total = sum(widest) + 3 * len(widest)
    size = next((size for most, size in SIZES if total <= most), SMALLEST)
    room = LINE / size - len(widest) * (2 if len(widest) > 6 else 3)
    shares = _shares(widest, room)
    return Fit(size, any(word > share for word, share in zip(words, shares, strict=True)), shares)


def stays_whole(lengths: Sequence[Sequence[int]]) -> bool:
    """Whether a table is so short that no page should end in it."""
    return len(lengths) <= SHORT and all(max(row) <= 60 for row in lengths)


def _shares(widest: Sequence[int], room: float) -> tuple[int, ...]:
    """What each column gets: all it wants where that is less than an equal share of what is left."""
    shares = [0] * len(widest)
    left = len(widest)
    for column in sorted(range(len(widest)), key=widest.__getitem__):
        shares[column] = int(min(widest[column], room / left))
        room -= shares[column]
        left -= 1
    return tuple(max(1, each) for each in shares)
