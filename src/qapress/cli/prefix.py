"""Where the paths of a report begin for those who read it."""

from __future__ import annotations

import os
from pathlib import Path

from qapress.settings.find import git_root


def prefix(root: Path, output_format: str) -> str:
    """What stands before paths relative to the root, with a slash at its end; mostly nothing."""
    if output_format == "rdjson":
        return _slashed(Path(os.path.relpath(root)))
    return _slashed(root.relative_to(top(root, output_format)))


def top(root: Path, output_format: str) -> Path:
    """The folder from which paths are told: mostly the root, else one around it.

    Annotations and links count from GitHub's workspace, reviewdog from the working folder, and servers that
    read a file of results, as well as `git apply`, from the top of the repository.
    """
    found = root
    if output_format in ("github", "markdown"):
        found = Path(os.environ.get("GITHUB_WORKSPACE") or root)
    elif output_format in ("gitlab", "junit", "sarif", "patch"):
        found = git_root(root) or root
    return found if root.is_relative_to(found) else root


def _slashed(path: Path) -> str:
    return "" if path == Path() else path.as_posix() + "/"
