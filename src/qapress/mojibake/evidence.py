"""Which page it was: the vote of the whole file, then of each line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.guards import streak, sure
from qapress.mojibake.pages import PAGES, page
from qapress.mojibake.units import Reading, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qapress.mojibake.units import Unit

SENTENCE_GOES_ON = re.compile(r"[^\W_]| [a-z0-9]|[,.;:)]")
"""What follows a `?` that ends no sentence."""


class Piece(NamedTuple):
    """A run as it stands after some layers, with up to two characters on either side."""

    text: str
    before: str
    after: str


class Weight(NamedTuple):
    """How many characters images explain: those that are sure, and all."""

    sure: int = 0
    known: int = 0

    def convincing(self, piece: Piece) -> bool:
        """Whether sure images make up most of the run: it is garbled even if nothing explains the rest."""
        return 2 * self.sure > len(piece.text) - piece.text.count("?")

    def plus(self, other: Weight) -> Weight:
        """The sum, member by member."""
        return Weight(self.sure + other.sure, self.known + other.known)


@lru_cache(maxsize=1 << 14)
def weight(piece: Piece, reading: Reading) -> Weight:
    """How much of a run a reading explains."""
    found = units(piece.text, reading)
    known = sum(_shown(unit, piece.text) for unit in found)
    if streak(found):
        return Weight(known, known)
    certain = sum(_shown(unit, piece.text) for unit in found if certainly(piece, unit))
    return Weight(certain, known)


def certainly(piece: Piece, unit: Unit) -> bool:
    """Whether an image in a run must be garbled, seen with its neighbours."""
    before = piece.text[unit.start - 1] if unit.start else piece.before[-1:]
    after = piece.text[unit.end : unit.end + 1] or piece.after[:1]
    return sure(unit, piece.text, before, after)


def _shown(unit: Unit, text: str) -> int:
    """The characters of an image that are no `?`, so that taking `?` for a lost byte earns nothing."""
    return unit.end - unit.start - text.count("?", unit.start, unit.end)


def question_marks(pieces: Iterable[Piece], name: str) -> tuple[bool, ...]:
    """Whether `?` stands for lost bytes in this file: no, yes, or both where that cannot be told.

    It does when sentences go on behind it and no image has lost a byte without one.
    """
    lost_silently = goes_on = possible = False
    for piece in pieces:
        if "?" in piece.text:
            for unit in units(piece.text, Reading(name, question_marks=True)):
                image = piece.text[unit.start : unit.end]
                rest = piece.text[unit.end :] + piece.after
                possible |= "?" in image
                goes_on |= "?" in image[:-1].rstrip("?") or (
                    image.endswith("?") and SENTENCE_GOES_ON.match(rest) is not None
                )
        for unit in units(piece.text, Reading(name)):
            lossy = unit.known and _dropped(unit.origins[0], piece.text[unit.start : unit.end], name)
            lost_silently |= lossy and not piece.text.startswith("?", unit.end)
    if not possible or (lost_silently and not goes_on):
        return (False,)
    return (True,) if goes_on and not lost_silently else (True, False)


def _dropped(origin: str, image: str, name: str) -> bool:
    """Whether bytes of `origin` left no trace in its image; a lone character proves nothing."""
    return 1 < len(image) < len(origin.encode()) and bool(page(name).lost(origin))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the file says: the weight of each reading over all its runs."""

    weights: dict[Reading, Weight]

    def readings(self, line: Sequence[Piece]) -> list[Reading]:
        """The readings that explain a line best, the file deciding between equals; several if it cannot."""
        ranks = {each: (*total_weight(line, each), *total) for each, total in self.weights.items()}
        best = max(ranks.values())
        return [each for each, rank in ranks.items() if rank == best] if best[1] else []

    def explains(self, pieces: Iterable[Piece]) -> bool:
        """Whether the file's best reading explains every character outside ASCII of these runs."""
        best = max(self.weights, key=lambda each: self.weights[each])
        return all(weight(each, best).known == len(each.text) - each.text.count("?") for each in set(pieces))


def total_weight(pieces: Iterable[Piece], reading: Reading) -> Weight:
    """The weight of several runs together."""
    total = Weight()
    for piece in pieces:
        total = total.plus(weight(piece, reading))
    return total


class Support(NamedTuple):
    """What speaks for images that could be clean text: other sure images, and the scripts of sure letters.

    `leads` are the first characters of the images of these letters.
    """

    given: bool
    leads: frozenset[str] = frozenset()


def support(line: Iterable[Piece], reading: Reading) -> Support:
    """What a line says for its doubtful images."""
    given, leads = False, set[str]()
    for piece in line:
        given |= weight(piece, reading).sure > 0
        found = units(piece.text, reading)
        others = [unit for unit in found if not unit.known]
        every = bool(others) and streak(found)
        leads |= {piece.text[unit.start] for unit in others if every or certainly(piece, unit)}
    return Support(given, frozenset(leads))


def gather(pieces: Iterable[Piece]) -> Evidence:
    """Weigh every reading over the runs of a file; equal runs are read once."""
    counted = Counter(pieces)
    weights = {}
    for name in PAGES:
        for marks in question_marks(counted, name):
            total = Weight()
            for piece, count in counted.items():
                one = weight(piece, Reading(name, marks))
                total = total.plus(Weight(one.sure * count, one.known * count))
            weights[Reading(name, marks)] = total
    return Evidence(weights)
