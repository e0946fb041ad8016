"""HTML in an answer as nodes: what has a meaning in print keeps it, the rest is told and left out.

Elements without a kind of their own become `html` nodes with children, their `label` the name of the tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.emit.places.losses import dropped_element, dropped_html
from qapress.emit.resolve.elements import VOID, Element, Elements
from qapress.markdown.tree import Attributes, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qapress.diagnostic import Problem
    from qapress.emit.resolve.elements import Part
    from qapress.markdown.tree import Align, Kind

    Lose = Callable[[Problem], None]


_KINDS: tuple[tuple[Kind, str], ...] = (
    ("strong", "b strong"),
    ("emphasis", "i em cite dfn var figcaption"),
    ("strikethrough", "s del strike"),
    ("code", "code tt samp"),
    ("link", "a"),
    ("html", "sub sup kbd mark u ins"),
)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


MEANING: dict[str, Kind] = {tag: kind for kind, tags in _KINDS for tag in tags.split()}
"""Elements that hold inlines, with the kind of node that they become."""
PLAIN = _names("abbr bdi bdo big font label nobr picture q rp small source span time wbr")
"""Elements whose text is printed and whose tags say nothing to a reader of print."""
FLOW = _names("address article aside center dd div dl dt fieldset figure footer header main nav p section")
"""Elements that stand by themselves, and are printed as what they hold."""
HIDDEN = _names(
    "audio button canvas embed form head iframe math noscript object script select style svg template "
    "textarea title video"
)
"""Elements that are left out with all they hold."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CELLS = ("td", "th")
SECTIONS = ("thead", "tbody", "tfoot")
SIDES: tuple[Align, ...] = ("left", "center", "right")
QUOTES = "“”"
START = re.compile("[0-9]{1,9}")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-(\S+)")


