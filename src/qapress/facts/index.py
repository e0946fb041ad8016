"""Indexes of the collection: which question each row stands for, and which questions have no row.

A file is the index of a folder when its rows name at least half of the folder's questions, by title or by
anchor, or when a pair of comments in it marks the place of an index. A list of tools, a table of papers or
some links in a README are therefore none.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import unquote

from qapress.facts.numbering import parse_number
from qapress.facts.order import natural_key
from qapress.markdown.slug import bare
from qapress.markdown.target import local_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from qapress.diagnostic import Span
    from qapress.facts.facts import Collection, EntryFacts, Facts
    from qapress.facts.index_row import IndexBlock, IndexFacts, IndexRow

Key = TypeVar("Key")
SIMILAR = 0.6
"""From this ratio on two titles may be those of one question (difflib; 1 is equal)."""
COMPARED = 200
"""Titles at most that one is compared with to find a similar one, and characters of each: it takes long."""
TOP = "top"
"""The fragment that every browser knows."""
_WORDS = re.compile(r"\w+")


class Asked(NamedTuple):
    """A question of the collection: its file, the place in it, and what the facts say."""

    path: str
    at: int
    entry: EntryFacts

    @property
    def name(self) -> str:
        """What a person calls it: its label, else its title."""
        return self.entry.label or f"'{self.entry.title}'"

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other."""
        return self.path, self.at


class Placed(NamedTuple):
    """A row and where it leads.

    `target` is the path that its link names, as the collection spells it where it has that file (`known`),
    and `fragment` the place there; `alive` says that the file has a place so called, or none is named.
    `asked` is the question that the row stands for; `led` the one that its link leads to.
    """

    row: IndexRow
    target: str
    fragment: str
    known: bool
    alive: bool
    asked: Asked | None = None
    led: Asked | None = None

    def is_dead(self, folder: str, names: Container[str]) -> bool:
        """Whether the link leads nowhere: `names` are the paths that exist, `folder` is that of the index."""
        if self.known and not self.row.cut:
            return not self.alive
        return self.row.cut or not any(each in names for each in local_paths(self.row.url, folder))

    @property
    def is_lost(self) -> bool:
        """Whether a row with a number leads to a file as such, in which it has no question."""
        return self.asked is None and self.known and not self.fragment and bool(self.row.number)

    def is_numbered(self) -> bool:
        """Whether the row has the number of its question, or there is none to have."""
        if self.asked is None or self.row.number_at is None or not self.asked.entry.label:
            return True
        return digits(self.row.number) == digits(self.asked.entry.number or "?")


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


def same_words(first: str, second: str) -> bool:
    """Whether two titles, as Markdown, differ at most in case, punctuation and marks."""
    return first == second or _words(first) == _words(second)


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
        self._pools: dict[frozenset[str], _Pool] = {}

    def asked(self, folders: Iterable[str]) -> tuple[Asked, ...]:
        """The questions of some folders in order."""
        return tuple(each for name in self.folders if name in folders for each in self.folders[name])

    def pool(self, folders: Iterable[str]) -> _Pool:
        """The questions of some folders, made ready once."""
        names = frozenset(self.folders.keys() & set(folders))
        if names not in self._pools:
            self._pools[names] = _Pool(self.asked(names))
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
        matched, sure = _matched(rows, known.pool(_folder(each.target) for each in rows))
        if sure and len(sure) * 2 >= len(rows):
            blocks.append((block, matched))
            named |= sure
    counts = Counter(_folder(path) for path, _ in named)
    covered = {name for name, count in counts.items() if count * 2 >= len(known.folders[name])}
    if not covered and file.listing.generated is None:
        return None
    wanted = known.asked(covered) or known.below(folder)
    return Index(file.path, file.listing, tuple(blocks), wanted, ())


