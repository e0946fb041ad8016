"""Markdown text to a tree."""

from __future__ import annotations

from functools import cache, partial

from qapress.diagnostic import Span
from qapress.markdown.block_nodes import BlockBuilder
from qapress.markdown.blocks import PlacedBlockParser, PlacedState
from qapress.markdown.inlines import PlacedInlineParser
from qapress.markdown.tree import Node


@cache
def _parsers(plugins: bool) -> tuple[PlacedBlockParser, PlacedInlineParser]:
    del plugins
    return PlacedBlockParser(), PlacedInlineParser()


def parse(text: str, *, plugins: bool = True) -> Node:
    """The tree of a Markdown text with LF line ends; the root's kind is `document`. Never fails.

    CommonMark 0.31.2, with `plugins` also GitHub's extensions, math, alerts, details, comments and front
    matter. Blocks are parsed at once, the inlines of a block when its children are first asked for.
    """
    blocks, inlines = _parsers(plugins)
    state = PlacedState()
    state.process(text if text.endswith("\n") else text + "\n")
    blocks.parse(state)
    builder = BlockBuilder(partial(inlines, env=state.env))
    return Node("document", Span(0, len(text)), builder.nodes(state.tokens))
