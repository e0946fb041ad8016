"""Start-up and small checks beside an empty interpreter."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from collection import write_hub
from measure import QAPRESS, cost, show

RUNS = 9


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        write_hub(Path(one), files=1, questions=3)
        write_hub(Path(many), files=39, questions=115)
        empty = cost([sys.executable, "-c", "pass"], Path(one), runs=RUNS)
        show("empty interpreter", empty, empty)
        for name, command, folder in (
            ("qapress --version", ["--version"], one),
            ("qapress --help", ["--help"], one),
            ("qapress check, 1 file of 3 KB", ["check", "topic-1/QA_1-3.md"], one),
            ("qapress check, 39 files of 3 KB", ["check"], many),
        ):
            show(name, cost([QAPRESS, *command], Path(folder), runs=RUNS), empty)


if __name__ == "__main__":
    main()
