"""Walking blocks without parsing their inlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node

CONTAINERS = frozenset({"list", "list_item", "block_quote", "alert", "details", "footnote_definition"})
"""Kinds whose children are blocks; tables are left out, since their cells hold inlines only."""
EMPTY = frozenset({"comment", "definition", "thematic_break"})
"""Kinds that say nothing by themselves."""


def walk_blocks(nodes: Iterable[Node]) -> Iterator[Node]:
    """The blocks and all blocks inside, in the order of the text."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if node.kind in CONTAINERS:
            stack.extend(reversed(node.children))
