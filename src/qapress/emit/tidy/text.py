"""The text of a document, or a part of it, as it is published."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.emit.places.links import is_outside, is_remote
from qapress.emit.places.losses import dead_link, missing, no_image
from qapress.emit.tidy.active import active
from qapress.emit.tidy.blocks import inner_comments, is_comment, kept_blocks
from qapress.emit.tidy.definitions import Definitions, outside
from qapress.markdown.html_links import HTML_TAG, HTML_TARGET
from qapress.markdown.link_text import escaped
from qapress.markdown.plain import plain
from qapress.model.ids import slug_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.diagnostic import Problem
    from qapress.emit import Report
    from qapress.emit.tidy.pages import Pages
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

    Readdress = Callable[[Document, str], str | None]

MARKS = " \t>*+-0123456789.)"
"""What may stand before a block on its first line: the marks of quotes and lists."""
OPENS = re.compile(
    r"[ \t]*(?:(\d{1,9})(?=[.)](?:\s|$))|"
    r"(?=#|>|=+[ \t]*$|`{3}[^`\n]*$|~{3}|[-+*](?:\s|$)|(?:[-*_][ \t]*){3,}$))",
    re.MULTILINE,
)
"""How a line begins that opens a block, with the number of a list; tables and HTML are left out."""
SPARE = re.compile(r"(?<=\n)(?:[ \t]*\n)+(?=[ \t]*\n)|(?<!\\)[ \t]+(?=\n|\Z)")
"""Blank lines but the last of several, and blanks at the end of a line."""
LITERAL = frozenset(
    ("front_matter", "code_block", "html_block", "math_block", "code", "math", "html", "comment")
)
"""Kinds of node in which each blank counts."""
ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
BLANK_LINES = re.compile(r"(?:[ \t]*(?:\n|\Z))?(?:[ \t]*\n)*")
JOINING = frozenset(("list", "footnote_definition"))
"""Kinds of block that take in what is indented below them, or is of their own kind."""


class Change(NamedTuple):
    """A replacement in a document's text, and what a reader loses by it."""

    span: Span
    text: str = ""
    loss: Problem | None = None


