"""Where the characters stand that no font of the book has: in the texts, their titles, and on the cover.

One that is missing in many places is told once, and so are the letters of a script that is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, name

from qapress.diagnostic import Problem, Span
from qapress.emit.typst.flow import is_lead, shown
from qapress.model.frontmatter import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Bundle, Document

NAMED = 3
"""Missing characters of one script that are told one by one; of more, told together, as many are named."""
SCRIPTS = {"CJK": "Han", "FULLWIDTH": "Han", "IDEOGRAPHIC": "Han"}
"""Scripts where the first word of a character's name is another."""
NO_SCRIPT = frozenset(("COMBINING", "MATHEMATICAL", "MODIFIER", "PRIVATE", "VARIATION"))
"""First words of the names of letters and marks that belong to no script."""
SVG = "image/svg+xml"
COVER = "on the cover, in the imprint or in a part's title"


class Missing(NamedTuple):
    """Characters that no font has: of the texts, and of the drawings, where joined ones may lack more."""

    in_texts: frozenset[str] = frozenset()
    in_drawings: frozenset[str] = frozenset()


class Place(NamedTuple):
    """A missing character, the path and span where it stands, and in words in which question."""

    character: str
    path: str
    span: Span
    where: str = ""


def losses(bundle: Bundle, titles: Iterable[str], missing: Missing) -> Iterator[tuple[str, Problem]]:
    """The missing characters that a resolved bundle prints, each told where it stands first.

    `titles` are what the cover, the imprint and the parts print. What only these have is told at the start
    of the first document, unless it stands in the title of another.
    """
    places = list(_places(bundle, titles, missing)) if any(missing) else []
    sizes: dict[str, set[str]] = {}
    for each in places:
        sizes.setdefault(script(each.character), set()).add(each.character)
    groups: dict[str, list[Place]] = {}
    for each in places:
        told = script(each.character)
        groups.setdefault(told if told and len(sizes[told]) > NAMED else each.character, []).append(each)
    for told, group in groups.items():
        inside = [each for each in group if each.where != COVER] or group
        yield inside[0].path, _problem(told, inside)


def script(character: str) -> str:
    """The script of a letter or mark in words, empty for other characters and those of no script."""
    first = name(character, "").partition(" ")[0]
    written = category(character)[0] in "LM" and first not in NO_SCRIPT
    return SCRIPTS.get(first, first.capitalize() if written else "")


def _problem(told: str, places: list[Place]) -> Problem:
    """The problem of a character or a script, with the first place and how many questions have it."""
    characters = list(dict.fromkeys(each.character for each in places))
    where = list(dict.fromkeys((each.path, each.where) for each in places if each.where))
    others = f" and {len(where) - 1} more question{'s' * (len(where) > 2)}" if len(where) > 1 else ""
    ending = f", {where[0][1]}{others}" if where else ""
    if told == characters[0]:
        shown = f"the character {told} (U+{ord(told):04X})"
    else:
        shown = f"{len(characters)} characters of {told} ({', '.join(characters[:NAMED])} and more)"
    hint = f"name a font file that has {told} in build.fonts"
    return Problem("missing-glyph", places[0].span, f"the book cannot show {shown}{ending}", hint)


def _places(bundle: Bundle, titles: Iterable[str], missing: Missing) -> Iterator[Place]:
    """Every place of a missing character, in the order of the book."""
    first = bundle.documents[0].path
    for text in titles:
        owner = next((each for each in bundle.documents if each.title == text), None)
        if owner:
            yield from _of_title(owner, missing.in_texts)
            continue
        for each in _in(text, missing.in_texts):
            yield Place(each, first, Span(0, 0), COVER)
    drawings = {each.path: each.content.decode() for each in bundle.assets if each.media_type == SVG}
    for document in bundle.documents:
        if document.entries or is_lead(document):
            yield from _of_title(document, missing.in_texts) if document.entries else ()
            yield from _of_headings(document, missing.in_texts)
            for label, node in shown(document):
                where = f"in {label}" if label else ""
                yield from _of_node(document, node, where, missing.in_texts)
                if node.kind == "image":
                    drawing = drawings.get(node.attributes["url"], "")
                    for each in _in(drawing, missing.in_drawings):
                        yield Place(each, document.path, node.span, where)


def _in(text: str, missing: frozenset[str]) -> Iterable[str]:
    return dict.fromkeys(each for each in text if each in missing)


def _of_title(document: Document, missing: frozenset[str]) -> Iterator[Place]:
    about = front_matter(document.tree)
    headings = (each.span for each in document.tree.children if each.attributes.get("level") == 1)
    span = about.spans["title"] if about.text("title") else next(headings, Span(0, 0))
    return _of_part(document, document.title or "", span, missing)


def _of_headings(document: Document, missing: frozenset[str]) -> Iterator[Place]:
    for entry in document.entries:
        span = entry.question.heading.span
        for each in _of_part(document, entry.marker + entry.label, span, missing):
            yield each._replace(where=f"in {entry.label}" if entry.label else "")


def _of_node(document: Document, node: Node, where: str, missing: frozenset[str]) -> Iterator[Place]:
    for index, each in enumerate(node.text):
        if each in missing:
            at = node.offset(index)
            yield Place(each, document.path, Span(at, at + 1) if node.kind == "text" else node.span, where)
    if node.kind in ("code_block", "image"):  # the language of the one, the caption of the other
        label = node.attributes.get("info", "").partition(" ")[0] + (node.attributes.get("title") or "")
        for place in _of_part(document, label, node.span, missing):
            yield place._replace(where=where)


def _of_part(document: Document, text: str, span: Span, missing: frozenset[str]) -> Iterator[Place]:
    """The missing characters of a text that is written somewhere in a span."""
    for each in _in(text, missing):
        at = document.source.text.find(each, *span)
        yield Place(each, document.path, span if at < 0 else Span(at, at + 1))
