"""How long a check with grammar takes: nothing known, nothing changed, one paragraph changed; and its memory."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from grammar_hub import FILES, Spent, hub
from grammar_run import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grammar_hub import Hub

    from qapress.settings.values import Engine

RUNS, COLD_RUNS = 7, 2
"""Of several runs the least is taken: others may be at work on the machine."""
WARM, CHANGED = 0.2, 0.3
"""To reach: seconds by the clock for an unchanged hub, and with one paragraph changed and a server that runs."""
SMALL = "topic-1/QA_0.md"
HEAD = f"{'':46} {'wall s':>7} {'CPU s':>7} {'server':>7} {'x base':>7} {'MiB':>6}  engines started"


class Row(NamedTuple):
    """A measurement, and the engines that such a run loaded or started."""

    name: str
    engine: str
    spent: Spent
    engines: list[str]


def measured(*, quick: bool = False) -> dict[str, Any]:
    """Measure and print all; the figures to be kept."""
    runs = 3 if quick else RUNS
    with hub() as made:
        print(f"{FILES} files, {made.size() / 1000:.0f} KB\n{HEAD}")
        base = Row("no grammar", "", made.least("check", runs=runs), [])
        rows = [base]
        show(base, base)
        for engine in ENGINES:
            for row in _engine(made, engine, runs, quick=quick):
                rows.append(row)
                show(row, base)
        memory = {
            "server": made.server_mebibytes(),
            "embedded": _peak(rows, ENGINES[0]) - base.spent.mebibytes,
        }
        server = _server(made, runs)
    print(
        f"server: first answer after {server['first']:.2f} s, the next after {server['next']:.2f} s by the clock"
    )
    print(f"memory in MiB: {json.dumps(memory)}")
    kept = [
        {"name": each.name, "engine": each.engine, **each.spent._asdict(), "engines": each.engines}
        for each in rows
    ]
    return {"files": FILES, "rows": kept, "server": server, "memory": memory}


def _peak(rows: list[Row], engine: str) -> float:
    return max(each.spent.mebibytes for each in rows if each.engine == engine)


def _engine(made: Hub, engine: Engine, runs: int, *, quick: bool) -> Iterator[Row]:
    check = ("check", "--grammar", "--engine", engine)
    made.forget()
    yield Row(
        "cold", engine, made.least(*check, runs=1 if quick else COLD_RUNS, before=made.forget), [engine]
    )
    yield Row("nothing changed", engine, made.least(*check, runs=runs), made.engines_of(*check))
    spent = made.least(*check, runs=runs, before=made.change)
    made.change()
    yield Row("one paragraph changed", engine, spent, made.engines_of(*check))
    as_json = (*check, "--output-format", "json")
    known, anew = made.said(*as_json), made.said("--no-cache", *as_json)
    if known != anew or '"done"' not in known:
        raise SystemExit(
            f"{engine}: remembered answers give other findings than new ones, or not all was checked"
        )


def _server(made: Hub, runs: int) -> dict[str, float]:
    """Seconds to the answer about one small file, less those of a check that asks nobody."""
    check = ("check", SMALL, "--select", "grammar", "--grammar", "--engine", "languagetool")
    first = made.least(*check, runs=2, before=made.forget)
    known = made.least(*check, runs=runs)
    after = made.least(*check, runs=runs, before=partial(made.change, SMALL))
    return {"first": first.wall - known.wall, "next": after.wall - known.wall}


def show(row: Row, base: Row) -> None:
    """Print a row; the ratio is that of CPU seconds, a server's included."""
    spent = row.spent
    ratio = (spent.cpu + spent.server) / base.spent.cpu
    print(
        f"{row.engine:14}{row.name:32} {spent.wall:7.3f} {spent.cpu:7.3f} {spent.server:7.3f} {ratio:7.1f} "
        f"{spent.mebibytes:6.0f}  {', '.join(row.engines) or 'none'}",
        flush=True,
    )


def targets(found: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """What was to reach: its name, the figure, and what it must not exceed."""
    for each in found["rows"]:
        if each["name"] == "nothing changed":
            yield f"{each['engine']}, nothing changed: seconds", each["wall"], WARM
            yield f"{each['engine']}, nothing changed: engines started", len(each["engines"]), 0
        elif (each["name"], each["engine"]) == ("one paragraph changed", "languagetool"):
            yield "languagetool, one paragraph changed, server reused: seconds", each["wall"], CHANGED
            yield "languagetool, one paragraph changed: servers started", len(each["engines"]), 0