class Tidy:
    """Makes the texts of a bundle; `readdress` gives each own address anew, None where it leads nowhere."""

    def __init__(self, pages: Pages, readdress: Readdress, report: Report) -> None:
        self.bundle = pages.bundle
        self.pages = pages
        self.readdress = readdress
        self.report = report
        self._changes: dict[str, Sequence[Change]] = {}
        self._definitions: dict[str, Definitions] = {}

    def text(self, document: Document, part: Span | None = None) -> str:
        """A document's text, or a part of it, with all edits made; no line end behind it."""
        source = document.source.well_formed
        start, end = part or Span(0, len(source))
        changes = self.changes(document)
        pieces, at = [], start
        for each in changes[bisect_left(changes, start, key=lambda each: each.span.start) :]:
            if each.span.start >= end and part:
                break
            if at <= each.span.start and each.span.end <= end:
                pieces += [source[at : each.span.start], each.text]
                at = each.span.end
                if each.loss:
                    self.report(document.path, each.loss)
        return "".join([*pieces, source[at:end]]).strip("\n")

    def part(self, document: Document, span: Span) -> str:
        """A part that stands by itself: with the definitions that it needs, and no others."""
        if document.path not in self._definitions:
            self._definitions[document.path] = Definitions(document)
        definitions = self._definitions[document.path]
        needed = definitions.needed(span)
        pieces, at = [], span.start
        for each in definitions.top:
            if each not in needed and span.start <= each.span.start < span.end:
                pieces.append(self.text(document, Span(at, each.span.start)))
                at = each.span.end
        pieces.append(self.text(document, Span(at, span.end)))
        pieces += [self.text(document, each.span) for each in outside(needed, span)]
        return "\n\n".join(filter(None, pieces))

    def changes(self, document: Document) -> Sequence[Change]:
        """What is taken out of a document or changed in it, in order; some lie inside others."""
        if document.path not in self._changes:
            found = [*self._edits(document), *spare(document)]
            found.sort(key=lambda each: (each.span.start, -each.span.end))
            self._changes[document.path] = found
        return self._changes[document.path]

    def _edits(self, document: Document) -> Iterator[Change]:
        source = document.source.well_formed
        ids = {each.id_span for each in document.entries}
        kept = {block.span for block in kept_blocks(document)}
        parting = set(parting_comments(document.tree, source))
        for block in document.tree.children:
            if block.span not in kept:
                yield Change(with_blank_lines(source, block.span))
            elif not is_comment(block):
                yield from self._inside(document, block)
            elif block.span in parting:
                yield Change(block.span, "<!-- -->")
            elif block.span not in ids:
                yield uncommented(source, block.span, alone=True)
        yield from self._named(document)

    def _inside(self, document: Document, block: Node) -> Iterator[Change]:
        """The changes in a block."""
        source = document.source.well_formed
        for span, loss in active(block, source):
            yield Change(span, "…" if span == block.span else "", loss)
        for node in block.walk():
            if is_comment(node):
                yield uncommented(source, node.span)
            elif node.kind in {"link", "image", "definition"}:
                yield from self._address(document, node)
            elif node.kind == "line_break" and source[node.span.start] == " ":
                yield Change(Span(node.span.start, source.index("\n", node.span.start)), "\\")
            elif node.kind in {"html", "html_block", "table_row"}:
                yield from (uncommented(source, each) for each in inner_comments(node, source))
                yield from self._html(document, node.span) if node.kind != "table_row" else ()

    def _named(self, document: Document) -> Iterator[Change]:
        """The ids that no reader of the text would find by the title."""
        source = document.source.well_formed
        for index, entry in enumerate(document.entries):
            name = self.bundle.ids[document.path, index]
            if name == (entry.explicit_id or slug_id(entry.question.title)):
                continue
            comment = "; was ".join([f"<!-- qapress: id {name}", *entry.aliases]) + " -->"
            if entry.id_span is None:
                end = entry.question.heading.span.end
                yield Change(Span(end, end), f"\n\n{comment}")
            elif source.startswith("<!--", entry.id_span.start):
                yield Change(entry.id_span, comment)

    def _address(self, document: Document, node: Node) -> Iterator[Change]:
        """The changes that an address needs to be right, or that leave the text of one that leads nowhere."""
        url, source = node.attributes["url"], document.source.well_formed
        new = self._new(document, url)
        if new is not None and node.kind == "image" and self.pages.flaw(document, url):
            yield self._flawed(document, url, node.span)
        if new == url:
            return
        start, end = text_span(node)
        if new is None and node.kind == "definition":
            yield Change(node.span)
        elif new is None:
            shown = "" if plain((node,)).strip() else escaped(url)
            loss = self._loss(document, url, node.span, image=node.kind == "image")
            yield unmarked(source, Span(node.span.start, start))
            yield Change(Span(end, node.span.end), shown, loss)
        elif node.kind == "definition":
            yield Change(node.span, f"[{node.attributes['label']}]: {new}{_title(node)}")
        elif "label" not in node.attributes:
            opening = (
                "" if node.children else source[node.span.start : source.index("[", node.span.start) + 1]
            )
            yield Change(Span(end, node.span.end), f"{opening}]({new}{_title(node)})")

    def _new(self, document: Document, url: str) -> str | None:
        """An address anew; one that leads out of the bundle is as it was."""
        if is_remote(url):
            return url if is_outside(url) else None
        return self.readdress(document, url)

    def _loss(self, document: Document, url: str, span: Span, *, image: bool) -> Problem:
        if image:
            return no_image(url, span, self.pages.flaw(document, url) or missing(document.path, url))
        return dead_link(url, span)

    def _flawed(self, document: Document, url: str, span: Span) -> Change:
        """No change, but what an image that is shown only in part lost."""
        loss = self._loss(document, url, span, image=True)
        return Change(Span(span.start, span.start), "", loss)

    def _html(self, document: Document, span: Span) -> Iterator[Change]:
        """The changes of the addresses in HTML."""
        source = document.source.well_formed
        for tag in HTML_TAG.finditer(source, *span):
            for found in HTML_TARGET.finditer(source, *tag.span()):
                at = next(Span(*found.span(each)) for each in "abc" if found[each] is not None)
                url = unescape(source[slice(*at)])
                new = self._new(document, url)
                if new is None:
                    whole = tag[0][:4].lower() == "<img" and found["name"].lower() == "src"
                    loss = self._loss(document, url, Span(*tag.span()), image=whole)
                    gone = Span(*tag.span()) if whole else Span(found.start(), at.end + (found["c"] is None))
                    yield Change(gone, alternative(tag[0]) or escaped(url) if whole else "", loss)
                    continue
                if tag[0][:4].lower() == "<img" and self.pages.flaw(document, url):
                    yield self._flawed(document, url, Span(*tag.span()))
                if new != url:
                    yield Change(at, new)


