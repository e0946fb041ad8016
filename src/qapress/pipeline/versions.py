"""The collection as it is, and as it was at a commit, read by the configuration of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.emit import EmitOptions
from qapress.emit.json import bundle_data
from qapress.errors import ReadError, system_reason
from qapress.facts.extract import extract
from qapress.facts.ids import settle
from qapress.facts.order import natural_key
from qapress.model.changes import version
from qapress.model.data import document_data
from qapress.model.qa import Bundle
from qapress.pipeline import read
from qapress.pipeline.assets import assets
from qapress.pipeline.collect import kept_documents
from qapress.pipeline.revision import lacking
from qapress.source.listing import listed
from qapress.source.oddities import LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qapress.git import Tree
    from qapress.model.changes import Version
    from qapress.model.qa import Document
    from qapress.settings import Settings


class Snapshot(NamedTuple):
    """The documents of a version of the collection by path, and the paths of those that are compared."""

    documents: Mapping[str, Document]
    chosen: frozenset[str]

    @property
    def ids(self) -> dict[tuple[str, int], str]:
        """The ids of all questions, by path and index in the document."""
        asked = [each for each in self.documents.values() if each.entries]
        return settle([extract(each) for each in sorted(asked, key=lambda each: each.path)])

    def questions(self) -> tuple[Version, ...]:
        """The questions of the chosen documents in reading order."""
        return versions((self.documents[path] for path in self.chosen), self.ids)

    def published(self, settings: Settings) -> tuple[Version, ...]:
        """The same questions as a release has them: with tidy texts."""
        documents = sorted(self.documents.values(), key=lambda each: natural_key(each.path))
        kept = tuple(each.document for each in kept_documents(documents, settings))
        images = assets(kept, settings.root)
        # What only a whole release has stays empty; images count, since a broken one is no part of a text.
        own = Bundle("", "", "", settings.language, 0, kept, self.ids)
        bundle = own._replace(assets=images.assets, flaws=images.flaws)
        found = bundle_data(bundle, EmitOptions())["documents"]
        return tuple(version(q) for each in found if each["path"] in self.chosen for q in each["questions"])

    def within(self, root: Path, tree: Tree) -> Snapshot:
        """Without what a commit never holds: files that links lead to, and those of submodules."""
        other = tuple(f"{each}/" for each in tree.modules)
        own = (path for path in self.chosen if not (path.startswith(other) or (root / path).is_symlink()))
        return Snapshot(self.documents, frozenset(own))


def versions(documents: Iterable[Document], ids: Mapping[tuple[str, int], str]) -> tuple[Version, ...]:
    """The questions of documents in reading order, with these ids."""
    found: list[Version] = []
    for each in sorted(documents, key=lambda each: natural_key(each.path)):
        own = {index: ids[each.path, index] for index in range(len(each.entries))}
        found += map(version, document_data(each, own, forms=("text",)).data["questions"])
    return tuple(found)


def chosen(names: Iterable[str], paths: Sequence[str], settings: Settings) -> frozenset[str]:
    """Those of the names that the paths stand for, or the configuration includes."""
    return frozenset(listed(names, paths, settings.root, settings.include, settings.exclude))


def on_disk(paths: Sequence[str], settings: Settings, then: Collection[str]) -> Snapshot:
    """The collection as it is; a path may also name what only an earlier version had, with files `then`.

    Raises:
        ReadError: a file cannot be read, or a path names nothing, now or then.
    """
    found = read.files(paths, settings)
    for each in found.unread:
        there = Path(each.path).exists() or (settings.root / each.path).exists()
        if there or not chosen(then, [each.path], settings):
            raise ReadError(f"cannot read {each.path}: {each.reason}")
    documents = {}
    for path in found.files:
        try:
            documents[path] = read.document(path, read.content(settings.root, path), settings)
        except OSError as error:
            raise ReadError(f"cannot read {path}: {system_reason(error)}") from error
    every = read.collection(documents, settings) if paths else documents.values()
    return Snapshot({each.path: each for each in every}, frozenset(found.files))


def tree(commit: str, settings: Settings) -> Tree:
    """What a commit holds below the root.

    Raises:
        ReadError: git cannot list it.
    """
    found = git.tree(settings.root, commit, LIMIT)
    if found is None:
        raise lacking()
    return found


def at_commit(
    there: Tree, paths: Sequence[str], settings: Settings, known: Mapping[str, Document]
) -> Snapshot:
    """The collection as it was at a commit; a file that is among the `known` ones is not read again.

    Raises:
        ReadError: the content of a file is missing, as in a partial clone.
    """
    named = chosen(there.files, paths, settings)
    every = sorted(named | chosen(there.files, (), settings))
    same = {path for path in every if path in known and _is_same(known[path], there.files[path])}
    changed = [path for path in every if path not in same]
    contents = git.contents(settings.root, [there.files[path] for path in changed])
    if contents is None:
        raise lacking()
    documents = {path: known[path] for path in same}
    for path, content in zip(changed, contents, strict=True):
        documents[path] = read.document(path, content, settings)
    return Snapshot(documents, named)


def _is_same(document: Document, content: str) -> bool:
    return git.blob_hash(document.source.encode(), content) == content
