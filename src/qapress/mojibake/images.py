"""What garbled symbols look like: the forward model turned round, over the whole repertoire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qapress.mojibake.forward import Policy, Second, garble, second
from qapress.mojibake.pages import MULTI_BYTE, page
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VISIBLE = (Policy.DROP, Policy.FFFD, Policy.C1)
"""Policies that an image shows by itself. A `?` could also stand in the text: see `evidence.readings`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a run may be read: the page, whether `?` may stand for a lost byte, and a second damage."""

    page: str
    question_marks: bool = False
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class Images:
    """The inverse dictionary of one reading: image to its possible origins, the likeliest first.

    `lengths` gives for the first character of an image the lengths to try, the longest first.
    """

    origins: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]

    def longest(self, text: str, start: int) -> int:
        """The end of the longest image that begins at `start`; `start` itself when there is none."""
        for length in self.lengths.get(text[start], ()):
            end = start + length
            if end <= len(text) and text[start:end] in self.origins:
                return end
        return start


@cache
def images(reading: Reading) -> Images:
    """The images of the repertoire under a reading."""
    origins: dict[str, list[str]] = {}
    for symbol in repertoire():
        for image in dict.fromkeys(_shapes(symbol, reading)):
            if image.strip("?\ufffd") and not image[0].isascii():
                origins.setdefault(image, []).append(symbol)
    lengths: dict[str, set[int]] = {}
    for image in origins:
        lengths.setdefault(image[0], set()).add(len(image))
    return Images(
        {image: tuple(symbols) for image, symbols in origins.items()},
        {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()},
    )


def _shapes(symbol: str, reading: Reading) -> Iterable[str]:
    """The images of one symbol."""
    shapes = _wide(symbol, reading) if reading.page in MULTI_BYTE else _single(symbol, reading)
    return shapes if reading.second is None else (second(each, reading.second) for each in shapes)


def _policies(reading: Reading) -> tuple[Policy, ...]:
    return (*VISIBLE, Policy.QM) if reading.question_marks else VISIBLE


def _single(symbol: str, reading: Reading) -> Iterator[str]:
    lossy = not page(reading.page).undefined.isdisjoint(symbol.encode())
    for policy in _policies(reading) if lossy else VISIBLE[:1]:
        yield garble(symbol, reading.page, policy)


def _wide(symbol: str, reading: Reading) -> Iterator[str]:
    """The images before a blank: what a letter behind the symbol makes of it follows by rule."""
    for policy in _policies(reading):
        yield garble(symbol + " ", reading.page, policy)[:-1]