def alternative(tag: str) -> str:
    """The words that stand for the image of an `<img>`."""
    alt = ALT.search(tag)
    return next(filter(None, alt.groups()), "") if alt else ""


def spare(document: Document) -> Iterator[Change]:
    """The blanks of a document that say nothing."""
    source = document.source.well_formed
    found = [Span(*each.span()) for each in SPARE.finditer(source)]
    if not found:
        return
    literal = [node.span for node in document.tree.walk() if node.kind in LITERAL]
    for each in found:
        at = bisect_right(literal, each.start, key=lambda span: span.start) - 1
        if at < 0 or each.start >= literal[at].end:
            yield Change(each)


def unmarked(source: str, mark: Span) -> Change:
    """A mark taken out so that what it began does not open a block."""
    before = source[source.rfind("\n", 0, mark.start) + 1 : mark.start]
    found = None if before.strip(MARKS) else OPENS.match(source, mark.end)
    if found:
        return Change(Span(mark.start, found.end()), f"{found[1] or ''}\\")
    return Change(mark)


def uncommented(source: str, comment: Span, *, alone: bool = False) -> Change:
    """A comment taken out so that the blocks around it stay what they are; `alone`, it is such a block.

    Where it kept the rest of its line from opening a block, a backslash does so now; where it kept two
    paragraphs apart, an empty line does.
    """
    line = source.rfind("\n", 0, comment.start) + 1
    alone = alone and not source[line : comment.start].strip()
    apart = not alone or not comment.start or source.endswith(("\n\n", "-->\n"), 0, comment.start)
    gap = "" if apart else "\n"
    change = unmarked(source, comment)
    if change.text:
        return change._replace(text=gap + change.text)
    if alone:
        return Change(with_blank_lines(source, comment), gap)
    start = comment.start
    if source[comment.end : comment.end + 1] in {"", "\n", " ", "\t"}:
        start = line + len(source[line:start].rstrip(" \t")) or start
    return Change(Span(start, comment.end), gap)


def _title(node: Node) -> str:
    """The title of a link as it stands behind the address."""
    title = node.attributes["title"]
    if not title:
        return ""
    return ' "' + title.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") + '"'


def text_span(node: Node) -> Span:
    """The span of what a link or an image shows."""
    if not node.children:
        return Span(node.span.start, node.span.start)
    return Span(node.children[0].span.start, node.children[-1].span.end)


def with_blank_lines(source: str, span: Span) -> Span:
    """A block with the rest of its last line and the blank lines behind it."""
    blank = BLANK_LINES.match(source, span.end)
    return Span(span.start, blank.end() if blank else span.end)


def parting_comments(tree: Node, source: str) -> Iterator[Span]:
    """The comments that keep a list apart from what would else become a part of it."""
    before, between = None, list[Span]()
    for block in tree.children:
        if is_comment(block):
            between.append(block.span)
            continue
        line = source[source.rfind("\n", 0, block.span.start) + 1 :]
        if between and before in JOINING and (block.kind == before or line[:1] in {" ", "\t"}):
            yield between[0]
        before, between = block.kind, []
