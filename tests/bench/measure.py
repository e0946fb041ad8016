"""A command measured as a whole process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
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


def cost_of_all(command: list[str], folder: Path, *, runs: int) -> Cost:
    """As `cost`, but with the MiB of all processes together when they were most (Linux).

    Memory that processes share counts once for each. Modules are compiled once, as users have them.
    """
    costs = [_watched(command, folder) for _ in range(runs + (runs > 1))][runs > 1 :]
    return Cost(
        statistics.median(each.seconds for each in costs), statistics.median(each.mebibytes for each in costs)
    )


def _watched(command: list[str], folder: Path) -> Cost:
    quiet = subprocess.DEVNULL
    over, most = Event(), [0]

    def watch(root: int) -> None:
        while not over.wait(0.01):
            most[0] = max(most[0], sum(map(_resident, _family(root))))

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=quiet, stdout=quiet, stderr=quiet
    ) as process:
        watcher = Thread(target=watch, args=(process.pid,))
        watcher.start()
        _, process.returncode, usage = os.wait4(process.pid, 0)
        over.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(usage.ru_utime + usage.ru_stime, max(most[0], usage.ru_maxrss) / 1024)


def _family(root: int) -> list[int]:
    """A process and all that it started, directly or not."""
    found = [root]
    for each in found:
        with suppress(OSError):  # it ended meanwhile
            for children in Path(f"/proc/{each}/task").glob("*/children"):
                found += map(int, children.read_text().split())
    return found


def _resident(process: int) -> int:
    """KiB of memory that a process holds; 0 when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmRSS:")[2].split(maxsplit=1)[0] if "VmRSS:" in status else 0)


def show(name: str, measured: Cost, unit: Cost) -> None:
    """Print a line of a table: what it took, and how often the unit's seconds that is."""
    ratio = measured.seconds / unit.seconds
    print(f"{name:34} {measured.seconds:8.3f} s CPU {ratio:7.1f} x {measured.mebibytes:7.0f} MiB")
