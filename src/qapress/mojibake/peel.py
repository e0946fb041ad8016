"""Taking one layer of damage off one run."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from qapress.mojibake.evidence import weight
from qapress.mojibake.forward import Policy
from qapress.mojibake.guards import fitting
from qapress.mojibake.pages import page
from qapress.mojibake.result import Layer
from qapress.mojibake.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.mojibake.evidence import Piece
    from qapress.mojibake.units import Reading, Unit

LIMIT = 64
"""So many combinations of candidates are kept of one run."""


def peel(piece: Piece, reading: Reading, *, supported: bool) -> list[tuple[str, Layer]]:
    """What the run was before it was read with this page, the likeliest first.

    Empty when the images do not explain all of it, or might be clean text and nothing else supports them.
    """
    found = units(piece.text, reading)
    if not found or not (supported or weight(piece, reading).sure) or not _whole(piece.text, found):
        return []
    choices = list(_choices(piece, found))
    texts = ("".join(each) for each in islice(product(*choices), LIMIT))
    return [(text, _layer(piece.text, text, reading)) for text in dict.fromkeys(texts)]


def _gaps(text: str, found: Sequence[Unit]) -> list[str]:
    """What stands before, between and behind the images: one more than there are images."""
    edges = [0, *(edge for unit in found for edge in (unit.start, unit.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _whole(text: str, found: Sequence[Unit]) -> bool:
    return all(gap.isascii() for gap in _gaps(text, found))


def _choices(piece: Piece, found: Sequence[Unit]) -> Iterator[tuple[str, ...]]:
    """The pieces of the result in order, each with its candidates."""
    gaps = _gaps(piece.text, found)
    for index, unit in enumerate(found):
        yield (gaps[index],)
        left = found[index - 1].origins[0] if index else piece.before
        right = found[index + 1].origins[0] if index + 1 < len(found) else piece.after
        yield fitting(unit.origins, (gaps[index] or left)[-1:], (gaps[index + 1] or right)[:1])
    yield (gaps[-1],)


def _layer(garbled: str, text: str, reading: Reading) -> Layer:
    """The layer with what it lost, read from the image."""
    lost = page(reading.page).lost(text)
    if not lost:
        return Layer(reading.page)
    if any("\x80" <= each <= "\x9f" for each in garbled):
        return Layer(reading.page, Policy.C1)
    if "\ufffd" in garbled:
        return Layer(reading.page, Policy.FFFD, lost)
    return Layer(reading.page, Policy.QM if reading.question_marks else Policy.DROP, lost)
