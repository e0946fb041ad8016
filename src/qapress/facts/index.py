"""Indexes of the collection: which question each row stands for, and which questions have no row.

A file is the index of a folder when its rows name at least half of the folder's questions, by title or by
anchor, or when a pair of comments in it marks the place of an index. A list of tools, a table of papers or
some links in a README are therefore none.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from qapress.facts.index_match import Asked, Placed, Pool, matched
from qapress.facts.order import natural_key
from qapress.markdown.slug import bare
from qapress.markdown.target import local_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qapress.diagnostic import Span
    from qapress.facts.facts import Collection, Facts
    from qapress.facts.index_row import IndexBlock, IndexFacts, IndexRow

TOP = "top"
"""The fragment that every browser knows."""


class Index(NamedTuple):
    """An index: its blocks of rows in the order of the text, and the questions that it must list, in order.

    `blocks` are those that list questions; `missing` are the questions that none of them lists.
    """

    path: str
    facts: IndexFacts
    blocks: tuple[tuple[IndexBlock, tuple[Placed, ...]], ...]
    wanted: tuple[Asked, ...]
    missing: tuple[Asked, ...]

    @property
    def folder(self) -> str:
        """The folder that the file lies in."""
        return _folder(self.path)


@lru_cache(maxsize=1)
def indexes(collection: Collection) -> tuple[Index, ...]:
    """The indexes of a collection, sorted by path; none where it is not complete."""
    if not collection.complete:
        return ()
    known = _Known(collection)
    found = [each for file in collection.files if (each := _read(file, known)) is not None]
    own = {each.folder for each in found if any(_folder(asked.path) == each.folder for asked in each.wanted)}
    return tuple(_settled(each, own) for each in found)


def index_links(collection: Collection) -> dict[str, frozenset[Span]]:
    """By path, the links in rows of indexes: `dead-index-link` judges them, and no other rule has to."""
    return {
        each.path: frozenset(placed.row.link for _, rows in each.blocks for placed in rows)
        for each in indexes(collection)
    }


def folders_without(collection: Collection) -> tuple[str, ...]:
    """The folders with questions that no index lists, in natural order."""
    listed = {_folder(asked.path) for each in indexes(collection) for asked in each.wanted}
    asking = {_folder(each.path) for each in collection.files if each.entries}
    return tuple(sorted(asking - listed, key=natural_key))


def _settled(index: Index, own: set[str]) -> Index:
    """The index without the folders that have one of their own: of these it may list what it likes."""
    listed = {asked.key for asked in _listed(index)}
    wanted = tuple(each for each in index.wanted if _folder(each.path) not in own - {index.folder})
    missing = tuple(each for each in wanted if each.key not in listed)
    return index._replace(wanted=wanted, missing=missing)


def _listed(index: Index) -> Iterator[Asked]:
    """The questions that have a row where the index is kept."""
    for _, rows in index.blocks:
        for each in rows:
            if each.asked and kept(index, each.row):
                yield each.asked


def kept(index: Index, row: IndexRow) -> bool:
    """Whether a row stands where the index is kept: anywhere, or between the comments that mark its place."""
    place = index.facts.generated
    return place is None or place.start <= row.line.start < place.end


class _Known:
    """The files and questions of a collection, to be found by what a row says of them."""

    def __init__(self, collection: Collection) -> None:
        self.files: Mapping[str, Facts] = {each.path: each for each in collection.files}
        self.folders = {
            folder: tuple(
                Asked(file.path, at, entry) for file in files for at, entry in enumerate(file.entries)
            )
            for folder, files in sorted(collection.by_folder.items(), key=lambda item: natural_key(item[0]))
        }
        self._places: dict[str, _Places] = {}
        self._pools: dict[frozenset[str], Pool] = {}

    def asked(self, folders: Iterable[str]) -> tuple[Asked, ...]:
        """The questions of some folders in order."""
        return tuple(each for name in self.folders if name in folders for each in self.folders[name])

    def pool(self, folders: Iterable[str]) -> Pool:
        """The questions of some folders, made ready once."""
        names = frozenset(self.folders.keys() & set(folders))
        if names not in self._pools:
            self._pools[names] = Pool(self.asked(names))
        return self._pools[names]

    def below(self, folder: str) -> tuple[Asked, ...]:
        """The questions that an index in a folder is for: its own, else those of all folders below it."""
        prefix = f"{folder}/" if folder else ""
        return self.asked((folder,)) or self.asked([name for name in self.folders if name.startswith(prefix)])

    def led(self, path: str, fragment: str) -> tuple[Asked | None, bool]:
        """The question whose place in a file is so called, or nearly so, and whether there is any such place.

        Nothing, and `top`, name the file itself.
        """
        if path not in self._places:
            self._places[path] = _Places(self.files[path])
        places = self._places[path]
        asked = places.exact.get(fragment) or places.near.get(bare(fragment))
        return asked, not fragment or fragment == TOP or fragment in places.known

    def placed(self, row: IndexRow, folder: str) -> Placed:
        """A row with the place that its link leads to."""
        paths = local_paths(row.url, folder)
        target = next((each for each in paths if each in self.files), "")
        fragment = unquote(row.url.partition("#")[2]).partition(":~:")[0].removeprefix("user-content-")
        if not target:
            return Placed(row, paths[0] if paths else "", fragment, known=False, alive=False)
        led, alive = self.led(target, fragment)
        return Placed(row, target, fragment, known=True, alive=alive, led=led)


class _Places:
    """The places in a file: all of them, and the questions by their anchors and ids, exact and bare."""

    def __init__(self, file: Facts) -> None:
        self.known = frozenset(file.anchors)
        self.exact: dict[str, Asked] = {}
        for at, entry in enumerate(file.entries):
            for name in (entry.anchor, entry.slug):
                self.exact.setdefault(name, Asked(file.path, at, entry))
        self.exact.pop("", None)
        self.near = {bare(name): asked for name, asked in reversed(self.exact.items())}


def _read(file: Facts, known: _Known) -> Index | None:
    """A file's rows with their questions; None where it is no index."""
    if file.listing is None:
        return None
    folder, blocks, named = _folder(file.path), [], set[tuple[str, int]]()
    for block in file.listing.blocks:
        rows = [known.placed(row, folder) for row in block.rows]
        placed, sure = matched(rows, known.pool(_folder(each.target) for each in rows))
        if sure and len(sure) * 2 >= len(rows):
            blocks.append((block, placed))
            named |= sure
    counts = Counter(_folder(path) for path, _ in named)
    covered = {name for name, count in counts.items() if count * 2 >= len(known.folders[name])}
    if not covered and file.listing.generated is None:
        return None
    wanted = known.asked(covered) or known.below(folder)
    return Index(file.path, file.listing, tuple(blocks), wanted, ())


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
