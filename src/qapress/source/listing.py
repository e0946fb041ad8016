"""Names of files, as a commit lists them, to those that would be read if they lay on the disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qapress.source.discover import SUFFIXES
from qapress.source.globs import fixed_folder, is_glob, matches
from qapress.source.walk import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def listed(
    names: Iterable[str], paths: Sequence[str], root: Path, include: Sequence[str], exclude: Sequence[str]
) -> tuple[str, ...]:
    """Those of the names, relative to the root, that `find` would give; sorted, each once.

    Neither they nor the paths need be there; what is ignored is asked of the disk as it is.
    """
    every = sorted(names)
    listing = _Listing(root.resolve(), tuple(include), tuple(exclude))
    chosen = {name for path in paths or [str(root)] for name in listing.under(path, every)}
    return tuple(name for name in every if name in chosen)


class _Listing:
    """What a path stands for in a list of names."""

    def __init__(self, root: Path, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self.root = root
        self.include = include
        self.exclude = exclude

    def under(self, path: str, names: Sequence[str]) -> Iterator[str]:
        """The names that a file, a folder or a glob stands for; none where it lies outside the root."""
        try:
            inside = Path(path).resolve().relative_to(self.root).as_posix()
            there = (self.root / inside).exists()
        except (OSError, RuntimeError, ValueError):  # a loop of links, a path outside
            return
        if there or not is_glob(inside):
            yield from self._below("" if inside == "." else inside, names)
        else:
            yield from self._globbed(inside, names)

    def _below(self, top: str, names: Sequence[str]) -> Iterator[str]:
        """A file itself, or what is included of a folder."""
        reach = Reach(self.root, top)
        for name in names:
            included = matches(name, self.include) and not matches(name, self.exclude)
            if name == top or (included and name in reach):
                yield name

    def _globbed(self, pattern: str, names: Sequence[str]) -> Iterator[str]:
        """What a glob names and is Markdown or included."""
        reach = Reach(self.root, fixed_folder(pattern))
        for name in names:
            text = name.lower().endswith(SUFFIXES) or matches(name, self.include)
            if text and name in reach and matches(name, (f"/{pattern}",)):
                yield name
