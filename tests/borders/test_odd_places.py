"""Files that are none, that nobody may read, that vanish or change while they are worked on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

GOOD = "## 📌 Q1: What is a vector?\n\n### ✅ Answer\n\nA list of numbers that stands for a word.\n"
LATE = """\
import sys
import qapress.pipeline.fix as module
from qapress.__main__ import main

real = module.replace_if_unchanged

def late(path, *args, **kwargs):
    path.write_bytes(b"mine\\n")
    return real(path, *args, **kwargs)

module.replace_if_unchanged = late
sys.argv = ["qapress", "fix"]
sys.exit(main())
"""
AS_NOBODY = """\
import os, sys
from qapress.__main__ import main

sys.argv = ["qapress", "check", "good.md"]
assert main() == 0  # all modules are loaded
if os.geteuid() == 0:  # who may read everything
    os.seteuid(65534)
sys.argv = ["qapress", "check", "."]
sys.exit(main())
"""
CLOSED = """\
import sys
import qapress.source.write as module
from qapress.__main__ import main

real = module.stage

def stage(data, folder, *args, **kwargs):
    if folder.name == "closed":  # as for a user who may not write there; the tests may run as root
        raise PermissionError(13, "Permission denied")
    return real(data, folder, *args, **kwargs)

module.stage = stage
sys.argv = ["qapress", "fix"]
sys.exit(main())
"""
NO_FOLDER = """\
import os, sys
from qapress.__main__ import main

os.rmdir(os.getcwd())
sys.argv = ["qapress", "check"]
sys.exit(main())
"""


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository of one good file, with a quick end for what hangs."""
    root = tmp_path / "hub"
    (root / ".git").mkdir(parents=True)
    (root / "good.md").write_text(GOOD, "utf-8")
    return root


def run(root: Path, *args: str) -> tuple[int, str]:
    """The exit code and what was said of a run, which must not be a failure of qapress itself."""
    command = [sys.executable, *args] if args[0] == "-c" else [sys.executable, "-m", "qapress", *args]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=60, encoding="utf-8")
    assert done.returncode in (0, 1, 2), done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_links_in_a_circle_pipes_and_sockets(hub: Path) -> None:
    (hub / "self.md").symlink_to("self.md")
    (hub / "one.md").symlink_to("two.md")
    (hub / "two.md").symlink_to("one.md")
    (hub / "circle").symlink_to(".")
    (hub / "up").mkdir()
    (hub / "up" / "back").symlink_to("..")
    (hub / "zero.md").symlink_to("/dev/zero")
    os.mkfifo(hub / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(hub / "s.md"))
        for command in ("check", "fix", "list"):
            assert run(hub, command)[0] == 0
        code, said = run(hub, "check", "pipe.md", "s.md", "self.md", "one.md", "zero.md")
    assert code == 2
    assert [line.split(": ")[1] for line in said.split("\n") if line.startswith("error")] == [
        *("pipe.md", "s.md", "self.md", "one.md", "zero.md"),
    ]


def test_a_file_that_cannot_be_written_does_not_keep_the_others(hub: Path) -> None:
    for name in ("closed", "open"):
        (hub / name).mkdir()
        (hub / name / "a.md").write_text(GOOD.replace("list of", "list  of"), "utf-8")
    code, said = run(hub, "-c", CLOSED)
    assert code == 2
    assert "mended 1 place in open/a.md\nerror: closed/a.md: cannot be written: permission denied\n" in said
    assert (hub / "open" / "a.md").read_text("utf-8") == GOOD


def test_what_nobody_may_read(hub: Path) -> None:
    (hub / "closed").mkdir()
    (hub / "closed" / "a.md").write_text(GOOD, "utf-8")
    (hub / "secret.md").write_text(GOOD, "utf-8")
    (hub / "secret.md").chmod(0)
    (hub / "closed").chmod(0)
    for folder in hub.parents:
        if not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o011)
    code, said = run(hub, "-c", AS_NOBODY)
    (hub / "closed").chmod(0o755)
    assert code == 2
    assert "closed: permission denied" in said
    assert "secret.md: permission denied" in said


def test_a_file_that_vanishes_while_it_is_read(hub: Path) -> None:
    names = [hub / f"QA_{n}-{n}.md" for n in range(1, 61)]
    stop = Event()

    def churn() -> None:
        while not stop.is_set():
            for path in names:
                path.write_text(GOOD.replace("that", " that"), "utf-8")
            for path in reversed(names):
                with suppress(FileNotFoundError):
                    path.unlink()

    worker = Thread(target=churn)
    worker.start()
    try:
        codes = {run(hub, command)[0] for command in ("check", "fix", "check", "fix")}
    finally:
        stop.set()
        worker.join()
    assert codes <= {0, 1, 2}


def test_a_file_that_changes_before_it_is_replaced(hub: Path) -> None:
    path = hub / "good.md"
    path.write_text(GOOD.replace("numbers that", "numbers  that"), "utf-8")
    code, said = run(hub, "-c", LATE)
    assert code == 2
    assert "good.md: changed meanwhile, left alone; run fix again" in said
    assert path.read_bytes() == b"mine\n"
    assert [each.name for each in hub.iterdir() if each.suffix == ".tmp"] == []


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code, said = run(gone, "-c", NO_FOLDER)
    assert (code, said) == (2, "error: the working folder does not exist any more; change to another\n")
