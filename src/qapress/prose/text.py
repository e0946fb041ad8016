"""Markdown blocks to the text that a person would read out, each character with its place in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress.diagnostic import Span
from qapress.prose.flow import CJK, Flow

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

STOPS = frozenset(".!?…。．！？؟۔।॥։")
"""Marks that end a sentence."""
GOES_ON = frozenset(",;:،؛、，；：-–—/|&=<→")
"""Marks behind which something follows; a full stop behind them would be a fault."""
SENTENCE = re.compile(r"\W*(?:[^\W\d_]+ ){3}[^\W\d_]")
"""How a heading begins that is words rather than a name."""


class Leaf(NamedTuple):
    """A block that holds inlines.

    `opens` says that it must begin like a sentence: list items and table cells need not, nor does what goes
    on behind a formula or a list, nor what does not end like a sentence.
    """

    node: Node
    kind: PassageKind
    opens: bool


class Passage(NamedTuple):
    """The running text of one leaf.

    Character i stands for the source from `starts[i]` to `ends[i]` (code points); where `literal[i]` is 1 it
    is that one character itself. The others are made: blanks for line ends, the full stop behind what ends
    without one (an empty range), resolved entities, and `dummies`: words that stand for code, formulas,
    addresses and images, each with the source it replaces.
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

    `source` is the text that the tree was parsed from. Each ends like a sentence unless the writer's own last
    mark says that something follows: so an engine finds the same in it whatever it stands beside.
    """
    flow = Flow(source, leaf.node.span, leaf.node.children)
    yield _passage(leaf, flow)
    images = flow.images
    for image in images:
        inner = Flow(source, image.span, image.children)
        images += inner.images
        if inner.chars:
            yield _passage(Leaf(image, "alt", opens=False), inner)


def _passage(leaf: Leaf, flow: Flow) -> Passage:
    end = _last_mark(flow.chars)
    if flow.chars and not (end or flow.chars[-1].isspace()):
        flow.add_stop("。" if any(re.match(CJK, each) for each in flow.chars[-1:]) else ".")
    text = "".join(flow.chars)
    opens = leaf.opens and (end in STOPS or (leaf.kind == "heading" and SENTENCE.match(text) is not None))
    dummies = tuple(flow.dummies)
    return Passage(leaf._replace(opens=opens), text, flow.starts, flow.ends, bytes(flow.literal), dummies)


def _last_mark(chars: Sequence[str]) -> str:
    """The last mark behind the last word that ends a sentence or tells that it goes on; empty without one."""
    for char in reversed(chars):
        if char in STOPS or char in GOES_ON:
            return char
        if char.isalnum():
            break
    return ""


def running_text(tree: Node, source: str) -> Iterator[Passage]:
    """All passages of a tree that hold words, in the order of the text."""
    for leaf in leaves(tree):
        yield from (each for each in passages(leaf, source) if each.has_words)
