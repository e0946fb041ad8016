"""A `Bundle` to a printable one: every link leads somewhere, every image can be shown, no HTML is left.

In: a `Bundle` as collected. Out: the same documents with resolved nodes, the assets in formats that every
reader shows, and a problem of group `publish` for each loss. Imports `markdown` and `model`.

In a resolved tree a `link` has an address outside or `#anchor` inside the book; an `image` the path of an
asset, or none where it cannot be shown; a `footnote_reference` the note's blocks where it stands first;
`html` has children and the tag as its `label`. Comments, definitions and front matter are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qapress.diagnostic import Problem
from qapress.emit.resolve import images, math
from qapress.emit.resolve.links import (
    ABOVE,
    ELSEWHERE,
    NO_FILE,
    Targets,
    is_outside,
    is_remote,
    no_image,
    no_target,
    paths,
)
from qapress.emit.resolve.tags import Weaver, weave
from qapress.markdown.plain import plain
from qapress.markdown.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.diagnostic import Span
    from qapress.model.qa import Asset, Bundle, Document, Entry

PROBLEMS = ("unusable-image", "unknown-math", "missing-glyph", "dropped-html", "unresolved-link")
"""The kinds of problem that publishing meets: the rules of group `publish`."""
UNSEEN = frozenset(("comment", "definition", "front_matter", "footnote_definition"))
"""Kinds of block that print nothing where they stand."""
DEEPEST = 30
"""Nested nodes that are kept; what lies deeper is printed as its text."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A printable bundle, and what was lost: document paths with problems in the order of the text."""

    bundle: Bundle
    problems: tuple[tuple[str, Problem], ...]


def resolve(bundle: Bundle) -> Resolved:
    """Make a bundle printable. Needs the packages of an extra for print: Pillow, lxml, latex2mathml."""
    shelf = Shelf({each.path: each for each in bundle.assets})
    targets = Targets(bundle)
    documents, problems = [], []
    for document in bundle.documents:
        resolver = Resolver(document, targets, shelf)
        documents.append(resolver.document())
        found = sorted(dict.fromkeys(resolver.problems), key=lambda each: each.span)
        problems += [(document.path, each) for each in found]
    resolved = bundle._replace(documents=tuple(documents), assets=tuple(shelf.shown.values()))
    return Resolved(resolved, tuple(problems))


@dataclass
class Shelf:
    """The assets of a bundle, each checked when first shown."""

    assets: dict[str, Asset]
    shown: dict[str, Asset] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def take(self, path: str) -> Asset | None:
        """An asset that can be shown; else None, and `reasons` has why, or what was taken out."""
        if path not in self.shown and path not in self.reasons:
            self._check(path)
        return self.shown.get(path)

    def _check(self, path: str) -> None:
        if path not in self.assets:
            self.reasons[path] = NO_FILE
            return
        try:
            self.shown[path], taken = images.usable(self.assets[path])
        except images.UnusableImageError as error:
            self.reasons[path] = str(error)
            return
        if taken:
            self.reasons[path] = f"is shown without its active content ({', '.join(taken[:4])})"


