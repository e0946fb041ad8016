"""Readable text of nodes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node

TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|<[?!][^<>]*>", re.DOTALL)
BREAK = re.compile(r"<br\b", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
HIDDEN = frozenset({"comment", "definition", "front_matter", "thematic_break"})
CONTAINERS = frozenset({"document", "block_quote", "alert", "list_item", "details"})
INLINE = frozenset(
    {
        *("text", "emphasis", "strong", "strikethrough", "code", "link", "image", "html", "math"),
        *("footnote_reference", "line_break", "soft_break"),
    }
)


def plain(nodes: Iterable[Node]) -> str:
    """The text of nodes without mark-up: blocks a blank line apart, links as their text, images as theirs.

    A line break in the source is a blank. Comments, definitions and front matter say nothing.
    """
    return "\n\n".join(_blocks(nodes))


def _blocks(nodes: Iterable[Node]) -> Iterator[str]:
    """The texts of the blocks that have one, neighbouring inlines as one block."""
    run: list[str] = []
    for node in nodes:
        if node.kind in INLINE or (node.kind == "comment" and run):
            run.append(_inline(node))
            continue
        yield from filter(None, ("".join(run),))
        run = []
        yield from filter(None, (_block(node),))
    yield from filter(None, ("".join(run),))


def _inline(node: Node) -> str:
    match node.kind:
        case "soft_break":
            return " "
        case "line_break":
            return "\n"
        case "html":
            return "\n" if BREAK.match(node.text) else ""
        case "footnote_reference":
            return f"[{node.attributes['number']}]"
        case "text" | "code" | "math":
            return node.text
    return "".join(_inline(child) for child in node.children)


def _block(node: Node) -> str:
    if node.kind in HIDDEN:
        return ""
    if node.kind == "html_block":
        return BLANK_LINES.sub("\n", unescape(TAG.sub("", node.text))).strip()
    if node.kind == "list":
        return _list(node)
    if node.kind == "table":
        return "\n".join(" | ".join(plain(cell.children) for cell in row.children) for row in node.children)
    if node.kind == "footnote_definition":
        return f"[{node.attributes['number']}] {plain(node.children)}"
    if node.kind in CONTAINERS:
        return plain(node.children)
    return node.text or "".join(_inline(child) for child in node.children)


def _list(node: Node) -> str:
    items = []
    number: int | None = node.attributes["start"] if node.attributes["ordered"] else None
    tight = node.attributes["tight"]
    for item in node.children:
        mark = "- " if number is None else f"{number}. "
        if "checked" in item.attributes:
            mark += "[x] " if item.attributes["checked"] else "[ ] "
        number = None if number is None else number + 1
        items.append(mark + _indented(("\n" if tight else "\n\n").join(_blocks(item.children)), len(mark)))
    return ("\n" if tight else "\n\n").join(items)


def _indented(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else "" for line in rest)])
