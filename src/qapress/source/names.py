"""Which paths exist under the root, in which spelling."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path


class FileNames:
    """The files and folders under a root: `"assets/kv.svg" in names`.

    A path is relative to the root, with `/`. Only the folders on its way are listed, each once; so upper and
    lower case count on every system. Nothing outside the root is looked at, also through a link.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: dict[str, Container[str]] = {}

    def __contains__(self, path: object) -> bool:
        """Whether a file or folder of exactly this spelling exists."""
        if not isinstance(path, str) or path.startswith("/") or "\0" in path:
            return False
        name = normpath(path)
        if name == ".":
            return True
        if name == ".." or name.startswith("../"):
            return False
        folder, _, last = name.rpartition("/")
        return (not folder or folder in self) and last in self._entries(folder)

    def _entries(self, folder: str) -> Container[str]:
        if folder not in self._folders:
            self._folders[folder] = self._listed(self.root / folder)
        return self._folders[folder]

    def _listed(self, folder: Path) -> Container[str]:
        try:
            if not folder.resolve().is_relative_to(self.root.resolve()):
                return ()
            return frozenset(each.name for each in folder.iterdir())
        except (OSError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
            return ()
