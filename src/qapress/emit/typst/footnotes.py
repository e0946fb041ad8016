"""The blocks of a footnote as lines of inlines: the foot of a page has room for no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.markdown.tree import LEAVES, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Line = tuple[Node, ...]

BULLET = "• "
BETWEEN_CELLS = " | "


def note_lines(blocks: Iterable[Node]) -> Iterator[Line]:
    """Each line of some blocks: items with their marks, rows as cells side by side, code as such."""
    for each in blocks:
        if each.kind in LEAVES:
            yield each.children
        elif each.kind == "math_block":
            yield (Node("math", each.span, text=each.text),)
        elif each.kind == "code_block":
            yield from ((Node("code", each.span, text=line),) for line in each.text.split("\n"))
        elif each.kind == "table":
            yield from map(_row, each.children)
        elif each.kind == "list":
            yield from _items(each)
        else:
            yield from note_lines(each.children)


def _row(row: Node) -> Line:
    border = Node("text", row.span, text=BETWEEN_CELLS)
    return tuple(node for cell in row.children for node in (border, *cell.children))[1:]


def _items(node: Node) -> Iterator[Line]:
    number = node.attributes.get("start", 1)
    for at, item in enumerate(node.children, number):
        mark = f"{at}. " if node.attributes.get("ordered") else BULLET
        inside = list(note_lines(item.children)) or [()]
        yield (Node("text", item.span, text=mark), *inside[0])
        yield from inside[1:]
