"""The tree that every rule and every emitter reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.diagnostic import Span

BlockKind = Literal[
    "document",
    "front_matter",
    "heading",
    "paragraph",
    "thematic_break",
    "code_block",
    "html_block",
    "comment",
    "definition",
    "block_quote",
    "alert",
    "list",
    "list_item",
    "table",
    "table_row",
    "table_cell",
    "math_block",
    "details",
    "summary",
    "footnote_definition",
]
InlineKind = Literal[
    "text",
    "emphasis",
    "strong",
    "strikethrough",
    "code",
    "link",
    "image",
    "html",
    "math",
    "footnote_reference",
    "line_break",
    "soft_break",
]
Kind = BlockKind | InlineKind
LEAVES: frozenset[Kind] = frozenset({"paragraph", "heading", "table_cell", "summary"})
"""Blocks whose children are inlines."""
Align = Literal["left", "center", "right"] | None


class Attributes(TypedDict, total=False):
    """What a node of some kinds knows besides its text.

    heading: `level` 1 to 6, `setext`. code_block: `info`, `fenced`, `closed`. list: `ordered`, `start`,
    `tight`. list_item: `checked` for task lists. table: `align`, one entry a column. table_row: `header`.
    link, image, definition: `url`, `title`. definition, footnote_definition, footnote_reference: `label`.
    link: `auto` for autolinks and bare URLs. alert: `label` (note, tip, important, warning, caution).
    details, comment: `closed`. math: `display` where it stands between `$$`.

    `url` has entities resolved and is percent-encoded. A code_block's `text` has no final line end.
    `label` is as written, a footnote_reference's as its definition has it; links and images by reference have
    one, too. `number` of a footnote_definition and of references to it counts the definitions from 1.
    """

    level: int
    setext: bool
    info: str
    fenced: bool
    closed: bool
    ordered: bool
    start: int
    tight: bool
    checked: bool
    align: tuple[Align, ...]
    header: bool
    url: str
    title: str
    label: str
    number: int
    auto: bool
    display: bool


class Node:
    """A block or an inline of the text, with the exact place it came from. Never changed once made.

    `span` covers the node's own mark-up; blocks end before their last line end. `text` is the literal
    content of leaves (text, code, code_block, html, html_block, comment, math, math_block, front_matter),
    entities and escapes resolved in `text` nodes. `offsets` gives the source offset of each character of
    `text` where that is not `span.start + i`; an entity is a text node of its own, its characters all at `&`.
    `children` of a leaf block (paragraph, heading, table cell, summary) are its inlines, parsed when first
    asked for. Trees are at most some 60 nodes deep. A plain class, since a frozen dataclass costs three
    times as much to make.
    """

    __slots__ = ("_parts", "attributes", "kind", "offsets", "span", "text")

    def __init__(
        self,
        kind: Kind,
        span: Span,
        parts: tuple[Node, ...] | Callable[[], tuple[Node, ...]] = (),
        *,
        text: str = "",
        attributes: Attributes | None = None,
        offsets: Sequence[int] | None = None,
    ) -> None:
        self.kind = kind
        self.span = span
        self.text = text
        self.attributes: Attributes = attributes or {}
        self.offsets = offsets
        self._parts = parts

    def __repr__(self) -> str:
        text = f" {self.text!r}" if self.text else ""
        return f"<{self.kind} {self.span.start}:{self.span.end}{text}>"

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes inside, in the order of the text."""
        if callable(self._parts):
            self._parts = self._parts()
        return self._parts

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the text, without recursion."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def blocks(self) -> Iterator[Node]:
        """This node and all blocks below it, in the order of the text; inlines are not parsed for it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.kind not in LEAVES:
                stack.extend(reversed(node.children))

    def source(self, start: int, end: int) -> Span:
        """The place that characters `start` to `end` of `text` came from."""
        if end <= start:
            return self.span._replace(start=self.offset(start), end=self.offset(start))
        last = self.span.end if end == len(self.text) and self.kind == "text" else self.offset(end - 1) + 1
        return self.span._replace(start=self.offset(start), end=last)

    def offset(self, index: int) -> int:
        """Where character `index` of `text` stands in the source."""
        return self.offsets[index] if self.offsets is not None else self.span.start + index
