"""Nodes to text as a person would read it aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.markdown.tree import Node

_LEAF_BLOCKS = ("paragraph", "heading", "table_cell", "summary")
_CONTAINERS = (
    "document",
    "block_quote",
    "alert",
    "list",
    "list_item",
    "details",
    "footnote_definition",
    "table",
)
_LITERAL = ("text", "code", "math")
_LITERAL_BLOCKS = ("code_block", "math_block")


def plain(nodes: Iterable[Node]) -> str:
    """The readable text of nodes: a blank line between blocks, a blank for a break, no mark-up."""
    pieces: list[str] = []
    inline = ""
    for node in nodes:
        if (
            node.kind in _CONTAINERS
            or node.kind in _LEAF_BLOCKS
            or node.kind in _LITERAL_BLOCKS
            or node.kind == "table_row"
        ):
            pieces += [inline, _block(node)]
            inline = ""
        else:
            inline += _inline(node)
    return "\n\n".join(piece for piece in [*pieces, inline] if piece)


def _block(node: Node) -> str:
    if node.kind == "table_row":
        return " | ".join(plain(cell.children) for cell in node.children)
    return node.text.strip("\n") if node.kind in _LITERAL_BLOCKS else plain(node.children)


def _inline(node: Node) -> str:
    if node.kind in _LITERAL:
        return node.text
    if node.kind in ("soft_break", "line_break"):
        return " "
    return "".join(map(_inline, node.children))
