"""GitHub's tables and footnotes and blocks of math, as rules of the block parser.

Sources: GitHub Flavored Markdown 0.29, 4.10 (tables); cmark-gfm for footnotes, which that text leaves out.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from mistune.util import strip_end, unikey

from qapress.markdown.blocks import PlacedBlockParser
from qapress.markdown.places import strip

if TYPE_CHECKING:
    from re import Match

    from mistune.core import BlockState

    from qapress.markdown.blocks import PlacedState
    from qapress.markdown.tree import Align

MATH = r"^ {0,3}\$\$(?P<math_1>(?:[^\n$]|\$(?!\$)|\n(?![ \t]*$))+?)\$\$[ \t]*$"
FOOTNOTE = r"^ {0,3}\[\^(?P<footnote_1>[^\]\s]+)\]:[ \t]*"
DELIMITER = r"[ \t]*+:?-++:?[ \t]*+"
TABLE = (
    r"^ {0,3}(?P<table_1>\S[^\n]*+)\n"
    rf" {{0,3}}(?P<table_2>(?=[^\n]*\|)\|?{DELIMITER}(?:\|{DELIMITER})*+\|?)[ \t]*$"
)
INDENT = re.compile(r" {4}| {0,3}\t")
CELL_BORDER = re.compile(r"\\.|\|")
CONTAINERS = ("block_quote", "list", "footnote_definition")
ENDS_TABLE = ["fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"]
ENDS_NOTE = ["fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "footnote_definition"]


class ExtendedBlockParser(PlacedBlockParser):
    """The block parser with tables, footnote definitions and blocks of math."""

    def __init__(self) -> None:
        super().__init__()
        rules = type(self)
        self.register("math_block", MATH, rules.parse_math_block, before="fenced_code")
        self.register("footnote_definition", FOOTNOTE, rules.parse_footnote_definition, before="fenced_code")
        self.register("table", TABLE, rules.parse_table)
        self.block_quote_rules = self.list_rules = self.rules

    def parse_math_block(self, m: Match[str], state: BlockState) -> int | None:
        """`$$ … $$`, without a blank line inside."""
        whole = m.group("math_1")
        text = whole.strip()
        if not text:
            return None
        start = m.start("math_1") + len(whole) - len(whole.lstrip())
        state.append_token({"type": "math_block", "raw": text, "_text": start})
        return m.end() + 1

    def parse_footnote_definition(self, m: Match[str], state: BlockState) -> int | None:
        """`[^label]: text`, with indented blocks behind."""
        state = cast("PlacedState", state)
        label = m.group("footnote_1")
        notes = state.env.setdefault("footnotes", {})
        note = notes.setdefault(unikey(label), {"label": label, "number": len(notes) + 1})
        text, end = self._note_text(m.end(), state)
        state.child_at = m.start()
        child = state.child_state(strip_end(text))
        deep = state.depth() >= self.max_nested_level - 1
        self.parse(child, [rule for rule in self.rules if not (deep and rule in CONTAINERS)])
        attributes = {**note, "label": label}
        state.append_token({"type": "footnote_definition", "children": child.tokens, "attrs": attributes})
        return end

    def _note_text(self, start: int, state: PlacedState) -> tuple[str, int]:
        """The text of a note without its indentation, and where it ends."""
        breaks = self.compile_sc(ENDS_NOTE)
        end = at = state.find_line_end_at(start)
        text = state.src[start:end].lstrip(" \t")
        after_blank = not text.strip()
        while at < state.cursor_max:
            line = state.get_line(at)
            indent = INDENT.match(line)
            if not line.strip():
                text += "\n"
                after_blank = True
                at += len(line)
                continue
            if indent is None and (after_blank or breaks.match(state.src, at)):
                break
            text += line[indent.end() :] if indent else line
            after_blank = False
            at = end = at + len(line)
        return text, end

    def parse_table(self, m: Match[str], state: BlockState) -> int | None:
        """A header row and a delimiter row with as many cells, then rows until a blank line or a block."""
        header = split_row(state.src, m.start("table_1"), m.end("table_1"))
        delimiters = split_row(state.src, m.start("table_2"), m.end("table_2"))
        if len(header) != len(delimiters):
            return None
        rows = [(m.start("table_1"), m.end("table_1"), header)]
        breaks = self.compile_sc(ENDS_TABLE)
        at = min(m.end() + 1, state.cursor_max)
        while at < state.cursor_max:
            end = state.find_line_end_at(at)
            if at in state.lazy_line_starts or not state.src[at:end].strip() or breaks.match(state.src, at):
                break
            rows.append((at, end, split_row(state.src, at, end)[: len(header)]))
            at = end
        align = tuple(_align(state.src[start:end]) for start, end in delimiters)
        state.append_token({"type": "table", "attrs": {"align": align}, "_rows": rows})
        return at


def split_row(src: str, start: int, end: int) -> list[tuple[int, int]]:
    """The slices of a row's cells without the blanks around them."""
    start, end = strip(src, start, end)
    borders = [each.start() for each in CELL_BORDER.finditer(src, start, end) if each.group() == "|"]
    if borders and borders[0] == start:
        start = borders.pop(0) + 1
    if borders and borders[-1] == end - 1:
        end = borders.pop()
    edges = [start - 1, *borders, end]
    return [strip(src, left + 1, right) for left, right in pairwise(edges)]


def _align(delimiter: str) -> Align:
    match delimiter.startswith(":"), delimiter.endswith(":"):
        case True, True:
            return "center"
        case True, False:
            return "left"
        case False, True:
            return "right"
    return None
