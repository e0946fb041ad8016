"""What the collection needs of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.facts.facts import EntryFacts, Facts
from qapress.facts.links import anchors, heading_anchors, links
from qapress.model.ids import content, slug_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.diagnostic import Span
    from qapress.model.qa import Document, Entry
    from qapress.source.text import Source


def extract(document: Document) -> Facts:
    """The facts of a document."""
    headings = heading_anchors(document)
    return Facts(
        document.path,
        document.title,
        is_document=bool(document.entries),
        entries=tuple(_entry(each, document.source, headings) for each in document.entries),
        promised=document.promised,
        links=tuple(links(document)),
        anchors=tuple(anchors(document, headings.values())),
    )


def _entry(entry: Entry, source: Source, anchors: Mapping[Span, str]) -> EntryFacts:
    return EntryFacts(
        entry.question.title,
        entry.question.heading.span,
        entry.number,
        entry.number_span,
        entry.explicit_id or slug_id(entry.question.title),
        entry.explicit_id is not None,
        content(source, entry),
        entry.label,
        anchors.get(entry.question.heading.span, ""),
    )
