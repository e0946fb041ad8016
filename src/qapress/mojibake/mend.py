"""Garbled text back to what it was: layer by layer, each line by the page that its file and it speak for."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.mojibake import prefilter
from qapress.mojibake.evidence import Evidence, Piece, Support, gather, support, weight
from qapress.mojibake.guards import about_garbling
from qapress.mojibake.peel import peel, short
from qapress.mojibake.result import Damage, Layer, Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.mojibake.units import Reading

LOST = "\ufffd"
LAYERS = 6
"""Damage is undone while something changes, at most so often; three layers are the most seen."""


@dataclass(slots=True)
class Run:
    """A run on its way back: what it can have been after the layers undone so far."""

    span: Span
    before: str
    after: str
    protected: bool
    options: list[tuple[str, tuple[Layer, ...]]]
    settled: bool = False
    refused: bool = False

    def piece(self, text: str) -> Piece:
        """One of its options as the evidence reads it."""
        return Piece(text, self.before, self.after)

    def pieces(self) -> Iterator[Piece]:
        """All its options as the evidence reads them."""
        return (self.piece(text) for text, _ in self.options)


@dataclass(slots=True)
class Line:
    """A line with something suspicious, and its runs."""

    span: Span
    runs: list[Run]


@dataclass(slots=True)
class _Sorted:
    """The damages by what becomes of them."""

    edits: list[Damage] = field(default_factory=list)
    ambiguous: list[Damage] = field(default_factory=list)
    lost: list[Damage] = field(default_factory=list)
    protected: list[Damage] = field(default_factory=list)


def mend(text: str, protect: Sequence[Span] = ()) -> Repair:
    """Undo every damage whose origin is the only possible one; name the others.

    `protect` holds spans (code, addresses), sorted, that are reported and never edited. The number of lines
    never changes, repairing again changes nothing, and clean text costs one search.
    """
    if not prefilter.suspicious(text):
        return Repair(text)
    lines = [Line(span, list(_runs(text, span, protect))) for span in prefilter.lines(text)]
    alone = False
    for depth in range(LAYERS):
        evidence = gather(_voices(lines))
        alone = evidence.explains(_pieces(text, protect)) if depth == 0 else alone
        undone = [_undo_layer(line, evidence, alone=alone) for line in lines]
        if not any(undone):
            break
    found = _Sorted()
    for line in lines:
        said = text[line.span.start : line.span.end]
        clean = "".join(each.options[0][0] for each in line.runs if not each.options[0][1])
        for run in line.runs:
            _sort(text, run, found, partial(about_garbling, said, clean))
    return Repair(
        _edited(text, found.edits),
        *(tuple(each) for each in (found.edits, found.ambiguous, found.lost, found.protected)),
    )


def _runs(text: str, within: Span, protect: Sequence[Span]) -> Iterator[Run]:
    """The runs of some lines."""
    for found in prefilter.RUN.finditer(text, *within):
        span = Span(*found.span())
        before = text[max(within.start, span.start - 2) : span.start]
        after = text[span.end : min(within.end, span.end + 2)]
        last = bisect_left(protect, (span.end,)) - 1
        covered = last >= 0 and protect[last].end > span.start
        yield Run(span, before, after, covered, [(found[0], ())])


def _pieces(text: str, protect: Sequence[Span]) -> Iterator[Piece]:
    """Every run of the file outside protected spans, those of clean lines included."""
    for run in _runs(text, Span(0, len(text)), protect):
        if not run.protected:
            yield from run.pieces()


def _voices(lines: Sequence[Line]) -> list[Piece]:
    """The runs that speak for a page: those outside protected spans, if any."""
    alive = [run for line in lines for run in line.runs if not run.settled]
    voices = [run for run in alive if not run.protected] or alive
    return [piece for run in voices for piece in run.pieces()]


def _undo_layer(line: Line, evidence: Evidence, *, alone: bool) -> bool:
    """Take one layer off each run of a line that shows one; whether there was any.

    `alone` says that the file holds nothing outside ASCII but garbled text.
    """
    alive = [run for run in line.runs if not run.settled]
    together = [run for run in alive if not run.protected]
    for runs in [together, *([run] for run in alive if run.protected)]:
        context = [piece for run in runs for piece in run.pieces()]
        readings = {each: support(context, each) for each in evidence.readings(context)}
        for each, found in readings.items():
            readings[each] = found._replace(given=found.given or (alone and evidence.weights[each].sure > 0))
        for run in runs:
            _undo_run(run, readings)
    return not all(run.settled for run in line.runs)


def _undo_run(run: Run, readings: dict[Reading, Support]) -> None:
    """Take one layer off a run by readings of which is known whether the line or the file supports them."""
    options: dict[str, tuple[Layer, ...]] = {}
    doubts = dict(run.options)
    for reading, given in readings.items():
        for text, layers in run.options:
            piece = run.piece(text)
            doubtful = bool(layers) and short(piece, reading)
            for before, layer in peel(piece, reading, Support(given=False) if doubtful else given):
                options.setdefault(before, (*layers, layer))
            if layers and not doubtful:
                for before, layer in peel(piece, reading, Support(given=True)):
                    doubts.setdefault(before, (*layers, layer))
    run.refused = not options and any(
        weight(each, reading).convincing(each) for each in run.pieces() for reading in readings
    )
    run.settled = not options
    run.options = list((options or doubts).items())


def _sort(text: str, run: Run, found: _Sorted, is_example: Callable[..., bool]) -> None:
    """Decide what becomes of a run; `is_example` knows the line and asks for the run."""
    span, original = run.span, text[run.span.start : run.span.end]
    origins, layers = [each for each, _ in run.options], run.options[0][1]
    clean = tuple(each for each in origins if LOST not in each)
    if run.refused or (layers and not clean):
        kind, damages = found.lost, [Damage(span, original, (), layers)]
    elif not layers:
        kind, damages = found.lost, list(_marks(span, original))
    else:
        kind, damages = (
            found.ambiguous if len(clean) > 1 else found.edits,
            [_damage(span, original, clean, layers)],
        )
    about = is_example(original, origin=origins[0], before=run.before[-1:], after=run.after[:1])
    (found.protected if run.protected or about else kind).extend(damages)


def _marks(span: Span, original: str) -> Iterator[Damage]:
    """The replacement characters in a run that nothing explains."""
    for mark in re.finditer(LOST + "+", original):
        yield Damage(Span(span.start + mark.start(), span.start + mark.end()), mark[0])


def _damage(span: Span, original: str, origins: tuple[str, ...], layers: tuple[Layer, ...]) -> Damage:
    """The damage without the question marks at its end that belong to the sentence."""
    extra = min(len(each) - len(each.rstrip("?")) for each in (original, *origins))
    if not extra:
        return Damage(span, original, origins, layers)
    origins = tuple(each[:-extra] for each in origins)
    return Damage(Span(span.start, span.end - extra), original[:-extra], origins, layers)


def _edited(text: str, edits: Sequence[Damage]) -> str:
    parts, at = [], 0
    for each in edits:
        parts += [text[at : each.span.start], each.origins[0]]
        at = each.span.end
    return "".join(parts) + text[at:]
