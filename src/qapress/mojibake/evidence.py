"""Which reading it was: the vote of the whole file, then of each line, in bits."""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from typing import TYPE_CHECKING, NamedTuple

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
BESIDE = -5.0
"""Bits that are enough in a line, or in a file, that is garbled throughout."""
CERTAIN = 10.0
"""So many bits above what a run of the file needs the rest of its line does not count."""
MIXED = 2.0
"""Bits that are enough beside a proven run and a clean one."""
DOUBT = 12.0
"""So many bits below these a run of a garbled line can be either, and is only suggested."""
ASIA = 6.0
"""Further bits for a page in which two bytes make a character."""
CAUTION = 4.0
"""Bits that are needed in a file of which every other run is garbled."""
MARGIN = 8.0
"""A reading that explains a line within so many bits of the best is possible as well."""
SAMPLE = 500
"""So many different runs show which readings a file had."""
TRUST = 15.0
"""Bits that the rest of the file can add to what a line says."""
QUESTION_MARKS, SECOND = 2.0, 5.0
"""Bits that a reading with lost bytes shown as `?`, or with a second damage, is rarer."""

SENTENCE_GOES_ON = re.compile(r"[^\W_]| [a-z0-9]|[*_~]*[,.;:)]")
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
            beside = piece.text[max(unit.start - 1, 0) : unit.start] + piece.text[unit.end : unit.end + 1]
            lost_silently |= lossy and "?" not in beside
    if not possible or (lost_silently and not goes_on):
        return (False,)
    return (True,) if goes_on and not lost_silently else (True, False)


def _dropped(origin: str, image: str, name: str) -> bool:
    """Whether bytes of `origin` left no trace in its image; a lone character proves nothing."""
    return 1 < len(image) < len(origin.encode()) and bool(page(name).lost(origin))


class Vote(NamedTuple):
    """What the runs of a file say for one reading: the bits saved, the runs proven, those left clean."""

    total: float
    proven: int
    clean: int

    @property
    def needed(self) -> float:
        """The bits that prove a further run: the fewer, the more of the file is garbled so."""
        if not self.clean:
            return BESIDE
        return min(LONE, max(BESIDE, CAUTION + log2((self.clean + 1) / (self.proven + 1))))


class Chance(NamedTuple):
    """A reading that a line can have had: its prior bits, and the bits from which it edits and suggests."""

    reading: Reading
    prior: float
    edits: float
    suggests: float


class Evidence(NamedTuple):
    """What the file says for each reading; it is mixed when several are needed to explain all runs."""

    votes: dict[Reading, Vote]
    best: float
    mixed: bool = False

    def prior(self, reading: Reading) -> float:
        """The bits by which the file, and what is common at all, speak for a reading; never above 0."""
        behind = min(TRUST, (self.best - self.votes[reading].total) / 4)
        odd = QUESTION_MARKS * reading.question_marks + SECOND * (reading.second is not None)
        return -(behind + rarity(reading.page) + odd)

    def certain(self, reading: Reading) -> float:
        """The bits that prove a run whatever else its line holds."""
        return min(alone(reading), self.votes[reading].needed + CERTAIN)

    def chances(self, line: Sequence[Piece]) -> list[Chance]:
        """The readings that explain a line best, the likeliest first."""
        ranks = {}
        for each in self.votes:
            if any(peel(piece, each).options for piece in line):
                ranks[each] = saving(line, each) + self.prior(each)
        limit = max(ranks.values(), default=0) - MARGIN
        likely = sorted((each for each in ranks if ranks[each] >= limit), key=lambda each: -ranks[each])
        return [Chance(each, self.prior(each), *self._proof(line, each)) for each in likely]

    def _proof(self, line: Sequence[Piece], reading: Reading) -> tuple[float, float]:
        """The bits that make a run of a line an edit, and a suggestion."""
        found = [peel(each, reading) for each in line]
        proven = any(each.options and each.gain >= alone(reading) for each in found)
        if not all(each.options for each in found):
            return (MIXED, MIXED) if proven else (self.certain(reading), self.certain(reading))
        if not proven and not self.votes[reading].proven:
            return alone(reading), alone(reading)
        needed = BESIDE if proven else self.votes[reading].needed
        return needed, needed - DOUBT if needed <= MIXED else needed


