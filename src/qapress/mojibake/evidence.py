"""Which reading it was: the vote of the whole file, then of each line, in bits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING

from qapress.mojibake.forward import Second
from qapress.mojibake.images import Reading
from qapress.mojibake.pages import MULTI_BYTE, PAGES, page, rarity
from qapress.mojibake.peel import beyond_ascii, peel
from qapress.mojibake.units import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.mojibake.peel import Piece

LONE = 12.0
"""Bits that prove a run garbled by itself: one word in four thousand of clean text may look so."""
BESIDE = 1.0
"""Bits that are enough beside a run that is proven, in the same line and by the same reading."""
CAUTION = 4.0
"""Bits that are needed in a file of which every other run is garbled."""
MARGIN = 8.0
"""A reading that explains a line within so many bits of the best is possible as well."""
TRUST = 15.0
"""Bits that the rest of the file can add to what a line says."""
QUESTION_MARKS, SECOND = 4.0, 5.0
"""Bits that a reading with lost bytes shown as `?`, or with a second damage, is rarer."""

SENTENCE_GOES_ON = re.compile(r"[^\W_]| [a-z0-9]|[,.;:)]")
"""What follows a `?` that ends no sentence."""
TRACES = {
    Second.STRAIGHT: re.compile(r"""[^\x00-\x7f]['"]"""),
    Second.SPACE: re.compile(r"[^\x00-\x7f] "),
    Second.NFKC: re.compile("[^\x00-\x7f](?:TM|\\.\\.\\.|[123ao]| [\u0300-\u036f])"),
}
"""What the second damages leave behind; one that deletes leaves nothing."""


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
class Vote:
    """What the runs of a file say for one reading: the bits saved, the runs proven, those left clean."""

    total: float
    proven: int
    clean: int

    @property
    def needed(self) -> float:
        """The bits that prove a further run: the fewer, the more of the file is garbled so."""
        if not self.proven:
            return LONE
        return min(LONE, max(BESIDE, CAUTION + log2((self.clean + 1) / (self.proven + 1))))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the file says for each reading."""

    votes: dict[Reading, Vote]
    best: float

    def prior(self, reading: Reading) -> float:
        """The bits by which the file, and what is common at all, speak for a reading; never above 0."""
        behind = min(TRUST, (self.best - self.votes[reading].total) / 4)
        odd = QUESTION_MARKS * reading.question_marks + SECOND * (reading.second is not None)
        return -(behind + rarity(reading.page) + odd)

    def readings(self, line: Sequence[Piece]) -> dict[Reading, float]:
        """The readings that explain a line best, the likeliest first, with the bits that prove a run."""
        ranks = {}
        for each in self.votes:
            if saved := saving(line, each):
                ranks[each] = saved + self.prior(each)
        limit = max(ranks.values(), default=0) - MARGIN
        likely = sorted(
            (each for each, rank in ranks.items() if rank >= limit), key=lambda each: -ranks[each]
        )
        return {each: self._needed(line, each) for each in likely}

    def _needed(self, line: Sequence[Piece], reading: Reading) -> float:
        """The bits that prove a run of a line: few beside a proven run, many beside a clean one."""
        found = [peel(each, reading) for each in line]
        if any(each.options and each.gain >= LONE for each in found):
            return BESIDE
        return self.votes[reading].needed if all(each.options for each in found) else LONE


def saving(pieces: Iterable[Piece], reading: Reading) -> float:
    """The bits that a reading saves over several runs; one that it does not explain stays as it is."""
    return sum(max(0.0, found.gain) for each in pieces if (found := peel(each, reading)).options)


def gather(pieces: Iterable[Piece], others: Iterable[Piece] = ()) -> Evidence:
    """Weigh every reading over the suspicious runs of a file, and the `others`."""
    counted = Counter(pieces)
    rest = Counter(others)
    votes: dict[Reading, Vote] = {}
    for reading in _readings(counted):
        vote = _vote(counted, rest, reading)
        plain = votes.get(replace(reading, second=None))
        if vote.total > (plain.total if plain else 0):
            votes[reading] = vote
    return Evidence(votes, max((each.total for each in votes.values()), default=0.0))


def _vote(counted: Counter[Piece], rest: Counter[Piece], reading: Reading) -> Vote:
    """One reading's vote; equal runs count by the logarithm of their number."""
    total, proven, clean = 0.0, 0, sum(rest.values())
    for each, count in counted.items():
        found = peel(each, reading)
        if not found.options or found.gain <= 0:
            clean += count
            continue
        gain = found.gain * (1 + log2(count))
        total += gain
        proven += count * (gain >= LONE)
    return Vote(total, proven, clean)


def _readings(counted: Counter[Piece]) -> Iterator[Reading]:
    """The readings that are worth a try."""
    kinds = [None, *(each for each, trace in TRACES.items() if any(trace.search(p.text) for p in counted))]
    for name in PAGES:
        held = [each for each in counted if page(name).holds(beyond_ascii(each.text))]
        if not held:
            continue
        for marks in question_marks(held, name):
            for kind in kinds if name not in MULTI_BYTE else kinds[:1]:
                yield Reading(name, marks, kind)
