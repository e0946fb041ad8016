"""HTML as a small tree of elements: what is left open is closed, what was never opened is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, TypeAlias

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

DEEPEST = 20
"""Elements inside each other; what lies deeper belongs to the last of them."""
VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img"),
        *("input", "link", "meta", "param", "source", "track", "wbr"),
    )
)
"""Elements that have no end tag."""
CLOSED_BY = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("td", "th", "tr", "thead", "tbody", "tfoot")),
    "option": ("option",),
    "p": ("p",),
}
"""Elements whose start ends one of these, left open (HTML, 13.1.2.4)."""


Part: TypeAlias = "Element | Node | str"
"""What stands in an element."""


@dataclass
class Element:
    """An HTML element; `children` may be text, and nodes of the Markdown between its tags.

    `opening` is where its start tag stands, `span` where it stands as a whole, as far as its end is known.
    """

    tag: str
    opening: Span
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Part] = field(default_factory=list)
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        self.span = self.opening

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the text."""
        yield self
        for each in self.children:
            if isinstance(each, Element):
                yield from each.walk()


class Elements(HTMLParser):
    """Makes elements of tags, and of the nodes between them."""

    def __init__(self, span: Span) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", span)
        self._open = [self.root]
        self._where: Node | None = None
        self._lines = [0]

    def read(self, html: Node) -> None:
        """Go on with the tags of a node; places are exact in the first one that is read."""
        self._where = html
        if html.kind == "html_block":
            self._lines = [0, *(each.end() for each in re.finditer("\n", html.text))]
        self.feed(html.text)

    def add(self, part: Part) -> None:
        """Put something where the tree has come to."""
        self._open[-1].children.append(part)

    def finish(self) -> list[Part]:
        """All that stands outside of any element."""
        self.close()
        while len(self._open) > 1:
            self._close(self.root.span.end)
        return self.root.children

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, after those that it ends."""
        opening = self._span(self.get_starttag_text() or "")
        while self._open[-1].tag in CLOSED_BY.get(tag, ()):
            self._close(opening.start)
        made = Element(tag, opening, {key: value or "" for key, value in attrs})
        self.add(made)
        if tag not in VOID and len(self._open) <= DEEPEST:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        opened = [each.tag for each in self._open]
        if tag in opened:
            for _ in range(opened[::-1].index(tag) + 1):
                self._close(self._span(f"</{tag}>").end)

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.add(data)

    def handle_pi(self, data: str) -> None:
        """An instruction to a program."""
        self._unsaid(f"?{data}")

    def handle_decl(self, decl: str) -> None:
        """A type of document."""
        self._unsaid(f"!{decl}")

    def unknown_decl(self, data: str) -> None:
        """A section of character data, which HTML does not have."""
        self._unsaid(f"![{data}]]")

    def handle_comment(self, data: str) -> None:
        """A comment says nothing; what is broken becomes one, too."""
        if not self._where or not self._where.text.startswith("<!--", self._offset()):
            self._unsaid(f"!{data}")

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002 -- as inherited
        """Read `<![` as newer parsers do; those of Python 3.11 raise where no known word follows."""
        return self.parse_bogus_comment(i)

    def _unsaid(self, source: str) -> None:
        """Put an element without an end where something stands that no reader of HTML sees."""
        name = re.match(r"\W*\w*", source)
        self.add(Element(name[0] if name else "", self._span(f"<{source}>")))

    def _close(self, end: int) -> None:
        """End the innermost element."""
        each = self._open.pop()
        each.span = Span(each.opening.start, end)

    def _span(self, source: str) -> Span:
        """Where a tag stands: in a block exactly, in a line that is the node itself."""
        node = self._where
        if node is None or node.kind != "html_block":
            return node.span if node else self.root.span
        start = self._offset()
        end = max(start, min(start + len(source), len(node.text)) - 1)
        return Span(node.offset(start), node.offset(end) + 1)

    def _offset(self) -> int:
        """Where the tag in hand begins in the text of its node."""
        line, column = self.getpos()
        if self._where is None or self._where.kind != "html_block":
            return 0
        return min(self._lines[line - 1] + column, max(len(self._where.text) - 1, 0))
