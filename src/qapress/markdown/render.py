"""Canonical HTML of a tree: to tell whether two texts mean the same, and as the ground of sanitised HTML.

The HTML is that of the CommonMark examples; what goes beyond them is written with plain tags and classes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qapress.markdown.tree import Node

    Pieces = Iterator[str]

BLANKS = re.compile(r"[ \t\n\r\f]+")
AROUND_TAG = re.compile(r" ?(</?(?:p|h[1-6]|li|ul|ol|blockquote|pre|table|thead|tbody|tr|t[hd])\b[^<>]*>) ?")


class Literal(str):
    """A piece of HTML in which blanks count: code, math and the like."""

    __slots__ = ()


def html(*nodes: Node) -> str:
    """The HTML of nodes, raw HTML among them as it is: not safe to publish."""
    return "".join(_pieces(nodes))


def same_rendering(a: Node, b: Node) -> bool:
    """Whether two trees give the same HTML, runs of blanks outside code taken for one."""
    return _collapsed(a) == _collapsed(b)


def _collapsed(node: Node) -> list[str]:
    """The HTML, literal pieces apart at odd places, the text between them with single blanks."""
    parts: list[list[str]] = [[]]
    for piece in _pieces((node,)):
        if isinstance(piece, Literal):
            parts += [[piece], []]
        else:
            parts[-1].append(piece)
    made = ["".join(each) for each in parts]
    made[::2] = [AROUND_TAG.sub(r"\1", BLANKS.sub(" ", text)) for text in made[::2]]
    return made


def escape(text: str) -> str:
    """Text for HTML, outside and inside of double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _pieces(nodes: Iterable[Node]) -> Pieces:
    for node in nodes:
        yield from WRITERS[node.kind](node)


def _wrapped(before: str, after: str) -> Callable[[Node], Pieces]:
    def write(node: Node) -> Pieces:
        yield before
        yield from _pieces(node.children)
        yield after

    return write


def _constant(text: str) -> Callable[[Node], Pieces]:
    return lambda _: iter((text,))


def _literal(before: str, after: str) -> Callable[[Node], Pieces]:
    return lambda node: iter((before, Literal(escape(node.text)), after))


def _raw(node: Node) -> Pieces:
    yield node.text


def _raw_block(node: Node) -> Pieces:
    yield node.text + "\n"


def _comment(node: Node) -> Pieces:
    yield f"<!--{node.text}-->"


def _heading(node: Node) -> Pieces:
    tag = f"h{node.attributes['level']}"
    return _wrapped(f"<{tag}>", f"</{tag}>\n")(node)


def _code_block(node: Node) -> Pieces:
    language = node.attributes["info"].split()[:1]
    yield f'<pre><code class="language-{escape(language[0])}">' if language else "<pre><code>"
    yield Literal(escape(node.text + "\n") if node.text else "")
    yield "</code></pre>\n"


def _list(node: Node) -> Pieces:
    tag = "ol" if node.attributes["ordered"] else "ul"
    start = node.attributes.get("start", 1)
    yield f'<{tag} start="{start}">\n' if start != 1 else f"<{tag}>\n"
    for item in node.children:
        yield from _item(item, tight=node.attributes["tight"])
    yield f"</{tag}>\n"


def _item(node: Node, *, tight: bool) -> Pieces:
    yield "<li>"
    if "checked" in node.attributes:
        yield f'<input type="checkbox" disabled{" checked" if node.attributes["checked"] else ""}> '
    inline = True
    for child in node.children:
        if child.kind == "paragraph" and tight:
            yield from _pieces(child.children)
            inline = True
            continue
        if inline:
            yield "\n"
        yield from _pieces((child,))
        inline = False
    yield "</li>\n"


def _table(node: Node) -> Pieces:
    header, *body = node.children
    yield "<table>\n<thead>\n"
    yield from _row(header, node)
    yield "</thead>\n"
    if body:
        yield "<tbody>\n"
        for row in body:
            yield from _row(row, node)
        yield "</tbody>\n"
    yield "</table>\n"


def _row(row: Node, table: Node) -> Pieces:
    tag = "th" if row.attributes["header"] else "td"
    yield "<tr>\n"
    for cell, align in zip(row.children, table.attributes["align"], strict=True):
        yield f'<{tag} align="{align}">' if align else f"<{tag}>"
        yield from _pieces(cell.children)
        yield f"</{tag}>\n"
    yield "</tr>\n"


def _title(node: Node) -> str:
    title = node.attributes["title"]
    return f' title="{escape(title)}"' if title else ""


def _link(node: Node) -> Pieces:
    yield f'<a href="{escape(node.attributes["url"])}"{_title(node)}>'
    yield from _pieces(node.children)
    yield "</a>"


def _image(node: Node) -> Pieces:
    alt = escape(plain(node.children))
    yield f'<img src="{escape(node.attributes["url"])}" alt="{alt}"{_title(node)} />'


def _math(node: Node) -> Pieces:
    brackets = ("\\[", "\\]") if node.attributes.get("display") else ("\\(", "\\)")
    return _literal(f'<span class="math">{brackets[0]}', f"{brackets[1]}</span>")(node)


def _note(node: Node) -> Pieces:
    return _wrapped(f'<div class="footnote"><sup>{node.attributes["number"]}</sup>\n', "</div>\n")(node)


def _alert(node: Node) -> Pieces:
    return _wrapped(f'<blockquote class="{node.attributes["label"]}">\n', "</blockquote>\n")(node)


def _reference(node: Node) -> Pieces:
    yield f'<sup class="footnote">{node.attributes["number"]}</sup>'


WRITERS: dict[str, Callable[[Node], Pieces]] = {
    "document": _wrapped("", ""),
    "front_matter": _literal('<pre class="front-matter">', "</pre>\n"),
    "heading": _heading,
    "paragraph": _wrapped("<p>", "</p>\n"),
    "thematic_break": _constant("<hr />\n"),
    "code_block": _code_block,
    "html_block": _raw_block,
    "comment": _comment,
    "definition": _constant(""),
    "block_quote": _wrapped("<blockquote>\n", "</blockquote>\n"),
    "alert": _alert,
    "list": _list,
    "list_item": _wrapped("<li>", "</li>\n"),
    "table": _table,
    "table_row": _wrapped("<tr>\n", "</tr>\n"),
    "table_cell": _wrapped("<td>", "</td>\n"),
    "math_block": _literal('<div class="math">\\[', "\\]</div>\n"),
    "details": _wrapped("<details>\n", "</details>\n"),
    "summary": _wrapped("<summary>", "</summary>\n"),
    "footnote_definition": _note,
    "text": lambda node: iter((escape(node.text),)),
    "emphasis": _wrapped("<em>", "</em>"),
    "strong": _wrapped("<strong>", "</strong>"),
    "strikethrough": _wrapped("<del>", "</del>"),
    "code": _literal("<code>", "</code>"),
    "link": _link,
    "image": _image,
    "html": _raw,
    "math": _math,
    "footnote_reference": _reference,
    "line_break": _constant("<br />\n"),
    "soft_break": _constant("\n"),
}
