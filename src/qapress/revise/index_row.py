"""The text of one row of an index: corrected, or made anew after the pattern of another."""

from __future__ import annotations

import re
from posixpath import basename, relpath, splitext
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from qapress.diagnostic import Edit, Span
from qapress.markdown.link_text import link_text
from qapress.markdown.parse import parse

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from qapress.facts.facts import EntryFacts
    from qapress.facts.index_match import Asked, Placed
    from qapress.facts.index_row import IndexRow

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
PUNCTUATION_IN_NAMES = re.compile(r"([\[\]`*|<\\])")
BOX = re.compile(r"(?<=\[)[xX](?=\] )")
SIGNS = re.compile(r"[()|<>\\\s]")
"""Signs in an address, as the parser gives it, that need not mean themselves where it is written anew."""
PATH_PART = re.compile(r"[^?#]*")


class Style(NamedTuple):
    """How a table or list writes its rows: whether links name a place in the file, and what exists.

    `folder` is that of the index, `names` are the paths that exist under the root.
    """

    folder: str
    table: bool
    anchored: bool
    names: Container[str]


def corrected(placed: Placed, text: str, style: Style) -> str:
    """A row that stands for a question as it should be; nothing is touched but what is wrong."""
    row, asked = placed.row, placed.asked
    if asked is None:
        return text[slice(*row.line)]
    edits = list(_title(row, asked.entry, style))
    if not placed.is_numbered() and row.number_at:
        edits.append(Edit(row.number_at, _number(row, asked.entry)))
    if row.cut:
        edits.append(Edit(row.link, f"[{shown(asked.entry, table=style.table)}]({address(asked, style)})"))
    elif not _leads(placed, asked, style):
        edits += [_target(row, _readdressed(placed, asked, style)), *_file(row, asked, text)]
    return _edited(text, row.line, edits)


def fresh(asked: Asked, pattern: IndexRow, text: str, style: Style) -> str:
    """A new row that is written as another, with what only that one says left out."""
    if not number_of(asked.entry):
        pattern = pattern.unlabelled()
    edits = [Edit(each, "") for each in pattern.others if each.start >= pattern.line.start]
    title = shown(asked.entry, table=style.table)
    if pattern.cut:
        edits.append(Edit(pattern.link, f"[{title}]({address(asked, style)})"))
    else:
        edits += [_tail(asked, pattern, text, style), *_file(pattern, asked, text)]
        edits += [Edit(pattern.title_at, title)] if pattern.title_at else []
    if pattern.number_at:
        edits.append(Edit(pattern.number_at, _number(pattern, asked.entry)))
    return BOX.sub(" ", _edited(text, pattern.line, edits), count=1)


def _tail(asked: Asked, pattern: IndexRow, text: str, style: Style) -> Edit:
    """The address in place of another row's, or of all behind the text where there is a label or tooltip."""
    tail, at = pattern.tail or pattern.link, pattern.url_at
    url = address(asked, style, text[slice(*at)] if at else "")
    bare = at and text[at.end : tail.end].strip(" \t>") == ")"
    return Edit(at, url) if at and bare else Edit(tail, f"]({url})")


def table(asked: Sequence[Asked], style: Style) -> str:
    """A whole table of questions."""
    numbered = any(each.entry.label for each in asked)
    head = "| No. | Question |\n|---:|---|" if numbered else "| Question |\n|---|"
    rows = [f"| [{shown(each.entry, table=True)}]({address(each, style)}) |" for each in asked]
    if numbered:
        rows = [f"| {number_of(each.entry)} {row}" for each, row in zip(asked, rows, strict=True)]
    return "\n".join([head, *rows])


def number_of(entry: EntryFacts) -> str:
    """The number that a row shows: `?` for one that is still to be given."""
    return entry.number or ("?" if entry.number_at else "")


