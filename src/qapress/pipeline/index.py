"""`index`: the index of each folder brought up to date."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from qapress.errors import ReadError, system_reason
from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.index import folders_without, indexes
from qapress.pipeline import read
from qapress.pipeline.revise import Outcome, carried_out
from qapress.revise.index import index_plan, total
from qapress.source.decode import decode
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from qapress.facts.facts import Facts
    from qapress.settings import Settings

COMMENTS = "<!-- qapress: index --> and <!-- qapress: /index -->"
NAME = "README.md"
NAMED = 5
"""So many folders without an index are named; of more, how many there are."""


def index(paths: Sequence[str], settings: Settings, *, write: bool, force_exclude: bool = False) -> Outcome:
    """Bring the indexes of the folders up to date that the paths name or lie in, without a path of all.

    What their rows lead to is looked for in the whole collection.

    Raises:
        ConfigError: a layout is wrong.
        ReadError: a file cannot be read.
        WriteError: a file cannot be written; nothing was.
    """
    named = read.files(paths, settings, force_exclude=force_exclude)
    every = read.files((), settings)
    for each in (*named.unread, *every.unread):
        raise ReadError(f"{each.path}: {each.reason}; nothing was written")
    files = tuple(_facts(path, settings) for path in sorted({*named.files, *every.files}))
    collection = Collection(files)
    folders = {_folder(path) for path in named.files}
    sources = {
        each.path: decode(each.path, read.content(settings.root, each.path))
        for each in indexes(collection)
        if each.path in named.files or any(_folder(asked.path) in folders for asked in each.wanted)
    }
    plan, counts = index_plan(collection, sources, FileNames(settings.root))
    carried_out(plan, settings, write=write)
    return Outcome(plan, total(counts).named, tuple(_without(collection, folders)))


def _facts(path: str, settings: Settings) -> Facts:
    try:
        data = read.content(settings.root, path)
    except OSError as error:
        reason = system_reason(error)
        raise ReadError(f"{path}: {reason}; nothing was written") from error
    return extract(read.document(path, data, settings))


def _without(collection: Collection, folders: AbstractSet[str]) -> Iterator[str]:
    """What to do in each of the folders whose questions no index lists."""
    possible = {_folder(each.path): each.path for each in collection.files if each.listing is not None}
    bare = [each for each in folders_without(collection) if each in folders]
    for folder in bare[:NAMED]:
        where = possible.get(folder) or f"a new {posixpath.join(folder, NAME)}"
        yield f"{folder or '.'}: no index; to get one, put {COMMENTS} into {where}, each on its own line"
    if len(bare) > NAMED:
        yield f"and {len(bare) - NAMED} more folders without an index"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
