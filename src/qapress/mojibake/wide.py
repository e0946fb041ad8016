"""Runs read with a multi-byte page: two bytes make a character, so images share characters.

A character can end one symbol and begin the next, or hold the ASCII letter behind a symbol. So a run is read
byte by byte. What a symbol leaves of its bytes depends on whether its first byte ended a character, and on
whether its last byte could begin one: the inverse dictionary knows each case.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.forward import Policy, shown
from qapress.mojibake.images import rivals
from qapress.mojibake.pages import WidePage, page, written
from qapress.mojibake.symbols import rare, repertoire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.mojibake.images import Reading

LOST = "\ufffd"
LIMIT = 64
"""So many origins are kept of characters that several symbols share."""
UNEXPLAINED = 1_000
"""What a character costs that no symbol explains; a symbol costs one, so few long ones are preferred."""
BIG5 = ("cp950", "big5")
"""What has lost all bytes but one looks like a common word in these pages, and like none in cp949."""
WHOLE = 4
"""The most bytes of one character in UTF-8."""
LEADS = range(0xC2, 0xF5)
EAST = re.compile("(?:[\xe4-\xe9\xeb-\xed][\x80-\xbf]|\xea[\xb0-\xbf])[\x80-\xbf]")
"""Chinese and Korean characters: beside them what has lost its first byte is another of them."""
OTHERS = (0xED, 0xEC, 0xEB, 0xE3, 0xE4, 0xE9)
"""First bytes of these, and of Japanese ones."""


class Stretch(NamedTuple):
    """Characters of a run, half-open, that symbols explain together, and what these can be.

    `wide` tells that they are more than one byte, and say enough.
    """

    start: int
    end: int
    origins: tuple[str, ...]
    known: bool
    wide: bool


class Bytes(NamedTuple):
    """A run in the bytes of a page, as characters U+0000 to U+00FF, U+FFFD for a lost one.

    `places` gives for each byte, and for the end, the index of the character that begins there; -1 inside.
    """

    codes: str
    places: tuple[int, ...]


class Step(NamedTuple):
    """A way through the rest of a run: its cost, the end of its first symbol, and what this can be."""

    cost: int
    end: int
    origins: tuple[str, ...]
    known: bool


def stretches(text: str, reading: Reading) -> Iterator[Stretch]:
    """The stretches of `text` that symbols explain, from left to right; no half symbols."""
    if not page(reading.page).holds("".join(each for each in text if not each.isascii())):
        return
    run = _bytes(text, reading.page)
    steps = _steps(run, _images(reading.page, _policy(text, reading)))
    at, first, start, known, parts = 0, 0, 0, True, list[tuple[str, ...]]()
    while at < len(run.codes):
        step = steps[at]
        parts.append(step.origins)
        known &= step.known
        at = step.end
        if run.places[at] >= 0:
            if parts != [()]:
                origins = tuple("".join(each) for each in islice(product(*parts), LIMIT))
                kept = sum(code >= "\x80" for code in run.codes[first:at])
                wide = kept > 1 or (at - first > 1 and reading.page not in BIG5)
                yield Stretch(start, run.places[at], origins, known, wide)
            first, start, known, parts = at, run.places[at], True, []


def _policy(text: str, reading: Reading) -> Policy:
    """What a run says of its lost bytes."""
    if reading.question_marks:
        return Policy.QM
    if any(each < "\xa0" and ord(each) in page(reading.page).undefined for each in text):
        return Policy.C1
    return Policy.FFFD if LOST in text else Policy.DROP


def _bytes(text: str, name: str) -> Bytes:
    codes, places, wide = "", list[int](), page(name)
    for at, character in enumerate(text):
        found = wide.codes(character).decode("latin-1") if isinstance(wide, WidePage) else ""
        codes += found or LOST
        places += (at, -1)[: len(found) or 1]
    return Bytes(codes, (*places, len(text)))


def _steps(run: Bytes, images: Images) -> dict[int, Step]:
    """The cheapest way from each byte to the end of the run."""
    steps = {len(run.codes): Step(0, 0, (), known=True)}
    eastern = EAST.search(run.codes) is not None
    for at in range(len(run.codes) - 1, -1, -1):
        ways = [
            Step(1 + steps[end].cost, end, origins, known)
            for end, origins, known in (*images.known(run, at), *_by_rule(run, at))
            if end in steps and not (eastern and known and ord(run.codes[at]) not in LEADS)
        ]
        if run.codes[at] < "\x80" and at + 1 in steps:
            origin = () if run.places[at] >= 0 else (run.codes[at],)
            ways.append(Step(steps[at + 1].cost, at + 1, origin, known=True))
        elif run.places[at] >= 0:
            end = at + 1 + (run.places[at + 1] < 0)
            ways.append(Step(UNEXPLAINED + steps[end].cost, end, (), known=True))
        if ways:
            steps[at] = min(ways, key=lambda each: each.cost)
    return steps


def _by_rule(run: Bytes, at: int) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """The whole UTF-8 sequence that begins at a byte."""
    codes = run.codes[at : at + WHOLE]
    if codes[0] < "\xc2" or LOST in codes[:2]:
        return
    length = 2 if codes < "\xe0" else 3 if codes < "\xf0" else WHOLE
    try:
        origin = codes[:length].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return
    if written(origin):
        yield at + length, (origin,), False


class Images(NamedTuple):
    """What symbols leave of their bytes, to the symbols, the likeliest first.

    The key is whether the first byte is the second of a character, whether the last is the first of one, and
    the bytes; `lengths` gives for whether the first byte is a second one, and the byte, those of the keys.
    """

    origins: dict[tuple[bool, bool, str], tuple[str, ...]]
    lengths: dict[tuple[bool, str], tuple[int, ...]]

    def known(self, run: Bytes, at: int) -> Iterator[tuple[int, tuple[str, ...], bool]]:
        """The symbols that can begin at a byte, the longest image first: end, origins, and True."""
        inside = run.places[at] < 0
        for length in self.lengths.get((inside, run.codes[at]), ()):
            end = at + length
            if end < len(run.places):
                found = self.origins.get((inside, run.places[end] < 0, run.codes[at:end]))
                if found:
                    yield end, found, True


@cache
def _images(name: str, policy: Policy) -> Images:
    origins: dict[tuple[bool, bool, str], list[str]] = {}
    doubtful = _doubtful()
    for symbol in (*repertoire(), *rare()):
        data = symbol.encode()
        for inside in (False, True):
            for open_end, image in _left(data, name, policy, inside=inside):
                if image.strip("?" + LOST):
                    found = origins.setdefault((inside, open_end, image), [])
                    found.append(symbol)
                    if data in doubtful and ord(image[0]) not in LEADS:
                        found += _others(data, name, policy, image)
    lengths: dict[tuple[bool, str], set[int]] = {}
    for inside, _, image in origins:
        lengths.setdefault((inside, image[0]), set()).add(len(image))
    return Images(
        {key: rivals(symbols) for key, symbols in origins.items()},
        {key: tuple(sorted(each, reverse=True)) for key, each in lengths.items()},
    )


@cache
def _doubtful() -> frozenset[bytes]:
    """The symbols of three bytes that people write less than the letters that differ in the first byte."""
    lines = (each for each in repertoire() if "\u2500" <= each < "\u25a0")
    return frozenset(data for each in (*rare(), *lines) if len(data := each.encode()) == 3)


def _others(data: bytes, name: str, policy: Policy, image: str) -> Iterator[str]:
    """A letter of the East that leaves the same as a symbol that loses its first byte."""
    for lead in OTHERS:
        other = bytes((lead, *data[1:]))
        letter = other.decode("utf-8", "ignore")
        if letter.isalpha() and (False, image) in _left(other, name, policy, inside=False):
            yield letter
            return


def _left(data: bytes, name: str, policy: Policy, *, inside: bool) -> Iterator[tuple[bool, str]]:
    """What is left of a symbol's bytes, and whether the last begins a character with what follows."""
    lost: list[int] = []
    ends_open, at = False, int(inside)
    while at < len(data):
        try:
            data[at:].decode(name)
        except UnicodeDecodeError as error:
            lost.append(at + error.start)
            ends_open = at + error.start == len(data) - 1 and error.reason.startswith("incomplete")
            at += error.start + 1
        else:
            break
    kept = "".join(shown(code, policy) if each in lost else chr(code) for each, code in enumerate(data))
    yield False, kept
    if ends_open:
        last = len(shown(data[-1], policy))
        yield True, kept[: len(kept) - last] + chr(data[-1])
