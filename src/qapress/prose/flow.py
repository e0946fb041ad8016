"""Inlines to the characters that a person would read out, each with its place in the source."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING
from unicodedata import category

from qapress.diagnostic import Span
from qapress.markdown.tree import Node
from qapress.prose.sound import starts_with_vowel

if TYPE_CHECKING:
    from collections.abc import Sequence

LEFT_OUT = frozenset[str]({"html", "comment", "footnote_reference", "strikethrough"})
STOOD_FOR = frozenset[str]({"code", "math", "image"})
CODE_TAG = re.compile(
    r"(?i)<(?P<closing>/?)(?P<name>code|samp|var|tt|pre|math|svg|script|style|textarea)\b[^>]*(?<!/)>"
)
"""Tags of elements whose content is no prose."""
BREAK_TAG = re.compile(
    r"(?i)</?(?:br|p|div|center|blockquote|[uod]l|li|d[td]|t[rdh]|table|h[1-6r]|details|summary)\b"
)
"""Tags that end a line, and so part the words on their sides."""
SHOWN_TAG = re.compile(r"(?i)<(?:img|input|audio|video|iframe|object|embed|canvas)\b")
"""Tags that are something to see themselves; others only dress what is between them."""

ARTICLE = re.compile(r"(?i)(?<!\w)(an?)\s[\"'“‘(\[]*$")
ELISION = re.compile(r"[^\W\d_]['’]$")
"""What stands before a vowel in French, Italian or Catalan: `l'`, `qu'`."""
DUMMY = re.compile(r"(?:Item|Node)(\d+)")
REACH = 8
"""Characters before a dummy that tell which one it must be."""

MARKS = frozenset(",;:.!?…،؛؟۔。，！？；：、")
OPENING = frozenset({"Ps", "Pi"})
CLOSING = frozenset({"Pe", "Pf"})
"""Unicode's categories of brackets and quotation marks."""
CJK = r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
"""Scripts without blanks between words, in which the end of a line is none either."""


