"""A run of garbled text read as symbols, under one reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.mojibake.images import NONE, images
from qapress.mojibake.pages import MULTI_BYTE, page
from qapress.mojibake.wide import stretches

if TYPE_CHECKING:
    from qapress.mojibake.images import Reading


LEAD = 0x81
"""The first byte that may begin an image: a lead byte of UTF-8, or of a page that lost that one."""
LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Unit:
    """One image in a run: half-open place, possible origins, and whether the repertoire knows them."""

    start: int
    end: int
    origins: tuple[str, ...]
    known: bool
    wide: bool = False

    @property
    def lone(self) -> bool:
        """Whether the image is a single character of one byte."""
        return self.end - self.start == 1 and not self.wide


@lru_cache(maxsize=1 << 14)
def units(text: str, reading: Reading) -> tuple[Unit, ...]:
    """The images in `text` from left to right; characters between them are explained by none.

    The longest known image first: to decode its first part as a shorter one would destroy it. Then one
    whole UTF-8 sequence by rule.
    """
    if reading.page in MULTI_BYTE:
        return tuple(Unit(*each) for each in stretches(text, reading))
    codes, found, at = page(reading.page), list[Unit](), 0
    while at < len(text):
        lead = codes.first(text[at])
        known = images(reading, lead) if lead >= LEAD or text[at] == LOST else NONE
        end = known.longest(text, at)
        stop, origin = codes.sequence(text, at) if lead >= LEAD else (at, "")
        if stop > end:
            end = stop
            found.append(Unit(at, end, (origin,), known=False))
        elif end > at:
            found.append(Unit(at, end, known.origins[text[at:end]], known=True))
        at = max(end, at + 1)
    return tuple(found)
