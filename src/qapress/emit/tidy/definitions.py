"""Definitions of links and footnotes: which of them a part of a document needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Span
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

    Label = tuple[bool, str]

KINDS = frozenset(("definition", "footnote_definition"))


class Definitions:
    """The definitions of a document and who refers to them."""

    def __init__(self, document: Document) -> None:
        self.known: dict[Label, Node] = {}
        self.top = [each for each in document.tree.children if each.kind in KINDS]
        self._references: list[tuple[int, Label]] = []
        if "]:" not in document.source.text:
            return
        for node in document.tree.walk():
            if node.kind in KINDS:
                self.known.setdefault(_label(node), node)
            elif "label" in node.attributes and node.kind in {"link", "image", "footnote_reference"}:
                self._references.append((node.span.start, _label(node)))

    def needed(self, part: Span) -> list[Node]:
        """The definitions that a part refers to, also by way of its footnotes, in order."""
        found: dict[Label, Node] = {}
        spans = [part]
        while spans:
            for label in self._labels(spans.pop()):
                if label in self.known and label not in found:
                    found[label] = self.known[label]
                    spans.append(found[label].span)
        return sorted(found.values(), key=lambda each: each.span)

    def _labels(self, part: Span) -> Iterator[Label]:
        own = [each.span for each in self.top if each.span != part]
        for at, label in self._references:
            in_note = any(start <= at < end for start, end in own)
            if part.start <= at < part.end and not in_note:
                yield label


def outside(nodes: Sequence[Node], part: Span) -> list[Node]:
    """The nodes that do not lie in a part."""
    return [each for each in nodes if not part.start <= each.span.start < part.end]


def _label(node: Node) -> Label:
    """Whether a node has to do with a footnote, and its label as labels are compared."""
    return node.kind.startswith("footnote"), " ".join(node.attributes["label"].split()).casefold()
