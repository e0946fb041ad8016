"""Markdown text to a tree."""

from __future__ import annotations

from functools import cache, partial

from qapress.diagnostic import Span
from qapress.markdown.block_nodes import BlockBuilder
from qapress.markdown.block_starts import GOES_ON, STARTS
from qapress.markdown.blocks import BlockParser
from qapress.markdown.inlines import PlacedInlineParser
from qapress.markdown.tree import Node


@cache
def _inlines(*, plugins: bool) -> PlacedInlineParser:
    """The inline parser, made once: all that it remembers is in the states that it is given."""
    return PlacedInlineParser()


def parse(text: str, *, plugins: bool = True) -> Node:
    """The tree of a Markdown text with LF line ends; the root's kind is `document`. Never fails.

    CommonMark 0.31.2, with `plugins` also GitHub's extensions, math, alerts, details, comments and front
    matter. Blocks are parsed at once, the inlines of a block when its children are first asked for.
    """
    parser = BlockParser(text, STARTS, GOES_ON)
    document = parser.parse(0)
    builder = BlockBuilder(text, partial(_inlines(plugins=plugins), env=parser.env))
    return Node("document", Span(0, len(text)), builder.nodes(document.children))
