"""Rows of an index: table rows and list items that link to a Markdown file, as a file has them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.markdown.link_text import link_text
from qapress.markdown.plain import plain
from qapress.markdown.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.model.qa import Document

MARKDOWN = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^?#]*\.(?:md|markdown)(?:[?#]|$)", re.IGNORECASE)
"""An address of a Markdown file on no other host."""
LABEL = re.compile(
    r"(?:[^\w\[(]|_)*(?:(?:Q(?:uestion[ ]?)?|[#№])(?P<first>\d{1,9}[a-z]?|\?)(?!\w)[ ]?[:：.)。–—-]?"
    r"|(?P<second>\d{1,9}[a-z]?)[:：.)。](?=\s|$))\s*"
)
"""What may stand before a title: `Q5:`, `5.`, with a symbol before it."""
NUMBER = re.compile(r"[\W_]*(?:Q(?:uestion\s*)?)?(?P<first>\d{1,9}[a-z]?|\?)[\W_]*")
TARGET = re.compile(
    r"\][ \t\n]*\([ \t\n]*(?:<(?P<first>[^<>\n]*)>|(?P<second>(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+))"
)
CUT = re.compile(r"\[(?P<title>[^\n]*)\]\((?P<url>[^\n]*?\.(?:md|markdown)(?:#[^\n)]*)?)\)", re.IGNORECASE)
"""A link that a bare `|` cuts, or whose address holds what an address cannot."""
MARKER = re.compile(r"[ \t]*(\d{1,9})(?=[.)])")
OPENING = re.compile(r"\s*qapress:\s*index\s*")
CLOSING = re.compile(r"\s*qapress:\s*/index\s*")


class IndexRow(NamedTuple):
    """One row. `line` is its whole line, or lines, without the last line end.

    `url_at` is where the address stands as written, None for a link by reference and for one that is
    `cut`: not even a link, since its row or its address is broken. `title` is plain text, `markup` the same
    as Markdown (`link_text`). `number` is as written, in `number_at`; None stands for a row without a place
    for it. `others` is what a new row leaves empty: other cells, text behind the link. `marker_at` is the
    number of an ordered list's item. `holds_more` says that further blocks stand in the item.
    """

    line: Span
    link: Span
    url: str
    url_at: Span | None
    title: str
    markup: str
    title_at: Span | None
    number: str = ""
    number_at: Span | None = None
    others: tuple[Span, ...] = ()
    marker_at: Span | None = None
    cut: bool = False
    holds_more: bool = False


class IndexBlock(NamedTuple):
    """The rows of one table or list. `counted`: an ordered list, all of whose items are rows."""

    rows: tuple[IndexRow, ...]
    counted: bool = False


class IndexFacts(NamedTuple):
    """What a file that may be an index holds; `generated` is what stands between the pair of comments."""

    blocks: tuple[IndexBlock, ...]
    generated: Span | None = None


def index_facts(document: Document) -> IndexFacts:
    """The rows of a document, by table and list, in the order of the text."""
    text = document.source.well_formed
    blocks: list[IndexBlock] = []
    for node in document.tree.walk():
        if node.kind == "table":
            blocks += _table(node, text)
        elif node.kind == "list":
            blocks += _list(node, text)
    return IndexFacts(tuple(blocks), _generated(document.tree))


def _generated(tree: Node) -> Span | None:
    comments = [each for each in tree.children if each.kind == "comment"]
    start = next((each.span.end for each in comments if OPENING.fullmatch(each.text)), None)
    if start is None:
        return None
    ends = (each.span.start for each in comments if CLOSING.fullmatch(each.text))
    end = next((each for each in ends if each >= start), None)
    return None if end is None else Span(start, end)


class _Found(NamedTuple):
    """A link on its way to a row: `inlines` is its text without a label, which gave the number."""

    link: Node
    inlines: tuple[Node, ...]
    number: str
    number_at: Span | None


def _link(nodes: Sequence[Node]) -> _Found | None:
    """The first link to a Markdown file."""
    for node in nodes:
        for each in node.walk():
            url = each.attributes.get("url", "")
            if each.kind == "link" and not each.attributes.get("auto") and MARKDOWN.match(url):
                return _found(each)
    return None


def _found(link: Node) -> _Found:
    inlines = unwrapped(link.children)
    first = inlines[0] if inlines else None
    label = LABEL.match(first.text) if first and first.kind == "text" else None
    if first is None or label is None:
        return _Found(link, inlines, "", None)
    group = "first" if label["first"] else "second"
    rest = _behind(first, label.end())
    at = first.source(*label.span(group))
    return _Found(link, (*rest, *inlines[1:]), label[group], at)


def _behind(node: Node, count: int) -> tuple[Node, ...]:
    if count == len(node.text):
        return ()
    offsets = node.offsets[count:] if node.offsets is not None else None
    span = Span(node.offset(count), node.span.end)
    return (Node(node.kind, span, text=node.text[count:], attributes=node.attributes, offsets=offsets),)


def unwrapped(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Inlines without the emphasis that is that of the whole."""
    while len(nodes) == 1 and nodes[0].kind in ("strong", "emphasis"):
        nodes = nodes[0].children
    return nodes


def _place(nodes: Sequence[Node]) -> Span | None:
    return Span(nodes[0].span.start, nodes[-1].span.end) if nodes else None


def _url_at(link: Node, text: str) -> Span | None:
    start = link.children[-1].span.end if link.children else link.span.start + 1
    match = None if link.attributes.get("label") else TARGET.search(text, start, link.span.end)
    return Span(*match.span("first" if match["first"] is not None else "second")) if match else None


