"""`qapress` and `python -m qapress`."""

from __future__ import annotations

import gc
import sys

from qapress import __version__

YOUNG = 50_000
"""Objects between two rounds of the collector: a tree has many and no rubbish, each round walks them all."""


def main() -> int:
    """Run the command line and give its exit code; `--version` is answered before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"qapress {__version__}\n")
        return 0
    gc.set_threshold(YOUNG)
    try:
        from qapress.cli.main import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
