"""Resolved nodes to the JSON tree that `book.typ` walks: plain strings, numbers and lists, nothing else.

Every node is `{"t": type, …}`, with `c` for its children and `v` for its text or the parts of it; `rtl` is
there where its text runs in another direction than what is around it. Titles are inlines. Besides these:

==========  ==========================================================================================
entry       id, level, label, marker, title, notes, question, options (key, c), answer, unanswered
section     level, notes (the footnotes of its title)
paragraph   leads (whether it announces what follows)
heading     level
code-block  lang, room (for its name beside the first line), indents, plain (each line is in parts)
math-block  tex, formula (of `formula.py`; none where it cannot be set); `math` has the same
alert       label, title; `details` has a title, too
list        ordered, start, tight; each of its children is an item: checked (none: no task), c
table       align (by column), size (of letters), tight, long, header (cells), rows (of cells)
figure      file, alt, vector, title; `image` has no title
code        its parts have v and cut (whether a long token was cut into them)
link        url; `ref` has an anchor
note        id; so has `note-again`, which refers to it
==========  ==========================================================================================

`group`, `quote`, `turn` and the marks (`emphasis`, `sub` …) have children only; `text`, `emoji`, `long` and
`no-image` a text only; `rule` and `break` nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qapress.emit.resolve import math
from qapress.emit.resolve.pieces import LONGEST, Piece, pieces
from qapress.emit.resolve.tags import has_words, is_blank
from qapress.emit.typst.direction import is_rtl
from qapress.emit.typst.footnotes import note_lines
from qapress.emit.typst.formula import formula
from qapress.emit.typst.tables import fit, stays_whole
from qapress.emit.words import RIGHT_TO_LEFT, primary, words
from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.qa import Entry

Data = dict[str, Any]

WIDEST_CODE = 84
"""Code points of code without a blank that fit on a line of the page."""
UNNAMED = ("text", "txt", "plain", "plaintext", "none")
"""Languages of code that are none."""
HYPHENATED = 7
"""Letters of a line that holds any part of an ordinary word which hyphenation leaves whole."""
_POINTS = ".,:;!?()\"'“”‘’"
_OTHER = re.compile(r"[\u0590-\u1dff\u2e80-\U0001faff]")
"""Letters of scripts whose lines Typst breaks well, if they are not cut."""
_TOKENS = re.compile(r"\s+|\S+")
SAME = frozenset(("emphasis", "strong", "strikethrough"))
"""Kinds of inline that have the same name in the template and nothing but children."""


@dataclass
class Writer:
    """Turns the nodes of one document into data; `files` names each asset's file in the book's folder."""

    files: Mapping[str, str]
    path: str
    language: str = "en"
    top: int = 1
    level: int = field(default=1, init=False)
    rtl: bool = field(init=False)
    room: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.words = words(self.language)
        self.rtl = primary(self.language) in RIGHT_TO_LEFT

    def entry(self, entry: Entry, anchor: str) -> Data:
        """A question with its answer. Headings inside start one level below it and never skip one."""
        self.level = self.top
        outer, self.rtl = self.rtl, is_rtl(entry.question.inlines, self.rtl)
        title, notes = apart(self.inlines(entry.question.inlines))
        made = {
            "t": "entry",
            "id": anchor,
            "level": self.top,
            "label": entry.label,
            "marker": text(entry.marker),
            "title": title + unspoken(entry, anchor),
            "notes": notes,
            "question": self.blocks(entry.question.blocks),
            "options": [{"key": each.key, "c": self.turned(each.nodes)} for each in entry.options],
        }
        asked, self.rtl = self.rtl, outer
        if asked != outer:
            made["rtl"] = asked
            made["title"] = [{"t": "turn", "rtl": asked, "c": made["title"]}]
        if entry.answer is None:
            return {**made, "answer": None, "unanswered": self.words["unanswered"]}
        blocks = list(entry.answer.blocks)
        while blocks and blocks[-1].kind == "thematic_break":
            blocks.pop()  # it parts two questions in the source, as a heading does in the book
        return {**made, "answer": self.blocks(blocks)}

    def blocks(self, nodes: Iterable[Node]) -> list[Data]:
        """Blocks as data."""
        return [self.block(each) for each in nodes]

    def block(self, node: Node) -> Data:
        """One block as data, with `rtl` where its text runs the other way than what is around it."""
        maker = getattr(self, f"_{node.kind}", None)
        outer, self.rtl = self.rtl, is_rtl((node,), self.rtl)
        made: Data = maker(node) if maker else {"t": "group", "c": self.blocks(node.children)}
        inner, self.rtl = self.rtl, outer
        return made if inner == outer else {**made, "rtl": inner}

    def turned(self, nodes: Sequence[Node]) -> list[Data]:
        """Inlines that stand alone, such as a cell: in their own direction."""
        rtl = is_rtl(nodes, self.rtl)
        made = self.inlines(nodes)
        return made if rtl == self.rtl else [{"t": "turn", "rtl": rtl, "c": made}]

    def inlines(self, nodes: Iterable[Node]) -> list[Data]:
        """Inlines as data."""
        return [made for each in nodes for made in self.inline(each)]

    def inline(self, node: Node) -> list[Data]:
        """One inline as data; a text may become several pieces."""
        if node.kind == "text":
            return text(node.text, self.room)
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
        return {"t": "paragraph", "leads": _announces(shown), "c": self.inlines(node.children)}

    def _heading(self, node: Node) -> Data:
        wanted = node.attributes["level"] - 1
        self.level = max(self.top + 1, min(wanted, self.level + 1))
        return {"t": "heading", "level": self.level, "c": self.inlines(node.children)}

    def _code_block(self, node: Node) -> Data:
        language = node.attributes.get("info", "").partition(" ")[0].lower()
        language = "" if language in UNNAMED else language
        lines = node.text.rstrip("\n").split("\n")
        plain = any(len(word) > WIDEST_CODE for line in lines for word in line.split())
        return {
            "t": "code-block",
            "lang": language,
            "room": len(lines[0]) < WIDEST_CODE - len(language) - 2,
            "plain": plain,
            "indents": [len(line) - len(line.lstrip(" \t")) for line in lines],
            "v": [self._code_parts(line, WIDEST_CODE) for line in lines] if plain else "\n".join(lines),
        }

    def _math_block(self, node: Node) -> Data:
        return {"t": "math-block", **self._formula(node)}

    def _block_quote(self, node: Node) -> Data:
        return {"t": "quote", "c": self.blocks(node.children)}

    def _alert(self, node: Node) -> Data:
        label = node.attributes["label"]
        return {
            "t": "alert",
            "label": label,
            "title": text(self.words[label]),
            "c": self.blocks(node.children),
        }

    def _thematic_break(self, _: Node) -> Data:
        return {"t": "rule"}

    def _details(self, node: Node) -> Data:
        summary = [each for each in node.children if each.kind == "summary"]
        title = self.inlines(summary[0].children) if summary else text(self.words["details"])
        return {
            "t": "details",
            "title": title,
            "c": self.blocks(n for n in node.children if n.kind != "summary"),
        }

    def _list(self, node: Node) -> Data:
        items = [
            {"checked": each.attributes.get("checked"), "c": self.blocks(each.children)}
            for each in node.children
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
        rows = [row[: len(align)] for row in rows]
        texts = [[plain((cell,)) for cell in row] + [""] * (len(align) - len(row)) for row in rows]
        lengths = [[len(each) for each in row] for row in texts]
        columns = zip(*texts, strict=True)
        words = [
            max((len(word) for each in column for word in each.split()), default=0) for column in columns
        ]
        fitted = fit(lengths, words)
        cells = [[self._cell(*each) for each in zip(row, fitted.rooms, strict=False)] for row in rows]
        cells = [row + [[]] * (len(align) - len(row)) for row in cells]
        return {
            "t": "table",
            "align": list(align),
            "size": fitted.size,
            "tight": fitted.tight,
            "long": not stays_whole(lengths),
            "header": cells[0],
            "rows": cells[1:],
        }

    def _cell(self, node: Node, room: int) -> list[Data]:
        self.room = room
        made = self.turned(node.children)
        self.room = 0
        return made

    def _figure(self, node: Node) -> Data:
        made = self._image(node)
        if made["t"] == "no-image":
            return {"t": "paragraph", "c": [made]}
        return {**made, "t": "figure", "title": text(node.attributes.get("title") or "")}

    def _image(self, node: Node) -> Data:
        alt = plain((node,))
        name = self.files.get(node.attributes["url"])
        if name is None:
            return {"t": "no-image", "v": f"{self.words['image']}: {alt or self.words['hidden']}"}
        alt = alt or self.words["image"]
        return {"t": "image", "file": name, "alt": alt, "vector": name.endswith(".svg")}

    def _code(self, node: Node) -> Data:
        return {"t": "code", "v": self._code_parts(node.text, self.room * 3 // 4 or LONGEST)}

    def _code_parts(self, code: str, room: int) -> list[Data]:
        """Code in parts; those of a token that may be broken anywhere are `cut`."""
        return [
            {"v": piece, "cut": len(token) > room}
            for token in _TOKENS.findall(code)
            for piece in (cut(token, 4) if len(token) > room else [token])
        ]

    def _math(self, node: Node) -> Data:
        return {"t": "math", **self._formula(node)}

    def _formula(self, node: Node) -> Data:
        found = math.element(node.text, node.kind == "math_block")
        return {"tex": node.text.strip(), "formula": None if found is None else formula(found)}

    def _link(self, node: Node) -> Data:
        url = node.attributes["url"]
        children = self.inlines(node.children) or text(url)
        return (
            {"t": "ref", "anchor": url[1:], "c": children}
            if url[0] == "#"
            else {"t": "link", "url": url, "c": children}
        )

    def _footnote_reference(self, node: Node) -> Data:
        name = f"{self.path}-{node.attributes['label']}"
        if not node.children:
            return {"t": "note-again", "id": name}
        outer, self.room = self.room, 0
        inside = self._note(node.children)
        self.room = outer
        rtl = is_rtl(node.children, self.rtl)
        return {"t": "note", "id": name, "c": [{"t": "turn", "rtl": rtl, "c": inside}]}

    def _note(self, blocks: Iterable[Node]) -> list[Data]:
        """A footnote's blocks as lines."""
        made: list[Data] = []
        for line in note_lines(blocks):
            made += [{"t": "break"}] if made else []
            made += self.inlines(line)
        return made


