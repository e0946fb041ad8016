"""HTML that runs something where it is shown: it is no text, and no format of a release has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.emit.places.losses import dropped_element, dropped_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Problem
    from qapress.markdown.tree import Node

ELEMENTS = (
    *("script", "style", "iframe", "object", "embed", "applet", "form", "frame", "frameset", "portal"),
    *("svg", "template", "link", "meta", "base"),
)
"""Elements that run something, or change the page around them; Markdown keeps all others as they are.

Print leaves out others, too (`resolve.tags.HIDDEN`): players, canvas and form fields show nothing on paper.
"""
ATTRIBUTES = frozenset(("srcdoc", "formaction", "action", "ping"))
"""Attributes that run or send something, besides all those that begin with `on`."""
VALUE = r"\"[^\"]*\"|'[^']*'"
TAG = re.compile(rf"<(/?)([A-Za-z][^\s/>]*)((?:{VALUE}|[^'\">])*)>")
ATTRIBUTE = re.compile(rf"([^\s\"'<>/=]+)(?:\s*=\s*(?:{VALUE}|[^\s\"'>]+))?")


def active(block: Node, source: str) -> Iterator[tuple[Span, Problem | None]]:
    """What of a block runs something: its place, and the loss that is told."""
    for node in block.walk():
        if node.kind == "html_block":
            yield from _of([*TAG.finditer(source, *node.span)])
        elif any(each.kind == "html" for each in node.children):
            starts = (each.span for each in node.children if each.kind == "html")
            yield from _of([found for each in starts if (found := TAG.match(source, *each))])


def _of(tags: Sequence[re.Match[str]]) -> Iterator[tuple[Span, Problem | None]]:
    """What runs something among the tags of one text, in order."""
    reached = 0
    for index, tag in enumerate(tags):
        name = tag[2].lower()
        if tag.start() < reached:
            continue
        if name in ELEMENTS:
            ends = (each.end() for each in tags[index + 1 :] if each[1] and each[2].lower() == name)
            reached = tag.end() if tag[1] else next(ends, tag.end())
            yield (
                Span(tag.start(), reached),
                None if tag[1] else dropped_element(name, Span(tag.start(), reached)),
            )
            continue
        for each in ATTRIBUTE.finditer(tag.string, *tag.span(3)):
            if each[1].lower().startswith("on") or each[1].lower() in ATTRIBUTES:
                message = f"the attribute {each[1]} of the HTML element <{name}> is left out"
                yield Span(*each.span()), dropped_html(message, Span(*tag.span()))
