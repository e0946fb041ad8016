"""Blanks at the end of a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

LAST_BLANK = re.compile(r"[ \t](?=\n|\Z)")
VERBATIM = {"code_block", "html_block", "comment", "front_matter", "math_block"}
VERBATIM_INLINE = {"code", "html", "math"}
INLINES_INSIDE = {"paragraph", "heading", "table_cell", "summary"}


@rule("QA008", scope=Document, severity=Severity.NOTE, since="0.1", fixable=Applicability.SAFE)
def trailing_whitespace(document: Document, _at: Context) -> Iterator[Finding]:
    """Leave alone what has a meaning: code, and two blanks that break a line inside a paragraph."""
    text = document.source.text
    found = [match.end() for match in LAST_BLANK.finditer(text)]
    leaves = _leaves(document.tree) if found else iter(())
    leaf = next(leaves, None)
    for end in found:
        while leaf is not None and leaf.span.end < end:
            leaf = next(leaves, None)
        line = text[text.rfind("\n", 0, end) + 1 : end]
        if leaf is None or leaf.span.start >= end or not _has_meaning(line, end, leaf):
            span = Span(end - len(line) + len(line.rstrip(" \t")), end)
            yield Finding(span, "blanks at the end of the line", fix=Fix("delete them", (Edit(span, ""),)))


def _leaves(tree: Node) -> Iterator[Node]:
    """The blocks without blocks inside, in order; their inlines are not parsed."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.kind in INLINES_INSIDE or not node.children:
            yield node
        else:
            stack.extend(reversed(node.children))


def _has_meaning(line: str, end: int, leaf: Node) -> bool:
    """Whether the blanks that end a line at `end`, inside or right behind the block, say something."""
    if leaf.kind in VERBATIM:
        return True
    if end >= leaf.span.end:
        return False
    if line.endswith("  ") or line.rstrip(" \t").endswith(
        "\\"
    ):  # a line break, or one that must not become one
        return True
    return any(node.kind in VERBATIM_INLINE and node.span.start < end < node.span.end for node in leaf.walk())
