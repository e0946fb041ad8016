"""Walking blocks without parsing their inlines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node

CONTAINERS = frozenset({"list", "list_item", "block_quote", "alert", "details", "footnote_definition"})
"""Kinds whose children are blocks; tables are left out, since their cells hold inlines only."""
_SILENT = frozenset({"comment", "definition", "thematic_break"})
_TAG = re.compile(r"<(?!img|video|audio|iframe|svg)[^>]*>", re.IGNORECASE)


def says(block: Node) -> bool:
    """Whether a block says anything by itself: comments, rules, definitions and `<br>` do not."""
    if block.kind == "html_block":
        return bool(_TAG.sub("", block.text).strip())
    return block.kind not in _SILENT


def walk_blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """The blocks and all blocks inside, in the order of the text."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if node.kind in CONTAINERS:
            stack.extend(reversed(node.children))
