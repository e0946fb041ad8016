"""What clean text pays, one search; and the runs of characters that the repair looks at."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.mojibake.pages import PAGES, page

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|\?)*")
"""Characters outside ASCII, with the `?` that may stand among them for lost bytes."""

BLANKED = bytes(byte if byte >= 0x80 or byte == ord("?") else ord(" ") for byte in range(256))
"""Translates ASCII but `?` to blanks."""


@cache
def _first() -> frozenset[str]:
    """The characters that something suspicious begins with."""
    leads = {page(name).characters[byte] for name in PAGES for byte in range(0xC2, 0xF5)} - {""}
    return frozenset(leads | {"\ufffd"} | {chr(code) for code in range(0x80, 0xA0)})


@cache
def _suspect() -> re.Pattern[str]:
    """A lead byte's character before that of a continuation byte, a C1 control, or U+FFFD.

    Between the two a `?` may stand for a lost byte; only where symbols begin, as `é?”` is clean.
    """
    leads = {page(name).characters[byte] for name in PAGES for byte in range(0xC2, 0xF5)} - {""}
    follow = {page(name).characters[byte] for name in PAGES for byte in range(0x80, 0xC0)} - {""}
    symbols = {page(name).characters[0xE2] for name in PAGES} - {""}
    lead, tail, symbol = (re.escape("".join(sorted(each))) for each in (leads, follow, symbols))
    return re.compile(rf"[{lead}][{tail}\ufffd]|[{symbol}]\?[{tail}]|[\x80-\x84\x86-\x9f\ufffd]")


def suspicious(text: str) -> bool:
    """Whether anything in `text` may be garbled; False is final, True is only a reason to look.

    Only the distinct words outside ASCII are searched, since a text repeats them; and seldom are they, since
    most hold none of the few characters that count.
    """
    if text.isascii():
        return False
    words = set(text.encode("utf-8", "surrogatepass").translate(BLANKED).split())
    joined = b" ".join(words).decode("utf-8", "surrogatepass")
    return not _first().isdisjoint(joined) and _suspect().search(joined) is not None


def lines(text: str) -> Iterator[Span]:
    """The lines that hold something suspicious, without their line ends."""
    at = 0
    while found := _suspect().search(text, at):
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        at = end if end >= 0 else len(text)
        yield Span(start, at)