class Meaning:
    """Turns elements into nodes. `lose` is told, with its place, what is left out."""

    def __init__(self, lose: Lose) -> None:
        self.lose = lose
        self._makers: dict[str, Callable[[Element], Iterable[Node]]] = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(FLOW, lambda each: self.blocks(each.children, each.span)),
            **dict.fromkeys(("ul", "ol"), self._list),
            "blockquote": lambda each: self._holding("block_quote", each),
            "details": self._details,
            "hr": lambda each: (Node("thematic_break", each.span),),
            "pre": self._pre,
            "table": self._table,
        }

    def blocks(self, parts: Sequence[Part], span: Span) -> Iterator[Node]:
        """Blocks of what stands in a row; inlines between two of them are a paragraph."""
        run: list[Part] = []
        for each in parts:
            if isinstance(each, Element) and self._is_block(each):
                yield from self._paragraph(run, span)
                run = []
                yield from self._block(each)
            else:
                run.append(each)
        yield from self._paragraph(run, span)

    def inlines(self, parts: Iterable[Part], span: Span) -> Iterator[Node]:
        """Inlines of what stands in a row."""
        for each in parts:
            if isinstance(each, str):
                yield Node("text", span, text=_BLANKS.sub(" ", each))
            elif isinstance(each, Node):
                yield each
            else:
                yield from self._inline(each)

    def _is_block(self, element: Element) -> bool:
        """Whether an element stands by itself, as one that says nothing does around such."""
        if element.tag in MEANING or element.tag in HIDDEN:
            return False
        return any(each.tag in self._makers for each in element.walk())

    def _block(self, element: Element) -> Iterable[Node]:
        if element.tag in self._makers:
            return self._makers[element.tag](element)
        self._unknown(element)
        return self.blocks(element.children, element.span)

    def _paragraph(self, parts: Sequence[Part], span: Span) -> Iterator[Node]:
        made = trimmed(self.inlines(parts, span))
        if made:
            yield Node("paragraph", made[0].span, made)

    def _inline(self, element: Element) -> Iterable[Node]:
        tag, span = element.tag, element.span
        if tag == "br":
            return (Node("line_break", span),)
        if tag == "img":
            return (image(element),)
        if tag in MEANING:
            return self._meant(element)
        if tag in HIDDEN or not tag[:1].isalpha():
            self.lose(dropped_element(tag, span))
            return ()
        self._unknown(element)
        inside = tuple(self.inlines(element.children, span))
        if tag == "q":
            return (Node("text", span, text=QUOTES[0]), *inside, Node("text", span, text=QUOTES[1]))
        return (Node("line_break", span), *inside) if tag in self._makers else inside

    def _unknown(self, element: Element) -> None:
        if element.tag in PLAIN or element.tag in self._makers:
            return
        rest = "" if element.tag in VOID else "; the text in it is kept"
        self.lose(dropped_html(f"the HTML element <{element.tag}> is left out{rest}", element.opening))

    def _meant(self, element: Element) -> Iterable[Node]:
        kind = MEANING[element.tag]
        if kind == "code":
            text = _BLANKS.sub(" ", self._text(element))
            return (Node("code", element.span, text=text),) if text.strip() else ()
        inside = tuple(self.inlines(element.children, element.span))
        if kind == "link" and not element.attributes.get("href"):
            return inside
        about = Attributes(url=element.attributes.get("href", ""), label=element.tag)
        span = element.opening if kind == "link" else element.span  # where a dead link is told
        return (Node(kind, span, inside, attributes=about),) if inside else ()

    def _text(self, element: Element) -> str:
        """The text of an element as it is written, line breaks and blanks with it."""
        parts = []
        for each in element.children:
            if isinstance(each, str):
                parts.append(each)
            elif isinstance(each, Node) or each.tag in HIDDEN:
                nodes = (each,) if isinstance(each, Node) else self._inline(each)
                parts += [
                    node.text or " " * (node.kind == "soft_break") for root in nodes for node in root.walk()
                ]
            else:
                parts.append("\n" if each.tag == "br" else self._text(each))
        return "".join(parts)

    def _heading(self, element: Element) -> Iterator[Node]:
        made = trimmed(self.inlines(element.children, element.span))
        if made:
            yield Node("heading", element.span, made, attributes={"level": HEADINGS[element.tag]})

    def _holding(self, kind: Kind, element: Element) -> Iterator[Node]:
        yield Node(kind, element.span, tuple(self.blocks(element.children, element.span)))

    def _details(self, element: Element) -> Iterator[Node]:
        inside = (each for each in element.children if isinstance(each, Element))
        first = next((each for each in inside if each.tag == "summary"), None)
        rest = [each for each in element.children if each is not first]
        title = () if first is None else (Node("summary", first.span, self._line(first)),)
        yield Node("details", element.span, (*title, *self.blocks(rest, element.span)))

    def _line(self, element: Element) -> tuple[Node, ...]:
        return trimmed(self.inlines(element.children, element.span))

    def _list(self, element: Element) -> Iterator[Node]:
        items = [each for each in element.children if isinstance(each, Element) and each.tag == "li"]
        start = element.attributes.get("start", "")
        first = int(start) if START.fullmatch(start) else 1
        if items:
            made = tuple(node for each in items for node in self._holding("list_item", each))
            about = Attributes(ordered=element.tag == "ol", start=first, tight=True)
            yield Node("list", element.span, made, attributes=about)
        yield from self.blocks([each for each in element.children if not is_tag(each, "li")], element.span)

    def _pre(self, element: Element) -> Iterator[Node]:
        classes = " ".join(each.attributes.get("class", "") for each in element.walk())
        language = _LANGUAGE.search(classes)
        text = self._text(element).removeprefix("\n").rstrip("\n")
        if text.strip():
            about = Attributes(info=language[1] if language else "", fenced=True)
            yield Node("code_block", element.span, text=text, attributes=about)

    def _table(self, element: Element) -> Iterator[Node]:
        """A table of cells in rows; without a row of headings, its header is empty."""
        span = element.span
        yield from self._paragraph(tuple(beside_cells(element)), span)
        cells = [*rows(element)]
        width = max((len(row) for row in cells), default=0)
        if not width:
            return
        if any({"rowspan", "colspan"} & each.attributes.keys() for row in cells for each in row):
            message = "cells of the HTML table that span rows or columns are printed as single ones"
            self.lose(dropped_html(message, span))
        if not all(each.tag == "th" for each in cells[0]):
            cells.insert(0, [])
        align = tuple(aligned(row[at] for row in cells if at < len(row)) for at in range(width))
        yield Node(
            "table", span, tuple(self._row(row, width, span) for row in cells), attributes={"align": align}
        )

    def _row(self, cells: Sequence[Element], width: int, span: Span) -> Node:
        made = [Node("table_cell", each.span, self._line(each)) for each in cells]
        return Node("table_row", span, (*made, *[Node("table_cell", span)] * (width - len(made))))


