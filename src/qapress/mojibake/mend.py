"""Garbled text back to what it was: layer by layer, each line as its file and it say."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.mojibake import prefilter
from qapress.mojibake.evidence import LONE, MARGIN, Chance, Evidence, gather
from qapress.mojibake.guards import about_garbling
from qapress.mojibake.peel import peel, piece, remnant
from qapress.mojibake.result import Damage, Layer, Repair
from qapress.mojibake.symbols import unlikely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
        chances = evidence.chances([each for run in runs for each in run.pieces()])
        for run in runs:
            _undo_run(run, chances)
    return not all(run.settled for run in line.runs)


def _undo_run(run: Run, chances: Sequence[Chance]) -> None:
    """Take one layer off a run, by the readings that its line can have had.

    When one of them shows the run garbled, the others that explain it nearly as well are possible too.
    """
    found = [
        (peel(each, chance.reading), chance, layers)
        for chance in chances
        for (_, layers), each in zip(run.options, run.pieces(), strict=True)
    ]
    found = [each for each in found if each[0].options and each[0].gain >= each[1].suggests]
    least = max((each.gain + chance.prior for each, chance, _ in found), default=0.0) - MARGIN
    options: dict[str, tuple[Layer, ...]] = {}
    for each, chance, layers in found:
        if each.gain + chance.prior >= least and each.options[0][0] not in options:
            options |= {before: (*layers, layer) for before, layer in each.options}
    options = dict(sorted(options.items(), key=lambda each: unlikely(each[0])))
    if options and not any(each.gain >= chance.edits for each, chance, _ in found):
        options = dict(run.options) | options
    run.refused = not options and any(remnant(each) >= LONE for each in run.pieces())
    run.settled = not options
    run.options = list(options.items()) or run.options


def _sort(text: str, run: Run, found: _Sorted, is_example: Callable[..., bool]) -> None:
    """Decide what becomes of a run; `is_example` knows the line and asks for a damage."""
    original = text[run.span.start : run.span.end]
    origins = [each for each, _ in run.options]
    layers = next((layers for _, layers in run.options if layers), ())
    clean = tuple(each for each in origins if LOST not in each)
    kind = found.lost
    if not layers and not run.refused:
        damages = list(_marks(run.span, original))
    elif run.refused or not clean:
        damages = [_trimmed(Damage(run.span, original, (), layers))]
    else:
        kind = found.ambiguous if len(clean) > 1 else found.edits
        damages = [_trimmed(Damage(run.span, original, clean, layers))]
    for each in damages:
        start, end = each.span
        origin = each.origins[0] if each.origins else LOST
        before, after = text[max(0, start - 1) : start].strip("\n"), text[end : end + 1].strip("\n")
        about = is_example(each.original, origin=origin, before=before, after=after)
        (found.protected if run.protected or about else kind).append(each)


def _marks(span: Span, original: str) -> Iterator[Damage]:
    """The replacement characters in a run that nothing explains."""
    for mark in re.finditer(LOST + "+", original):
        yield Damage(Span(span.start + mark.start(), span.start + mark.end()), mark[0])


def _trimmed(damage: Damage) -> Damage:
    """The damage without the ASCII characters at its ends that are no part of it."""
    texts = (damage.original, *damage.origins)
    head = _common(texts)
    tail = _common([each[head:][::-1] for each in texts])
    original, *origins = (each[head : len(each) - tail] for each in texts)
    span = Span(damage.span.start + head, damage.span.end - tail)
    return Damage(span, original, tuple(origins), damage.layers)


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
