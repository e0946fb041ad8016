"""What garbled symbols look like: the forward model turned round, over the whole repertoire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.forward import Policy, Second, garble, second
from qapress.mojibake.pages import page
from qapress.mojibake.symbols import rare, repertoire, unlikely

if TYPE_CHECKING:
    from collections.abc import Sequence

VISIBLE = (Policy.DROP, Policy.FFFD, Policy.C1)
"""Policies that an image shows by itself. A `?` can also be text: see `evidence.question_marks`."""

EVERYWHERE = 8
"""The first so many of the repertoire, quotation marks, dashes and the like, stand in every text."""


class Reading(NamedTuple):
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


NONE = Images({}, {})


def images(reading: Reading, lead: int) -> Images:
    """The images under a reading of the symbols whose UTF-8 begins with the byte `lead`.

    They are made when they are first asked for: most texts hold few leads.
    """
    return _images(reading, lead) if lead in _by_lead() else NONE


@cache
def _by_lead() -> dict[int, tuple[str, ...]]:
    """The repertoire by the first byte in UTF-8."""
    found: dict[int, list[str]] = {}
    for symbol in (*repertoire(), *rare()):
        found.setdefault(symbol[0].encode()[0], []).append(symbol)
    return {lead: tuple(symbols) for lead, symbols in found.items()}


@cache
def _images(reading: Reading, lead: int) -> Images:
    origins: dict[str, list[str]] = {}
    symbols = _by_lead()[lead]
    columns = [_shapes(symbols, reading, policy) for policy in _policies(reading)]
    for symbol, *shapes in zip(symbols, *columns, strict=True):
        for image in dict.fromkeys(shapes):
            if image.strip("?\ufffd") and not image[0].isascii():
                origins.setdefault(image, []).append(symbol)
    if reading.second in (Second.SPACE, Second.NFKC):
        origins |= {image: [*symbols, *_before_blank(image, origins)] for image, symbols in origins.items()}
    lengths: dict[str, set[int]] = {}
    for image in origins:
        lengths.setdefault(image[0], set()).add(len(image))
    return Images(
        {image: rivals(symbols) for image, symbols in origins.items()},
        {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()},
    )


def _before_blank(image: str, origins: dict[str, list[str]]) -> list[str]:
    """What an image that ends in a blank is if that is a real one, before which a byte was lost."""
    return [f"{symbol} " for symbol in origins.get(image[:-1], ())] if image.endswith(" ") else []


def rivals(symbols: list[str]) -> tuple[str, ...]:
    """The possible origins of an image: beside a mark that every text has, the rare ones do not count."""
    if symbols[0] not in repertoire()[:EVERYWHERE]:
        return tuple(symbols)
    return tuple(each for each in symbols if not unlikely(each))


def _policies(reading: Reading) -> tuple[Policy, ...]:
    if not page(reading.page).undefined:
        return VISIBLE[:1]
    return (*VISIBLE, Policy.QM) if reading.question_marks else VISIBLE


def _shapes(symbols: Sequence[str], reading: Reading, policy: Policy) -> list[str]:
    """The images of all symbols under a policy, made at one go."""
    shapes = garble("\n".join(symbols), reading.page, policy)
    return (shapes if reading.second is None else second(shapes, reading.second)).split("\n")
