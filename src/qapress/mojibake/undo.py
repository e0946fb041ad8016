"""Undoing layers of damage: each run by the reading that its file and its line speak for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qapress.mojibake.evidence import LONE, MARGIN, MIXED, gather
from qapress.mojibake.peel import bits, peel, price, remnant
from qapress.mojibake.prefilter import suspicious
from qapress.mojibake.runs import neighbours
from qapress.mojibake.symbols import unlikely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qapress.mojibake.evidence import Chance, Evidence
    from qapress.mojibake.peel import Piece
    from qapress.mojibake.result import Layer
from qapress.mojibake.runs import Run, Runs

LAYERS = 6
"""Damage is undone while something changes, at most so often; three layers are the most seen."""


def undo(runs: Runs) -> None:
    """Undo all layers of all runs.

    A run that the readings leave alone, or that is proven by itself with one origin, comes out the same
    wherever it stands, and is worked out once. Lines with other runs are looked at one by one; all lines are
    where there are further layers.
    """
    evidence = gather(_voices(runs), runs.clean)
    fixed = {run for run in runs.different if _certain(run.original, evidence)}
    groups = [[run] for run in fixed]
    groups += runs.own(run for run in runs.different if run not in fixed)
    if not _undo(groups, evidence, runs.clean, further=not fixed):
        _undo(list(runs.own()), evidence, runs.clean)


def _clean_enough(run: Run, undone: Iterable[str]) -> dict[str, tuple[Layer, ...]]:
    """The candidates of the layers before that are as likely without a further layer as with it."""
    limit = min(price(run.original._replace(text=text)) for text in undone) + MARGIN
    return {text: had for text, had in run.options if had and bits(run.original._replace(text=text)) <= limit}


def _voices(runs: Runs) -> Counter[Piece]:
    """The runs that speak for a reading: those outside protected spans, if any of them is suspicious."""
    counted = Counter({run.original: run.count for run in runs.different})
    if not any(suspicious(each.text) for each in counted):
        counted.update(neighbours(runs.seen[number]) for number in runs.protected)
    return counted


def _certain(run: Piece, evidence: Evidence) -> bool:
    """Whether the rest of a line could not change what becomes of a run, nor which reading is named."""
    found = [(each, peel(run, each)) for each in evidence.votes]
    found = [each for each in found if each[1].options]
    if not found or (evidence.mixed and len(found) > 1):
        return not found
    texts = {text for _, each in found for text, _ in each.options}
    if len(texts) > 1:  # never an edit, whatever the line says
        return any(each.gain >= max(MIXED, evidence.votes[reading].needed) for reading, each in found)
    return any(each.gain >= evidence.certain(reading) for reading, each in found)


def _undo(groups: Sequence[list[Run]], evidence: Evidence, clean: int, *, further: bool = True) -> bool:
    """Undo layer by layer; give up and return False at a second layer unless `further`."""
    for depth in range(LAYERS):
        if depth:
            evidence = gather(_alive(groups), clean)
            if not further and any(vote.proven for vote in evidence.votes.values()):
                return False
        for group in groups:
            _undo_layer([run for run in group if not run.settled], evidence)
        if all(run.settled for group in groups for run in group):
            break
    return True


def _alive(groups: Iterable[list[Run]]) -> Counter[Piece]:
    counted: Counter[Piece] = Counter()
    for group in groups:
        for run in group:
            for each in () if run.settled else run.pieces():
                counted[each] += run.count
    return Counter({each: count for each, count in counted.items() if suspicious(each.text)})


def _undo_layer(runs: Sequence[Run], evidence: Evidence) -> None:
    """Take one layer off each of the runs of a line that shows one; the others are settled."""
    chances = evidence.chances([each for run in runs for each in run.pieces()])
    for run in runs:
        _undo_run(run, chances)


def _undo_run(run: Run, chances: Sequence[Chance]) -> None:
    """Take one layer off a run, by the readings that its line can have had.

    When one of them shows the run garbled, the others that explain it nearly as well are possible too.
    """
    found = [
        (peel(each, chance.reading), chance, layers)
        for chance in chances
        for (_, layers), each in zip(run.options, run.pieces(), strict=True)
    ]
    found = [each for each in found if each[0].options and each[0].gain >= min(each[1].suggests, 0.0)]
    if not any(each.gain >= chance.suggests for each, chance, _ in found):
        found = []
    least = max((each.gain + chance.prior for each, chance, _ in found), default=0.0) - MARGIN
    options: dict[str, tuple[Layer, ...]] = {}
    for each, chance, layers in found:
        if each.gain + chance.prior >= least:
            options |= {text: (*layers, layer) for text, layer in each.options if text not in options}
    options |= _clean_enough(run, options) if options else {}
    if len(options) > 1:
        options = dict(sorted(options.items(), key=lambda each: unlikely(each[0])))
    sure = any(each.gain >= chance.edits for each, chance, _ in found) and not any(
        each.cut for each, *_ in found
    )
    run.doubtful |= bool(options) and not sure
    run.refused = not options and any(_garbled(each) for each in run.pieces())
    run.settled = not options
    run.options = list(options.items()) or run.options


def _garbled(run: Piece) -> bool:
    """Whether most of a run that no reading explains is garbled beyond doubt."""
    return suspicious(run.text) and remnant(run) >= LONE
