"""A run of garbled text read as symbols, under one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from qapress.mojibake.images import images
from qapress.mojibake.pages import page

LEAD = 0xC2
"""The first byte that may begin a sequence of several in UTF-8."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One image in a run: half-open place, possible origins, and whether the repertoire knows them."""

    start: int
    end: int
    origins: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How a run may be read: the page, and whether `?` may stand for a lost byte."""

    page: str
    question_marks: bool = False


@lru_cache(maxsize=1 << 14)
def units(text: str, reading: Reading) -> tuple[Unit, ...]:
    """The images in `text` from left to right; characters between them are explained by none.

    The longest known image first: to decode its first part as a shorter one would destroy it. Then one
    whole UTF-8 sequence by rule.
    """
    known = images(reading.page, question_marks=reading.question_marks)
    first = _first(reading)
    found, at = [], 0
    while at < len(text):
        if text[at] not in first:
            at += 1
            continue
        end, whole = known.longest(text, at), _sequence(text, at, reading.page)
        if at + len(whole) > end:
            end = at + len(whole)
            found.append(Unit(at, end, (_decoded(whole),), known=False))
        elif end > at:
            found.append(Unit(at, end, known.origins[text[at:end]], known=True))
        at = max(end, at + 1)
    return tuple(found)


@cache
def _first(reading: Reading) -> frozenset[str]:
    """The characters that an image may begin with: of a known one, or a lead byte's."""
    known = images(reading.page, question_marks=reading.question_marks)
    return frozenset(known.lengths) | {each for each, byte in page(reading.page).byte.items() if byte >= LEAD}


def _sequence(text: str, at: int, name: str) -> bytes:
    """The bytes of the whole UTF-8 sequence whose image begins at `at`; empty when there is none."""
    byte = page(name).byte
    lead = byte.get(text[at], 0)
    length = 2 if LEAD <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0
    codes = bytes(byte.get(character, 0) for character in text[at : at + length])
    return codes if len(codes) == length and _decoded(codes) else b""


def _decoded(codes: bytes) -> str:
    try:
        return codes.decode("utf-8")
    except UnicodeDecodeError:
        return ""
