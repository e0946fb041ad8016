"""Inlines as the text of a link."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qapress.markdown.tree import Node

MARKS = {"emphasis": "*", "strong": "**", "strikethrough": "~~"}
SPECIAL = re.compile(
    r"[`\[\]]"
    r"|\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash that would escape
    r"|\*(?! )|(?<! )\*"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is itself
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#|[A-Za-z][A-Za-z0-9]*;)"
    r"|(?<=[A-Za-z]):(?=//)|(?<=www)\."  # else GitHub makes a link of it
)
BRACKETED = re.compile(r"\[[^\[\]]*\]")
OPENING = {"math": "$$", "strikethrough": "~~"}
PAIRED = ("$", "~")
"""Signs that mean something where two of them stand in a line."""


def link_text(nodes: Iterable[Node]) -> str:
    """Markdown of one line that shows the inlines and fits between the brackets of a link.

    Code, math and emphasis keep their marks; of links and images the text is left, of HTML and footnotes
    nothing. What would be mark-up in plain text is escaped, but nothing else. Equal results show the same.
    """
    inlines = tuple(nodes)
    marks = (OPENING.get(each.kind, "") for node in inlines for each in node.walk())
    text = plain(inlines) + "".join(marks)
    paired = [each for each in PAIRED if text.count(each) > 1]
    written = " ".join(_joined(inlines, paired).split())
    return f"\\{written}" if written.startswith("^") else written  # else GitHub reads a footnote


def _joined(nodes: Iterable[Node], paired: Sequence[str]) -> str:
    """The inlines one behind the other; neighbouring text is one, whose signs are seen in their context."""
    parts = []
    for is_text, some in groupby(nodes, lambda node: node.kind == "text"):
        if is_text:
            parts.append(escaped("".join(each.text for each in some), paired))
        else:
            parts += [_written(each, paired) for each in some]
    return "".join(parts)


def _written(node: Node, paired: Sequence[str]) -> str:
    inner = _joined(node.children, paired)
    match node.kind:
        case "code":
            return escaped(node.text, paired) if _is_plain(node) else _code(node.text)
        case "math":
            return escaped(f"${node.text}$", paired) if _is_plain(node) else f"${node.text}$"
        case "emphasis" | "strong" | "strikethrough":
            mark = MARKS[node.kind]
            return f"{mark}{inner}{mark}" if inner.strip() else inner
        case "soft_break" | "line_break":
            return " "
    return inner


def escaped(text: str, paired: Sequence[str] = PAIRED) -> str:
    """Text with a backslash before each sign that would be mark-up, those in `paired` among them."""
    text = SPECIAL.sub(r"\\\g<0>", text)
    for sign in paired:
        text = text.replace(sign, f"\\{sign}")
    return text


def _is_plain(node: Node) -> bool:
    """Whether code or a formula has to be plain text: what is in it would end the link or the cell."""
    loose = node.kind == "math" and any(each in "[]" for each in BRACKETED.sub("", node.text))
    return loose or "\\|" in node.text


def _code(text: str) -> str:
    """A code span, fenced by more backticks than stand together in it."""
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def unwrapped(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Inlines without the emphasis that is that of the whole."""
    while len(nodes) == 1 and nodes[0].kind in ("strong", "emphasis"):
        nodes = nodes[0].children
    return nodes