class _Pool:
    """The questions of some folders, to be found by what rows say of them."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.titles = _grouped((_words(each.entry.markup), each) for each in asked)
        self.local = _grouped(((each.path, _words(each.entry.markup)), each) for each in asked)
        labelled = (each for each in asked if each.entry.label)
        self.numbers = _grouped(((each.path, digits(each.entry.number or "?")), each) for each in labelled)
        self.files = _grouped((each.path, each) for each in asked)


def _matched(rows: Sequence[Placed], pool: _Pool) -> tuple[tuple[Placed, ...], set[tuple[str, int]]]:
    """The rows of a block with their questions, each question once, and the questions that are sure.

    What says most decides first: title and anchor, title, anchor, the number in the file, a similar title.
    """
    match = _Match(rows)
    match.follow(alike=True)
    match.take(pool.local, lambda row: (row.target, _title(row)))
    match.follow(alike=False)
    match.take(pool.titles, _title)
    sure = set(match.taken)
    match.take(pool.numbers, lambda row: (row.target, digits(row.row.number) if row.row.number else ""))
    match.resemble(pool.files)
    made = zip(rows, match.found, strict=True)
    return tuple(_placed(row, asked) for row, asked in made), sure


def _placed(placed: Placed, asked: Asked | None) -> Placed:
    """The row with its question; what reads like a label in the link may be part of the title."""
    whole = asked is not None and placed.row.whole is not None and placed.row.whole[1] == asked.entry.markup
    unlabelled = whole or (asked is not None and not asked.entry.label)
    return placed._replace(asked=asked, row=placed.row.unlabelled() if unlabelled else placed.row)


class _Match:
    """The questions of rows, as far as they are known."""

    def __init__(self, rows: Sequence[Placed]) -> None:
        self.rows = rows
        self.found: list[Asked | None] = [None] * len(rows)
        self.taken: set[tuple[str, int]] = set()

    def follow(self, *, alike: bool) -> None:
        """Give rows the question that their link leads to; `alike`, only where the title says the same."""
        for number, row in self._left():
            if row.led and (not alike or _words(row.led.entry.markup) == _title(row)):
                self._give(number, (row.led,))

    def take(self, known: Mapping[Key, Sequence[Asked]], key: Callable[[Placed], Key]) -> None:
        """Give rows the first question that is known by the same key and still free."""
        first: dict[Key, int] = {}
        for number, row in self._left():
            name = key(row)
            if name in known:
                first[name] = self._give(number, known[name], first.get(name, 0))

    def resemble(self, files: Mapping[str, Sequence[Asked]]) -> None:
        """Give rows the question in their file whose title is most like theirs."""
        for number, row in self._left():
            self._give(number, _similar(row.row.title, files.get(row.target, ())))

    def _left(self) -> Iterator[tuple[int, Placed]]:
        return ((number, row) for number, row in enumerate(self.rows) if self.found[number] is None)

    def _give(self, number: int, candidates: Sequence[Asked], first: int = 0) -> int:
        """Give a row the first free candidate from `first` on; where that stood."""
        while first < len(candidates) and candidates[first].key in self.taken:
            first += 1
        if first < len(candidates):
            self.found[number] = candidates[first]
            self.taken.add(candidates[first].key)
        return first


def _title(row: Placed) -> tuple[str, ...]:
    return _words(row.row.markup)


def _grouped(pairs: Iterable[tuple[Key, Asked]]) -> dict[Key, list[Asked]]:
    found: dict[Key, list[Asked]] = {}
    for key, asked in pairs:
        found.setdefault(key, []).append(asked)
    return found


def _similar(title: str, pool: Sequence[Asked]) -> list[Asked]:
    """The questions whose titles are nearly this one, the nearest first."""
    from difflib import SequenceMatcher  # only an index out of step needs it

    matcher = SequenceMatcher(b=title.casefold()[:COMPARED], autojunk=False)
    rated = []
    for each in pool if len(pool) <= COMPARED else ():
        matcher.set_seq1(each.entry.title.casefold()[:COMPARED])
        if matcher.quick_ratio() >= SIMILAR and (ratio := matcher.ratio()) >= SIMILAR:
            rated.append((-ratio, each.at, each))
    return [each for _, _, each in sorted(rated, key=lambda item: item[:2])]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _words(title: str) -> tuple[str, ...]:
    """What counts of a title: its words, or all of it where it has none."""
    return tuple(_WORDS.findall(title.casefold())) or (title,)


def digits(number: str) -> str:
    """A number as it is compared: without zeros before it."""
    value, letter = parse_number(number)
    return f"{value}{letter}"
