"""What the collection needs of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.facts.facts import EntryFacts, Facts
from qapress.model.ids import content, slug_id

if TYPE_CHECKING:
    from qapress.model.qa import Document, Entry
    from qapress.source.text import Source


def extract(document: Document) -> Facts:
    """The facts of a document."""
    return Facts(
        document.path,
        document.title,
        is_document=bool(document.entries),
        entries=tuple(_entry(each, document.source) for each in document.entries),
        promised=document.promised,
    )


def _entry(entry: Entry, source: Source) -> EntryFacts:
    return EntryFacts(
        entry.question.title,
        entry.question.heading.span,
        entry.number,
        entry.number_span,
        entry.explicit_id or slug_id(entry.question.title),
        entry.explicit_id is not None,
        content(source, entry),
        entry.label,
    )
