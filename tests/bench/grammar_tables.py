"""What was found in labelled prose as tables, as figures for the README, and as lists for writers of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grammar_labels import ENGINE_KINDS, OUR_TIERS, found_kinds, verdicts
from grammar_run import OWN, marked, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grammar_labels import Half, Judged, Run

TIERS = ("own", "preview", "grammar", "spelling", "style")
ON_BY_DEFAULT = (OWN, "grammar")
"""Tiers of which a check warns; spelling is a note."""
PRECISION, SPELLING, KIND_SHARE, ALARMS = 80, 60, 50, 1
"""To reach: percent true, percent true of the speller, percent of a kind found, false in 10,000 words."""


def show(half: Half, runs: Sequence[Run]) -> None:
    """Print the tables of a half."""
    wrong = sum(each.wrong for each in half.labels)
    print(
        f"{len(half.hubs())} hubs, {len(half.files)} files, {half.words():,} words, "
        f"{wrong} faults, {len(half.labels) - wrong} places listed as right"
    )
    _show_kinds(half, runs)
    _show_verdicts("tier: true/false (of these listed as right)", runs, "tier")
    _show_verdicts("rule", runs, "rule")


def _head(title: str, runs: Sequence[Run], *columns: str) -> None:
    heads = [f"{each:>18}" for each in (*columns, *(run.name for run in runs))]
    print(f"\n{title:44}{' '.join(heads)}")


def _show_kinds(half: Half, runs: Sequence[Run]) -> None:
    _head("kind of fault: found", runs, "all", "own rules")
    all_kinds = kinds(half)
    own = found_kinds(half, runs[0], OUR_TIERS)
    by_run = [found_kinds(half, run) for run in runs]
    for kind, count in all_kinds.items():
        cells = [count, own[kind], *(found[kind] for found in by_run)]
        print(f"{kind:44}{' '.join(f'{cell:18}' for cell in cells)}")
    totals = [sum(each.values()) for each in (all_kinds, own, *by_run)]
    print(f"{'together':44}{' '.join(f'{cell:18}' for cell in totals)}")


def kinds(half: Half) -> dict[str, int]:
    """How many faults of each kind there are, the engines' kinds last."""
    names = sorted({each.kind for each in half.labels if each.wrong})
    names.sort(key=lambda name: name in ENGINE_KINDS)
    return {name: sum(each.wrong and each.kind == name for each in half.labels) for name in names}


def _show_verdicts(title: str, runs: Sequence[Run], key: str) -> None:
    _head(title, runs)
    by_run = [verdicts(run, lambda found: str(getattr(found, key))) for run in runs]
    names = sorted(dict.fromkeys(name for counts in by_run for name in counts))
    if key == "tier":
        names.sort(key=TIERS.index)
    for name in names:
        cells = (_cell(counts.get(name)) for counts in by_run)
        print(f"{name:44}{' '.join(f'{cell:>18}' for cell in cells)}")


def _cell(count: tuple[int, int, int] | None) -> str:
    if count is None:
        return "-"
    true, false, tempted = count
    return f"{true}/{false}{f' ({tempted})' if tempted else ''}"


def figures(half: Half, runs: Sequence[Run]) -> dict[str, Any]:
    """What is kept: faults found by kind, true and false findings by tier, of each run."""
    return {
        "hubs": len(half.hubs()),
        "files": len(half.files),
        "words": half.words(),
        "faults": kinds(half),
        "right": sum(not each.wrong for each in half.labels),
        "own": dict(found_kinds(half, runs[0], OUR_TIERS)),
        "runs": [
            {
                "engine": run.engine,
                "filtered": run.filtered,
                "found": dict(found_kinds(half, run)),
                "tiers": {
                    name: [true, false] for name, (true, false, _) in verdicts(run, lambda x: x.tier).items()
                },
            }
            for run in runs
        ],
    }


def show_targets(found: dict[str, Any]) -> None:
    """Print what was to reach, with the figures of a half."""
    print()
    for run in found["runs"]:
        if run["filtered"]:
            name = run["engine"]
            show_least(
                f"{name}: precision of what is on by default", _precision(run, *ON_BY_DEFAULT), PRECISION
            )
            show_least(f"{name}: precision of spelling", _precision(run, "spelling"), SPELLING)
    ours = {kind: count for kind, count in found["faults"].items() if kind not in ENGINE_KINDS}
    shares = {kind: 100 * found["own"].get(kind, 0) / count for kind, count in ours.items()}
    enough = sum(each >= KIND_SHARE for each in shares.values())
    print(f"own rules find at least {KIND_SHARE} % of the faults of {enough} of {len(shares)} kinds")
    show_least(
        "own rules: faults of their kinds found",
        100 * sum(found["own"].get(kind, 0) for kind in ours) / max(1, sum(ours.values())),
        KIND_SHARE,
    )
    false = sum(found["runs"][0]["tiers"].get(name, [0, 0])[1] for name in OUR_TIERS)
    show_most(
        f"own rules: false alarms in 10,000 words ({false})", 1e4 * false / max(1, found["words"]), ALARMS
    )


def show_least(what: str, figure: float | None, least: float) -> None:
    """Print percent beside what they must reach; None where there was nothing to count."""
    if figure is None:
        print(f"{what:60} nothing was found")
    else:
        print(f"{what:60} {figure:6.1f} %, at least {least:g} %: {_reached(figure >= least)}")


def show_most(what: str, figure: float, most: float) -> None:
    """Print a figure beside what it must not exceed."""
    print(f"{what:60} {figure:6.2f}, at most {most:g}: {_reached(figure <= most)}")


def _reached(fine: bool) -> str:
    return "reached" if fine else "MISSED"


def _precision(run: dict[str, Any], *tiers: str) -> float | None:
    counts = [run["tiers"].get(name, [0, 0]) for name in tiers]
    true, false = (sum(each) for each in zip(*counts, strict=True))
    return 100 * true / (true + false) if true + false else None


def show_misses(half: Half, run: Run, kind: str) -> None:
    """Print the faults of a kind, or of `any`, that a run did not find, each in its line."""
    hit = {row for each in run.judged for row in each.labels}
    missed = [each for each in half.labels if each.wrong and kind in (each.kind, "any") and each not in hit]
    for each in missed:
        print(f"{place(half.files, each)} {each.kind}: {each.text!r} for {each.correction!r}")
        print(f"    {marked(half.files, each)}")
    print(f"{len(missed)} missed")


def show_alarms(half: Half, run: Run, rule: str) -> None:
    """Print the false findings of a rule, of a tier, or of `any`, each in its line."""
    false = [
        each for each in run.judged if not each.true and rule in (each.found.rule, each.found.tier, "any")
    ]
    for each in false:
        print(f"{place(half.files, each.found)} {each.found.rule}: {each.found.message}{_tempted(each)}")
        print(f"    {marked(half.files, each.found)}")
    print(f"{len(false)} false")


def _tempted(judged: Judged) -> str:
    return "".join(f" (right: {each.kind})" for each in judged.labels)
