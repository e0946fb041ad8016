"""CPU time for clean and for garbled text of 20 MB, in one process and one run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from mojibake_text import VOCABULARY, long_text

from qapress.mojibake import repair
from qapress.mojibake.forward import Policy, garble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE, SLICE = 20_000_000, 1_000_000
"""Bytes for us, and for peers, who read a slice; their time is scaled."""
GARBLED = "garbled"
ENOUGH = 5.0
"""So many seconds of one text are enough."""
RUNS = 3
"""Of clean text. Garbled text is read once, since we remember what was repaired."""


class Pace(NamedTuple):
    """CPU seconds for a text by tool, the best of some runs; percent of its lines that differ from all others."""

    name: str
    megabytes: float
    distinct: float
    seconds: dict[str, float]

    def rate(self, tool: str) -> float:
        """Megabytes a second."""
        return self.megabytes / self.seconds[tool]


def measured(*, quick: bool = False) -> Iterator[Pace]:
    """Clean texts of each language, then garbled ones."""
    size = SIZE // 10 if quick else SIZE
    for language in VOCABULARY:
        yield pace(f"clean {language}", long_text(language, size))
    yield pace(f"{GARBLED} cp1252", garble(long_text("english", size * 3 // 4), "cp1252", Policy.DROP))


def pace(name: str, text: str) -> Pace:
    """Measure a text; ftfy line by line and whole, whichever is faster."""
    from ftfy import fix_encoding
    from plsfix import fix_text

    size = len(text.encode())
    part = text[: text.rindex("\n", 0, SLICE * len(text) // max(size, SLICE)) + 1]
    scale = size / len(part.encode())
    lines, short = text.split("\n"), part.split("\n")
    whole = least(lambda: fix_encoding(part))
    each = least(lambda: [fix_encoding(line) for line in short])
    theirs = least(lambda: [fix_text(line) for line in short])
    distinct = 100 * len(set(lines)) / len(lines)
    own = least(lambda: repair(text), 1 if name.startswith(GARBLED) else RUNS)
    times = {"qapress": own, "ftfy": scale * min(whole, each), "plsfix": scale * theirs}
    return Pace(name, size / 1e6, distinct, times)


def least(work: Callable[[], object], runs: int = RUNS) -> float:
    """The least CPU time of some runs; slow work runs once."""
    taken = list[float]()
    while len(taken) < runs and sum(taken) < ENOUGH:
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


HEAD = f"{'':20} {'MB':>6} {'distinct lines':>14} | {'qapress':>9} {'ftfy':>9} {'plsfix':>9} seconds | x ftfy"


def show(found: Pace) -> None:
    """Print a row; peers read a slice, and their seconds are scaled to the whole."""
    ours, ftfy, plsfix = found.seconds.values()
    times = f"{ours:9.3f} {ftfy:9.1f} {plsfix:9.1f}"
    print(
        f"{found.name:20} {found.megabytes:6.1f} {found.distinct:12.1f} % | {times}         | {ftfy / ours:7.1f}"
    )
