"""What of a document is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

KEPT = frozenset(("definition", "footnote_definition", "front_matter"))
"""Kinds of block that show nothing by themselves and that others need."""


def kept_blocks(document: Document) -> list[Node]:
    """The blocks that stay: those of questions, what was not set apart, and what others need."""
    shown = {each.span for each in (*document.front, *document.closing)}
    shown |= {each.id_span for each in document.entries if each.id_span}
    entries = [each.span for each in document.entries]
    return [
        block
        for block in document.tree.children
        if block.kind in KEPT
        or block.span in shown
        or any(start <= block.span.start < end for start, end in entries)
    ]


def is_comment(node: Node) -> bool:
    """Whether a node is a comment, a block or within a line."""
    return node.kind == "comment" or (node.kind == "html" and node.text.startswith("<!--"))


def inner_comments(node: Node, source: str) -> Iterator[tuple[int, int]]:
    """Where comments stand that are no nodes: in a block of HTML, and behind the last cell of a row."""
    start, end = node.span
    if node.kind == "table_row":
        start = node.children[-1].span.end if node.children else start
    elif node.kind != "html_block":
        return
    while (start := source.find("<!--", start, end)) >= 0:
        close = source.find("-->", start + 4, end)
        after = close + 3 if close >= 0 else end
        yield start, after
        start = after
