"""Which paths exist under the root, in which spelling."""

from __future__ import annotations

import re
from functools import cached_property
from posixpath import normpath, splitext
from typing import TYPE_CHECKING

from qapress.errors import nearest
from qapress.source.walk import walk

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

DIGITS = re.compile(r"\d+")
SIMILAR = 0.75
"""How alike two names are, from 0 to 1, of which one may be a slip of the pen for the other."""
MOST = 50
"""Names of a folder that are compared at most."""
LONGEST = 255
"""Characters that a name has at most."""


class FileNames:
    """The files and folders under a root: `"assets/kv.svg" in names`.

    A path is relative to the root, with `/`. Only the folders on its way are listed, each once; so upper and
    lower case count on every system. Nothing outside the root is looked at, also through a link.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: dict[str, frozenset[str]] = {}
        self._cases: dict[str, dict[str, list[str]]] = {}
        self._shapes: dict[str, dict[tuple[str, ...], list[str]]] = {}

    def __contains__(self, path: object) -> bool:
        """Whether a file or folder of exactly this spelling exists."""
        if not isinstance(path, str) or path.startswith("/") or "\0" in path:
            return False
        name = normpath(path)
        if name == ".":
            return True
        if name == ".." or name.startswith("../"):
            return False
        folder = ""
        for part in name.split("/"):
            if part not in self._entries(folder):
                return False
            folder = f"{folder}/{part}" if folder else part
        return True

    def spelled(self, path: str) -> str | None:
        """The one path that differs from this one in nothing but upper and lower case."""
        real = ""
        for part in normpath(path).split("/"):
            same = [part] if part in self._entries(real) else self._folded(real).get(part.casefold(), [])
            if len(same) != 1:
                return None
            real = f"{real}/{same[0]}".lstrip("/")
        return real if real != path else None

    def near(self, path: str) -> str | None:
        """What a path may have been meant for: the nearest name in its folder, else the same name elsewhere.

        Of a name with other digits or another suffix it is not supposed; of several elsewhere none is.
        """
        folder, _, name = normpath(path).rpartition("/")
        if len(name) > LONGEST:
            return None
        found = nearest(name, self._alike(folder, name), SIMILAR) if not folder or folder in self else None
        return f"{folder}/{found}".lstrip("/") if found else self._elsewhere(name)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All files under the root, sorted, without what git ignores and without links."""
        return tuple(sorted(each.path for each in walk(self.root.resolve(), "", []) if not each.link))

    @cached_property
    def inside(self) -> str:
        """The folder of the repository in which the root lies, with `/` at the end; empty for the top."""
        root = self.root.resolve()
        top = next((each for each in (root, *root.parents) if (each / ".git").exists()), root)
        return f"{root.relative_to(top).as_posix()}/" if root != top else ""

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The paths of all files, by name."""
        paths: dict[str, list[str]] = {}
        for each in self.files:
            paths.setdefault(each.rpartition("/")[2], []).append(each)
        return paths

    def _elsewhere(self, name: str) -> str | None:
        paths = self._paths.get(name, [])
        return paths[0] if len(paths) == 1 else None

    def _folded(self, folder: str) -> dict[str, list[str]]:
        """The names in a folder, by what is left of them without upper case."""
        if folder not in self._cases:
            cases = self._cases[folder] = {}
            for each in self._entries(folder):
                cases.setdefault(each.casefold(), []).append(each)
        return self._cases[folder]

    def _alike(self, folder: str, name: str) -> list[str]:
        """The names in a folder that have the suffix and the numbers of this one."""
        if folder not in self._shapes:
            shapes = self._shapes[folder] = {}
            for each in sorted(self._entries(folder)):
                if each.isprintable():
                    shapes.setdefault(_shape(each), []).append(each)
        return self._shapes[folder].get(_shape(name), [])[:MOST]

    def _entries(self, folder: str) -> frozenset[str]:
        if folder not in self._folders:
            self._folders[folder] = self._listed(self.root / folder)
        return self._folders[folder]

    def _listed(self, folder: Path) -> frozenset[str]:
        try:
            if not folder.resolve().is_relative_to(self.root.resolve()):
                return frozenset()
            return frozenset(each.name for each in folder.iterdir())
        except (OSError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
            return frozenset()


class FormerNames(FileNames):
    """The files and folders as they were: with those that are gone, and, where all are listed, no new ones.

    `gone` and `new` are paths of files relative to the root.
    """

    def __init__(self, root: Path, gone: Iterable[str], new: Container[str]) -> None:
        super().__init__(root)
        self._lost, self._new = tuple(gone), new
        self._gone: dict[str, set[str]] = {}
        for path in self._lost:
            while path:
                folder, _, name = path.rpartition("/")
                self._gone.setdefault(folder, set()).add(name)
                path = folder

    @cached_property
    def files(self) -> tuple[str, ...]:
        """As the files' names were, sorted."""
        kept = (each for each in super().files if each not in self._new)
        return tuple(sorted([*kept, *self._lost]))

    def _listed(self, folder: Path) -> frozenset[str]:
        inside = folder.relative_to(self.root).as_posix()
        return super()._listed(folder).union(self._gone.get("" if inside == "." else inside, ()))


def _shape(name: str) -> tuple[str, ...]:
    """What two names have in common of which one is a slip for the other: suffix and numbers."""
    return splitext(name)[1].lower(), *DIGITS.findall(name)
