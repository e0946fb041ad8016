"""Taking one layer of damage off one run."""

from __future__ import annotations

from functools import lru_cache
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

    from qapress.mojibake.evidence import Piece, Support
    from qapress.mojibake.units import Reading, Unit

LIMIT = 64
"""So many combinations of candidates are kept of one run, of a very long one fewer, but two."""
CHARACTERS = 100_000
"""So many characters the combinations of one run may have together."""


@lru_cache(maxsize=1 << 14)
def peel(piece: Piece, reading: Reading, support: Support) -> tuple[tuple[str, Layer], ...]:
    """What the run was before it was read with this page, the likeliest first.

    Empty when the images do not explain all of it, or might be clean text and nothing else supports them.
    """
    found = [unit for unit in units(piece.text, reading) if unit.end - unit.start > 1 or stray(piece, unit)]
    if not weight(piece, reading).sure:
        leads = support.leads
        found = [unit for unit in found if support.given and (unit.known or piece.text[unit.start] in leads)]
    if not found or not _whole(piece.text, found):
        return ()
    choices = list(_choices(piece, found))
    limit = max(2, min(LIMIT, CHARACTERS // len(piece.text)))
    texts = ("".join(each) for each in islice(product(*choices), limit))
    return tuple((text, _layer(piece.text, text, reading)) for text in dict.fromkeys(texts))


def stray(piece: Piece, unit: Unit) -> bool:
    """Whether a lone character is odd enough to be a rest of another: `paÃs`, `Ãlvaro`, but not `Ärger`."""
    before = (piece.before + piece.text[: unit.start])[-1:]
    after = (piece.text[unit.end :] + piece.after)[:1]
    image = piece.text[unit.start]
    return image.isupper() and (before.islower() or (image == "Ã" and after.islower()))


def short(piece: Piece, reading: Reading) -> bool:
    """Whether no known image longer than one character stands in the run.

    After a layer was undone these say nothing any more: `Ä` is a letter far oftener than a rest of `ā`.
    """
    return not any(unit.known and unit.end - unit.start > 1 for unit in units(piece.text, reading))


def _gaps(text: str, found: Sequence[Unit]) -> list[str]:
    """What stands before, between and behind the images: one more than there are images."""
    edges = [0, *(edge for unit in found for edge in (unit.start, unit.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _whole(text: str, found: Sequence[Unit]) -> bool:
    return all(gap.isascii() for gap in _gaps(text, found))


def _choices(piece: Piece, found: Sequence[Unit]) -> Iterator[tuple[str, ...]]:
    """The pieces of the result in order, each with its candidates; a lone character may be right as it is."""
    gaps = _gaps(piece.text, found)
    for index, unit in enumerate(found):
        yield (gaps[index],)
        before = gaps[index] or (None if index else piece.before)
        after = gaps[index + 1] or (None if index + 1 < len(found) else piece.after)
        kept = () if unit.end - unit.start > 1 else (piece.text[unit.start],)
        yield fitting((*unit.origins, *kept), before and before[-1:], after and after[:1])
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