def _line(text: str, span: Span) -> Span:
    """The whole lines of a span, without the last line end."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _list(node: Node, text: str) -> Iterator[IndexBlock]:
    rows = [row for item in node.children if (row := _item(item, text, ordered=node.attributes["ordered"]))]
    if rows:
        markers = [text[slice(*each.marker_at)] for each in rows if each.marker_at]
        counted = len(markers) == len(node.children) and (len(markers) < 2 or len(set(markers)) > 1)
        yield IndexBlock(tuple(rows), counted)


def _item(item: Node, text: str, *, ordered: bool) -> IndexRow | None:
    leaf = item.children[0] if item.children else None
    found = _link(leaf.children) if leaf and leaf.kind == "paragraph" else None
    if leaf is None or found is None:
        return None
    before = text[leaf.span.start : found.link.span.start]
    label = NUMBER.fullmatch(before)
    if before.strip(" \t*_") and label is None and any(each.isalnum() for each in before):
        return None  # a link in a sentence
    number, at = found.number, found.number_at
    if label and at is None:
        start = leaf.span.start
        number, at = label["first"], Span(start + label.start("first"), start + label.end("first"))
    line = _line(text, leaf.span)
    marker = MARKER.match(text, item.span.start) if ordered else None
    behind = Span(found.link.span.end, leaf.span.end)
    return IndexRow(
        line,
        found.link.span,
        found.link.attributes["url"],
        _url_at(found.link, text),
        plain(found.inlines).strip(),
        link_text(found.inlines),
        _place(found.inlines),
        number,
        at,
        (_trimmed(text, behind),),
        Span(*marker.span(1)) if marker else None,
        holds_more=len(item.children) > 1,
    )


def _trimmed(text: str, behind: Span) -> Span:
    """What stands behind a link, the marks of emphasis around it left out."""
    start = behind.start
    while start < behind.end and text[start] in "*_":
        start += 1
    return Span(start, behind.end)


def _table(node: Node, text: str) -> Iterator[IndexBlock]:
    body = [row for row in node.children if not row.attributes.get("header")]
    found = [_row(row, text) for row in body]
    linked = [each for each in found if each]
    if linked:
        columns = _columns(linked)
        yield IndexBlock(tuple(_table_row(each, columns, text) for each in linked))


class _Row(NamedTuple):
    """A table row with the column of its link, and that link, or the match of one that is cut."""

    node: Node
    column: int
    found: _Found | re.Match[str]

    def text(self, column: int) -> str:
        return plain(self.node.children[column].children).strip()


class _Columns(NamedTuple):
    title: int | None
    number: int | None


def _row(row: Node, text: str) -> _Row | None:
    for column, cell in enumerate(row.children):
        if found := _link(cell.children):
            return _Row(row, column, found)
    cut = CUT.search(text, *row.span)
    if cut is None:
        return None
    before = sum(cell.span.start <= cut.start() for cell in row.children)
    return _Row(row, max(before - 1, 0), cut)


def _columns(rows: Sequence[_Row]) -> _Columns:
    """Where the titles stand if not in the links, and where the numbers do if not before the titles.

    Links that all say the same, or nothing but a number, are no titles.
    """
    links = [each.found for each in rows if isinstance(each.found, _Found)]
    shown = [plain(each.inlines).strip() for each in links]
    other = bool(shown) and (not any(shown) or (len(shown) > 1 and len(set(shown)) == 1))
    width, link = len(rows[0].node.children), Counter(each.column for each in rows).most_common(1)[0][0]
    title = None
    if other:
        left = [each for each in range(width) if each != link]
        title = max(left, key=lambda each: sum(len(row.text(each)) for row in rows), default=None)
    if any(each.number_at for each in links):
        return _Columns(title, None)
    best, number = 0, None
    for column in range(title if title is not None else link):
        held = {row.text(column) for row in rows if NUMBER.fullmatch(row.text(column))}
        if len(held) > best and column != link:
            best, number = len(held), column
    return _Columns(title, number)


def _table_row(row: _Row, columns: _Columns, text: str) -> IndexRow:
    cells, line, found = row.node.children, _line(text, row.node.span), row.found
    number = _number(row, columns, text)
    told = {columns.title, columns.number, row.column}
    others = tuple(cell.span for column, cell in enumerate(cells) if column not in told)
    if isinstance(found, re.Match):
        title, title_at, at = found["title"], Span(*found.span("title")), Span(*found.span())
        others = tuple(each for each in others if each.end < at.start)
        return IndexRow(line, at, found["url"], None, title, title, title_at, *number, others, cut=True)
    behind = Span(found.link.span.end, cells[row.column].span.end)
    inlines = found.inlines if columns.title is None else unwrapped(cells[columns.title].children)
    return IndexRow(
        line,
        found.link.span,
        found.link.attributes["url"],
        _url_at(found.link, text),
        plain(inlines).strip(),
        link_text(inlines),
        _place(inlines),
        *number,
        (*others, _trimmed(text, behind)),
    )


def _number(row: _Row, columns: _Columns, text: str) -> tuple[str, Span | None]:
    """The number of a row and where it stands: in the link, or in a cell of its own, which may be empty."""
    if isinstance(row.found, _Found) and row.found.number_at:
        return row.found.number, row.found.number_at
    if columns.number is None:
        return "", None
    span = row.node.children[columns.number].span
    match = NUMBER.fullmatch(text, *span)
    return (match["first"], Span(*match.span("first"))) if match else (text[slice(*span)], span)