def shown(entry: EntryFacts, *, table: bool) -> str:
    """The title as the text of a link, in a table with `|` escaped; plain where its marks would not hold."""
    for title in (entry.markup, PUNCTUATION.sub(r"\\\1", entry.title)):
        written = title.replace("|", "\\|") if table and title is entry.markup else title
        if _holds(written, entry, table=table):
            return written
    return PUNCTUATION.sub(r"\\\1", entry.title)


def _holds(written: str, entry: EntryFacts, *, table: bool) -> bool:
    """Whether a link with this text shows the title."""
    text = f"| a |\n|---|\n| [{written}](b) |\n" if table else f"* [{written}](b)\n"
    links = [each for each in parse(text).walk() if each.kind == "link"]
    return len(links) == 1 and link_text(links[0].children) == entry.markup


def address(asked: Asked, style: Style, like: str = "") -> str:
    """The address of a question, its path written like another one's: from the root, or with `./`."""
    path = relpath(asked.path, style.folder or ".")
    if like.startswith("/"):
        path = f"/{asked.path}"
    elif like.startswith("./") and not path.startswith("../"):
        path = f"./{path}"
    return _encoded(path) + _fragment(asked, style)


def _fragment(asked: Asked, style: Style) -> str:
    return f"#{_encoded(asked.entry.anchor)}" if style.anchored and asked.entry.anchor else ""


def _readdressed(placed: Placed, asked: Asked, style: Style) -> str:
    """The right address; of the old one the path stays where it leads to the right file."""
    path = PATH_PART.match(placed.row.url)
    if placed.target == asked.path and path:
        return SIGNS.sub(lambda sign: quote(sign[0]), path[0]) + _fragment(asked, style)
    return address(asked, style, placed.row.url)


def _encoded(path: str) -> str:
    """A path or anchor as an address may hold it: signs other than `-._~/` percent-encoded."""
    return "".join(
        each if not each.isascii() or each.isalnum() or each in "-._~/" else quote(each) for each in path
    )


def _leads(placed: Placed, asked: Asked, style: Style) -> bool:
    """Whether a row's link is right: it leads to its question, or to the file where the others do, too."""
    if placed.is_dead(style.folder, style.names):
        return False
    if not placed.known:
        return True  # a file that the collection leaves out
    if placed.target != asked.path:
        return False
    if not placed.fragment:
        return not style.anchored or not asked.entry.anchor
    return placed.led is None or placed.led.key == asked.key


def _target(row: IndexRow, url: str) -> Edit:
    if row.url_at:
        return Edit(row.url_at, url)
    return Edit(row.tail or row.link, f"]({url})")


def _file(row: IndexRow, asked: Asked, text: str) -> Iterator[Edit]:
    """The name of the file where the link says it, with its suffix or without as before."""
    if row.file_at:
        name = basename(asked.path)
        whole = splitext(text[slice(*row.file_at)])[1].lower() == splitext(name)[1].lower()
        yield Edit(row.file_at, PUNCTUATION_IN_NAMES.sub(r"\\\1", name if whole else splitext(name)[0]))


def _title(row: IndexRow, entry: EntryFacts, style: Style) -> Iterator[Edit]:
    if row.cut or row.markup == entry.markup:
        return
    title = shown(entry, table=style.table)
    if row.title_at:
        yield Edit(row.title_at, title)
    elif row.tail and row.tail.start == row.link.start + 1:
        yield Edit(Span(row.tail.start, row.tail.start), title)


def _number(row: IndexRow, entry: EntryFacts) -> str:
    """The number with as many zeros before it as the row had."""
    number = number_of(entry)
    return number.zfill(len(row.number)) if row.number.startswith("0") and number.isdecimal() else number


def _edited(text: str, line: Span, edits: Sequence[Edit]) -> str:
    parts, at = [], line.start
    for span, new in sorted(edits):
        parts += [text[at : span.start], new]
        at = span.end
    return "".join([*parts, text[at : line.end]])
