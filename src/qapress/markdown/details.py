"""Blocks of HTML to comments, summaries and details.

`<details>` and what belongs to it may stand in several blocks of HTML with Markdown between: pairs are found
among siblings. A tag without its partner never swallows what follows, and no text is lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from qapress.diagnostic import Span
from qapress.markdown.places import Runs, strip
from qapress.markdown.tree import Attributes, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qapress.markdown.blocks import Token

OPAQUE = re.compile(r"\s*<(?:\?|!(?!--)|(?:pre|script|style|textarea)\b)", re.IGNORECASE)
SPLIT = re.compile(r"<!--|<details\b[^<>]*>|</details\s*>|<summary\b[^<>]*>", re.IGNORECASE)
EMPTY_COMMENT = re.compile(r"<!--(?=-?>)-?>")
SUMMARY_END = re.compile(r"</summary\s*>", re.IGNORECASE)
DEEPEST = 20


class Tag(NamedTuple):
    """A `<details>` or `</details>` among nodes."""

    span: Span
    text: str
    opens: bool


class Leaves(Protocol):
    """What makes the inlines of a text, given where it came from."""

    def inlines_of(self, text: str, runs: Runs) -> Callable[[], tuple[Node, ...]]:
        """The inlines, when asked for."""


def split_html(token: Token, leaves: Leaves) -> list[Node | Tag]:
    """The parts of a block of HTML: comments, summaries, tags of details, and what stands between."""
    return _Html(token, leaves).parts()


class _Html:
    """One block of HTML being split."""

    def __init__(self, token: Token, leaves: Leaves) -> None:
        self._text: str = token["raw"].removesuffix("\n")
        start = token["_start"]
        self._runs: Runs = token["_state"].runs(start, start + len(self._text))
        self._leaves = leaves

    def parts(self) -> list[Node | Tag]:
        made: list[Node | Tag] = []
        done = at = 0
        while found := None if OPAQUE.match(self._text) else SPLIT.search(self._text, at):
            part, at = self._part(found)
            if part is not None:
                made += self._between(done, found.start())
                made.append(part)
                done = at
        if not made:
            return [self._literal(0, len(self._text))]
        return [*made, *self._between(done, len(self._text))]

    def _part(self, found: re.Match[str]) -> tuple[Node | Tag | None, int]:
        """What begins at a mark, and where it ends; None where the mark is mere text."""
        start, end, mark = found.start(), found.end(), found.group().lower()
        if mark.startswith("<!"):
            return self._comment(start)
        if mark.startswith("<summary"):
            close = SUMMARY_END.search(self._text, end)
            if close is None:
                return None, len(self._text)
            inlines = self._inlines(end, close.start())
            return Node("summary", self._span(start, close.end()), inlines), close.end()
        return Tag(self._span(start, end), found.group(), opens=mark[1] == "d"), end

    def _comment(self, start: int) -> tuple[Node, int]:
        first, end = start + 4, self._text.find("-->", start + 4)
        if short := EMPTY_COMMENT.match(self._text, start):
            first = end = short.end()
            stop = end
        else:
            stop = len(self._text) if end < 0 else end + 3
            end = stop if end < 0 else end
        closed = Attributes(closed=stop != end or bool(short))
        offsets = self._runs.cut(first, end) if end > first else None
        text = self._text[first:end]
        return Node("comment", self._span(start, stop), text=text, attributes=closed, offsets=offsets), stop

    def _between(self, start: int, end: int) -> list[Node]:
        """Text between marks: HTML where it begins with a tag, else a paragraph."""
        start, end = strip(self._text, start, end)
        if start == end:
            return []
        if self._text[start] == "<":
            return [self._literal(start, end)]
        return [Node("paragraph", self._span(start, end), self._inlines(start, end))]

    def _inlines(self, start: int, end: int) -> Callable[[], tuple[Node, ...]]:
        start, end = strip(self._text, start, end)
        return self._leaves.inlines_of(self._text[start:end], self._runs.cut(start, end))

    def _literal(self, start: int, end: int) -> Node:
        runs = self._runs.cut(start, end)
        text, offsets = self._text[start:end], None if runs.contiguous else runs
        return Node("html_block", self._span(start, end), text=text, offsets=offsets)

    def _span(self, start: int, end: int) -> Span:
        return Span(self._runs.at(start), self._runs.end(start, end))


def paired(parts: Sequence[Node | Tag]) -> tuple[Node, ...]:
    """The nodes, with what stands between two tags of details inside a details node."""
    partners = _partners(parts)
    levels: list[list[Node]] = [[]]
    opened: list[Tag] = []
    for index, part in enumerate(parts):
        if isinstance(part, Node):
            levels[-1].append(part)
        elif index not in partners:
            levels[-1].append(_alone(part))
        elif part.opens:
            opened.append(part)
            levels.append([])
        else:
            span = Span(opened.pop().span.start, part.span.end)
            children = tuple(levels.pop())
            levels[-1].append(Node("details", span, children, attributes=Attributes(closed=True)))
    return tuple(levels[0])


def _partners(parts: Sequence[Node | Tag]) -> set[int]:
    """The indices of tags that pair, none nested more than `DEEPEST` deep."""
    found: set[int] = set()
    opened: list[int] = []
    for index, part in enumerate(parts):
        if isinstance(part, Tag) and part.opens:
            opened.append(index)
        elif isinstance(part, Tag) and opened:
            start = opened.pop()
            if len(opened) < DEEPEST:
                found |= {start, index}
    return found


def _alone(tag: Tag) -> Node:
    """A tag without a partner: an opening one is details with nothing inside."""
    if tag.opens:
        return Node("details", tag.span, attributes=Attributes(closed=False))
    return Node("html_block", tag.span, text=tag.text)
