"""Where a link or an image in a document leads: into the book, to an asset, outside, or nowhere."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qapress.diagnostic import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Bundle, Document

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
OUTSIDE = ("http://", "https://", "mailto:")
"""Schemes that a reader may follow out of the book."""
LINK_HINT = "link to a question or file of this collection, or to a full address"
"""What to do about a link that leads to nothing."""
CONTENTS = "contents"
"""The anchor of the book's table of contents."""


def is_remote(url: str) -> bool:
    """Whether a URL names a scheme or a host."""
    return bool(_SCHEME.match(url))


def is_outside(url: str) -> bool:
    """Whether a URL leads out of the book to where a reader may go."""
    return url.lower().startswith(OUTSIDE)


def locate(document: str, url: str) -> str | None:
    """The path under the root that a relative URL in a document means; None outside the root."""
    path = unquote(re.split(r"[?#]", url, maxsplit=1)[0])
    if not path:
        return document
    base = "" if path.startswith("/") else posixpath.dirname(document)
    found = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    return None if found == ".." or found.startswith("../") else found


def anchor_of(title: str) -> str:
    """The anchor that GitHub gives to a heading of this text, before equal ones are numbered."""
    text = unicodedata.normalize("NFC", title).strip().lower()
    return _NOT_IN_ANCHOR.sub("", text).replace(" ", "-")


def anchors(headings: Iterable[tuple[str, Node]]) -> Iterator[tuple[str, Node]]:
    """Each heading with the anchor that GitHub gives to it; the second of a name gets `-1`."""
    seen: dict[str, int] = {}
    for title, node in headings:
        anchor = anchor_of(title)
        count = seen.get(anchor, -1) + 1
        seen[anchor] = count
        yield (f"{anchor}-{count}" if count else anchor), node


def spoken(node: Node) -> str:
    """The text of an inline node as a person reads it."""
    if node.kind in {"text", "code", "math"}:
        return node.text
    if node.kind in {"line_break", "soft_break"}:
        return " "
    return "".join(spoken(each) for each in node.children)


@dataclass(frozen=True)
class Targets:
    """What the documents of a bundle offer to links, by path and anchor."""

    bundle: Bundle

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {each.path: each for each in self.bundle.documents}

    @cached_property
    def _anchors(self) -> dict[tuple[str, str], str | None]:
        found: dict[tuple[str, str], str | None] = {}
        for document in self.bundle.documents:
            headings = ((spoken(n), n) for n in document.tree.walk() if n.kind == "heading")
            for anchor, node in anchors(headings):
                found[document.path, anchor] = self._owner(document, node)
        return found

    def _owner(self, document: Document, node: Node) -> str | None:
        for index, entry in enumerate(document.entries):
            if entry.span.start <= node.span.start < entry.span.end:
                return self.bundle.ids[document.path, index]
        return None

    def find(self, document: str, url: str) -> str | None:
        """The anchor in the book that a relative link leads to; None where there is none.

        A link to a document leads to its first question, one to a document without questions, or to a
        heading that belongs to none, to the contents.
        """
        path = locate(document, url)
        found = self._documents.get(path or "")
        if found is None and path is not None:
            found = self._documents.get(posixpath.join(path, "README.md").removeprefix("./"))
        if found is None:
            return None
        fragment = unquote(url.partition("#")[2])
        if fragment:
            key = found.path, fragment.lower()
            return (self._anchors[key] or CONTENTS) if key in self._anchors else None
        return self.bundle.ids[found.path, 0] if found.entries else CONTENTS


def no_target(node: Node) -> Problem:
    """The problem of a link that leads out of the bundle, to nothing."""
    message = f"the link to {node.attributes['url']} leads to nothing in the bundle"
    return Problem("unresolved-link", node.span, message, LINK_HINT)
