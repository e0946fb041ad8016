"""The only caller of git: reads where a repository is and what is checked out, and changes nothing.

Nothing here needs git: without the program, or outside a repository, every answer is None.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

_CONFIG = (
    "core.fsmonitor=false",  # would run a program that the repository names
    "protocol.allow=never",  # a partial clone must not fetch
    "log.showSignature=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_SECONDS = 30


def root(path: Path) -> Path | None:
    """The nearest folder at or above `path` that is the top of a work tree; read without running git."""
    start = path.resolve()
    return next((each for each in (start, *start.parents) if _is_top(each)), None)


def describe(folder: Path) -> str | None:
    """The release that is checked out: nearest tag, else commit; `-dirty` behind it when files differ."""
    name = _git(folder, "describe", "--tags", "--always", "--abbrev=12")
    # `describe --dirty` would write the index, whatever GIT_OPTIONAL_LOCKS says.
    return f"{name}-dirty" if name and is_dirty(folder) else name


def commit(folder: Path) -> str | None:
    """The full hash of the commit that is checked out."""
    return _git(folder, "rev-parse", "--verify", "--end-of-options", "HEAD")


def commit_time(folder: Path) -> int | None:
    """When that commit was made, in seconds since 1970, UTC."""
    time = _git(folder, "log", "-1", "--format=%ct", "HEAD")
    return int(time) if time else None


def is_dirty(folder: Path) -> bool | None:
    """Whether files that git knows differ from the commit; others do not count, as in `describe`."""
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return None if changes is None else bool(changes)


def tracked(folder: Path) -> frozenset[str] | None:
    """The paths of the files below a folder that git knows, relative to it; those of submodules too."""
    found = _git(folder, "ls-files", "-z", "--recurse-submodules")
    return None if found is None else frozenset(found.split("\0"))


def is_shallow(folder: Path) -> bool | None:
    """Whether the clone lacks older commits, and with them the tags that they bear."""
    found = _git(folder, "rev-parse", "--is-shallow-repository")
    return None if found is None else found == "true"


def trouble(folder: Path) -> str | None:
    """Why git does not answer inside a repository, for a person; None where there is nothing to say."""
    if root(folder) is None:
        return None
    try:
        done = _run(folder, "rev-parse", "--is-inside-work-tree")
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    if "safe.directory" in done.stderr:
        return (
            "git does not trust the repository, which belongs to another user; "
            f"run: git config --global --add safe.directory {root(folder)}"
        )
    return f"git does not answer: {done.stderr.strip().removeprefix('fatal: ')}"


def _is_top(folder: Path) -> bool:
    entry = folder / ".git"
    return entry.is_file() or (entry / "HEAD").is_file()


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = _run(folder, *arguments)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _run(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Run git in a folder.

    Raises:
        OSError: there is no git, or it does not come to an end.
    """
    import shutil
    import subprocess

    program = shutil.which("git")
    if program is None:
        raise FileNotFoundError("git is not installed")
    settings = [part for each in _CONFIG for part in ("-c", each)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(  # noqa: S603 - the arguments are all our own
            [program, "--no-pager", *settings, *arguments],
            cwd=folder,
            env=inherited | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"git gave no answer in {_SECONDS} seconds") from error
