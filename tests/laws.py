"""What must hold of the positions in every tree: the laws that the tests of Markdown share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

BLANKS_AND_QUOTES = re.compile(r"[\s>\0]+")
LITERAL = frozenset(
    {"code", "code_block", "html", "html_block", "comment", "math", "math_block", "front_matter"}
)
MARK_UP = {
    kind: re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for kind, pattern in {
        "document": "",
        "block_quote": "",
        "alert": r"\[!(note|tip|important|warning|caution)\]",
        "list": "",
        "list_item": r"([-+*]|\d{1,9}[.)])(\[[ x]?\])?",
        "footnote_definition": r"\[\^[^\]]+\]:",
        "details": "<details.*</details",
        "summary": "<summary.*</summary",
        "paragraph": "",
        "heading": "#*|=+|-+",
        "table": "[|:-]+",
        "table_row": r"(\|.*)?",
        "table_cell": r"\\*",
        "emphasis": r"\*\*|__",
        "strong": r"\*{4}|_{4}",
        "strikethrough": "~~|~~~~",
        "link": r"<?|\[.*\].*",
        "image": r"!\[.*\].*",
    }.items()
}
"""By kind, what of a node no child of it covers, once blanks and the `>` of quotes around are taken away."""


def faults(text: str, root: Node) -> list[str]:
    """Every breach of a law in the tree of a text."""
    return [fault for node in root.walk() for fault in _faults(text, node)]


def _faults(text: str, node: Node) -> Iterator[str]:
    yield from _order(node)
    yield from _characters(text, node)
    if node.kind in MARK_UP and (node.children or node.kind == "document"):
        rest = BLANKS_AND_QUOTES.sub("", _uncovered(text, node))
        if not MARK_UP[node.kind].fullmatch(rest):
            yield f"{node} loses {rest!r}"


def _order(node: Node) -> Iterator[str]:
    """Spans nest; siblings are in order and apart."""
    at = node.span.start
    for child in node.children:
        if not at <= child.span.start <= child.span.end <= node.span.end:
            yield f"{child} is out of place in {node}"
        at = child.span.end


def _characters(text: str, node: Node) -> Iterator[str]:
    """Each character of a text is that of the source at its place, where no entity stands for it."""
    last = node.span.start
    for index, char in enumerate(node.text):
        at = node.offset(index)
        if not last <= at < node.span.end:
            yield f"character {index} of {node} stands at {at}"
            return
        last = at
        if text[at] != char and not _may_differ(text, node, at, char):
            yield f"character {index} of {node} is {text[at]!r} in the source"
            return


def _may_differ(text: str, node: Node, at: int, char: str) -> bool:
    if node.kind == "text":
        return text[at] == "&" and at == node.span.start and text[node.span.end - 1] == ";"
    return node.kind in LITERAL and char == " " and text[at] in "\t\n"


def _uncovered(text: str, node: Node) -> str:
    """What of a node's source no child covers."""
    edges = [node.span.start]
    for child in node.children:
        edges += child.span
    edges.append(node.span.end)
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
