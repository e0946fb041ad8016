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
    r"\][ \t\n]*\([ \t\n]*"
    r"(?:<(?P<first>[^<>\n]*)>|(?P<second>(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+))"
)
CUT = re.compile(
    r"\]\((?P<url>[^\n()]*(?:\([^\n()]*\)[^\n()]*)*\.(?:md|markdown)"
    r"(?:#[^\n()]*(?:\([^\n()]*\)[^\n()]*)*)?)\)",
    re.IGNORECASE,
)
"""The end of a link that a bare `|` cuts, or whose address holds what an address cannot."""
CELL = re.compile(r"\|[ \t]*\[")
BUTTON = 3
"""Words at most of a link that is no title."""
LONGEST = 1_000
"""Characters of a row in which a link is looked for that is none."""
MARKER = re.compile(r"[ \t]*(\d{1,9})(?=[.)])")
OPENING = re.compile(r"\s*qapress:\s*index\s*")
CLOSING = re.compile(r"\s*qapress:\s*/index\s*")


class IndexRow(NamedTuple):
    """One row. `line` is its whole line or lines without the last line end; `end` is behind all of its item.

    Of the link `tail` is what follows its text: `](address)`, or `][label]`; `url_at` is the address in it,
    None where it has a label. Both are None for a row that is `cut`: it shows no link, since a
    sign in it ends the cell or the address. `title` is plain text, `markup` the same as Markdown
    (`link_text`), `title_at` None where there is none. `number` is as written, in `number_at`; None stands
    for a row without a place for it. `others` is what a new row leaves empty: other cells, text behind the
    link.
    """

    line: Span
    end: int
    link: Span
    tail: Span | None
    url: str
    url_at: Span | None
    title: str
    markup: str
    title_at: Span | None
    number: str = ""
    number_at: Span | None = None
    others: tuple[Span, ...] = ()

    @property
    def cut(self) -> bool:
        """Whether the row shows no link."""
        return self.tail is None


class IndexBlock(NamedTuple):
    """The rows of one table or list. `counted`: a list, numbered in order, all of whose items are rows."""

    rows: tuple[IndexRow, ...]
    table: bool = False
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


def _tail(link: Node, text: str) -> tuple[Span, str, Span | None]:
    """What follows a link's text, the link's URL, and where the address stands in what follows."""
    start = link.children[-1].span.end if link.children else link.span.start + 1
    match = None if link.attributes.get("label") else TARGET.match(text, start, link.span.end)
    group = "first" if match and match["first"] is not None else "second"
    at = Span(*match.span(group)) if match else None
    return Span(start, link.span.end), link.attributes["url"], at


def _line(text: str, span: Span) -> Span:
    """The whole lines of a span, without the last line end."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _list(node: Node, text: str) -> Iterator[IndexBlock]:
    rows = [row for item in node.children if (row := _item(item, text))]
    if rows:
        markers = [match[1] for item in node.children if (match := MARKER.match(text, item.span.start))]
        counted = len(rows) == len(markers) == len(node.children) and len(set(markers)) == len(markers)
        yield IndexBlock(tuple(rows), counted=counted)


def _item(item: Node, text: str) -> IndexRow | None:
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
    behind = Span(found.link.span.end, leaf.span.end)
    return IndexRow(
        line,
        _line(text, item.span).end if len(item.children) > 1 else line.end,
        found.link.span,
        *_tail(found.link, text),
        plain(found.inlines).strip(),
        link_text(found.inlines),
        _place(found.inlines),
        number,
        at,
        (_trimmed(text, behind),),
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
        yield IndexBlock(tuple(_table_row(each, columns, text) for each in linked), table=True)


class _Cut(NamedTuple):
    """What would be a link but for a `|` in it, or its address."""

    at: Span
    title_at: Span
    url: str


class _Row(NamedTuple):
    """A table row with the column of its link, and that link, or what is cut of one."""

    node: Node
    column: int
    found: _Found | _Cut

    def text(self, column: int) -> str:
        return plain(self.node.children[column].children).strip()


class _Columns(NamedTuple):
    title: int | None
    number: int | None


def _row(row: Node, text: str) -> _Row | None:
    for column, cell in enumerate(row.children):
        if found := _link(cell.children):
            return _Row(row, column, found)
    cut = _cut(row, text) if row.span.end - row.span.start <= LONGEST else None
    if cut is None:
        return None
    before = sum(cell.span.start <= cut.at.start for cell in row.children)
    return _Row(row, max(before - 1, 0), cut)


def _cut(row: Node, text: str) -> _Cut | None:
    match = CUT.search(text, *row.span)
    if match is None:
        return None
    cells = [each.end() for each in CELL.finditer(text, row.span.start, match.start())]
    start = cells[-1] if cells else text.find("[", row.span.start, match.start()) + 1
    if not start:
        return None
    return _Cut(Span(start - 1, match.end()), Span(start, match.start()), match["url"])


def _columns(rows: Sequence[_Row]) -> _Columns:
    """Where the titles stand if not in the links, and where the numbers do if not before the titles."""
    links = [each.found for each in rows if isinstance(each.found, _Found)]
    link = Counter(each.column for each in rows).most_common(1)[0][0]
    title = None
    if _are_buttons([plain(each.inlines).strip() for each in links]):
        width = len(rows[0].node.children)
        left = [each for each in range(width) if each != link and not all(_numbers(rows, each))]
        title = max(left, key=lambda each: sum(len(row.text(each)) for row in rows), default=None)
    if any(each.number_at for each in links):
        return _Columns(title, None)
    before = [each for each in range(link if title is None else title) if each != link]
    held = {each: len(set(filter(None, _numbers(rows, each)))) for each in before}
    number = max(before, key=lambda each: held[each], default=None)
    return _Columns(title, number if number is not None and held[number] else None)


def _are_buttons(texts: Sequence[str]) -> bool:
    """Whether links say nothing of what they lead to: only numbers, or all `Answer`, `read more`, `→`."""
    if not any(texts):
        return bool(texts)
    same = len(texts) > 1 and len(set(texts)) == 1
    return same and len(texts[0].split()) <= BUTTON and "?" not in texts[0]


def _numbers(rows: Sequence[_Row], column: int) -> list[str]:
    """The texts of a column, empty where they are no numbers."""
    return [text if NUMBER.fullmatch(text := row.text(column)) else "" for row in rows]


def _table_row(row: _Row, columns: _Columns, text: str) -> IndexRow:
    cells, line, found = row.node.children, _line(text, row.node.span), row.found
    number = _number(row, columns, text)
    told = {columns.title, columns.number, row.column}
    others = tuple(cell.span for column, cell in enumerate(cells) if column not in told)
    if isinstance(found, _Cut):
        title = text[slice(*found.title_at)]
        others = tuple(each for each in others if each.end < found.at.start)
        shown = None, found.url, None, title, title, found.title_at
        return IndexRow(line, line.end, found.at, *shown, *number, others)
    behind = Span(found.link.span.end, cells[row.column].span.end)
    inlines = found.inlines if columns.title is None else unwrapped(cells[columns.title].children)
    return IndexRow(
        line,
        line.end,
        found.link.span,
        *_tail(found.link, text),
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
