"""`fix` is killed at any moment: every file is old or new, and the next run leaves no trace of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from damage import damaged, remaining
from faults import FAULTS
from hub import files, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

FIX = [sys.executable, "-m", "qapress", "fix"]
MOMENTS = 20
SLOW = """\
import os, sys
from qapress.source import write as module
calls = iter(range(1000))

def die_at(name):
    real = getattr(os, name)
    def call(*args, **kwargs):
        if next(calls) == {moment}:
            os.kill(os.getpid(), 9)
        return real(*args, **kwargs)
    setattr(module.os, name, call)

for name in ("fsync", "replace", "fchown"):
    die_at(name)
from qapress.__main__ import main
sys.argv = ["qapress", "fix"]
main()
"""


def state(root: Path) -> dict[str, bytes]:
    """Every file below the folder, those of git left out."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def check_state(now: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """No file is half or lost; the names of those that are not of the hub."""
    half = [path for path in old if now.get(path) not in (old[path], new[path])]
    assert half == []
    return [path for path in now if path not in old]


def test_killed_at_every_step_of_a_write(tmp_path: Path) -> None:
    old = damaged(files(), FAULTS).files
    new = damaged(files(), remaining(FAULTS)).files
    left, between = 0, 0
    for moment in range(0, 60, 5):
        root = write(tmp_path / str(moment), old)
        done = subprocess.run([sys.executable, "-c", SLOW.format(moment=moment)], cwd=root, check=False)
        assert done.returncode == -signal.SIGKILL
        now = state(root)
        strange = check_state(now, old, new)
        left += len(strange)
        between += any(now[path] != old[path] for path in old)
        subprocess.run(FIX, cwd=root, capture_output=True, check=True)
        assert state(root) == new
    assert left > 0
    assert between > 0


def test_killed_at_many_moments(tmp_path: Path) -> None:
    old = damaged(files(), FAULTS).files
    new = damaged(files(), remaining(FAULTS)).files
    root = write(tmp_path, old)
    start = time.monotonic()
    subprocess.run(FIX, cwd=root, capture_output=True, check=True)
    whole = time.monotonic() - start
    assert state(root) == new
    for moment in range(MOMENTS):
        write(root, old)
        with subprocess.Popen(FIX, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(whole * (0.2 + 0.8 * moment / MOMENTS))
            os.kill(run.pid, signal.SIGKILL)
        check_state(state(root), old, new)
    subprocess.run(FIX, cwd=root, capture_output=True, check=True)
    assert state(root) == new