class Flow:
    """The running text of `nodes`, which stand in `span` of the source.

    Character i stands for the source from `starts[i]` to `ends[i]`; where `literal[i]` is 1 it is that one
    character itself. `dummies` are the words that stand for what is not prose, `images` those among it that
    have a text of their own.
    """

    def __init__(self, source: str, span: Span, nodes: Sequence[Node]) -> None:
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.literal = bytearray()
        self.dummies: list[tuple[str, Span]] = []
        self.images: list[Node] = []
        self._source = source
        self._gaps: dict[int, bool] = {}  # where mark-up was; True where something to see was left out
        self._soft: list[int] = []  # blanks for line ends
        written = {int(number) for number in DUMMY.findall(source, *span)}
        self._numbers = (number for number in count(1) if number not in written)
        self._read(nodes)
        self._settle()

    def add_stop(self, stop: str) -> None:
        """Append a mark that stands for nothing, behind the last character."""
        at = self.ends[-1]
        self._make(stop, Span(at, at))

    def _read(self, nodes: Sequence[Node]) -> None:
        """Append inlines, without recursion."""
        stack = list(reversed(_with_code(nodes)))
        while stack:
            node = stack.pop()
            if node.kind == "text":
                self._read_text(node)
            elif node.kind in ("soft_break", "line_break"):
                self._break(node)
            elif node.kind in LEFT_OUT:
                self._leave_out(node)
            elif node.kind in STOOD_FOR or node.attributes.get("auto"):
                self._stand_in(node)
            else:
                stack.extend(reversed(_with_code(node.children)))

    def _read_text(self, node: Node) -> None:
        text, (start, end) = node.text, node.span
        if self._source[start:end] == text:
            self.chars += text
            self.starts += range(start, end)
            self.ends += range(start + 1, end + 1)
            self.literal += b"\1" * len(text)
            return
        last = len(text) - 1
        for index, char in enumerate(text):
            start = node.offset(index)
            end = node.offset(index + 1) if index < last else node.span.end
            entity = char == "&" and end > start + 1
            literal = self._source[start] == char and not entity
            self._make(char, Span(start, start + 1 if literal else max(start, end)), literal=literal)

    def _make(self, text: str, span: Span, *, literal: bool = False) -> None:
        """Append characters that all stand for the same place."""
        self.chars += text
        self.starts += [span.start] * len(text)
        self.ends += [span.end] * len(text)
        self.literal += bytes([literal]) * len(text)

    def _break(self, node: Node) -> None:
        self._mark_gap()
        if node.kind == "soft_break":
            self._soft.append(len(self.chars))
        self._make(" ", node.span)
        self._mark_gap()

    def _leave_out(self, node: Node) -> None:
        if node.kind == "html" and BREAK_TAG.match(node.text):
            self._break(node)
        else:
            self._mark_gap(seen=node.kind != "html" or SHOWN_TAG.match(node.text) is not None)

    def _mark_gap(self, *, seen: bool = False) -> None:
        at = len(self.chars)
        self._gaps[at] = seen or self._gaps.get(at, False)

    def _stand_in(self, node: Node) -> None:
        """Append a word for what is not prose: one that goes with the article or the elision before it.

        A digit in it keeps spellers away, and its number keeps two neighbours apart.
        """
        before = "".join(self.chars[-REACH:])
        article = ARTICLE.search(before)
        vowel = ELISION.search(before) is not None
        if article is not None:
            sound = None if node.kind in ("image", "link") else starts_with_vowel(_content(node))
            vowel = article[1] in ("an", "An", "AN") if sound is None else sound
        word = f"{'Item' if vowel else 'Node'}{next(self._numbers)}"
        self.dummies.append((word, node.span))
        self._make(word, node.span)
        if node.kind == "image":
            self.images.append(node)

    def _settle(self) -> None:
        """Drop blanks that stand twice, or beside a mark or an end, only since something was left out."""
        if not self._gaps:
            return
        kept = self._kept()
        self.chars = [self.chars[index] for index in kept]
        self.starts = [self.starts[index] for index in kept]
        self.ends = [self.ends[index] for index in kept]
        self.literal = bytearray(self.literal[index] for index in kept)

    def _kept(self) -> list[int]:
        kept: list[int] = []
        soft = frozenset(self._soft)
        for index in range(len(self.chars) + 1):
            seen = self._gaps.get(index)
            if seen is not None:
                if self._is_blank(index):
                    if self._opens(kept, seen=seen):
                        continue
                elif kept and self._is_blank(kept[-1]) and self._closes(index, seen=seen):
                    kept.pop()
            if index < len(self.chars) and not (index in soft and self._is_amid_cjk(kept, index)):
                kept.append(index)
        return kept

    def _is_blank(self, index: int) -> bool:
        return index < len(self.chars) and self.chars[index].isspace()

    def _opens(self, kept: Sequence[int], *, seen: bool) -> bool:
        """Whether no blank may follow what is kept so far."""
        last = self.chars[kept[-1]] if kept else " "
        if seen and last in "\"'":
            return self._opens(kept[-2:-1], seen=seen)
        return last.isspace() or (seen and category(last) in OPENING)

    def _closes(self, index: int, *, seen: bool) -> bool:
        """Whether no blank may stand before this character."""
        char, following = (*self.chars[index : index + 2], "", "")[:2]
        if not char or not seen:
            return not char
        if char in MARKS:
            return re.match(CJK, char) is not None or not following.isalnum()
        if char in "\"'":
            return (
                not following or following.isspace() or following in MARKS or category(following) in CLOSING
            )
        return category(char) in CLOSING

    def _is_amid_cjk(self, kept: Sequence[int], index: int) -> bool:
        sides = [self.chars[each] for each in (*kept[-1:], *range(index + 1, len(self.chars))[:1])]
        return len(sides) == 2 and all(re.match(CJK, each) for each in sides)


def _with_code(nodes: Sequence[Node]) -> Sequence[Node]:
    """Inlines with one code node for each HTML element that holds code, its tags included."""
    if not any(node.kind == "html" and CODE_TAG.match(node.text) for node in nodes):
        return nodes
    made: list[Node] = []
    opened: dict[str, int] = {}
    for node in nodes:
        made.append(node)
        tag = CODE_TAG.match(node.text) if node.kind == "html" else None
        if tag is None:
            continue
        name = tag["name"].casefold()
        if not tag["closing"]:
            opened.setdefault(name, len(made) - 1)
        elif name in opened:
            first = opened[name]
            inside = "".join(map(_content, made[first + 1 : -1]))
            made[first:] = [Node("code", Span(made[first].span.start, node.span.end), text=inside)]
            opened = {each: at for each, at in opened.items() if at < first}
    return made


def _content(node: Node) -> str:
    return node.text or "".join(each.text for each in node.walk())
