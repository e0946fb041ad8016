"""Comments in a text that switch rules off, and what became of them.

`<!-- qapress: ignore double-space, grammar/EN_A_VS_AN: reason -->` covers the next block, `ignore-question`
the next question, `ignore-line` its own line, `ignore-start` everything up to `ignore-end`, `ignore-file`
the file. The codes end at the first colon followed by a blank.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

VERBS = ("ignore", "ignore-question", "ignore-line", "ignore-start", "ignore-end", "ignore-file")
CONTAINERS = ("block_quote", "alert", "list", "list_item", "details", "footnote_definition")
_COMMENT = r"(?s)\s*(?:qapress:\s*(?!(?:id|index)\b)([A-Za-z-]+)|(qapress\s+ignore[a-z-]*\b))(.*?)\s*\Z"
_REASON = r":(?:\s+|\Z)"


class Suppression(NamedTuple):
    """One comment: where it stands, which rules it names, why, and what it covers.

    `verb` is as written, so that a misspelt one can be reported; it then covers nothing.
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
    if "qapress" not in document.source.text:
        return ()
    found = [each for node in document.tree.walk() if (each := _parse(node)) is not None]
    return tuple(_place(document, found))


def _parse(node: Node) -> Suppression | None:
    match = re.match(_COMMENT, node.text) if node.kind == "comment" else None
    if match is None:
        return None
    parts = re.split(_REASON, match[3], maxsplit=1)
    tokens = tuple(token for token in re.split(r"[\s,]+", parts[0]) if token)
    reason = parts[1].strip() if len(parts) > 1 else ""
    return Suppression(
        node.span, match[1] or match[2], tokens, reason, Span(node.span.start, node.span.start)
    )


def _place(document: Document, found: list[Suppression]) -> Iterator[Suppression]:
    for index, each in enumerate(found):
        covers = _covers(document, found[index + 1 :], each)
        yield Suppression(each.at, each.verb, each.tokens, each.reason, covers)


def _covers(document: Document, later: list[Suppression], each: Suppression) -> Span:
    at, end = each.at, len(document.source.text)
    match each.verb:
        case "ignore":
            return _next_block(document.tree, at)
        case "ignore-question":
            return next(
                (entry.span for entry in document.entries if entry.span.start >= at.end), Span(end, end)
            )
        case "ignore-line":
            return Span(*document.source.line_span(document.source.line(at.start)))
        case "ignore-start":
            return Span(at.end, next((stop.at.start for stop in later if stop.verb == "ignore-end"), end))
        case "ignore-file":
            return Span(0, end + 1)
    return Span(at.start, at.start)


def _next_block(tree: Node, at: Span) -> Span:
    """The block behind the comment: its next sibling, in the innermost container that holds it."""
    container = tree
    while inner := _holder(container, at):
        container = inner
    siblings = [node for node in container.children if node.kind != "comment"]
    index = bisect_left([node.span.start for node in siblings], at.end)
    return siblings[index].span if index < len(siblings) else Span(at.end, at.end)


def _holder(container: Node, at: Span) -> Node | None:
    return next(
        (node for node in container.children if node.kind in CONTAINERS and _holds(node.span, at)), None
    )


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def hider(
    suppressions: tuple[Suppression, ...], span: Span, names: Callable[[str], bool]
) -> tuple[int, str] | None:
    """The first suppression that hides a finding at `span`: its index, and the token that names its rule."""
    for index, each in enumerate(suppressions):
        if covered(each, span):
            for token in each.tokens:
                if names(token):
                    return index, token
    return None
