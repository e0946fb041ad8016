"""Comments in a text that switch rules off, and what became of them.

`<!-- qapress: ignore double-space, grammar/EN_A_VS_AN: reason -->` covers the next block, `ignore-question`
the next question, `ignore-line` its own line, `ignore-start` everything up to `ignore-end`, `ignore-file`
the file. The codes end at the first colon followed by a blank.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

VERBS = ("ignore", "ignore-question", "ignore-line", "ignore-start", "ignore-end", "ignore-file")
WIDE = ("ignore-start", "ignore-file")
CONTAINERS = ("block_quote", "alert", "list", "list_item", "details", "footnote_definition")
MEANT = "?"
OTHERS = ("id", "index")
"""Instructions that switch nothing off."""
_COMMENT = r"(?s)\s*qapress:(?!\s*/?(?:id|index)(?![\w-]))\s*([^\s,:]*)(.*?)\s*\Z"
_MEANT = r"(?i)\s*qapress[\s:-]*ignore"
_WHOLE = r"(?s)<!--(.*?)-->"
_REASON = r":(?:\s+|\Z)"


class Suppression(NamedTuple):
    """One comment: where it stands, which rules it names, why, and what it covers.

    `verb` is as written, so that a misspelt one can be reported; it then covers nothing. It is `?`
    where a comment is only meant as an instruction.
    """

    at: Span
    verb: str
    tokens: tuple[str, ...]
    reason: str
    covers: Span


class Outcome(NamedTuple):
    """What became of a file's suppressions once everything else had run.

    `idle` holds each suppression with those of its tokens that hid nothing although their rules ran, and
    those that name no rule at all.
    """

    path: str
    suppressions: tuple[Suppression, ...] = ()
    idle: tuple[tuple[Suppression, tuple[str, ...]], ...] = ()


def covered(suppression: Suppression, span: Span) -> bool:
    """Whether a finding at `span` lies where the suppression looks."""
    start, end = suppression.covers
    return start <= span.start < end or span.start == start


def read(document: Document) -> tuple[Suppression, ...]:
    """The suppressions of a document, in the order of the text."""
    if "qapress" not in document.source.text.lower():
        return ()
    found = sorted(each for span, text in _comments(document) if (each := _parse(span, text)) is not None)
    return tuple(reversed([*_placed(document, found)]))


def _comments(document: Document) -> Iterator[tuple[Span, str]]:
    """The comments of a text, those behind the last cell of a table's row among them, which is no block."""
    for node in document.tree.walk():
        if node.kind == "comment":
            yield node.span, node.text
        elif node.kind == "table_row" and node.children:
            end = node.children[-1].span.end
            for match in re.finditer(_WHOLE, document.source.text[end : node.span.end]):
                yield Span(end + match.start(), end + match.end()), match[1]


def _parse(span: Span, text: str) -> Suppression | None:
    nothing = Span(span.start, span.start)
    match = re.match(_COMMENT, text)
    if match is None:
        return Suppression(span, MEANT, (), "", nothing) if re.match(_MEANT, text) else None
    parts = re.split(_REASON, match[2], maxsplit=1)
    tokens = tuple(token for token in re.split(r"[\s,]+", parts[0]) if token)
    return Suppression(span, match[1], tokens, parts[1].strip() if len(parts) > 1 else "", nothing)


def _placed(document: Document, found: list[Suppression]) -> Iterator[Suppression]:
    """The suppressions with what they cover, the last first: each then knows the next `ignore-end`."""
    starts = [entry.span.start for entry in document.entries]
    siblings: dict[int, list[Span]] = {}
    stop = len(document.source.text)
    for each in reversed(found):
        match each.verb:
            case "ignore":
                covers = _next_block(document.tree, each.at, siblings)
            case "ignore-question":
                covers = _next_question(document, starts, each.at)
            case "ignore-line":
                start, end = document.source.line_span(document.source.line(each.at.start))
                covers = Span(start, end + 1)  # with its line end, which has faults of its own
            case "ignore-start":
                covers = Span(each.at.end, stop)
            case "ignore-end":
                covers, stop = each.covers, each.at.start
            case "ignore-file":
                covers = Span(0, len(document.source.text) + 1)
            case _:
                covers = each.covers
        yield each._replace(covers=covers)


def _next_question(document: Document, starts: list[int], at: Span) -> Span:
    index = bisect_left(starts, at.end)
    end = len(document.source.text)
    return document.entries[index].span if index < len(starts) else Span(end, end)


def _next_block(tree: Node, at: Span, siblings: dict[int, list[Span]]) -> Span:
    """The block behind the comment: its next sibling, in the innermost container that holds it.

    `siblings` remembers the blocks of a container, by its `id`.
    """
    container = tree
    while inner := _holder(container, at):
        container = inner
    spans = siblings.get(id(container))
    if spans is None:
        spans = [node.span for node in container.children if node.kind != "comment"]
        siblings[id(container)] = spans
    index = bisect_left(spans, at.end, key=lambda span: span.start)
    return spans[index] if index < len(spans) else Span(at.end, at.end)


def _holder(container: Node, at: Span) -> Node | None:
    """The block inside that holds the comment and has blocks itself; blocks lie in order."""
    index = bisect_right(container.children, at.start, key=lambda node: node.span.start) - 1
    node = container.children[index] if index >= 0 else None
    return node if node and node.kind in CONTAINERS and _holds(node.span, at) else None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


class Hiders:
    """The suppressions of a file, to be asked which of them hides a finding.

    Those of a block, a question or a line are found by their place; the others are few.
    """

    def __init__(self, suppressions: tuple[Suppression, ...]) -> None:
        self.suppressions = suppressions
        numbered = [(each.covers, index) for index, each in enumerate(suppressions)]
        self.wide = [index for _, index in numbered if suppressions[index].verb in WIDE]
        self.near = sorted(each for each in numbered if suppressions[each[1]].verb not in WIDE)
        self.reach = list(accumulate((covers.end for covers, _ in self.near), max))

    def first(self, span: Span, names: Callable[[str], bool]) -> tuple[int, str] | None:
        """The first that hides a finding at `span`: its index, and the token that names its rule."""
        if not self.suppressions:
            return None
        at = bisect_right(self.near, span.start, key=lambda each: each[0].start)
        near = []
        while at > 0 and self.reach[at - 1] >= span.start:
            at -= 1
            near.append(self.near[at][1])
        for index in heapq.merge(sorted(near), self.wide):
            each = self.suppressions[index]
            if covered(each, span):
                for token in each.tokens:
                    if names(token):
                        return index, token
        return None
