"""Start-up and small checks, in CPU seconds of the whole process: median of nine runs.

Prints each figure beside an empty interpreter's. Run by `nox -s bench`; asserts nothing, since a wall clock
proves nothing on a busy machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 9
QAPRESS = str(Path(sys.executable).with_name("qapress"))
ANSWER = "A token is a piece of text, often a word or a part of one, that a model reads as one symbol. "


def cpu_seconds(command: list[str], folder: Path) -> float:
    """User and system time of a command, median of RUNS runs after one to warm the disk cache."""
    return statistics.median([_once(command, folder) for _ in range(RUNS + 1)][1:])


def _once(command: list[str], folder: Path) -> float:
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def hub(folder: Path, files: int) -> None:
    """Write files of three questions and about 3 KB each, in the house layout and without fault."""
    for first in range(1, 3 * files, 3):
        numbers = range(first, first + 3)
        entries = [f"## 📌 Q{n}: What is token {n}?\n\n### ✅ Answer\n\n{ANSWER * 10}\n" for n in numbers]
        (folder / f"QA_{first}-{first + 2}.md").write_text("\n".join(entries), "utf-8")


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        hub(Path(one), 1)
        hub(Path(many), 39)
        empty = cpu_seconds([sys.executable, "-c", "pass"], Path(one))
        rows = [
            ("empty interpreter", empty),
            ("qapress --version", cpu_seconds([QAPRESS, "--version"], Path(one))),
            ("qapress --help", cpu_seconds([QAPRESS, "--help"], Path(one))),
            ("qapress check, 1 file of 3 KB", cpu_seconds([QAPRESS, "check", "QA_1-3.md"], Path(one))),
            ("qapress check, 39 files of 3 KB", cpu_seconds([QAPRESS, "check"], Path(many))),
        ]
    for name, seconds in rows:
        print(f"{name:34} {seconds:7.3f} s CPU {seconds / empty:6.1f} x empty")


if __name__ == "__main__":
    main()
