"""Garbled text: what is repaired, what is harmed, and how fast, beside ftfy and plsfix.

`--only PART` and `--page NAME` select, `--quick` takes samples, `--verbose` prints lines that were not
restored, and clean lines that were changed. With `--save` the figures go to `results.json`, from which the README's table is made.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from functools import partial
from multiprocessing import Pool
from typing import TYPE_CHECKING, Any

import mojibake_alarms as alarms
import mojibake_grid as grid
import mojibake_parts as parts
import mojibake_speed as speed
from mojibake_peers import Outcome, show_failures
from results import save

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROCESSES = 2
TYPICAL = [
    ("cp1252", "drop"), ("cp1254", "drop"), ("cp1250", "drop"), ("cp1251", "drop"), ("cp1252", "c1"),
    ("cp437", grid.LOSSLESS), ("gbk", "drop"),
]  # fmt: skip
"""The rows of the grid that the README shows."""


def main(argv: Sequence[str]) -> None:
    """Measure and print tables, with `--save` also keep the figures of a whole run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--page", help="measure this page alone")
    parser.add_argument("--quick", action="store_true", help="take samples")
    parser.add_argument("--verbose", action="store_true", help="print the lines that show a fault")
    parser.add_argument("--save", action="store_true", help="keep the figures for the README")
    chosen = parser.parse_args(argv)
    if chosen.save and (chosen.page or chosen.quick):
        parser.error("figures of samples are not kept")
    figures: dict[str, Any] = {}
    for name in [chosen.only] if chosen.only else PARTS:
        print(f"\n{name.upper()}", flush=True)
        figures |= PARTS[name](chosen)
    if chosen.save:
        save("mojibake", figures)


def show_grid(chosen: argparse.Namespace) -> dict[str, Any]:
    """Every emoji in a heading; percent of the emoji up to 15.0."""
    print(grid.HEAD)
    rows = []
    with Pool(PROCESSES) as pool:
        for row in pool.imap(partial(grid.measured, quick=chosen.quick), grid.cells(chosen.page)):
            rows.append(row)
            grid.show(row)
            if chosen.verbose:
                show_failures(row.failures)
    _close([each.reached() for each in rows])
    return {"grid": [_kept(each) for each in rows if (each.page, each.policy) in TYPICAL]}


def _kept(row: grid.Row) -> dict[str, Any]:
    """A row as the README shows it: percent of exact and of changed otherwise, by tool."""
    tools = {
        name: [round(each[Outcome.EXACT], 1), round(parts.harm(each), 1)] for name, each in row.tools.items()
    }
    return {"page": row.page, "policy": row.policy, "unique": round(row.unique, 1), **tools}


def _close(reached: Sequence[bool]) -> None:
    print(f"{sum(reached)} of {len(reached)} rows reached", flush=True)


def _show_part(made: Callable[[argparse.Namespace], list[parts.Damaged]]) -> Callable[..., dict[str, Any]]:
    """A part that repairs damaged texts and shows a row for each; with `--quick` for some."""

    def show(chosen: argparse.Namespace) -> dict[str, Any]:
        print(parts.HEAD)
        texts = made(chosen)
        found = []
        with Pool(PROCESSES) as pool:
            for row in pool.imap(
                parts.measured, texts[:: max(1, len(texts) // 8)] if chosen.quick else texts
            ):
                found.append(row)
                parts.show(row)
                if chosen.verbose:
                    show_failures(row.failures)
        _close([each.reached() for each in found])
        return {}

    return show


def show_alarms(chosen: argparse.Namespace) -> dict[str, Any]:
    """Clean text: the lines that each tool changes, and those that we only report."""
    counts: dict[str, Counter[str]] = {}
    known = alarms.judged()
    texts = alarms.texts(quick=chosen.quick)
    with Pool(PROCESSES) as pool:
        for text in pool.imap_unordered(alarms.looked_through, texts):
            count = counts.setdefault(text.corpus, Counter())
            count["lines"] += text.lines
            for each in text.changed:
                garbled = alarms.garbled(each, known)
                count[f"{each.tool}{' rightly' if garbled else ''}"] += 1
                if chosen.verbose:
                    print(
                        f"{each.tool}{' (garbled)' if garbled else ''} {each.name}\n  {each.before}\n  {each.after}"
                    )
    kinds = ["qapress", "reported", "ftfy", "plsfix"]
    print(
        f"{'':12} {'lines':>8} | changed by "
        + " ".join(f"{each:>9}" for each in kinds)
        + " | of garbled lines"
    )
    for corpus, count in counts.items():
        wrongly = " ".join(f"{count[each]:9}" for each in kinds)
        rightly = " ".join(f"{count[each + ' rightly']:9}" for each in kinds)
        print(f"{corpus:12} {count['lines']:8} |            {wrongly} | {rightly}")
    total = sum((counts[each] for each in alarms.CLEAN if each in counts), Counter[str]())
    return {"clean": {each: total[each] for each in ("lines", *kinds)}}


def show_speed(chosen: argparse.Namespace) -> dict[str, Any]:
    """CPU time, for which nothing else runs beside it."""
    print(f"{speed.HEAD}; peers read {speed.SLICE / 1e6:.0f} MB, their time is scaled")
    found = []
    for each in speed.measured(quick=chosen.quick):
        found.append(each)
        speed.show(each)
    rows = [
        {"name": each.name, **{name: round(each.rate(name), 1) for name in each.seconds}}
        for each in (found[0], found[-1])
    ]
    return {"speed": rows}


PARTS = {
    "grid": show_grid,
    "prose": _show_part(lambda chosen: parts.prose(chosen.page)),
    "layers": _show_part(lambda _: parts.layers()),
    "mixed": _show_part(lambda chosen: parts.mixed(chosen.page)),
    "second": _show_part(lambda chosen: parts.seconds(chosen.page)),
    "alarms": show_alarms,
    "speed": show_speed,
}

if __name__ == "__main__":
    main(sys.argv[1:])
