"""A real terminal and a full disk, as Linux has them."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

TEXT = "## 📌 Q1: What is a vector?\n\n### ✅ Answer\n\nA list of numbers , that stands for a word.\n"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository with one warning."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    return tmp_path


def command(*args: str) -> list[str]:
    """The command line of this interpreter."""
    return [sys.executable, "-m", "qapress", *args]


def on_a_terminal(folder: Path, **more: str) -> str:
    """What a check writes to a pseudo-terminal."""
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm", **more}
    if "NO_COLOR" not in more:
        environment.pop("NO_COLOR", None)
    subprocess.run(command("check"), cwd=folder, stdout=theirs, check=False, env=environment)
    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        return terminal.read1(100_000).decode("utf-8")


def test_colors_come_on_a_terminal_unless_the_user_says_no(hub: Path) -> None:
    assert "\033[33mwarning\033[0m QA403" in on_a_terminal(hub)
    assert "\033[" not in on_a_terminal(hub, NO_COLOR="1")
    assert "\033[" not in on_a_terminal(hub, TERM="dumb")


def test_a_full_disk_is_told(hub: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            command("check"), cwd=hub, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "error: cannot write to standard output: no space left on device\n"
    done = subprocess.run(
        command("check", "--output-file", "/dev/full"), cwd=hub, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: cannot write /dev/full: no space left on device\n"


def test_a_build_shows_how_far_it_is_on_a_terminal_and_wipes_it(hub: Path) -> None:
    for number in range(2, 300):
        (hub / f"{number}.md").write_text(TEXT.replace("Q1", f"Q{number}"), "utf-8")
    ours, theirs = os.openpty()
    build = command("build", "--name", "hub", "--release", "1", "--allow-errors")
    with subprocess.Popen(build, cwd=hub, stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.close(theirs)
        shown = b""
        with (
            os.fdopen(ours, "rb", buffering=0) as terminal,
            suppress(OSError),
        ):  # its end is an error on Linux
            while part := terminal.read(100_000):
                shown += part
    assert running.returncode == 0
    drawn = shown.decode("utf-8").split("\r")
    assert "making pdf" in drawn
    assert drawn[-1].startswith("note:") or not drawn[-1].strip()
