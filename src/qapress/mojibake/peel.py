"""Taking one layer of damage off one run, and what that saves."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.forward import Policy
from qapress.mojibake.guards import fitting
from qapress.mojibake.images import Reading
from qapress.mojibake.pages import SINGLE_BYTE, page
from qapress.mojibake.result import Layer
from qapress.mojibake.surprisal import surprisal
from qapress.mojibake.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.mojibake.units import Unit

LIMIT = 64
"""So many combinations of candidates are kept of one run, of a very long one fewer, but two."""
CHARACTERS = 100_000
"""So many characters the combinations of one run may have together."""
SELDOM_ALONE = 12.0
"""Further bits of a letter that is all of a word in a script between Armenian and Georgian."""
CONTROLS = re.compile("[\x80-\x9f]")
"""Nobody writes these: where they come to light, another layer lies below."""
CLASSES = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "a" * 26 + "A" * 26 + "1" * 10, "\r\n"
)
"""Neighbours count by their kind alone, so that equal runs are weighed once."""


class Piece(NamedTuple):
    """A run as it stands after some layers, with the kinds of up to two characters on either side."""

    text: str
    before: str
    after: str


class Peeled(NamedTuple):
    """What a run was before one reading, the likeliest first, and the bits that this explanation saves.

    Without options the images leave a part of the run unexplained: the bits are those of the rest, none when
    it is the smaller part. It is `cut` where there are more options than were kept: none of these is certain.
    """

    options: tuple[tuple[str, Layer], ...] = ()
    gain: float = 0.0
    cut: bool = False


NOTHING = Peeled()
FLAG, TONE = "[\U0001f1e6-\U0001f1ff]", "[\U0001f3fb-\U0001f3ff]"
PART = re.compile(
    f"(?<!{FLAG})(?:{FLAG}{FLAG})*{FLAG}(?!{FLAG})|^.{TONE}|^.\u200d(?!\\w)|\u200d$"
    "|^.[\U000e0020-\U000e007f]|^[^\\d#*]\ufe0f",
    re.DOTALL,
)
"""A symbol without what it leans on, in a run with the character before it: the rest stayed garbled."""
SUGGESTED = 1.0
"""Bits of a lone character that can be the rest of another: enough beside a proven run, and never an edit."""


def piece(text: str, before: str, after: str) -> Piece:
    """A run and its neighbours, reduced to what counts."""
    return Piece(text, before.translate(CLASSES), after.split("\n", 1)[0].translate(CLASSES))


@lru_cache(maxsize=1 << 16)
def peel(run: Piece, reading: Reading) -> Peeled:
    """What the run was before it was read so; nothing when no image in it is known."""
    found = [unit for unit in units(run.text, reading) if not unit.lone or stray(run, unit)]
    if not found:
        return NOTHING
    choices = list(_choices(run, found))
    texts = list(dict.fromkeys(_combined(run, choices)))
    whole = all(gap.isascii() for gap in _gaps(run.text, found))
    whole = whole and not all(_part(run, each) for each in texts)
    gain = bits(run) - price(run._replace(text=texts[0]))
    if any(unit.lone for unit in found):
        gain = max(gain, SUGGESTED)
    if not whole:
        return Peeled((), gain if 2 * sum(unit.end - unit.start for unit in found) > len(run.text) else 0.0)
    options = tuple((text, _layer(run.text, text, reading)) for text in texts)
    return Peeled(options, gain, _limit(run) < prod(map(len, choices)))


@lru_cache(maxsize=1 << 12)
def remnant(run: Piece) -> float:
    """The bits that some page saves although it leaves a part of the run unexplained, less than half."""
    return max(peel(run, Reading(name)).gain for name in SINGLE_BYTE)


def _part(run: Piece, text: str) -> bool:
    """Whether a text is the end of a symbol whose beginning is not in the run, or the other way round."""
    return PART.search((run.before[-1:] or " ") + text) is not None


def bits(run: Piece) -> float:
    """The bits of a run between its neighbours."""
    return surprisal(run.text, run.before[-1:], run.after[:1])


def price(run: Piece) -> float:
    """The bits of a run after a layer was undone; where it holds controls, those behind the next layer."""
    outside = beyond_ascii(run.text)
    own = bits(run) + SELDOM_ALONE * (len(outside) == 1 and "\u0530" <= outside < "\u1100")
    if not CONTROLS.search(run.text):
        return own
    below = (peel(run, Reading(name)).gain for name in SINGLE_BYTE if page(name).holds(outside))
    return own - max(below, default=0.0)


def beyond_ascii(text: str) -> str:
    """The characters of `text` outside ASCII."""
    return "".join(each for each in text if not each.isascii())


def stray(run: Piece, unit: Unit) -> bool:
    """Whether a lone character is odd enough to be a rest of another: `paÃs`, `Ãlvaro`, but not `Ärger`."""
    before = (run.before + run.text[: unit.start])[-1:]
    after = (run.text[unit.end :] + run.after)[:1]
    image = run.text[unit.start]
    return image.isupper() and (before.islower() or (image == "Ã" and after.islower()))


def _gaps(text: str, found: Sequence[Unit]) -> list[str]:
    """What stands before, between and behind the images: one more than there are images."""
    edges = [0, *(edge for unit in found for edge in (unit.start, unit.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _combined(run: Piece, choices: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The combinations of the candidates of all images, the likeliest first, as many as are kept."""
    return islice(("".join(each) for each in product(*choices)), _limit(run))


def _limit(run: Piece) -> int:
    return max(2, min(LIMIT, CHARACTERS // len(run.text)))


def _choices(run: Piece, found: Sequence[Unit]) -> Iterator[tuple[str, ...]]:
    """The pieces of the result in order, each with its candidates; a lone character may be right as it is."""
    gaps = _gaps(run.text, found)
    for index, unit in enumerate(found):
        yield (gaps[index],)
        before = gaps[index] or (None if index else run.before)
        after = gaps[index + 1] or (None if index + 1 < len(found) else run.after)
        kept = (run.text[unit.start],) if unit.lone else ()
        yield fitting((*unit.origins, *kept), before and before[-1:], after and after[:1])
    yield (gaps[-1],)


def _layer(garbled: str, text: str, reading: Reading) -> Layer:
    """The layer with what it lost, read from the image."""
    lost = page(reading.page).lost(text)
    if not lost:
        return Layer(reading.page, second=reading.second)
    if any("\x80" <= each <= "\x9f" for each in garbled):
        return Layer(reading.page, Policy.C1, second=reading.second)
    if "\ufffd" in garbled:
        return Layer(reading.page, Policy.FFFD, lost, reading.second)
    return Layer(reading.page, Policy.QM if reading.question_marks else Policy.DROP, lost, reading.second)
