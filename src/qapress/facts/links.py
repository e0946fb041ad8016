"""Links and images of a document, and the places in it that links may name."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from qapress.diagnostic import Span
from qapress.facts.facts import Link
from qapress.markdown.html_links import HTML_ANCHOR, HTML_TAG, HTML_TARGET
from qapress.markdown.plain import plain
from qapress.markdown.slug import slug
from qapress.markdown.tree import LEAVES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

MARKS = ("[", "<", "://", "www.", "@")
"""Of what each text that has a link holds one."""
MARK = re.compile("|".join(map(re.escape, MARKS)))
HEADING_ID = re.compile(r"(?m)^ {0,3}#{1,6}[ \t].*\{#([^\s{}]+)(?:[ \t][^{}\n]*)?\}[ \t]*$")
"""A name that an author gave a heading; GitHub shows it as text, other sites go by it."""
HTML_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
"""Characters that an address in HTML may hold as they are."""
BEHIND_TEXT = re.compile(r"\]\(\s*(<)?")
BEHIND_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:\s*(<)?")
ANGLED = re.compile(r"(?:[^<>\\\n]|\\.)*")
BARE = re.compile(r"\S*")
LITERAL = frozenset({"code_block", "code", "comment", "math", "math_block", "front_matter"})
FOOTNOTES = ("fn-", "fnref-", "fn", "fnref", "fn:", "fnref:")
"""What stands before the label or number of a footnote in the names of its two places."""


def links(document: Document) -> tuple[Link, ...]:
    """The links and images of a document in the order of the text, those in HTML among them."""
    return _links(document.tree, document.source.text)


@lru_cache(maxsize=1)
def _links(tree: Node, text: str) -> tuple[Link, ...]:
    """Kept until the next document, since several rules ask."""
    if not any(mark in text for mark in MARKS):  # much faster than one expression
        return ()
    nodes: list[Node] = []
    definitions: dict[str, Node] = {}
    for block in tree.blocks():
        if block.kind == "definition":
            definitions.setdefault(_label(block), block)
        elif block.kind == "html_block":
            nodes.append(block)
        elif block.kind in LEAVES and MARK.search(text, *block.span):
            inlines = (each for child in block.children for each in child.walk())
            nodes += (each for each in inlines if each.kind in {"link", "image", "html"})
    found: list[Link] = []
    for node in nodes:
        if node.kind in {"link", "image"}:
            found.append(_link(node, text, definitions))
        else:
            found += _html(node)
    return tuple(found)


def _link(node: Node, text: str, definitions: dict[str, Node]) -> Link:
    attributes = node.attributes
    auto = bool(attributes.get("auto"))
    if auto:
        target: Span | None = node.children[0].span if node.children else None
    elif "label" in attributes:
        definition = definitions.get(_label(node))
        target = _written(text, BEHIND_LABEL, *definition.span) if definition else None
    else:
        opening = 2 if node.kind == "image" else 1
        inner = node.children[-1].span.end if node.children else node.span.start + opening
        target = _written(text, BEHIND_TEXT, inner, node.span.end - 1)
    return Link(node.span, attributes["url"], plain((node,)), node.kind == "image", auto, target)


def _written(text: str, before: re.Pattern[str], start: int, end: int) -> Span | None:
    """The place of the address behind a mark, angle brackets not counted."""
    mark = before.match(text, start, end)
    if mark is None:
        return None
    address = (ANGLED if mark[1] else BARE).match(text, mark.end(), end)
    return Span(*address.span()) if address else None


def _label(node: Node) -> str:
    """A label as it is compared (CommonMark 4.7)."""
    return " ".join(node.attributes["label"].split()).casefold()


def _html(node: Node) -> Iterator[Link]:
    """The links and images in HTML; of `srcset` each of its images."""
    for tag in HTML_TAG.finditer(node.text):
        for found in HTML_TARGET.finditer(node.text, *tag.span()):
            group = next(name for name in ("a", "b", "c") if found[name] is not None)
            place = node.source(*found.span(group))
            several = found["name"].lower() == "srcset"
            addresses = [each.split()[0] for each in found[group].split(",") if each.strip()]
            for each in addresses if several else [found[group].strip()]:
                url = quote(unescape(each), HTML_SAFE)
                is_image = found["name"].lower() != "href" and tag[0][1:4].lower() in {"img", "sou"}
                yield Link(place, url, "", is_image, target=None if several else place)


def anchors(document: Document, headings: Iterable[str], ids: Iterable[str]) -> tuple[str, ...]:
    """What a link to a place in this document may name, each once.

    These are its headings, its questions by the `ids` given and former ones, HTML elements, footnotes.
    """
    named = tuple(headings)
    return tuple(dict.fromkeys((*named, *ids, *_mended(document, named), *_further(document))))


def _mended(document: Document, names: tuple[str, ...]) -> Iterator[str]:
    """Of questions whose symbol was garbled into letters the names that they have when it is mended."""
    for garbled in dict.fromkeys(slug(each.marker) for each in document.entries):
        if garbled:
            yield from (each.removeprefix(garbled) for each in names if each.startswith(garbled))


def _further(document: Document) -> Iterator[str]:
    yield from (name for each in document.entries for name in each.aliases)
    text = document.source.well_formed
    if "{#" in text:
        yield from HEADING_ID.findall(text)
    if HTML_ANCHOR.search(text):
        literal = [each.span for each in document.tree.walk() if each.kind in LITERAL]
        found = HTML_ANCHOR.finditer(text)
        yield from (each[1] for each in found if not any(a <= each.start() < b for a, b in literal))
    if "[^" in text:
        notes = (each.attributes for each in document.tree.blocks() if each.kind == "footnote_definition")
        for note in notes:
            yield from (f"{before}{name}" for name in (note["label"], note["number"]) for before in FOOTNOTES)
