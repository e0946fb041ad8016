"""What text tools must leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

LITERAL = frozenset(
    {
        *("front_matter", "code_block", "html_block", "comment", "definition", "math_block"),
        *("code", "html", "math", "footnote_reference"),
    }
)


def protected(tree: Node) -> tuple[Span, ...]:
    """The places of code, math, HTML, comments, front matter and URLs, sorted and apart.

    Of a link or image all behind its text is protected, of an autolink everything; of a definition the
    whole.
    """
    return tuple(sorted(_protected(tree)))


def _protected(tree: Node) -> Iterator[Span]:
    for node in tree.walk():
        if node.kind in LITERAL or node.attributes.get("auto"):
            yield node.span
        elif node.kind in {"link", "image"}:
            inner = node.children
            yield Span(inner[-1].span.end if inner else node.span.start, node.span.end)
