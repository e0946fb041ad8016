"""39 files with CRLF in a real git repository: `fix` changes the lines that findings name and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from damage import damaged, same
from faults import FAULTS
from hub import files, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.border

CRLF = "\r\n"
MENDED = [fault for fault in FAULTS if fault.mended is same and fault.encode is bytes]
"""The faults that `fix` undoes in files that git takes for text."""


def git(root: Path, *args: str, stdin: bytes = b"") -> str:
    """What git prints, with line ends left alone and names unquoted."""
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.quotePath=false", *args]
    done = subprocess.run(command, cwd=root, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "replace")


def qapress(root: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """A run of qapress there."""
    return subprocess.run(
        [sys.executable, "-m", "qapress", *args], cwd=root, capture_output=True, check=False
    )


def committed(root: Path, hub: Mapping[str, bytes]) -> Path:
    """A repository that holds these files."""
    write(root, hub)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "hub")
    return root


def now(root: Path, hub: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files as they are on disk."""
    return {path: (root / path).read_bytes() for path in hub}


def test_git_shows_only_mended_lines(tmp_path: Path) -> None:
    clean = files(CRLF)
    hub = damaged(clean, MENDED, CRLF).files
    committed(tmp_path, hub)
    assert qapress(tmp_path, "fix").returncode == 0
    fixed = now(tmp_path, hub)
    expected = {}
    for path, data in hub.items():
        old, new = data.split(b"\n"), fixed[path].split(b"\n")
        assert len(old) == len(new), path
        changed = sum(a != b for a, b in zip(old, new, strict=True))
        if changed:
            expected[path] = changed
        assert fixed[path] == clean[path], path
    shown = (line.split("\t") for line in git(tmp_path, "diff", "--numstat").split("\n") if line)
    assert {path: (int(added), int(gone)) for added, gone, path in shown} == {
        path: (changed, changed) for path, changed in expected.items()
    }
    assert len(expected) >= 15
    assert qapress(tmp_path, "fix").stderr == b"nothing to mend\n"
    assert now(tmp_path, hub) == fixed


def test_the_patch_makes_the_same_bytes(tmp_path: Path) -> None:
    hub = damaged(files(CRLF), FAULTS, CRLF).files
    committed(tmp_path, hub)
    patch = qapress(tmp_path, "fix", "--diff")
    assert patch.returncode == 1
    assert now(tmp_path, hub) == hub
    git(tmp_path, "apply", "--whitespace=nowarn", "-", stdin=patch.stdout)
    patched = now(tmp_path, hub)
    git(tmp_path, "checkout", "--quiet", ".")
    assert qapress(tmp_path, "fix").returncode == 0
    assert now(tmp_path, hub) == patched != hub
    done = qapress(tmp_path, "fix", "--diff")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize(("configured", "end"), [("lf", b"\n"), ("crlf", b"\r\n")])
@pytest.mark.parametrize("written", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_configured_line_ends_and_nothing_else(
    tmp_path: Path, configured: str, end: bytes, written: str
) -> None:
    hub = files(written)
    hub["qapress.toml"] += f'newlines = "{configured}"\n'.encode()
    committed(tmp_path, hub)
    assert qapress(tmp_path, "fix").returncode == 0
    fixed = now(tmp_path, hub)
    for path, data in hub.items():
        is_text = path.endswith(".md")
        assert fixed[path] == (data.replace(written.encode(), end) if is_text else data), path
    assert qapress(tmp_path, "fix").stderr == b"nothing to mend\n"
    assert now(tmp_path, hub) == fixed
    assert qapress(tmp_path, "check").returncode == 0