class Resolver:
    """Walks one document and makes every node of its entries printable."""

    def __init__(self, document: Document, targets: Targets, shelf: Shelf) -> None:
        self.source = document
        self.targets = targets
        self.shelf = shelf
        self.problems: list[Problem] = []
        self.depth = 0
        self.notes = {
            node.attributes["label"]: node
            for node in document.tree.walk()
            if node.kind == "footnote_definition"
        }
        self.noted: set[str] = set()

    def document(self) -> Document:
        """The document with resolved entries and surroundings; one without questions is not printed."""
        if not self.source.entries:
            return self.source
        return self.source._replace(
            entries=tuple(self.entry(each) for each in self.source.entries),
            front=self.blocks(self.source.front),
            closing=self.blocks(self.source.closing),
        )

    def entry(self, entry: Entry) -> Entry:
        """An entry with resolved question, answer and options."""
        question = entry.question._replace(
            inlines=self.inlines(entry.question.inlines),
            blocks=self.blocks(entry.question.blocks),
        )
        answer = entry.answer and entry.answer._replace(blocks=self.blocks(entry.answer.blocks))
        options = tuple(each._replace(nodes=self.inlines(each.nodes)) for each in entry.options)
        return entry._replace(question=question, answer=answer, options=options)

    def blocks(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Resolved blocks; those that print nothing are gone."""
        return tuple(made for node in nodes if node.kind not in UNSEEN for made in self.block(node))

    def block(self, node: Node) -> Iterator[Node]:
        """One block; HTML may become several."""
        if node.kind == "html_block":
            weaver = self._weaver(node.span)
            weaver.feed(node.text)
            for paragraph in weaver.finish():
                yield Node("paragraph", node.span, self.inlines(paragraph))
        elif self.depth >= DEEPEST:
            yield Node("paragraph", node.span, (Node("text", node.span, text=plain((node,))),))
        elif node.kind in {"paragraph", "heading", "table_cell", "summary"}:
            yield rebuilt(node, self.inlines(node.children))
        elif node.kind == "math_block":
            yield self.formula(node)
        else:
            self.depth += 1
            children = self.blocks(node.children)
            self.depth -= 1
            yield rebuilt(node, children)

    def inlines(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """Resolved inlines, their HTML understood."""
        given = tuple(nodes)
        if any(node.kind == "html" and not node.children for node in given):
            given = weave((node for node in given), self._weaver(given[0].span))
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
            yield Node("text", node.span, text=plain((node,)))
        elif node.kind != "comment":
            self.depth += 1
            yield rebuilt(node, self.inlines(node.children))
            self.depth -= 1

    def link(self, node: Node) -> Iterator[Node]:
        """A link out of the book, into it, or its text alone."""
        url = node.attributes["url"]
        children = self.inlines(node.children)
        if is_outside(url):
            yield rebuilt(node, children)
            return
        target = None if is_remote(url) else self.targets.find(self.source.path, url)
        if target is None:
            self.problems.append(no_target(node))
            yield from children
        else:
            yield Node("link", node.span, children, attributes={**node.attributes, "url": f"#{target}"})

    def image(self, node: Node) -> Node:
        """An image of an asset; without an address where it cannot be shown."""
        url = node.attributes["url"]
        alt = (Node("text", node.span, text=plain((node,))),)
        places = paths(self.source.path, url)
        path = next((each for each in places if each in self.shelf.assets), places[0] if places else "")
        asset = self.shelf.take(path) if path else None
        reason = self.shelf.reasons.get(path, "")
        if not path:
            reason = ELSEWHERE if is_remote(url) else ABOVE
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
        if math.element(node.text, node.kind == "math_block") is None:
            message = f"the formula cannot be set and is printed as TeX: {shortened(node.text)}"
            self.lose("unknown-math", node.span, message, MATH_HINT)
        return node

    def lose(self, kind: str, span: Span, message: str, hint: str) -> None:
        """Remember what a reader will not see."""
        self.problems.append(Problem(kind, span, message, hint))

    def _weaver(self, span: Span) -> Weaver:
        def image(url: str, alt: str, at: Span) -> Node:
            return Node("image", at, (Node("text", at, text=alt),), attributes={"url": url})

        def lose(tag: str) -> None:
            message = f"the HTML element <{tag}> is left out of the book"
            self.lose("dropped-html", weaver.span, message, HTML_HINT)

        weaver = Weaver(span, image, lose)
        return weaver


def rebuilt(node: Node, children: tuple[Node, ...]) -> Node:
    """The same node with other children."""
    if not children and not node.children:
        return node
    return Node(
        node.kind, node.span, children, text=node.text, attributes=node.attributes, offsets=node.offsets
    )


def shortened(text: str) -> str:
    """A text short enough for a message, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


MATH_HINT = "use LaTeX's own macros, or define yours in the formula with \\newcommand"
HTML_HINT = "write it in Markdown, or as code"