def image(element: Element) -> Node:
    """The node of an `<img>`."""
    alt = element.attributes.get("alt", "")
    children = (Node("text", element.span, text=alt),) if alt else ()
    return Node("image", element.span, children, attributes={"url": element.attributes.get("src", "")})


def is_tag(part: Part, tag: str) -> bool:
    """Whether a part is an element of this name."""
    return isinstance(part, Element) and part.tag == tag


def rows(table: Element) -> Iterator[list[Element]]:
    """The cells of each row; those that stand in none make one, as in HTML."""
    stray: list[Element] = []
    for each in table.children:
        if isinstance(each, Element):
            if each.tag in CELLS:
                stray.append(each)
                continue
            if stray:
                yield stray
                stray = []
            if each.tag == "tr":
                yield [cell for cell in each.children if isinstance(cell, Element) and cell.tag in CELLS]
            elif each.tag in SECTIONS:
                yield from rows(each)
    if stray:
        yield stray


def beside_cells(table: Element) -> Iterator[Part]:
    """What stands in a table, but in no cell: its caption, and what should not be there."""
    for each in table.children:
        if isinstance(each, Element) and each.tag in {"caption", "tr", *SECTIONS}:
            yield from beside_cells(each)
        elif not (isinstance(each, Element) and each.tag in (*CELLS, "colgroup", "col")):
            yield each


def aligned(column: Iterable[Element]) -> Align:
    """How a column is aligned: as the first cell that says so."""
    said = (each.attributes.get("align", "").lower() for each in column)
    return next((side for each in said for side in SIDES if side == each), None)


def trimmed(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Inlines without blanks and breaks at both ends."""
    made = list(nodes)
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while made and is_blank(made[end]):
            del made[end]
        if made and made[end].kind == "text":
            made[end] = Node("text", made[end].span, text=strip(made[end].text))
    return tuple(made)


def is_blank(node: Node) -> bool:
    """Whether an inline shows nothing."""
    return node.kind in {"line_break", "soft_break"} or (node.kind == "text" and not node.text.strip())


def has_words(nodes: Iterable[Node]) -> bool:
    """Whether inlines say something besides their images."""
    return any(each.text.strip() or has_words(each.children) for each in nodes if each.kind != "image")


def block_nodes(html: Node, lose: Lose) -> tuple[Node, ...]:
    """The blocks that a block of HTML means; `lose` is told what is left out."""
    tree = Elements(html.span)
    tree.read(html)
    return tuple(Meaning(lose).blocks(tree.finish(), html.span))


def inline_nodes(nodes: Iterable[Node], lose: Lose) -> tuple[Node, ...]:
    """Inlines with their HTML understood; `lose` is told what is left out."""
    given = tuple(nodes)
    span = Span(given[0].span.start, given[-1].span.end)
    tree = Elements(span)
    for node in given:
        if node.kind == "html":
            tree.read(node)
        else:
            tree.add(node)
    return tuple(Meaning(lose).inlines(tree.finish(), span))
