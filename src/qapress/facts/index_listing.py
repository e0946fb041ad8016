"""What a file has of an index: its rows by table and list, and the place that comments mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.facts.index_row import (
    NUMBER,
    IndexBlock,
    IndexFacts,
    IndexRow,
    behind_marks,
    found_link,
    place,
    tail,
    whole,
    whole_line,
)
from qapress.facts.index_table import table_rows
from qapress.markdown.link_text import link_text
from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document


MARKER = re.compile(r"[ \t]*(\d{1,9})(?=[.)])")
OPENING = re.compile(r"\s*qapress:\s*index\s*")
CLOSING = re.compile(r"\s*qapress:\s*/index\s*")


def index_facts(document: Document) -> IndexFacts:
    """The rows of a document, by table and list, in the order of the text."""
    text = document.source.well_formed
    blocks: list[IndexBlock] = []
    for node in document.tree.walk():
        if node.kind == "table":
            blocks += table_rows(node, text)
        elif node.kind == "list":
            blocks += _list(node, text)
    return IndexFacts(tuple(blocks), _generated(document.tree))


def _generated(tree: Node) -> Span | None:
    comments = [each for each in tree.children if each.kind == "comment"]
    start = next((each.span.end for each in comments if OPENING.fullmatch(each.text)), None)
    if start is None:
        return None
    ends = (each.span.start for each in comments if CLOSING.fullmatch(each.text))
    end = next((each for each in ends if each >= start), None)
    return None if end is None else Span(start, end)


def _list(node: Node, text: str) -> Iterator[IndexBlock]:
    rows = [row for item in node.children if (row := _item(item, text))]
    if rows:
        markers = [match[1] for item in node.children if (match := MARKER.match(text, item.span.start))]
        counted = len(rows) == len(markers) == len(node.children) and len(set(markers)) == len(markers)
        yield IndexBlock(tuple(rows), counted=counted)


def _item(item: Node, text: str) -> IndexRow | None:
    leaf = item.children[0] if item.children else None
    found = found_link(leaf.children) if leaf and leaf.kind == "paragraph" else None
    if leaf is None or found is None:
        return None
    before = text[leaf.span.start : found.link.span.start]
    label = NUMBER.fullmatch(before)
    if before.strip(" \t*_") and label is None and any(each.isalnum() for each in before):
        return None  # a link in a sentence
    number, at = found.number, found.number_at
    if label and at is None:
        start = leaf.span.start
        number, at = label["first"], Span(start + label.start("first"), start + label.end("first"))
    line = whole_line(text, leaf.span)
    behind = Span(found.link.span.end, leaf.span.end)
    return IndexRow(
        line,
        whole_line(text, item.span).end if len(item.children) > 1 else line.end,
        found.link.span,
        *tail(found.link, text),
        plain(found.inlines).strip(),
        link_text(found.inlines),
        place(found.inlines),
        number,
        at,
        (behind_marks(text, behind),),
        whole=whole(found),
    )
