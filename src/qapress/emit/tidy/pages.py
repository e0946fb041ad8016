"""Where links and images lead once the documents lie in the bundle."""

from __future__ import annotations

import posixpath
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from qapress.emit.places.links import INDEX, Targets, is_remote, paths
from qapress.emit.places.places import FOLDER, places
from qapress.emit.tidy.blocks import INDEXES, is_index, kept_blocks
from qapress.markdown.html_links import HTML_ANCHOR
from qapress.markdown.slug import heading_anchors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.diagnostic import Span
    from qapress.model.qa import Bundle, Document

TOP = "top"
"""The place that every page has."""


class Target(NamedTuple):
    """What an address leads to: a file below `FOLDER`, an anchor in it, and the question there."""

    place: str
    anchor: str = ""
    question: str | None = None


class Pages:
    """The files of a bundle as they lie below `FOLDER`, and the places in them that links may name.

    `assets` holds its images by path.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.places: Mapping[str, str] = places(bundle)
        self.assets = {each.path: each for each in bundle.assets}
        self._targets = Targets(bundle)
        self._anchors: dict[str, Mapping[str, Target]] = {}

    def images(self) -> dict[PurePosixPath, bytes]:
        """The content of each asset by its path in the bundle."""
        return {PurePosixPath(FOLDER, self.places[path]): each.content for path, each in self.assets.items()}

    def flaw(self, document: Document, url: str) -> str:
        """What is said of an image in a document that is not there as it was written, else nothing."""
        if is_remote(url):
            return ""
        flaws = self.bundle.flaws
        return next((flaws[each] for each in paths(document.path, url) if each in flaws), "")

    @cached_property
    def folders(self) -> Mapping[str, list[Document]]:
        """The documents by the place of their folder, `""` being `FOLDER` itself."""
        found: dict[str, list[Document]] = {"": []}
        for each in self.bundle.documents:
            found.setdefault(posixpath.dirname(self.places[each.path]), []).append(each)
        return found

    @cached_property
    def indexes(self) -> Mapping[str, str]:
        """The place of the index of each folder that has one, by the place of the folder."""
        found = {}
        for folder, documents in self.folders.items():
            written = [self.places[each.path] for each in documents if is_index(each)]
            own = min(written, key=lambda each: posixpath.basename(each) != INDEX, default=None)
            taken = {posixpath.basename(each.path).lower() for each in documents}
            name = next((each for each in INDEXES if each.lower() not in taken), None)
            if own or name:
                found[folder] = own or posixpath.join(folder, str(name))
        return found

    def find(self, document: Document, url: str) -> Target | None:
        """What a relative address in a document leads to; None where it is not in the bundle."""
        meant = paths(document.path, url)
        asset = next((each for each in meant if each in self.assets), None)
        if asset is not None:
            return Target(self.places[asset])
        page = self._targets.page(document.path, url)
        if page is None:
            return next((Target(self._folders[each]) for each in meant if each in self._folders), None)
        fragment = unquote(url.partition("#")[2])
        if fragment.lower() in {"", TOP}:
            return Target(self.places[page.path], fragment)
        return self._places_in(page).get(fragment.lower())

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        """The place of each index by what links call it: the path of the folder, or of its `README.md`."""
        found = {}
        for place, documents in self.folders.items():
            if documents and place in self.indexes:
                folder = posixpath.dirname(documents[0].path)
                found[folder or "."] = found[posixpath.join(folder, INDEX)] = self.indexes[place]
        return found

    def _places_in(self, document: Document) -> Mapping[str, Target]:
        """The places of a document by the anchors that the source gives them, in lower case."""
        if document.path not in self._anchors:
            found: dict[str, Target] = {}
            for name, target in self._named(document):
                found.setdefault(name, target)
            self._anchors[document.path] = found
        return self._anchors[document.path]

    def _named(self, document: Document) -> Iterator[tuple[str, Target]]:
        """All places that stay, the likeliest first: headings, ids of questions, names in HTML."""
        place = self.places[document.path]
        yield from ((name, target) for name, _, target in self.headings(document))
        for index, target in enumerate(self.questions(document)):
            yield self.bundle.ids[document.path, index], target
        nodes = (node for block in kept_blocks(document) for node in block.walk())
        for node in (each for each in nodes if each.kind in {"html", "html_block"}):
            yield from ((name.lower(), Target(place, name)) for name in HTML_ANCHOR.findall(node.text))

    def headings(self, document: Document) -> Iterator[tuple[str, Span, Target]]:
        """The headings that stay: the anchor that the source gives each, its span, and what it is now."""
        blocks = [node for block in kept_blocks(document) for node in block.blocks()]
        kept = {node.span for node in blocks}
        old = [(name, node) for name, node in heading_anchors(document.tree.blocks()) if node.span in kept]
        for (name, node), (anchor, _) in zip(old, heading_anchors(blocks), strict=True):
            yield (
                name,
                node.span,
                Target(self.places[document.path], anchor, self._targets.owner(document, node)),
            )

    def questions(self, document: Document) -> list[Target]:
        """Where each question of a document stands."""
        known = {span: target for _, span, target in self.headings(document)}
        return [
            known.get(entry.question.heading.span)
            or Target(self.places[document.path], "", self.bundle.ids[document.path, index])
            for index, entry in enumerate(document.entries)
        ]

    def beside(self, document: Document, url: str) -> str | None:
        """A relative address as it must be in the folder of Markdown; None where it leads nowhere."""
        target = self.find(document, url)
        if target is None:
            return None
        here = self.places[document.path]
        meant = paths(here, url)
        folders = ("" if each == "." else each for each in meant)
        same = {*meant, *(self.indexes[each] for each in folders if each in self.indexes)}
        anchor = unquote(url.partition("#")[2])
        if not url.startswith("/") and target.place in same and anchor.lower() == target.anchor.lower():
            return url
        path = posixpath.relpath(target.place, posixpath.dirname(here) or ".")
        return address("" if target.place == here and target.anchor else path, target.anchor)

    def inside(self, document: Document, url: str) -> str | None:
        """A relative address as it must be in the bundle's own folder, `#id` for a question."""
        target = self.find(document, url)
        if target is None:
            return None
        if target.question:
            return f"#{target.question}"
        return address(posixpath.join(FOLDER, target.place), target.anchor)


def address(path: str, anchor: str = "") -> str:
    """A path and an anchor as an address, signs other than `-._~/` percent-encoded."""
    return _encoded(path) + (f"#{_encoded(anchor)}" if anchor else "")


def _encoded(text: str) -> str:
    return "".join(
        each if not each.isascii() or each.isalnum() or each in "-._~/" else quote(each) for each in text
    )
