"""Git for the tests, run as a person of our own invention and whatever the machine's configuration says."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TIME = 1_700_000_000
"""When every commit is made, in seconds since 1970, UTC."""


def run_git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder; it must not fail."""
    who = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": f"{TIME} +0200"}
    person = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **person},
    )
    return done.stdout.strip()


def crafted(folder: Path, names: Sequence[str]) -> str:
    """A commit whose tree has such names, which `git add` would refuse and `git fetch` brings."""
    (folder / "blob").write_text("edition = '0.1'\n", "utf-8")
    blob = bytes.fromhex(run_git(folder, "hash-object", "-w", "blob"))
    (folder / "tree").write_bytes(b"".join(b"100644 %s\0%s" % (each.encode(), blob) for each in names))
    tree = run_git(folder, "hash-object", "-t", "tree", "-w", "--literally", "tree")
    return run_git(folder, "commit-tree", tree, "-m", "crafted")
