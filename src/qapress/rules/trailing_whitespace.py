"""Blanks at the end of a line."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    if not found:
        return
    leaves = sorted(_leaves(document.tree), key=lambda leaf: leaf.span)
    starts = [leaf.span.start for leaf in leaves]
    verbatim = cache(_verbatim)  # a leaf's inlines are walked once, however many lines it has
    for end in found:
        line = text[text.rfind("\n", 0, end) + 1 : end]
        before = bisect_left(starts, end) - 1
        if before < 0 or not _has_meaning(line, end, leaves[before], verbatim):
            span = Span(end - len(line) + len(line.rstrip(" \t")), end)
            yield Finding(span, "blanks at the end of the line", fix=Fix("delete them", (Edit(span, ""),)))


def _leaves(tree: Node) -> Iterator[Node]:
    """The blocks without blocks inside; their inlines are not parsed."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.kind in INLINES_INSIDE or not node.children:
            yield node
        else:
            stack.extend(node.children)


def _verbatim(leaf: Node) -> list[Span]:
    return sorted(node.span for node in leaf.walk() if node.kind in VERBATIM_INLINE)


def _has_meaning(line: str, end: int, leaf: Node, verbatim: Callable[[Node], list[Span]]) -> bool:
    """Whether the blanks that end a line at `end` say something in the block that began last before."""
    if end > leaf.span.end:
        return False
    if leaf.kind in VERBATIM:
        return True
    if end == leaf.span.end:
        return False
    if line.endswith("  ") or line.rstrip(" \t").endswith("\\"):  # a break, or what must not become one
        return True
    spans = verbatim(leaf)
    around = bisect_left(spans, (end,)) - 1
    return around >= 0 and end < spans[around].end