def unspoken(entry: Entry, anchor: str) -> list[Data]:
    """What a title that is an image, or nothing at all, is called in the contents: no heading may be mute."""
    inlines = entry.question.inlines
    return [] if entry.label or has_words(inlines) else text(plain(inlines).strip() or anchor)


def text(value: str, room: int = 0) -> list[Data]:
    """A text as data: words, whole emoji, and long tokens in pieces between which a line may end.

    `room` is how many code points fit on a line, if that is a narrow one; words may be divided by hyphens.
    """
    return [
        {"t": "long", "v": cut(each.text, 4)} if each.kind == "long" else {"t": each.kind, "v": each.text}
        for piece in pieces(value)
        for each in (_narrowed(piece, room) if room and piece.kind == "text" else (piece,))
    ]


def _narrowed(piece: Piece, room: int) -> Iterator[Piece]:
    """A text whose words fit a narrow line, or can be divided."""
    for token in _TOKENS.findall(piece.text):
        word = token.strip(_POINTS)
        divided = word.isalpha() and room >= HYPHENATED and len(word) <= 3 * HYPHENATED
        short = divided or len(token) <= room or _OTHER.search(token)
        yield Piece("text" if short else "long", token)


def cut(value: str, length: int) -> list[str]:
    """A text in pieces of at most so many code points, blanks kept with the piece before."""
    return [value[at : at + length] for at in range(0, len(value), length)]


def apart(nodes: list[Data]) -> tuple[list[Data], list[Data]]:
    """The inlines of a title without footnotes, which the contents would print too, and these."""
    kept, notes = [], []
    for each in nodes:
        if each["t"] in {"note", "note-again"}:
            notes.append(each)
        elif "c" in each:
            inner, found = apart(each["c"])
            kept.append({**each, "c": inner})
            notes += found
        else:
            kept.append(each)
    return kept, notes


def _announces(inlines: Sequence[Node]) -> bool:
    """Whether a paragraph ends with a colon, so that no page should end between it and what it announces."""
    return bool(inlines) and inlines[-1].kind == "text" and inlines[-1].text.rstrip().endswith((":", "："))
