"""Addresses as the text writes them, and what replaces a part of one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from qapress.diagnostic import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\\[!-/:-@\[-`{-~]|&(?:#\w+|\w+);|.", re.DOTALL)
END = re.compile(r"[?#]")


class Written:
    """An address in the text: its characters as they are meant, each with the place where it is written."""

    def __init__(self, text: str, span: Span) -> None:
        raw = text[span.start : span.end]
        self.encoded = "%" in raw
        self.characters: list[str] = []
        self.spans: list[Span] = []
        for unit in UNIT.finditer(raw):
            place = Span(span.start + unit.start(), span.start + unit.end())
            for each in _meant(unit[0]):
                self.characters.append(each)
                self.spans.append(place)
        self.text = "".join(self.characters)
        end = END.search(self.text)
        self.path_end = end.start() if end else len(self.text)
        self.fragment_start = self.text.find("#") + 1 or len(self.text)

    @property
    def fragment(self) -> str:
        """What stands behind `#`."""
        return self.text[self.fragment_start :]

    def renamed(self, old: str, new: str) -> Iterator[Edit]:
        """The edit that makes the last part of the path another name."""
        head, tail = shared_ends(old, new)
        low, high = _widened(old, head, len(old) - tail)
        at = self.text.rfind(old[low:high], self.text.rfind("/", 0, self.path_end) + 1, self.path_end)
        if at >= 0:
            yield self._replaced(at, at + high - low, new[low : len(new) - (len(old) - high)])

    def led_to(self, new: str) -> Iterator[Edit]:
        """The edit that makes the fragment another; what both have in common stays as it is written."""
        head, tail = shared_ends(self.fragment, new)
        if self.fragment != new:
            end = self.fragment_start + len(self.fragment) - tail
            yield self._replaced(self.fragment_start + head, end, new[head : len(new) - tail])

    def _replaced(self, start: int, end: int, text: str) -> Edit:
        """The edit of some characters; what is encoded together with them is written anew."""
        while 0 < start < len(self.spans) and self.spans[start] == self.spans[start - 1]:
            start -= 1
            text = self.characters[start] + text
        while 0 < end < len(self.spans) and self.spans[end] == self.spans[end - 1]:
            text += self.characters[end]
            end += 1
        text = quote(text) if self.encoded else text
        if start == end:
            at = self.spans[start].start if start < len(self.spans) else self.spans[-1].end
            return Edit(Span(at, at), text)
        return Edit(Span(self.spans[start].start, self.spans[end - 1].end), text)


def _meant(unit: str) -> str:
    if unit.startswith("%") and len(unit) > 1:
        return unquote(unit)
    if unit.startswith("&") and len(unit) > 1:
        return unescape(unit)
    return unit[1:] if unit.startswith("\\") and len(unit) > 1 else unit


def shared_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters at the start, and how many behind these at the end, are the same."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
    return head, tail


def _widened(name: str, low: int, high: int) -> tuple[int, int]:
    """A range of a name, made so much wider that it stands there only once, whole numbers in it."""
    while low > 0 and name[low - 1].isdecimal():
        low -= 1
    while high < len(name) and (name[high].isdecimal() or name.count(name[low:high]) > 1):
        high += 1
    return low, high
