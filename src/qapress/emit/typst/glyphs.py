"""Where the characters stand that no font of the book has: in the texts, their titles, and on the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Problem, Span
from qapress.model.frontmatter import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Bundle, Document

    Lost = Iterator[tuple[str, Problem]]

SILENT = frozenset(("heading", "thematic_break", "comment", "definition", "front_matter"))
"""Blocks before the first question that the book prints elsewhere, or not at all."""
HINT = "name a font file that has it in build.fonts"


def losses(bundle: Bundle, titles: Iterable[str], missing: frozenset[str]) -> Lost:
    """Each missing character that a resolved bundle prints, with the path of the document it stands in.

    `titles` are what the cover, the imprint and the parts print. One that is the title of no document is told
    at the beginning of the first.
    """
    first = bundle.documents[0].path
    for text in titles:
        owner = next((each for each in bundle.documents if each.title == text), None)
        if owner:
            yield from _of_title(owner, missing)
            continue
        for each in _in(text, missing):
            yield first, no_glyph(Span(0, 0), each, " of the cover, the imprint or a part's title")
    for document in bundle.documents:
        if document.entries:
            yield from _of_title(document, missing)
            yield from _of_headings(document, missing)
            for node in shown(document):
                yield from _of_node(document, node, missing)


def front(document: Document) -> tuple[Node, ...]:
    """The blocks before the first question that the book prints."""
    return tuple(each for each in document.front if each.kind not in SILENT)


def closing(document: Document) -> tuple[Node, ...]:
    """The blocks behind the last answer."""
    end = document.entries[-1].span.end
    return tuple(each for each in document.closing if each.span.start >= end)


def shown(document: Document) -> Iterator[Node]:
    """All nodes that the book prints of a document with questions, less the markers and numbers."""
    roots = [*front(document), *closing(document)]
    for entry in document.entries:
        roots += [*entry.question.inlines, *entry.question.blocks]
        roots += [node for each in entry.options for node in each.nodes]
        roots += entry.answer.blocks if entry.answer else ()
    for each in roots:
        yield from each.walk()


def no_glyph(span: Span, character: str, where: str = "") -> Problem:
    """The problem of one character that no font has."""
    message = f"the book cannot show the character {character} (U+{ord(character):04X}){where}"
    return Problem("missing-glyph", span, message, HINT)


def _in(text: str, missing: frozenset[str]) -> Iterable[str]:
    return dict.fromkeys(each for each in text if each in missing)


def _of_title(document: Document, missing: frozenset[str]) -> Lost:
    about = front_matter(document.tree)
    headings = (each.span for each in document.tree.children if each.attributes.get("level") == 1)
    span = about.spans["title"] if about.text("title") else next(headings, Span(0, 0))
    return _of_part(document, document.title or "", span, missing)


def _of_headings(document: Document, missing: frozenset[str]) -> Lost:
    for entry in document.entries:
        yield from _of_part(document, entry.marker + entry.label, entry.question.heading.span, missing)


def _of_node(document: Document, node: Node, missing: frozenset[str]) -> Lost:
    for index, each in enumerate(node.text):
        if each in missing:
            at = node.offset(index)
            yield document.path, no_glyph(Span(at, at + 1) if node.kind == "text" else node.span, each)
    if node.kind in ("code_block", "image"):  # the language of the one, the caption of the other
        label = node.attributes.get("info", "").partition(" ")[0] + (node.attributes.get("title") or "")
        yield from _of_part(document, label, node.span, missing)


def _of_part(document: Document, text: str, span: Span, missing: frozenset[str]) -> Lost:
    """The missing characters of a text that is written somewhere in a span."""
    for each in _in(text, missing):
        at = document.source.text.find(each, *span)
        yield document.path, no_glyph(span if at < 0 else Span(at, at + 1), each)
