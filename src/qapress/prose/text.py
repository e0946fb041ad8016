"""Markdown blocks to the text that a person would read out, each character with its place in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress.diagnostic import Span
from qapress.prose.sound import starts_with_vowel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.markdown.tree import Node

PassageKind = Literal["heading", "paragraph", "item", "cell", "alt"]

CONTAINERS = frozenset[str](
    {
        "document",
        "block_quote",
        "alert",
        "list",
        "list_item",
        "table",
        "table_row",
        "details",
        "footnote_definition",
    }
)
LEAVES = frozenset[str]({"heading", "paragraph", "table_cell", "summary"})
INTERRUPTIONS = frozenset[str]({"code_block", "math_block", "table", "list", "block_quote", "html_block"})
"""Blocks that may stand in the middle of a sentence."""
LEFT_OUT = frozenset[str]({"html", "comment", "footnote_reference", "strikethrough"})

ARTICLE = r"(?i)(?<!\w)an?\s$"
LINE_BREAK_TAG = r"(?i)<br\b"
CLOSING = frozenset(",;:.!?)]}…")
SENTENCE_END = r"[.!?:;…。！？：；]\W*$"


class Leaf(NamedTuple):
    """A block that holds inlines.

    `opens` says that it must begin like a sentence: list items and table cells need not, nor does what goes
    on behind a formula or a list.
    """

    node: Node
    kind: PassageKind
    opens: bool


class Passage(NamedTuple):
    """The running text of one leaf.

    Character i stands for the source from `starts[i]` to `ends[i]` (code points); where `literal[i]` is 1 it
    is that one character itself. The others are made: blanks for line ends, the full stop behind a heading
    (an empty range), resolved entities, and `dummies`: words that stand for code, formulas, addresses and
    images, each with the source it replaces.
    """

    leaf: Leaf
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    literal: bytes
    dummies: tuple[tuple[str, Span], ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The source range of `text[start:end]`, which is not empty."""
        return Span(self.starts[start], self.ends[end - 1])

    def is_literal(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` stands in the source just so, in one stretch."""
        return all(self.literal[start:end]) and self.starts[end - 1] - self.starts[start] == end - 1 - start

    @property
    def has_words(self) -> bool:
        """Whether there is a letter of the writer's own to check."""
        return any(own and char.isalpha() for char, own in zip(self.text, self.literal, strict=True))


def leaves(tree: Node) -> Iterator[Leaf]:
    """The leaves of a tree in the order of the text; nothing inside them is parsed yet."""
    stack: list[tuple[Node, Node | None, Node | None]] = [(tree, None, None)]
    while stack:
        node, parent, before = stack.pop()
        if node.kind in LEAVES:
            yield _leaf(node, parent, before)
        elif node.kind in CONTAINERS:
            children = node.children
            family = zip(children, (None, *children), strict=False)
            stack.extend(reversed([(child, node, previous) for child, previous in family]))


def _leaf(node: Node, parent: Node | None, before: Node | None) -> Leaf:
    if node.kind == "heading":
        return Leaf(node, "heading", opens=True)
    if node.kind in ("table_cell", "summary"):
        return Leaf(node, "cell", opens=False)
    if before is not None:
        return Leaf(node, "paragraph", opens=before.kind not in INTERRUPTIONS)
    item = parent is not None and parent.kind == "list_item"
    return Leaf(node, "item" if item else "paragraph", opens=not item)


def passages(leaf: Leaf, source: str) -> Iterator[Passage]:
    """The text of a leaf, then the alternative texts of the images in it.

    `source` is the text that the tree was parsed from.
    """
    flow = _Flow(source)
    flow.read(leaf.node.children)
    if leaf.kind == "heading" and flow.chars and not re.search(SENTENCE_END, flow.text):
        flow.make(".", Span(leaf.node.span.end, leaf.node.span.end))
    yield flow.passage(leaf)
    for image in flow.images:
        inner = _Flow(source)
        inner.read(image.children)
        if inner.chars:
            yield inner.passage(Leaf(image, "alt", opens=False))


def running_text(tree: Node, source: str) -> Iterator[Passage]:
    """All passages of a tree that hold words, in the order of the text."""
    for leaf in leaves(tree):
        yield from (each for each in passages(leaf, source) if each.has_words)


class _Flow:
    """A passage in the making; `gap` says that something was left out just before."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.literal = bytearray()
        self.dummies: list[tuple[str, Span]] = []
        self.images: list[Node] = []
        self.gap = False

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def passage(self, leaf: Leaf) -> Passage:
        if self.gap and self._ends_blank():
            self._drop_last()
        return Passage(leaf, self.text, self.starts, self.ends, bytes(self.literal), tuple(self.dummies))

    def read(self, nodes: Sequence[Node]) -> None:
        """Append inlines, without recursion."""
        stack = list(reversed(nodes))
        while stack:
            node = stack.pop()
            if node.kind == "text":
                self._read_text(node)
            elif node.kind in ("soft_break", "line_break"):
                self.make(" ", node.span)
            elif node.kind in LEFT_OUT:
                self._leave_out(node)
            elif node.kind in ("code", "math", "image") or node.attributes.get("auto"):
                self._stand_in(node)
            else:
                stack.extend(reversed(node.children))

    def make(self, text: str, span: Span) -> None:
        """Append characters that stand for a source range without being it."""
        for char in text:
            self._append(char, span, literal=False)

    def _append(self, char: str, span: Span, *, literal: bool) -> None:
        if self.gap:
            self.gap = False
            if char.isspace() and (not self.chars or self._ends_blank()):
                return
            if char in CLOSING and self._ends_blank():
                self._drop_last()
        self.chars.append(char)
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.literal.append(literal)

    def _ends_blank(self) -> bool:
        return bool(self.chars) and self.chars[-1].isspace()

    def _drop_last(self) -> None:
        for each in (self.chars, self.starts, self.ends, self.literal):
            each.pop()

    def _read_text(self, node: Node) -> None:
        last = len(node.text) - 1
        for index, char in enumerate(node.text):
            start = node.offset(index)
            end = node.offset(index + 1) if index < last else node.span.end
            entity = char == "&" and end > start + 1
            if self.source[start] == char and not entity:
                self._append(char, Span(start, start + 1), literal=True)
            else:
                self._append(char, Span(start, max(start, end)), literal=False)

    def _leave_out(self, node: Node) -> None:
        if node.kind == "html" and re.match(LINE_BREAK_TAG, node.text):
            self.make(" ", node.span)
        else:
            self.gap = True

    def _stand_in(self, node: Node) -> None:
        """Append a word for what is not prose: one that goes with the article before it.

        A digit in it keeps spellers away, and its number keeps two neighbours apart.
        """
        vowel = None if node.kind in ("image", "link") else starts_with_vowel(_content(node))
        if vowel is None:
            article = re.search(ARTICLE, "".join(self.chars[-4:]))
            vowel = article is not None and article.group().strip().casefold() == "an"
        word = f"{'Item' if vowel else 'Node'}{len(self.dummies) + 1}"
        self.dummies.append((word, node.span))
        self.make(word, node.span)
        if node.kind == "image":
            self.images.append(node)


def _content(node: Node) -> str:
    return node.text or "".join(each.text for each in node.walk())
