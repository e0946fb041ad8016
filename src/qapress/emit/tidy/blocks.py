"""What of a document is published."""

from __future__ import annotations

import re
from html import unescape
from itertools import dropwhile
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.emit.places.links import INDEX, is_remote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

KEPT = frozenset(("definition", "footnote_definition", "front_matter"))
"""Kinds of block that show nothing by themselves and that others need."""

INDEXES = (INDEX, "index.md")
"""What the index of a folder is called: the first name that no document with questions has."""
_HTML_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def kept_blocks(document: Document) -> list[Node]:
    """The blocks that stay: those of questions, what was not set apart, and what others need."""
    if is_index(document):
        title, said = heading_of(document), introduction(document)
        return [each for each in document.tree.children if each is title or each in said or each.kind in KEPT]
    own = {each.span for each in (*document.front, *document.closing)}
    own |= {each.id_span for each in document.entries if each.id_span}
    entries = [each.span for each in document.entries]
    shown = {
        block.span
        for block in document.tree.children
        if block.span in own or any(start <= block.span.start < end for start, end in entries)
    }
    loose = any(
        each.kind == "footnote_definition" for each in document.tree.children if each.span not in shown
    )
    shown |= _used_notes(document, shown) if loose else set()
    others = {"definition", "front_matter"}
    return [each for each in document.tree.children if each.span in shown or each.kind in others]


def _used_notes(document: Document, shown: set[Span]) -> set[Span]:
    """The footnotes that blocks refer to."""
    known = {
        node.attributes["label"]
        for block in document.tree.children
        if block.span in shown
        for node in block.walk()
        if node.kind == "footnote_reference"
    }
    notes: dict[str, Span] = {}
    for node in document.tree.walk():
        if node.kind == "footnote_definition" and node.attributes["label"] in known:
            notes.setdefault(node.attributes["label"], node.span)
    return set(notes.values())


def is_index(document: Document) -> bool:
    """Whether a document is the index of its folder."""
    return document.indexes and not document.entries


def is_cut(document: Document) -> bool:
    """Whether an index says more than its title, its introduction and its lists: that is not published."""
    if not is_index(document):
        return False
    kept = {each.span for each in kept_blocks(document)}
    silent = {"list", "table", "thematic_break", "comment", "heading"}
    return any(each.span not in kept and each.kind not in silent for each in document.tree.children)


def heading_of(document: Document) -> Node | None:
    """The heading that gives a document its title."""
    headings = (each for each in document.tree.children if each.kind == "heading")
    return next((each for each in headings if each.attributes["level"] == 1), None)


def title_of(document: Document) -> str | None:
    """The title of a document, be it in HTML, as that of a README that is centred."""
    if document.title:
        return document.title
    blocks = (each.text for each in document.tree.children if each.kind == "html_block")
    found = next((match for match in map(_HTML_TITLE.search, blocks) if match), None)
    return " ".join(unescape(_TAG.sub("", found[1])).split()) or None if found else None


def introduction(document: Document) -> list[Node]:
    """What an index says between its title, or HTML in its place, and the first heading or list of files."""
    blocks = list(document.tree.children)
    if title := heading_of(document):
        del blocks[: blocks.index(title) + 1]
    blocks = [each for each in blocks if each.kind not in KEPT and not is_comment(each)]
    blocks = list(dropwhile(lambda each: each.kind == "html_block", blocks))
    return blocks[: next((n for n, each in enumerate(blocks) if _ends(each)), len(blocks))]


def _ends(block: Node) -> bool:
    """Whether the introduction of an index ends before a block."""
    if block.kind in {"list", "table"}:
        links = (each for each in block.walk() if each.kind == "link")
        return any(not is_remote(each.attributes["url"]) for each in links)
    return block.kind in {"heading", "thematic_break", "html_block"}


def is_comment(node: Node) -> bool:
    """Whether a node is a comment, a block or within a line."""
    return node.kind == "comment" or (node.kind == "html" and node.text.startswith("<!--"))


def inner_comments(node: Node, source: str) -> Iterator[Span]:
    """Where comments stand that are no nodes: in a block of HTML, and behind the last cell of a row."""
    start, end = node.span
    if node.kind == "table_row":
        start = node.children[-1].span.end if node.children else start
    elif node.kind != "html_block":
        return
    while (start := source.find("<!--", start, end)) >= 0:
        close = source.find("-->", start + 4, end)
        after = close + 3 if close >= 0 else end
        yield Span(start, after)
        start = after
