"""The folder for what later runs may use again, and which anybody may delete."""

from __future__ import annotations

import os
from pathlib import Path

from qapress.source.write import write

CACHE = ".qapress_cache"
VARIABLE = "QAPRESS_CACHE_DIR"


def cache_folder(root: Path, name: str) -> Path | None:
    """Where the cache called `name` lies: in the folder that `QAPRESS_CACHE_DIR` names, else in the root's.

    Nothing is made. None where a link stands at its place in the root: it may lead anywhere.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given).absolute() / name
    folder = root / CACHE
    return None if folder.is_symlink() or (folder / name).is_symlink() else folder / name


def hide(cache: Path) -> None:
    """Let git ignore a cache folder, also where a run was killed before it came to that.

    Raises:
        WriteError: the system refuses.
    """
    if not (cache / ".gitignore").exists():
        write(cache / ".gitignore", b"*\n")
