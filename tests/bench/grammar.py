"""Grammar: what is found in labelled prose, what is said of clean text, both engines side by side, and times.

`--only PART` selects, `--quick` takes samples, `--save` keeps the figures in `results.json`, from which the
README's table is made. Writers of rules list what was not found, and what was found wrongly:
`--only labels --engine off --misses KIND` or `--alarms RULE`; `any` stands for all. The held-out half of the
prose is measured only when it is named: `--half held-out`, once, when no rule is changed any more.
"""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING, Any

import grammar_engines as engines
import grammar_labels as labels
import grammar_plain as plain
import grammar_tables as tables
import grammar_times as times
from grammar_run import ENGINES, alone
from results import save

from qapress.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> None:
    """Measure and print tables, with `--save` also keep the figures."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that what was started is ended
    chosen = _chosen(argv)
    figures: dict[str, Any] = {}
    for name in [chosen.only] if chosen.only else PARTS:
        print(f"\n{name.upper()}", flush=True)
        try:
            with alone():
                figures |= PARTS[name](chosen)
        except EngineError as error:
            sys.exit(str(error))
    if chosen.save:
        save("grammar", figures)
    if any(each["unlisted"] for each in figures.get("engines", {}).values()):
        sys.exit("the engines differ where no line of grammar_differences.tsv says so")


def _chosen(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--quick", action="store_true", help="take samples")
    parser.add_argument("--save", action="store_true", help="keep the figures for the README")
    parser.add_argument("--engine", choices=("off", *ENGINES), help="ask this engine alone")
    parser.add_argument("--half", choices=(labels.TUNING, labels.HELD_OUT), default=labels.TUNING)
    parser.add_argument("--misses", metavar="KIND", help="list the faults of a kind that were not found")
    parser.add_argument("--alarms", metavar="RULE", help="list the false findings of a rule")
    parser.add_argument("--path", action="append", help="look at this folder in place of our own text")
    chosen = parser.parse_args(argv)
    listing = chosen.misses or chosen.alarms
    if chosen.save and (chosen.quick or chosen.engine or chosen.path or listing):
        parser.error("figures of a part of the measurement are not kept")
    if listing and chosen.half == labels.HELD_OUT:
        parser.error("the held-out half is measured, not looked at")
    return chosen


def show_labels(chosen: argparse.Namespace) -> dict[str, Any]:
    """Precision and recall on labelled prose."""
    half = labels.read(labels.CORPUS / chosen.half)
    engines = [chosen.engine] if chosen.engine else ENGINES[:1] if chosen.quick else ENGINES
    listing = chosen.misses or chosen.alarms
    some = chosen.quick or listing or chosen.engine == "off"
    runs = list(labels.runs(half, engines[:1] if listing else engines, unfiltered=not some))
    if chosen.misses:
        tables.show_misses(half, runs[0], chosen.misses)
    if chosen.alarms:
        tables.show_alarms(half, runs[0], chosen.alarms)
    if listing:
        return {}
    tables.show(half, runs)
    figures = tables.figures(half, runs)
    tables.show_targets(figures)
    return {chosen.half: figures}


def show_engines(chosen: argparse.Namespace) -> dict[str, Any]:
    """Both engines side by side: all their matches in our texts and in damaged ones, and what checks report."""
    known = engines.listed()
    files = engines.prose(quick=chosen.quick)
    counts = {}
    for name, texts, compared in (
        ("all matches", engines.damaged(files), engines.compared),
        ("reported by a check", files, engines.compared_as_shown),
    ):
        shared, found = compared(texts)
        print(f"{name}, {len(texts)} texts:", end=" ")
        new = engines.unlisted(found, known)
        engines.show(shared, found, new)
        counts[name] = {"shared": shared, "listed": len(found) - len(new), "unlisted": len(new)}
    return {"engines": counts}


def show_plain(chosen: argparse.Namespace) -> dict[str, Any]:
    """Text without labels: each finding, with the verdict of a person on our own."""
    looked = []
    for folder in chosen.path or plain.FOLDERS:
        looked.append(plain.look(folder, chosen.engine or ENGINES[0]))
        plain.show(looked[-1])
    if chosen.path:
        return {}
    plain.show_new(looked)
    figures = plain.figures(looked)
    plain.show_targets(figures)
    return {"plain": figures}


def show_times(chosen: argparse.Namespace) -> dict[str, Any]:
    """Times and memory, for which nothing else should run beside it."""
    found = times.measured(quick=chosen.quick)
    for name, figure, most in times.targets(found):
        tables.show_most(name, figure, most)
    return {"times": found}


PARTS = {"labels": show_labels, "plain": show_plain, "engines": show_engines, "times": show_times}

if __name__ == "__main__":
    main(sys.argv[1:])
