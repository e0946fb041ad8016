"""Rows of an index, and what table rows and list items have in common: a link to a Markdown file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.markdown.link_text import link_text, unwrapped
from qapress.markdown.plain import plain
from qapress.markdown.tree import Node

if TYPE_CHECKING:
    from collections.abc import Sequence


MARKDOWN = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^?#]*\.(?:md|markdown)(?:[?#]|$)", re.IGNORECASE)
"""An address of a Markdown file on no other host."""
LABEL = re.compile(
    r"(?:[^\w\[(]|_)*(?:(?:Q(?:uestion[ ]?)?|[#№])(?P<first>\d{1,9}[a-z]?|\?)(?!\w)[ ]?[:：.)。–—-]?"
    r"|(?P<second>\d{1,9}[a-z]?|\?)[:：.)。](?=\s|$))\s*"
)
"""What may stand before a title: `Q5:`, `5.`, with a symbol before it."""
NUMBER = re.compile(r"[\W_]*(?:Q(?:uestion\s*)?)?(?P<first>\d{1,9}[a-z]?|\?)[\W_]*")
TARGET = re.compile(
    r"\][ \t\n]*\([ \t\n]*"
    r"(?:<(?P<first>[^<>\n]*)>|(?P<second>(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+))"
)


class IndexRow(NamedTuple):
    """One row. `line` is its whole line or lines without the last line end; `end` is behind all of its item.

    Of the link `tail` is what follows its text: `](address)`, or `][label]`; `url_at` is the address in it,
    None where it has a label. Both are None for a row that is `cut`: it shows no link, since a
    sign in it ends the cell or the address. `title` is plain text, `markup` the same as Markdown
    (`link_text`), `title_at` None where there is none. `number` is as written, in `number_at`; None stands
    for a row without a place for it. `others` is what a new row leaves empty: other cells, text behind the
    link. `file_at` is the text of a link that says the name of its file, with its suffix or without.
    `whole` is `title`, `markup` and `title_at` with the label that gave the number, where it is in the link.
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
    file_at: Span | None = None
    whole: tuple[str, str, Span | None] | None = None

    def unlabelled(self) -> IndexRow:
        """The row of a question without a number: what reads like a label is part of its title."""
        if self.whole is None:
            return self
        title, markup, at = self.whole
        return self._replace(title=title, markup=markup, title_at=at, number="", number_at=None)

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


class Found(NamedTuple):
    """A link on its way to a row: `inlines` is its text without a label, which gave the number."""

    link: Node
    inlines: tuple[Node, ...]
    number: str
    number_at: Span | None


def found_link(nodes: Sequence[Node]) -> Found | None:
    """The first link to a Markdown file."""
    for node in nodes:
        for each in node.walk():
            url = each.attributes.get("url", "")
            if each.kind == "link" and not each.attributes.get("auto") and MARKDOWN.match(url):
                return _found(each)
    return None


def _found(link: Node) -> Found:
    inlines = unwrapped(link.children)
    first = inlines[0] if inlines else None
    label = LABEL.match(first.text) if first and first.kind == "text" else None
    if first is None or label is None:
        return Found(link, inlines, "", None)
    group = "first" if label["first"] else "second"
    rest = _behind(first, label.end())
    at = first.source(*label.span(group))
    return Found(link, (*rest, *inlines[1:]), label[group], at)


def whole(found: Found) -> tuple[str, str, Span | None] | None:
    """The text of a link with its label, as plain text, as Markdown and its place; None where it has none."""
    if found.number_at is None:
        return None
    inlines = unwrapped(found.link.children)
    return plain(inlines).strip(), link_text(inlines), place(inlines)


def _behind(node: Node, count: int) -> tuple[Node, ...]:
    if count == len(node.text):
        return ()
    offsets = node.offsets[count:] if node.offsets is not None else None
    span = Span(node.offset(count), node.span.end)
    return (Node(node.kind, span, text=node.text[count:], attributes=node.attributes, offsets=offsets),)


def place(nodes: Sequence[Node]) -> Span | None:
    """Where neighbouring nodes stand, None for none."""
    return Span(nodes[0].span.start, nodes[-1].span.end) if nodes else None


def tail(link: Node, text: str) -> tuple[Span, str, Span | None]:
    """What follows a link's text, the link's URL, and where the address stands in what follows."""
    start = link.children[-1].span.end if link.children else link.span.start + 1
    match = None if link.attributes.get("label") else TARGET.match(text, start, link.span.end)
    group = "first" if match and match["first"] is not None else "second"
    at = Span(*match.span(group)) if match else None
    return Span(start, link.span.end), link.attributes["url"], at


def whole_line(text: str, span: Span) -> Span:
    """The whole lines of a span, without the last line end."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def behind_marks(text: str, behind: Span) -> Span:
    """What stands behind a link, the marks of emphasis around it left out."""
    start = behind.start
    while start < behind.end and text[start] in "*_":
        start += 1
    return Span(start, behind.end)
