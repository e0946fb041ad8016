"""What the collection needs of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.facts.facts import EntryFacts, Facts
from qapress.facts.links import anchors, links
from qapress.facts.sketch import sketch
from qapress.markdown.link_text import link_text, unwrapped
from qapress.markdown.slug import heading_anchors
from qapress.model.ids import content, slug_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.diagnostic import Span
    from qapress.facts.index_row import IndexFacts
    from qapress.model.qa import Document, Entry
    from qapress.source.text import Source


def extract(document: Document) -> Facts:
    """The facts of a document."""
    named = heading_anchors(document.tree.blocks())
    headings = {node.span: name for name, node in named}
    entries = tuple(_entry(each, document.source, headings) for each in document.entries)
    return Facts(
        document.path,
        document.title,
        entries=entries,
        promised=document.promised,
        links=links(document),
        anchors=anchors(document, (name for name, _ in named), (each.slug for each in entries)),
        listing=_listing(document) if document.indexes else None,
        language=document.language,
    )


def _listing(document: Document) -> IndexFacts:
    from qapress.facts.index_listing import index_facts  # most files are no index

    return index_facts(document)


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
        markup=_markup(entry),
        aliases=entry.aliases,
        id_at=entry.id_span,
        sketch=sketch(entry, source),
        span=entry.span,
    )


def _markup(entry: Entry) -> str:
    markup, title = link_text(unwrapped(entry.question.inlines)), entry.question.title
    return title if markup == title else markup  # mostly equal: one string less to keep