def alone(reading: Reading) -> float:
    """The bits that prove a run by itself: the rarer the page, the more, and more where two bytes make one.

    Clean text of East Asia has many characters, any two of which may be UTF-8 by chance.
    """
    return LONE + rarity(reading.page) + ASIA * (reading.page in MULTI_BYTE)


def saving(pieces: Iterable[Piece], reading: Reading) -> float:
    """The bits that a reading saves over several runs; one that it does not explain stays as it is."""
    return sum(max(0.0, found.gain) for each in pieces if (found := peel(each, reading)).options)


def gather(counted: Counter[Piece], clean: int) -> Evidence:
    """Weigh every reading over the suspicious runs of a file, of which `clean` further runs are not.

    The commonest runs show which readings it had; what these leave unexplained shows the others.
    """
    likely = _likely(Counter(dict(counted.most_common(SAMPLE))), clean)
    odd = {each: count for each, count in counted.items() if not any(peel(each, r).options for r in likely)}
    if len(counted) > SAMPLE and odd:
        likely += _likely(Counter(dict(Counter(odd).most_common(SAMPLE))), clean)
    votes = {each: _vote(counted, clean, each) for each in dict.fromkeys(likely)}
    best = max((each.total for each in votes.values()), default=0.0)
    return Evidence(votes, best, mixed=any(_differ(each, votes) for each in counted))


def _differ(run: Piece, readings: Iterable[Reading]) -> bool:
    """Whether some of these readings explain a run and others do not."""
    return len({bool(peel(run, each).options) for each in readings}) > 1


def _likely(counted: Counter[Piece], clean: int) -> list[Reading]:
    """The readings that these runs speak for; second damages are tried where the pages are known, or all."""
    plain = {each: _vote(counted, clean, each) for each in _readings(counted)}
    kept = _needed(counted, plain)
    further = {each: _vote(counted, clean, each) for each in _second(counted, kept or plain)}
    return _needed(counted, plain | further) if further else kept


def _needed(counted: Counter[Piece], votes: dict[Reading, Vote]) -> list[Reading]:
    """The readings without which some run stays unexplained, or that nothing tells apart."""
    evidence = Evidence(votes, max((each.total for each in votes.values()), default=0.0))
    ranks = {each: vote.total + evidence.prior(each) for each, vote in votes.items() if vote.total}
    kept: list[Reading] = []
    saved = dict.fromkeys(counted, 0.0)
    for reading in sorted(ranks, key=lambda each: -ranks[each]):
        gains = {each: found.gain for each in counted if (found := peel(each, reading)).options}
        more = MARGIN if reading.second else None
        if not kept or _adds(gains, saved, more) or (not more and ranks[reading] >= ranks[kept[0]] - MARGIN):
            kept.append(reading)
            saved |= {each: max(saved[each], gain) for each, gain in gains.items()}
    return kept


def _adds(gains: dict[Piece, float], saved: dict[Piece, float], more: float | None) -> bool:
    """Whether a reading explains a run that no likelier one does, or `more` bits better."""
    return any(
        gain >= LONE and (saved[each] <= 0 if more is None else gain >= saved[each] + more)
        for each, gain in gains.items()
    )


def _vote(counted: Counter[Piece], clean: int, reading: Reading) -> Vote:
    """One reading's vote; equal runs count by the logarithm of their number."""
    total, proven = 0.0, 0
    for each, count in counted.items():
        found = peel(each, reading)
        clean += count * (not found.options or found.gain < BESIDE)
        if not found.options or found.gain <= 0:
            continue
        gain = found.gain * (1 + log2(count))
        total += gain
        proven += count * (gain >= alone(reading) <= 2 * found.gain)
    return Vote(total, proven, clean)


def _readings(counted: Counter[Piece]) -> Iterator[Reading]:
    """The readings that are worth a try."""
    for name in PAGES:
        held = [each for each in counted if page(name).holds(beyond_ascii(each.text))]
        for marks in question_marks(held, name) if held else ():
            yield Reading(name, marks)


def _second(counted: Counter[Piece], readings: Iterable[Reading]) -> list[Reading]:
    """Readings with the second damages of which there are traces."""
    kinds = [kind for kind, trace in TRACES.items() if any(trace.search(each.text) for each in counted)]
    return [each._replace(second=kind) for each in readings if each.page not in MULTI_BYTE for kind in kinds]
