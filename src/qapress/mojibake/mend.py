"""Garbled text back to what it was: layer by layer, each line as its file and it say."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.mojibake import prefilter
from qapress.mojibake.evidence import LONE, MARGIN, Evidence, gather
from qapress.mojibake.guards import about_garbling
from qapress.mojibake.peel import peel, piece
from qapress.mojibake.result import Damage, Layer, Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.mojibake.images import Reading
    from qapress.mojibake.peel import Piece

LOST = "\ufffd"
LAYERS = 6
"""Damage is undone while something changes, at most so often; three layers are the most seen."""

RUN = re.compile(
    r"[^\x00-\x7f](?:[^\x00-\x7f]|[?'\"]|TM|\.\.\.|(?<=[ÂÃ])[123ao]| (?=[\u0300-\u036f]))* ?", re.UNICODE
)
"""Characters outside ASCII, with what lost bytes and second damages make of some of them."""


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

    def pieces(self) -> Iterator[Piece]:
        """All its options as the evidence reads them."""
        return (piece(text, self.before, self.after) for text, _ in self.options)


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
    clean = list(_clean(text, lines, protect))
    for _ in range(LAYERS):
        evidence = gather(_voices(lines), clean)
        undone = [_undo_layer(line, evidence) for line in lines]
        if not any(undone):
            break
    found = _Sorted()
    for line in lines:
        said = text[line.span.start : line.span.end]
        rest = "".join(each.options[0][0] for each in line.runs if not each.options[0][1])
        for run in line.runs:
            _sort(text, run, found, partial(about_garbling, said, rest))
    return Repair(
        _edited(text, found.edits),
        *(tuple(each) for each in (found.edits, found.ambiguous, found.lost, found.protected)),
    )


def _runs(text: str, within: Span, protect: Sequence[Span]) -> Iterator[Run]:
    """The runs of some lines."""
    for found in RUN.finditer(text, *within):
        span = Span(*found.span())
        before = text[max(within.start, span.start - 1) : span.start]
        after = text[span.end : min(within.end, span.end + 2)]
        last = bisect_left(protect, (span.end,)) - 1
        covered = last >= 0 and protect[last].end > span.start
        yield Run(span, before, after, covered, [(found[0], ())])


def _clean(text: str, lines: Sequence[Line], protect: Sequence[Span]) -> Iterator[Piece]:
    """The runs outside protected spans of the lines in which nothing is suspicious."""
    at = 0
    for start, end in [*(line.span for line in lines), Span(len(text), len(text))]:
        for run in _runs(text, Span(at, start), protect):
            if not run.protected:
                yield from run.pieces()
        at = end


def _voices(lines: Sequence[Line]) -> list[Piece]:
    """The runs that speak for a page: those outside protected spans, if any."""
    alive = [run for line in lines for run in line.runs if not run.settled]
    voices = [run for run in alive if not run.protected] or alive
    return [each for run in voices for each in run.pieces()]


def _undo_layer(line: Line, evidence: Evidence) -> bool:
    """Take one layer off each run of a line that shows one; whether there was any."""
    alive = [run for run in line.runs if not run.settled]
    together = [run for run in alive if not run.protected]
    for runs in [together, *([run] for run in alive if run.protected)]:
        readings = evidence.readings([each for run in runs for each in run.pieces()])
        for run in runs:
            _undo_run(run, readings)
    return not all(run.settled for run in line.runs)


def _undo_run(run: Run, readings: dict[Reading, float]) -> None:
    """Take one layer off a run, by readings with the bits that each needs.

    When one of them proves the run garbled, the others that explain it nearly as well are possible too.
    """
    found = [
        (peel(each, reading), layers, needed)
        for reading, needed in readings.items()
        for (_, layers), each in zip(run.options, run.pieces(), strict=True)
    ]
    options: dict[str, tuple[Layer, ...]] = {}
    if any(each.options and each.gain >= needed for each, _, needed in found):
        least = max(each.gain for each, *_ in found if each.options) - MARGIN
        for each, layers, _ in found:
            for before, layer in each.options if each.gain >= least else ():
                options.setdefault(before, (*layers, layer))
    run.refused = not options and any(each.gain >= LONE for each, *_ in found)
    run.settled = not options
    run.options = list(options.items()) or run.options


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
    """The damage without the ASCII characters at its ends that are no part of it."""
    texts = (original, *origins)
    head = _common(texts)
    tail = _common([each[: head - 1 if head else None : -1] for each in texts])
    start, end = span.start + head, span.end - tail
    cut = [each[head : len(each) - tail] for each in texts]
    return Damage(Span(start, end), cut[0], tuple(cut[1:]), layers)


def _common(texts: Sequence[str]) -> int:
    """How many ASCII characters all of these begin with."""
    count = 0
    for column in zip(*texts, strict=False):
        if len(set(column)) > 1 or not column[0].isascii():
            break
        count += 1
    return count


def _edited(text: str, edits: Sequence[Damage]) -> str:
    parts, at = [], 0
    for each in edits:
        parts += [text[at : each.span.start], each.origins[0]]
        at = each.span.end
    return "".join(parts) + text[at:]
