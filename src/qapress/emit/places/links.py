"""Where a link or an image in a document leads: into the book, to an asset, outside, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qapress.markdown.slug import heading_anchors
from qapress.markdown.target import local_paths

if TYPE_CHECKING:
    from qapress.markdown.tree import Node
    from qapress.model.qa import Bundle, Document

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
OUTSIDE = ("http://", "https://", "mailto:", "//")
"""What the address of a place that a reader may go to out of the book begins with."""
INDEX = "README.md"
"""The file that a link to a folder leads to."""
CONTENTS = "contents"
"""The anchor of the book's table of contents."""


def is_remote(url: str) -> bool:
    """Whether a URL names a scheme or a host."""
    return bool(_SCHEME.match(url))


def is_outside(url: str) -> bool:
    """Whether a URL leads out of the book to where a reader may go."""
    return url.lower().startswith(OUTSIDE)


def with_scheme(url: str) -> str:
    """The same URL with the scheme that it leaves to the page it stands in."""
    return f"https:{url}" if url.startswith("//") else url


def paths(document: str, url: str) -> tuple[str, ...]:
    """The paths under the root that a relative URL in a document may mean, the likeliest first."""
    return (document,) if url[:1] in {"", "#", "?"} else local_paths(url, posixpath.dirname(document))


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
            for anchor, node in heading_anchors(document.tree.blocks()):
                found[document.path, anchor] = self.owner(document, node)
            for index in range(len(document.entries)):
                name = self.bundle.ids[document.path, index]
                found.setdefault((document.path, name), name)
        return found

    def owner(self, document: Document, node: Node) -> str | None:
        """The id of the question that a block belongs to."""
        for index, entry in enumerate(document.entries):
            if entry.span.start <= node.span.start < entry.span.end:
                return self.bundle.ids[document.path, index]
        return None

    def page(self, document: str, url: str) -> Document | None:
        """The document, for a folder its index, that a relative link leads to; None where there is none."""
        places = paths(document, url)
        indexes = (posixpath.join(each, INDEX).removeprefix("./") for each in places)
        return next((self._documents[each] for each in (*places, *indexes) if each in self._documents), None)

    def _first_in(self, folders: tuple[str, ...]) -> Document | None:
        """The first document with questions in one of some folders."""
        asked = (each for each in self.bundle.documents if each.entries)
        return next((each for each in asked if (posixpath.dirname(each.path) or ".") in folders), None)

    def find(self, document: str, url: str) -> str | None:
        """The anchor in the book that a relative link leads to; None where there is none.

        A link to a document, or to a folder without an index, leads to the first question there; one to a
        document without questions, or to a heading that belongs to none, to the contents.
        """
        found = self.page(document, url) or self._first_in(paths(document, url))
        if found is None:
            return None
        fragment = unquote(url.partition("#")[2])
        if fragment:
            key = found.path, fragment.lower()
            return (self._anchors[key] or CONTENTS) if key in self._anchors else None
        return self.bundle.ids[found.path, 0] if found.entries else CONTENTS
