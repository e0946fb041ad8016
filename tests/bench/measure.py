"""A command measured as a whole process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

QAPRESS = str(Path(sys.executable).with_name("qapress"))


class Cost(NamedTuple):
    """What a process and its children took: CPU seconds, and MiB of the largest among them."""

    seconds: float
    mebibytes: float


def cost(command: list[str], folder: Path, *, runs: int) -> Cost:
    """The median over some runs, after one more to warm the disk cache where there are several."""
    costs = [_once(command, folder) for _ in range(runs + (runs > 1))][runs > 1 :]
    return Cost(
        statistics.median(each.seconds for each in costs), statistics.median(each.mebibytes for each in costs)
    )


def _once(command: list[str], folder: Path) -> Cost:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def show(name: str, measured: Cost, unit: Cost) -> None:
    """Print a line of a table: what it took, and how often the unit's seconds that is."""
    ratio = measured.seconds / unit.seconds
    print(f"{name:34} {measured.seconds:8.3f} s CPU {ratio:7.1f} x {measured.mebibytes:7.0f} MiB")
