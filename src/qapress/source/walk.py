"""The files below a folder that are somebody's text: not ignored by git, not another tool's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.errors import system_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pathspec import GitIgnoreSpec

SKIPPED = ("node_modules", "dist")
"""Folders of these names, and those that begin with a dot, are never entered."""

_ENVIRONMENT = {"pyvenv.cfg", "conda-meta"}
"""What a folder holds that is a virtual environment of Python."""

_RELEASE = {"manifest.json", "SHA256SUMS", "licenses.spdx.json"}
"""What a folder holds that is a release: made of somebody's text, and not to be read again as such.

A walk goes by the names of all three. `pipeline.published` compares with releases that others made too, and
asks for two; `pipeline.stage` replaces only what a build made, and looks into the manifest.
"""


class Ignore(NamedTuple):
    """One .gitignore: its folder, with `/` at the end unless it is the root, and its patterns.

    Of one above the root, `inside` is the way from its folder to the root, with `/` at the end.
    """

    folder: str
    spec: GitIgnoreSpec
    inside: str = ""


class Found(NamedTuple):
    """A file relative to the root, with `/`; `link` says that it is a symbolic link."""

    path: str
    link: bool


def is_skipped(name: str) -> bool:
    """Whether a folder of this name is never entered by itself."""
    return name.startswith(".") or name in SKIPPED


def walk(root: Path, top: str, failed: list[tuple[str, str]]) -> Iterator[Found]:
    """All files below the folder `top` (`""` for the root), in no certain order.

    The folder itself is walked whatever its name, and also where a .gitignore above names it. Links to
    folders are not followed. Folders that cannot be listed are added to `failed`, with the reason.
    """
    folders = [(f"{top}/" if top else "", _at(root, top))]
    while folders:
        folder, ignores = folders.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            failed.append((folder.rstrip("/") or ".", system_reason(error)))
            continue
        names = {each.name for each in entries}
        if (names & _ENVIRONMENT or names >= _RELEASE) and folder.rstrip("/") != top:
            continue
        if ".gitignore" in names:
            ignores = (*ignores, *_ignore(root, folder))
        for each in entries:
            path = folder + each.name
            if each.is_dir(follow_symlinks=False):
                if not is_skipped(each.name) and not _is_ignored(f"{path}/", ignores):
                    folders.append((f"{path}/", ignores))
            elif _is_file(each) and not _is_ignored(path, ignores):
                yield Found(path, each.is_symlink())


class Reach:
    """The files that a walk of the folder `top` would come to, whether they are there or not."""

    def __init__(self, root: Path, top: str) -> None:
        self.root = root
        self.top = f"{top}/" if top else ""
        own = (*_at(root, top), *_ignore(root, self.top))
        self._entered: dict[str, tuple[Ignore, ...] | None] = {self.top: own}

    def __contains__(self, path: str) -> bool:
        """Whether the walk would come to a file of this path, relative to the root."""
        ignores = self._ignores(path[: path.rfind("/") + 1]) if path.startswith(self.top) else None
        return ignores is not None and not _is_ignored(path, ignores)

    def _ignores(self, folder: str) -> tuple[Ignore, ...] | None:
        """What a folder's files are held against; None for one that the walk would not enter."""
        if folder not in self._entered:
            above, _, name = folder[:-1].rpartition("/")
            ignores = self._ignores(f"{above}/" if above else "")
            if ignores is None or is_skipped(name) or _is_ignored(folder, ignores):
                self._entered[folder] = None
            else:
                self._entered[folder] = (*ignores, *_ignore(self.root, folder))
        return self._entered[folder]


def _at(root: Path, top: str) -> tuple[Ignore, ...]:
    """The .gitignore files that stand above a folder; none where they name the folder itself."""
    above = (*_outside(root), *_above(root, top))
    return () if top and _is_ignored(f"{top}/", above) else above


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is, or leads to, an ordinary file; `DirEntry.is_file` fails on a loop of links."""
    return Path(entry).is_file() if entry.is_symlink() else entry.is_file(follow_symlinks=False)


def _above(root: Path, top: str) -> tuple[Ignore, ...]:
    """The .gitignore files of the root and of the folders between it and `top`."""
    parts = top.split("/") if top else []
    folders = ["/".join([*parts[:count], ""]) for count in range(len(parts))]
    return tuple(each for folder in folders for each in _ignore(root, folder))


def _outside(root: Path) -> Sequence[Ignore]:
    """The .gitignore files above the root in its repository, from the top; none where they name the root."""
    top = next((each for each in (root, *root.parents) if (each / ".git").exists()), root)
    folders = [each for each in root.parents if each.is_relative_to(top)]
    ways = [(each, f"{root.relative_to(each).as_posix()}/") for each in reversed(folders)]
    ignores = [each._replace(inside=way) for folder, way in ways for each in _ignore(folder, "")]
    return [] if _is_ignored("", ignores) else ignores


def _ignore(root: Path, folder: str) -> Sequence[Ignore]:
    from pathspec import GitIgnoreSpec

    file = root / folder / ".gitignore"
    try:
        if not file.is_file() or file.is_symlink():  # git reads no linked .gitignore either
            return ()
        lines = file.read_text("utf-8-sig", "replace").split("\n")  # git passes over a mark, too
        return (Ignore(folder, GitIgnoreSpec.from_lines(lines)),)
    except (OSError, ValueError):  # a ValueError where a pattern is malformed
        return ()


def _is_ignored(path: str, ignores: Sequence[Ignore]) -> bool:
    """Whether the deepest .gitignore that says anything about the path names it; folders end with `/`."""
    for folder, spec, inside in reversed(ignores):
        said = spec.check_file(inside + path[len(folder) :]).include
        if said is not None:
            return said
    return False
