"""What a layout sees in a heading: its plain text with the way back, and the label of a question in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.markdown.tree import Node
from qapress.model.layout import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.model.layout import Layout

_GLUED = re.compile(r"(#{1,6})(?=[^#\s])[^\n]*")
_SENTENCE = r"[.!?…。]\W*$"
_DRAWN = 4
"""So many dashes, as many as the text above them has characters, were drawn to underline it."""


class Heading(NamedTuple):
    """A heading, or a line that misses only the blank behind its `#` (then `glued`).

    `text` is the plain text, at most 1,000 characters of it, and `offsets` the source offset of each of its
    characters; `skipped` counts the characters of the node's text before it (the `#` of a glued one).
    """

    node: Node
    level: int
    text: str
    offsets: tuple[int, ...]
    skipped: int = 0
    question: re.Match[str] | None = None
    answer: re.Match[str] | None = None

    @property
    def glued(self) -> bool:
        """Whether CommonMark reads it as a paragraph."""
        return self.skipped > 0

    def span(self, group: str) -> Span | None:
        """Where a group of the question's or answer's match stands; None when it is empty or missing."""
        match = self.question or self.answer
        if match is None or not self.part(group):
            return None
        return Span(self.offsets[match.start(group)], self.offsets[match.end(group) - 1] + 1)

    def part(self, group: str) -> str:
        """A group of the question's or answer's match, empty where it is missing."""
        match = self.question or self.answer
        return (match.groupdict().get(group) or "") if match else ""

    def title(self) -> tuple[Node, ...]:
        """The inlines behind the question's label."""
        behind = self.question.end() if self.question else 0
        return tuple(_behind(self.node.children, self.skipped + behind))


def heading_of(node: Node, source: str, layout: Layout) -> Heading | None:
    """The block as a heading; None for any other block, and for text that a rule below made a heading."""
    start, end = node.span
    if node.kind == "heading":
        level, skipped = node.attributes["level"], 0
    elif node.kind == "paragraph" and source.startswith("#", start):
        match = _GLUED.fullmatch(source, start, end)
        if match is None:
            return None
        level = skipped = len(match[1])
    else:
        return None
    characters = _characters(node.children, LINE_LIMIT + skipped)[skipped:]
    text = "".join(each for each, _ in characters)
    question = layout.question(text) if level in layout.question_level else None
    answer = layout.answer(text) if level in layout.answer_level and question is None else None
    if question is None and answer is None and (skipped or accidental(node, source)):
        return None
    return Heading(node, level, text, tuple(at for _, at in characters), skipped, question, answer)


def accidental(node: Node, source: str) -> bool:
    """Whether a rule drawn right below a paragraph made a heading of it: it has lines or ends a sentence."""
    if not ruled(node, source):
        return False
    lines = source[node.span.start : node.span.end].rstrip().split("\n")[:-1]
    return len(lines) > 1 or bool(re.search(_SENTENCE, lines[0]))


def ruled(node: Node, source: str) -> bool:
    """Whether dashes make a heading of the text above them and may be a rule: they are not just as long."""
    if not node.attributes.get("setext") or node.attributes.get("level") != 2:
        return False
    *lines, dashes = source[node.span.start : node.span.end].rstrip().split("\n")
    drawn = len(dashes.strip())
    return len(lines) > 1 or drawn < _DRAWN or len(lines[0].strip()) != drawn


def _characters(nodes: Iterable[Node], limit: int) -> list[tuple[str, int]]:
    """The first characters of the text of some inlines, each with its offset; a line break is a blank."""
    found: list[tuple[str, int]] = []
    for leaf in _leaves(nodes):
        if leaf.kind in ("soft_break", "line_break"):
            found.append((" ", leaf.span.start))
        elif leaf.kind != "html":
            found += [(each, leaf.offset(index)) for index, each in enumerate(leaf.text[:limit])]
        if len(found) >= limit:
            break
    return found[:limit]


def _leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from (each for each in node.walk() if not each.children)


def _behind(nodes: tuple[Node, ...], count: int) -> Iterator[Node]:
    """The inlines without their first `count` characters."""
    for node in nodes:
        size = len(_characters((node,), count + 1)) if count else 1
        if size <= count:
            count -= size
        else:
            yield from _rest(node, count) if count else (node,)
            count = 0


def _rest(node: Node, count: int) -> Iterator[Node]:
    """What is left of a node; emphasis that the label lies in is that of the whole heading, and goes."""
    if node.children:
        yield from _behind(node.children, count)
        return
    offsets = node.offsets[count:] if node.offsets is not None else None
    span = Span(node.offset(count), node.span.end)
    yield Node(node.kind, span, text=node.text[count:], attributes=node.attributes, offsets=offsets)
