"""What a book prints of a document, in order: the questions, and what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.markdown.plain import plain
from qapress.model.qa import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

SILENT = frozenset(("thematic_break", "comment", "definition", "front_matter"))
"""Blocks outside the questions that the book does not print."""


def flow(document: Document) -> list[Entry | Node]:
    """The questions of a document and the blocks around them, less its title."""
    heading = next((each for each in document.front if each.attributes.get("level") == 1), None)
    title = heading if heading and plain((heading,)).strip() == document.title else None
    around = (*document.front, *document.closing)
    shown = [each for each in around if each is not title and each.kind not in SILENT]
    return sorted([*document.entries, *shown], key=lambda each: each.span)


def is_lead(document: Document) -> bool:
    """Whether a document without questions says something that introduces its folder."""
    return document.indexes and not document.entries and bool(document.front)


def has_sections(document: Document) -> bool:
    """Whether headings stand before the last question, besides the title."""
    parts = flow(document)
    last = max(at for at, each in enumerate(parts) if isinstance(each, Entry))
    return any(not isinstance(each, Entry) and each.kind == "heading" for each in parts[:last])


def shown(document: Document) -> Iterator[tuple[str, Node]]:
    """All nodes that the book prints, less markers and numbers, each with the label of its question."""
    for part in flow(document):
        label = part.label if isinstance(part, Entry) else ""
        for root in roots(part) if isinstance(part, Entry) else (part,):
            for node in root.walk():
                yield label, node


def roots(entry: Entry) -> list[Node]:
    """The nodes of an entry, each without those around it."""
    found = [*entry.question.inlines, *entry.question.blocks]
    found += [node for each in entry.options for node in each.nodes]
    return [*found, *(entry.answer.blocks if entry.answer else ())]
