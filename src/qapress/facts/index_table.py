"""Rows of an index in a table."""

from __future__ import annotations

import re
from collections import Counter
from posixpath import basename, splitext
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from qapress.diagnostic import Span
from qapress.facts.index_row import (
    NUMBER,
    Found,
    IndexBlock,
    IndexRow,
    behind_marks,
    found_link,
    place,
    tail,
    whole,
    whole_line,
)
from qapress.markdown.link_text import link_text, unwrapped
from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.markdown.tree import Node


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
ADDRESS = re.compile(r"[?#]")


def table_rows(node: Node, text: str) -> Iterator[IndexBlock]:
    """The rows of a table that have a link to a Markdown file; nothing where there is none."""
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
    found: Found | _Cut

    def text(self, column: int) -> str:
        return plain(self.node.children[column].children).strip()


class _Columns(NamedTuple):
    title: int | None
    number: int | None


def _row(row: Node, text: str) -> _Row | None:
    for column, cell in enumerate(row.children):
        if found := found_link(cell.children):
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
    links = [each.found for each in rows if isinstance(each.found, Found)]
    link = Counter(each.column for each in rows).most_common(1)[0][0]
    title = None
    if _are_buttons(links):
        width = len(rows[0].node.children)
        left = [each for each in range(width) if each != link and not all(_numbers(rows, each))]
        title = max(left, key=lambda each: sum(len(row.text(each)) for row in rows), default=None)
    before = [each for each in range(link if title is None else title) if each != link]
    held = {each: len(set(filter(None, _numbers(rows, each)))) for each in before}
    number = max(before, key=lambda each: held[each], default=None)
    column = number if number is not None and held[number] else None
    return _Columns(title, None if _are_labelled(rows, column) else column)


def _are_labelled(rows: Sequence[_Row], column: int | None) -> bool:
    """Whether links begin with the numbers of their questions, and not only with what reads like one.

    Beside a column of numbers most links must do so, and most say the same as the column.
    """
    labels = [(each.found.number, each) for each in rows if isinstance(each.found, Found)]
    said = [(number, NUMBER.fullmatch(row.text(column or 0))) for number, row in labels if number]
    if column is None:
        return bool(said)
    same = sum(match is not None and match["first"] == number for number, match in said)
    return len(said) * 2 > len(rows) and same * 2 >= len(said)


def _are_buttons(links: Sequence[Found]) -> bool:
    """Whether links say nothing of a question: only numbers, names of files, or all the same few words."""
    texts = [plain(each.inlines).strip() for each in links]
    if not any(texts) or all(map(_file_at, links)):
        return bool(texts)
    same = len(texts) > 1 and len(set(texts)) == 1
    return same and len(texts[0].split()) <= BUTTON and "?" not in texts[0]


def _file_at(found: Found) -> Span | None:
    """Where a link says the name of the file that it leads to."""
    name = basename(unquote(ADDRESS.split(found.link.attributes["url"], maxsplit=1)[0]))
    return place(found.inlines) if plain(found.inlines).strip() in (name, splitext(name)[0]) else None


def _numbers(rows: Sequence[_Row], column: int) -> list[str]:
    """The texts of a column, empty where they are no numbers."""
    return [text if NUMBER.fullmatch(text := row.text(column)) else "" for row in rows]


def _table_row(row: _Row, columns: _Columns, text: str) -> IndexRow:
    cells, line, found = row.node.children, whole_line(text, row.node.span), row.found
    number = _number(row, columns, text)
    told = {columns.title, columns.number, row.column}
    others = tuple(cell.span for column, cell in enumerate(cells) if column not in told)
    if isinstance(found, _Cut):
        title = text[slice(*found.title_at)]
        others = tuple(each for each in others if each.end < found.at.start)
        shown = None, found.url, None, title, title, found.title_at
        return IndexRow(line, line.end, found.at, *shown, *number, others)
    behind = Span(found.link.span.end, cells[row.column].span.end)
    inlines = _inlines(found, cells, columns)
    return IndexRow(
        line,
        line.end,
        found.link.span,
        *tail(found.link, text),
        plain(inlines).strip(),
        link_text(inlines),
        place(inlines),
        *number,
        (*others, behind_marks(text, behind)),
        _file_at(found) if columns.title is not None else None,
        whole(found) if columns == (None, None) else None,
    )


def _inlines(found: Found, cells: Sequence[Node], columns: _Columns) -> tuple[Node, ...]:
    """The title in a row: in a cell of its own, else the link, less a label that gives the number."""
    if columns.title is not None:
        return unwrapped(cells[columns.title].children)
    return found.inlines if columns.number is None else unwrapped(found.link.children)


def _number(row: _Row, columns: _Columns, text: str) -> tuple[str, Span | None]:
    """The number of a row and where it stands: in the link, or in a cell of its own, which may be empty."""
    if columns.number is None:
        return (row.found.number, row.found.number_at) if isinstance(row.found, Found) else ("", None)
    span = row.node.children[columns.number].span
    match = NUMBER.fullmatch(text, *span)
    return (match["first"], Span(*match.span("first"))) if match else (text[slice(*span)], span)
