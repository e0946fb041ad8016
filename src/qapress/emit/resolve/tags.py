"""HTML in an answer as nodes: what has a meaning in print keeps it, the rest is told and left out.

Elements without a kind of their own become `html` nodes with children, their `label` the name of the tag.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from qapress.markdown.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qapress.diagnostic import Span
    from qapress.markdown.tree import Kind

    Attrs = list[tuple[str, str | None]]
    MakeImage = Callable[[str, str, Span], Node]

MEANING: dict[str, Kind] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "var": "emphasis",
    "s": "strikethrough",
    "del": "strikethrough",
    "strike": "strikethrough",
    "code": "code",
    "tt": "code",
    "samp": "code",
    "a": "link",
    "sub": "html",
    "sup": "html",
    "kbd": "html",
    "mark": "html",
    "u": "html",
    "ins": "html",
}
"""Elements that hold inlines, with the kind of node that they become."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


PLAIN = _names("abbr bdi bdo big font label nobr q small span time wbr")
"""Elements whose text is printed and whose tags say nothing to a reader of print."""
BLOCKS = _names(
    "address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header hr li main nav ol p picture section source summary ul"
)
"""Elements that begin a paragraph."""
HIDDEN = _names(
    "audio button canvas embed form head iframe noscript object script select style svg template textarea "
    "title video"
)
"""Elements that are left out with all they hold."""
VOID = _names("area base col embed input link meta param track")
"""Elements without an end tag that say nothing in print."""


class Weaver(HTMLParser):
    """Weaves tags and the nodes between them into one tree.

    `image` makes a node of an address, an alternative text and a span; `lose` is told each element that is
    left out.
    """

    def __init__(
        self, span: Span, image: Callable[[str, str, Span], Node], lose: Callable[[str], None]
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.span, self.image, self.lose = span, image, lose
        self.paragraphs: list[list[Node]] = [[]]
        self.open: list[tuple[str, Attrs, list[Node]]] = []
        self.hidden: list[str] = []

    @property
    def here(self) -> list[Node]:
        """The nodes of the innermost open element."""
        return self.open[-1][2] if self.open else self.paragraphs[-1]

    def add(self, node: Node) -> None:
        """Put a node where the text has come to."""
        if not self.hidden:
            self.here.append(node)

    def handle_starttag(self, tag: str, attrs: Attrs) -> None:
        """Open an element, or do what a void one says."""
        if tag in HIDDEN or tag in VOID:
            self.lose(tag)
            if tag not in VOID:
                self.hidden.append(tag)
        elif tag == "br":
            self.add(Node("line_break", self.span))
        elif tag == "img":
            given = {key: value or "" for key, value in attrs}
            self.add(self.image(given.get("src", ""), given.get("alt", ""), self.span))
        elif tag in MEANING:
            self.open.append((tag, attrs, []))
        elif tag in BLOCKS:
            self.new_paragraph()
        elif tag not in PLAIN:
            self.lose(tag)

    def handle_startendtag(self, tag: str, attrs: Attrs) -> None:
        """`<br/>` is `<br>`; a hidden or spanning element that ends at once holds nothing."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open inside it."""
        if tag in self.hidden:
            del self.hidden[self.hidden.index(tag) :]
        elif tag in BLOCKS:
            self.new_paragraph()
        elif any(name == tag for name, _, _ in self.open):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text between tags; runs of blanks are one."""
        text = re.sub(r"\s+", " ", data)
        if text.strip() or (text and self.here):
            self.add(Node("text", self.span, text=text))

    def new_paragraph(self) -> None:
        """End the paragraph, closing what is open."""
        while self.open:
            self._close()
        if self.paragraphs[-1]:
            self.paragraphs.append([])

    def finish(self) -> list[list[Node]]:
        """All paragraphs that hold something."""
        self.close()
        self.new_paragraph()
        return [each for each in self.paragraphs if each]

    def _close(self) -> str:
        tag, attrs, nodes = self.open.pop()
        self.here.extend(self._made(tag, attrs, nodes))
        return tag

    def _made(self, tag: str, attrs: Attrs, nodes: list[Node]) -> list[Node]:
        kind = MEANING[tag]
        if kind == "link":
            url = dict(attrs).get("href")
            return [Node("link", self.span, tuple(nodes), attributes={"url": url})] if url else nodes
        if kind == "code":
            text = "".join(each.text for node in nodes for each in node.walk())
            return [Node("code", self.span, text=text)]
        return [Node(kind, self.span, tuple(nodes), attributes={"label": tag} if kind == "html" else None)]


def weave(nodes: Iterable[Node], weaver: Weaver) -> tuple[Node, ...]:
    """Inlines with their HTML understood."""
    for node in nodes:
        if node.kind == "html":
            weaver.span = node.span
            weaver.feed(node.text)
        else:
            weaver.add(node)
    return tuple(each for paragraph in weaver.finish() for each in paragraph)
