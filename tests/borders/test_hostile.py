"""Hostile Markdown: whatever a file holds, a check and a fix end with a finding or a message, and soon."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hostile import HOSTILE, files
from hub import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

SHARES = 0.25, 0.5
TIMEOUT = 120
"""Seconds: far more than any of it takes, so that a busy machine fails no test."""


def cpu_seconds(folder: Path, *args: str) -> float:
    """The processor time of a run, which must end as a run of a linter does."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "qapress", *args],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
    )
    after = os.times()
    said = done.stderr.decode("utf-8")
    assert done.returncode in (0, 1), said[-2000:]
    assert "Traceback" not in said
    assert "internal error" not in said
    return after.children_user + after.children_system - before.children_user - before.children_system


@pytest.mark.parametrize("args", [("check",), ("fix", "--diff")], ids=["check", "fix"])
@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_takes_twice_the_time(tmp_path: Path, name: str, args: tuple[str, ...]) -> None:
    times = []
    for share in SHARES:
        folder = write(tmp_path / str(share), {"qapress.toml": b"preview = true\n", **files(name, share)})
        times.append(cpu_seconds(folder, *args))
    once, twice = times
    assert twice <= 3 * once + 0.5  # four times would be the square; the rest is for the machine's moods
