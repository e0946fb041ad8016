"""Links and images of a document, and the places in it that links may name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.facts.facts import Link
from qapress.markdown.plain import plain
from qapress.markdown.slug import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.diagnostic import Span
    from qapress.model.qa import Document

HTML_ANCHOR = re.compile(r"<[^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)")


def links(document: Document) -> Iterator[Link]:
    """The links and images of a document in the order of the text."""
    for node in document.tree.walk():
        if node.kind in ("link", "image"):
            attributes = node.attributes
            image, auto = node.kind == "image", bool(attributes.get("auto"))
            yield Link(node.span, attributes["url"], plain((node,)), image, auto)


def heading_anchors(document: Document) -> dict[Span, str]:
    """GitHub's anchor of each heading of a document, by the heading's span."""
    headings = [each for each in document.tree.walk() if each.kind == "heading"]
    names = unique_slugs(plain((each,)) for each in headings)
    return {node.span: name for node, name in zip(headings, names, strict=True)}


def anchors(document: Document, headings: Iterable[str]) -> Iterator[str]:
    """What a link to a place in this document may name: headings, ids, titles and HTML anchors."""
    yield from headings
    yield from (name for each in document.entries for name in (each.explicit_id, *each.aliases) if name)
    yield from unique_slugs(each.question.title for each in document.entries)
    yield from HTML_ANCHOR.findall(document.source.well_formed)
