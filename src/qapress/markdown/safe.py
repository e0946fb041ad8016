"""Sanitised HTML of nodes, for the `html` of the JSON and for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.markdown.render import html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.markdown.tree import Node

CLASSES = {
    "div": {"math", "footnote"},
    "span": {"math"},
    "sup": {"footnote"},
    "blockquote": {"note", "tip", "important", "warning", "caution"},
}
SCHEMES = {"http", "https", "mailto"}


def safe_html(nodes: Iterable[Node]) -> str:
    """The HTML of nodes with nothing that can run: no script, style, handler, frame or odd scheme.

    What Markdown made stays; of raw HTML what nh3 (ammonia) holds harmless stays, comments go.
    """
    import nh3  # a compiled library that only publishing needs

    attributes = {name: set(values) for name, values in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes |= {"code": {"class"}, "input": {"checked", "disabled"}}
    return nh3.clean(
        html(*(node for node in nodes if node.kind != "front_matter")),
        tags=nh3.ALLOWED_TAGS | {"input"},
        attributes=attributes,
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
