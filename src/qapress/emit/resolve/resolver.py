"""One document's nodes to printable ones, and what is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Problem, Span
from qapress.emit.places.links import is_outside, is_remote, paths, with_scheme
from qapress.emit.places.losses import dead_link, missing, no_image, shortened
from qapress.emit.resolve import math
from qapress.emit.resolve.tags import block_nodes, has_words, inline_nodes, is_blank
from qapress.emit.tidy.blocks import introduction, is_index
from qapress.markdown.plain import plain
from qapress.markdown.tree import LEAVES, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.emit.places.links import Targets
    from qapress.emit.resolve.checked import CheckedImages
    from qapress.model.qa import Document, Entry

UNSEEN = frozenset(("comment", "definition", "front_matter", "footnote_definition"))
"""Kinds of block that print nothing where they stand."""
DEEPEST = 30
"""Nested nodes that are kept; what lies deeper is printed as its text."""
MATH_HINT = "use LaTeX's own macros, or define yours in the formula with \\newcommand"
NOTE_HINT = "refer to it in an answer, or remove it"
CELL_HINT = "write a | in a cell as \\|, also in code; or give the header more columns"
DEPTH_HINT = "divide the text into parts that stand by themselves"


class Resolver:
    """Walks one document and makes every node of its entries printable; `problems` tell what was lost."""

    def __init__(self, document: Document, targets: Targets, images: CheckedImages) -> None:
        self.source = document
        self.targets = targets
        self.images = images
        self.problems: list[Problem] = []
        self.depth = 0
        self.defined = [node for node in document.tree.walk() if node.kind == "footnote_definition"]
        self.notes = {node.attributes["label"]: node for node in reversed(self.defined)}
        self.noted: set[str] = set()

    def document(self) -> Document:
        """The document with resolved entries and surroundings.

        Of an index, what introduces its folder is printed, less rows of badges; of others without questions,
        nothing.
        """
        if not self.source.entries:
            said = introduction(self.source) if is_index(self.source) else []
            front = self.blocks(each for each in said if not is_badges(each))
            return self.source._replace(front=front, closing=())
        made = self.source._replace(
            front=self.blocks(self.source.front),
            entries=tuple(self.entry(each) for each in self.source.entries),
            closing=self.blocks(self.source.closing),
        )
        for note in self.defined:
            label = note.attributes["label"]
            if note is not self.notes[label]:
                reason = "there is one of that name before it"
            elif label not in self.noted:
                reason = "nothing that is printed refers to it"
            else:
                continue
            message = f"the footnote [^{label}] is left out, since {reason}"
            self.lose("dropped-text", note.span, message, NOTE_HINT)
        return made

    def entry(self, entry: Entry) -> Entry:
        """An entry with resolved question, answer and options."""
        question = entry.question._replace(
            inlines=self.inlines(entry.question.inlines),
            blocks=self.blocks(entry.question.blocks),
        )
        options = tuple(each._replace(nodes=self.inlines(each.nodes)) for each in entry.options)
        answer = entry.answer and entry.answer._replace(blocks=self.blocks(entry.answer.blocks))
        return entry._replace(question=question, answer=answer, options=options)

    def blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Resolved blocks; those that print nothing are gone."""
        return tuple(made for node in nodes if node.kind not in UNSEEN for made in self.block(node))

    def block(self, node: Node) -> Iterator[Node]:
        """One block; HTML may become several."""
        if node.kind == "html_block":
            yield from self.blocks(block_nodes(node, self.problems.append))
        elif self.depth >= DEEPEST:
            yield Node("paragraph", node.span, (self.flat(node),))
        elif node.kind == "math_block":
            yield self.formula(node)
        elif node.kind == "summary":  # of details that nothing closes
            yield Node("paragraph", node.span, (Node("strong", node.span, self.inlines(node.children)),))
        elif node.kind in LEAVES:
            yield from self.leaf(node)
        elif node.kind != "details" or node.children:
            self.depth += 1
            yield self.container(node)
            self.depth -= 1

    def leaf(self, node: Node) -> Iterator[Node]:
        """A block of inlines, if it says anything; a heading of images alone is a paragraph."""
        made = rebuilt(node, self.inlines(node.children))
        if node.kind == "heading" and not has_words(made.children):
            made = Node("paragraph", node.span, made.children)
        if node.kind == "table_cell" or not all(map(is_blank, made.children)):
            yield made

    def container(self, node: Node) -> Node:
        """A block that holds blocks."""
        children = node.children
        if node.kind == "table":
            return rebuilt(node, tuple(map(self.row, children)))
        if node.kind == "details":
            titles = tuple(
                rebuilt(each, self.inlines(each.children)) for each in children[:1] if each.kind == "summary"
            )
            return rebuilt(node, titles + self.blocks(children[len(titles) :]))
        return rebuilt(node, self.blocks(children))

    def row(self, row: Node) -> Node:
        """A row of a table; what stands in it behind the last column of the header is told."""
        if row.attributes:  # as Markdown has it, whose reader leaves these cells out
            start, end = row.children[-1].span.end, row.span.end
            rest = self.source.source.well_formed[start:end]
            said = rest.strip(" \t|\\")
            if said:
                start += rest.index(said)
                message = f"the row has more cells than its table has columns; left out: {shortened(said)}"
                self.lose("dropped-text", Span(start, start + len(said)), message, CELL_HINT)
        return rebuilt(row, self.blocks(row.children))

    def inlines(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Resolved inlines, their HTML understood."""
        given = tuple(nodes)
        if any(node.kind == "html" and not node.children for node in given):
            given = inline_nodes(given, self.problems.append)
        return tuple(made for node in given for made in self.inline(node))

    def inline(self, node: Node) -> Iterator[Node]:
        """One inline; a link that leads nowhere becomes its text."""
        if node.kind == "link":
            yield from self.link(node)
        elif node.kind == "image":
            yield self.image(node)
        elif node.kind == "footnote_reference":
            yield self.note(node)
        elif node.kind == "math":
            yield self.formula(node)
        elif self.depth >= DEEPEST:
            yield self.flat(node)
        elif node.kind != "comment":
            self.depth += 1
            yield rebuilt(node, self.inlines(node.children))
            self.depth -= 1

    def flat(self, node: Node) -> Node:
        """The text of what lies too deep, which is told where that is more than a text."""
        if node.children or node.kind not in {"text", "soft_break", "line_break"}:
            message = f"what is nested more than {DEEPEST} deep is printed as plain text"
            self.lose("dropped-text", node.span, message, DEPTH_HINT)
        return Node("text", node.span, text=plain((node,)))

    def link(self, node: Node) -> Iterator[Node]:
        """A link out of the book, into it, or its text alone."""
        url = with_scheme(node.attributes["url"])
        children = self.inlines(node.children)
        if not is_outside(url):
            target = None if is_remote(url) else self.targets.find(self.source.path, url)
            url = f"#{target}" if target else ""
        if url:
            yield Node("link", node.span, children, attributes={**node.attributes, "url": url})
        else:
            self.problems.append(dead_link(node.attributes["url"], node.span))
            yield from children

    def image(self, node: Node) -> Node:
        """An image of an asset; without an address where it cannot be shown."""
        url = node.attributes["url"]
        alt = (Node("text", node.span, text=plain((node,))),)
        places = paths(self.source.path, url)
        path = next((each for each in places if self.images.knows(each)), places[0] if places else "")
        asset = self.images.get(path) if path else None
        reason = self.images.reasons.get(path, "") if path else missing(self.source.path, url)
        if reason:
            self.problems.append(no_image(url, node.span, reason))
        return Node(
            "image", node.span, alt, attributes={**node.attributes, "url": asset.path if asset else ""}
        )

    def note(self, node: Node) -> Node:
        """A footnote with its text at the first reference to it."""
        label = node.attributes["label"]
        if label in self.noted or label not in self.notes:
            return node
        self.noted.add(label)
        return Node(node.kind, node.span, self.blocks(self.notes[label].children), attributes=node.attributes)

    def formula(self, node: Node) -> Node:
        """A formula; one that cannot be set is told, and printed as it was written."""
        if node.text.strip() and math.element(node.text, node.kind == "math_block") is None:
            message = f"the formula cannot be set and is printed as TeX: {shortened(node.text)}"
            self.lose("unknown-math", node.span, message, MATH_HINT)
        return node

    def lose(self, kind: str, span: Span, message: str, hint: str) -> None:
        """Remember what a reader will not see."""
        self.problems.append(Problem(kind, span, message, hint))


def is_badges(block: Node) -> bool:
    """Whether a paragraph holds nothing but images of other servers, linked or not, as badges are."""
    shown = [each for each in block.children if not is_blank(each)]
    images = [image for each in shown for image in (each.children if each.kind == "link" else (each,))]
    return bool(images) and all(each.kind == "image" and is_remote(each.attributes["url"]) for each in images)


def rebuilt(node: Node, children: tuple[Node, ...]) -> Node:
    """The same node with other children."""
    if not children and not node.children:
        return node
    return Node(
        node.kind, node.span, children, text=node.text, attributes=node.attributes, offsets=node.offsets
    )
