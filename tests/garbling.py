"""What a repair may do to garbled text: nothing, or what stood there; computed by the forward model alone.

A text is cut into units, the symbols of the repertoire and single characters, each with its image. With
a multi-byte page neighbours share characters of the image; then they are one unit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.symbols import rare, repertoire

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = (Path(__file__).parent / "lines.txt").read_text("utf-8").removesuffix("\n").split("\n")
"""Prose, headings and lists of our own; each is also a text by itself."""


class Unit(NamedTuple):
    """A piece of a text that is garbled by itself, and its image."""

    origin: str
    image: str


@cache
def _longest() -> int:
    return max(map(len, repertoire()))


@cache
def _known() -> frozenset[str]:
    return frozenset(repertoire())


def symbols(text: str) -> list[str]:
    """The text cut into symbols of the repertoire, the longest first, and into single characters."""
    found, at = [], 0
    while at < len(text):
        ends = range(min(len(text), at + _longest()), at + 1, -1)
        end = next((end for end in ends if text[at:end] in _known()), at + 1)
        found.append(text[at:end])
        at = end
    return found


@cache
def units(text: str, page: str, policy: Policy) -> tuple[Unit, ...]:
    """The smallest pieces of a text that are garbled independently of each other."""
    whole, found, start, done = garble(text, page, policy), [], 0, 0
    end = 0
    for symbol in symbols(text):
        end += len(symbol)
        head = garble(text[:end], page, policy)
        if whole == head + garble(text[end:], page, policy):
            found.append(Unit(text[start:end], head[done:]))
            start, done = end, len(head)
    return tuple(found)


def faithful(pieces: Sequence[Unit], result: str) -> bool:
    """Whether a result consists, unit by unit, of what stood there or of what was damaged, and nothing else."""
    reached = {0}
    for unit in pieces:
        reached = {at + len(each) for at in reached for each in set(unit) if result.startswith(each, at)}
    return len(result) in reached


@cache
def origins(page: str, policy: Policy) -> dict[str, frozenset[str]]:
    """Every image of the repertoire, and of what else may be written, with all that leave it behind."""
    found: dict[str, set[str]] = {}
    for symbol in (*repertoire(), *rare()):
        found.setdefault(garble(symbol, page, policy), set()).add(symbol)
    return {image: frozenset(each) for image, each in found.items()}


@cache
def _lengths(page: str, policy: Policy) -> tuple[int, ...]:
    return tuple(sorted({len(each) for each in origins(page, policy)}, reverse=True))


def unambiguous(pieces: Sequence[Unit], page: str, policy: Policy) -> bool:
    """Whether each garbled unit has one origin: no other symbol has its image, nor a longer one begins there.

    A single character, or none, can be clean text as well and is never unambiguous.
    """
    damaged = "".join(unit.image for unit in pieces)
    at = 0
    for unit in pieces:
        if unit.origin != unit.image and not _one_origin(unit, damaged[at:], page, policy):
            return False
        at += len(unit.image)
    return True


def _one_origin(unit: Unit, rest: str, page: str, policy: Policy) -> bool:
    """`rest` is the damaged text from this unit on."""
    others = origins(page, policy)
    if len(unit.image) < 2 or others.get(unit.image, {unit.origin}) != {unit.origin}:
        return False
    lengths = (each for each in _lengths(page, policy) if len(unit.image) < each <= len(rest))
    if any(rest[:length] in others for length in lengths):
        return False
    shown = policy is Policy.C1 and "\ufffd" not in unit.image
    return unit.origin in _known() or shown or lossless(unit.origin, page)


def lossless(text: str, page: str) -> bool:
    """Whether the page shows every byte of a text, so that its image is the same under each policy."""
    return len({garble(text, page, each) for each in Policy}) == 1
