"""A collection as one sees it who follows its links: which place of which file each of them means."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from qapress.facts.ids import settle
from qapress.markdown.slug import bare, heading_anchors, unique_slugs
from qapress.markdown.target import local_paths, own_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.facts.facts import Facts, Link
    from qapress.model.qa import Document

PAGE = ".html"
SUFFIXES = (".md", ".markdown")


class Aim(NamedTuple):
    """Where a link leads: a file of the collection and a place in it.

    `spot` counts the names of the file (`Hub.names`); it is None where the link names no place, or one that
    is no heading. `exact` says that the link writes the name as GitHub does. `fragment` is what it writes.
    """

    path: str
    fragment: str
    spot: int | None
    exact: bool = True


class Hub:
    """Documents with their facts, by path. `repository` and `inside` are those of `own_address`."""

    def __init__(
        self, files: Mapping[str, tuple[Document, Facts]], repository: str | None = None, inside: str = ""
    ) -> None:
        self.files = files
        self.repository = repository
        self.inside = inside
        self._names: dict[str, tuple[str, ...]] = {}
        self._entries: dict[str, Mapping[int, int]] = {}
        self._bare: dict[str, Mapping[str, int]] = {}

    @cached_property
    def ids(self) -> Mapping[tuple[str, int], str]:
        """The settled id of each question by path and index."""
        return settle([self.files[path][1] for path in sorted(self.files)])

    def aim(self, path: str, link: Link) -> Aim | None:
        """What a link in a file leads to; None for anything but a file of the collection."""
        url = own_address(link.url, self.repository, self.inside) or link.url
        place, _, fragment = url.partition("#")
        target = path if not place else self._file(place, path.rpartition("/")[0])
        if target is None or target not in self.files:
            return None
        fragment = unquote(fragment)
        names = self.names(target) if fragment else ()
        if fragment in names:
            return Aim(target, fragment, names.index(fragment))
        if not fragment or fragment in self.files[target][1].anchors:
            return Aim(target, fragment, None)
        return Aim(target, fragment, self._near(target).get(bare(fragment)), exact=False)

    def names(self, path: str) -> tuple[str, ...]:
        """The anchors of a file's headings in order, then those of its questions by their titles."""
        if path not in self._names:
            document, _ = self.files[path]
            headings = heading_anchors(document.tree.blocks())
            spans = {node.span: index for index, (_, node) in enumerate(headings)}
            titles = unique_slugs(each.question.title for each in document.entries)
            self._names[path] = (*(name for name, _ in headings), *titles)
            entries = {len(headings) + index: index for index in range(len(titles))}
            for index, entry in enumerate(document.entries):
                entries[spans.get(entry.question.heading.span, -1)] = index
            self._entries[path] = entries
        return self._names[path]

    def entry(self, aim: Aim) -> int | None:
        """Which question of its file a link leads to."""
        if aim.spot is None:
            return None
        self.names(aim.path)
        return self._entries[aim.path].get(aim.spot)

    def _file(self, place: str, folder: str) -> str | None:
        for path in local_paths(place, folder):
            stem = path.removesuffix(PAGE)
            for each in (path, *(f"{stem}{suffix}" for suffix in SUFFIXES)):
                if each in self.files:
                    return each
        return None

    def _near(self, path: str) -> Mapping[str, int]:
        """The names without dashes and marks, as sites differ in them."""
        if path not in self._bare:
            names = self.names(path)
            self._bare[path] = {bare(names[at]): at for at in reversed(range(len(names)))}
        return self._bare[path]
