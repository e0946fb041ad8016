"""The files that differ from how they were at a commit, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.pipeline.revision import lacking
from qapress.source.decode import decode
from qapress.source.listing import listed
from qapress.source.matching import origins
from qapress.source.oddities import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from qapress.pipeline.since import Since
    from qapress.settings import Settings
    from qapress.source.text import Source


class Sides(NamedTuple):
    """The files that differ, as they were and as they are, by path; those with other line ends alone do not.

    `origins` has the earlier path of each of the new ones that was there.
    """

    old: Mapping[str, Source]
    new: Mapping[str, Source]
    origins: Mapping[str, str]


def sides(
    since: Since, paths: Sequence[str], settings: Settings, content: Callable[[str], bytes], *, whole: bool
) -> Sides:
    """Compare the files that were read with a commit; `whole` says that they are a whole collection.

    Raises:
        ReadError: git lacks the content of an earlier file, as in a partial clone.
    """
    new, named = _differing(since, paths, settings.root, content)
    gone = _gone(since, paths, settings, whole=whole, renamed=len(named) < len(new))
    old = _read(settings.root, {path: since.tree.files[path] for path in [*named.values(), *gone]})
    for path, before in list(named.items()):
        if _reads_the_same(old[before], new[path]):
            del new[path], named[path]
    differing = {path: old[path] for path in sorted({*named.values(), *gone})}
    found = origins(differing, new, named)
    there = {*found.values(), *named.values(), *(gone if whole else ())}
    return Sides({path: source for path, source in differing.items() if path in there}, new, found)


def _differing(
    since: Since, paths: Sequence[str], root: Path, content: Callable[[str], bytes]
) -> tuple[dict[str, Source], dict[str, str]]:
    """The files whose bytes are new, and the paths of those that were there; not those of submodules."""
    others = tuple(f"{each}/" for each in since.tree.modules)
    new, origins = {}, {}
    for path in paths:
        before = _committed(path, root, since.tree.files)
        if before is None and path.startswith(others):
            continue
        data = content(path)
        if before is None or not _is_same(data, since.tree.files[before]):
            new[path] = decode(path, data)
            if before is not None:
                origins[path] = before
    return new, origins


def _committed(path: str, root: Path, files: Mapping[str, str]) -> str | None:
    """The path by which a commit has a file: its own, or that of what it is a link to."""
    if path in files:
        return path
    real = (root / path).resolve()
    inside = real.relative_to(root.resolve()).as_posix() if real.is_relative_to(root.resolve()) else path
    return inside if inside in files else None


def _is_same(data: bytes, found: str) -> bool:
    """Whether bytes are those that were committed, or would be once git has made their line ends LF."""
    return git.blob_hash(data, found) == found or (
        b"\r" in data and git.blob_hash(data.replace(b"\r\n", b"\n"), found) == found
    )


def _gone(
    since: Since, paths: Sequence[str], settings: Settings, *, whole: bool, renamed: bool
) -> frozenset[str]:
    """The files that are no longer there: of what is checked and, where names are new, of the collection."""
    here = frozenset(paths)
    rest = [path for path in since.tree.files if path not in here]
    asked = [*([since.paths] if whole else ()), *([()] if renamed else ())]
    root, globs = settings.root, (settings.include, settings.exclude)
    found = (path for some in asked for path in listed(rest, some, root, *globs))
    return frozenset(path for path in found if not (root / path).exists())


def _read(root: Path, files: Mapping[str, str]) -> dict[str, Source]:
    hashes = sorted(set(files.values()))
    sizes = git.sizes(root, hashes)
    small = [each for each, size in zip(hashes, sizes or (), strict=False) if size <= LIMIT]
    contents = git.contents(root, small)
    if sizes is None or contents is None:
        raise lacking()
    found = dict(zip(small, contents, strict=True))
    return {
        path: decode(path, found[each] if each in found else bytes(LIMIT + 1)) for path, each in files.items()
    }


def _reads_the_same(one: Source, other: Source) -> bool:
    """Whether two files differ in nothing but their line ends."""
    return (one.text, one.bom, one.encoding, one.tail) == (other.text, other.bom, other.encoding, other.tail)
