"""Resolved nodes to the JSON tree that `book.typ` walks: plain strings, numbers and lists, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qapress.emit.resolve import math
from qapress.emit.resolve.pieces import pieces
from qapress.emit.typst.formula import formula
from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qapress.markdown.tree import Node
    from qapress.model.qa import Entry

Data = dict[str, Any]

WIDEST_CODE = 84
"""Code points of code without a blank that fit on a line of the page."""
UNNAMED = ("text", "txt", "plain", "plaintext", "none")
"""Languages of code that are none."""
SAME = frozenset(("emphasis", "strong", "strikethrough"))
"""Kinds of inline that have the same name in the template and nothing but children."""


@dataclass
class Writer:
    """Turns the nodes of one document into data; `files` names each asset's file in the book's folder."""

    files: Mapping[str, str]
    path: str
    top: int = 1
    level: int = field(default=1, init=False)

    def entry(self, entry: Entry, anchor: str) -> Data:
        """A question with its answer. Headings inside start one level below it and never skip one."""
        self.level = self.top
        return {
            "id": anchor,
            "label": entry.label,
            "marker": text(entry.marker),
            "title": self.inlines(entry.question.inlines),
            "question": self.blocks(entry.question.blocks),
            "options": [{"key": each.key, "c": self.inlines(each.nodes)} for each in entry.options],
            "answer": self.blocks(entry.answer.blocks) if entry.answer else None,
        }

    def blocks(self, nodes: Iterable[Node]) -> list[Data]:
        """Blocks as data."""
        return [self.block(each) for each in nodes]

    def block(self, node: Node) -> Data:
        """One block as data."""
        maker = getattr(self, f"_{node.kind}", None)
        return maker(node) if maker else {"t": "group", "c": self.blocks(node.children)}

    def inlines(self, nodes: Iterable[Node]) -> list[Data]:
        """Inlines as data."""
        return [made for each in nodes for made in self.inline(each)]

    def inline(self, node: Node) -> list[Data]:
        """One inline as data; a text may become several pieces."""
        if node.kind == "text":
            return text(node.text)
        if node.kind in SAME:
            return [{"t": node.kind, "c": self.inlines(node.children)}]
        if node.kind in {"line_break", "soft_break"}:
            return [{"t": "break"} if node.kind == "line_break" else {"t": "text", "v": " "}]
        if node.kind == "html":
            return [{"t": node.attributes.get("label", "group"), "c": self.inlines(node.children)}]
        maker = getattr(self, f"_{node.kind}", None)
        return [maker(node) if maker else {"t": "group", "c": self.inlines(node.children)}]

    def _paragraph(self, node: Node) -> Data:
        shown = [each for each in node.children if not is_blank(each)]
        if shown and all(each.kind == "image" for each in shown):
            return {"t": "group", "c": [self._figure(each) for each in shown]}
        return {"t": "paragraph", "c": self.inlines(node.children)}

    def _heading(self, node: Node) -> Data:
        wanted = node.attributes["level"] - 1
        self.level = max(self.top + 1, min(wanted, self.level + 1))
        return {"t": "heading", "level": self.level, "c": self.inlines(node.children)}

    def _code_block(self, node: Node) -> Data:
        language = node.attributes.get("info", "").partition(" ")[0].lower()
        language = "" if language in UNNAMED else language
        lines = node.text.rstrip("\n").split("\n")
        plain = any(len(word) > WIDEST_CODE for line in lines for word in line.split())
        value: Any = [cut(line, 4) for line in lines] if plain else "\n".join(lines)
        room = len(lines[0]) < WIDEST_CODE - len(language) - 2
        return {"t": "code-block", "lang": language, "room": room, "plain": plain, "v": value}

    def _math_block(self, node: Node) -> Data:
        return {"t": "math-block", **self._formula(node)}

    def _block_quote(self, node: Node) -> Data:
        return {"t": "quote", "c": self.blocks(node.children)}

    def _alert(self, node: Node) -> Data:
        return {"t": "alert", "k": node.attributes["label"], "c": self.blocks(node.children)}

    def _thematic_break(self, _: Node) -> Data:
        return {"t": "rule"}

    def _details(self, node: Node) -> Data:
        summary = [each for each in node.children if each.kind == "summary"]
        title = self.inlines(summary[0].children) if summary else text("Details")
        return {"t": "details", "s": title, "c": self.blocks(n for n in node.children if n.kind != "summary")}

    def _list(self, node: Node) -> Data:
        items = [
            {"k": each.attributes.get("checked"), "c": self.blocks(each.children)} for each in node.children
        ]
        known = node.attributes
        return {
            "t": "list",
            "ordered": known.get("ordered", False),
            "start": known.get("start", 1),
            "tight": known.get("tight", True),
            "c": items,
        }

    def _table(self, node: Node) -> Data:
        rows = [row.children for row in node.children]
        align = node.attributes["align"]
        width = len(align)
        cells = [[self.inlines(cell.children) for cell in row][:width] for row in rows]
        cells = [row + [[]] * (width - len(row)) for row in cells]
        lengths = [[min(60, len(plain((cell,)))) for cell in row] for row in rows]
        widest = [max([3, *(row[column] for row in lengths if column < len(row))]) for column in range(width)]
        return {"t": "table", "a": list(align), "h": cells[0], "r": cells[1:], "w": widest}

    def _figure(self, node: Node) -> Data:
        made = self._image(node)
        if made["t"] == "no-image":
            return {"t": "paragraph", "c": [made]}
        return {**made, "t": "figure", "title": node.attributes.get("title") or ""}

    def _image(self, node: Node) -> Data:
        alt = plain((node,))
        name = self.files.get(node.attributes["url"])
        if name is None:
            return {"t": "no-image", "alt": alt}
        return {"t": "image", "f": name, "alt": alt or "image", "vector": name.endswith(".svg")}

    def _code(self, node: Node) -> Data:
        parts = [
            {"v": piece, "w": each.kind == "long"}
            for each in pieces(node.text)
            for piece in (cut(each.text, 4) if each.kind == "long" else [each.text])
        ]
        return {"t": "code", "v": parts}

    def _math(self, node: Node) -> Data:
        return {"t": "math", **self._formula(node)}

    def _formula(self, node: Node) -> Data:
        found = math.element(node.text, node.kind == "math_block")
        return {"tex": node.text.strip(), "m": None if found is None else formula(found)}

    def _link(self, node: Node) -> Data:
        url = node.attributes["url"]
        children = self.inlines(node.children) or text(url)
        return (
            {"t": "ref", "u": url[1:], "c": children}
            if url[0] == "#"
            else {"t": "link", "u": url, "c": children}
        )

    def _footnote_reference(self, node: Node) -> Data:
        name = f"{self.path}-{node.attributes['label']}"
        if not node.children:
            return {"t": "note-again", "id": name}
        return {"t": "note", "id": name, "c": self._note(node.children)}

    def _note(self, blocks: Iterable[Node]) -> list[Data]:
        """A footnote's blocks as lines, since the foot of a page takes no blocks."""
        lines: list[Data] = []
        for each in blocks:
            lines += [{"t": "break"}] if lines else []
            lines += self.inlines(each.children) if each.kind == "paragraph" else text(plain((each,)))
        return lines


def text(value: str) -> list[Data]:
    """A text as data: words, whole emoji, and long tokens in pieces between which a line may end."""
    return [
        {"t": "long", "v": cut(each.text, 4)} if each.kind == "long" else {"t": each.kind, "v": each.text}
        for each in pieces(value)
    ]


def cut(value: str, length: int) -> list[str]:
    """A text in pieces of at most so many code points, blanks kept with the piece before."""
    return [value[at : at + length] for at in range(0, len(value), length)]


def is_blank(node: Node) -> bool:
    """Whether an inline shows nothing."""
    return node.kind in {"line_break", "soft_break"} or (node.kind == "text" and not node.text.strip())
