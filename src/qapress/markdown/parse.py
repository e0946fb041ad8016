"""Markdown text to a tree."""

from __future__ import annotations

from functools import cache, partial

from qapress.diagnostic import Span
from qapress.markdown.block_extensions import ExtendedBlockParser
from qapress.markdown.block_nodes import BlockBuilder
from qapress.markdown.blocks import PlacedBlockParser, PlacedState
from qapress.markdown.extended_nodes import ExtendedBlockBuilder
from qapress.markdown.front_matter import front_matter
from qapress.markdown.inline_extensions import ExtendedInlineParser
from qapress.markdown.inlines import PlacedInlineParser
from qapress.markdown.tree import Node


@cache
def _parsers(*, plugins: bool) -> tuple[PlacedBlockParser, PlacedInlineParser, type[BlockBuilder]]:
    """The parsers, made once: all that they remember is in the states that they are given."""
    if plugins:
        return ExtendedBlockParser(), ExtendedInlineParser(), ExtendedBlockBuilder
    return PlacedBlockParser(), PlacedInlineParser(), BlockBuilder


def parse(text: str, *, plugins: bool = True) -> Node:
    """The tree of a Markdown text with LF line ends; the root's kind is `document`. Never fails.

    CommonMark 0.31.2, with `plugins` also GitHub's extensions, math, alerts, details, comments and front
    matter. Blocks are parsed at once, the inlines of a block when its children are first asked for.
    """
    blocks, inlines, builder = _parsers(plugins=plugins)
    matter = front_matter(text) if plugins else None
    state = PlacedState()
    state.base = matter.span.end if matter else 0
    state.process(text[state.base :] if text.endswith("\n") else text[state.base :] + "\n")
    blocks.parse(state)
    nodes = builder(partial(inlines, env=state.env)).nodes(state.tokens)
    return Node("document", Span(0, len(text)), (matter, *nodes) if matter else nodes)
