"""mistune's block parser, taught to remember where each block stands.

Tokens carry `_state`, `_start` and `_end`: the state whose text they were read from and the slice of it.
"""

from __future__ import annotations

import re
from string import whitespace
from typing import TYPE_CHECKING, Any, cast

from mistune.block_parser import BlockParser
from mistune.core import BlockState
from mistune.util import unikey

from qapress.markdown.places import LineMap, Runs

if TYPE_CHECKING:
    from re import Match, Pattern

Token = dict[str, Any]
"""A token of mistune's: `type`, then what the type needs, then our `_` keys."""

ITEM_WITH_TEXT = re.compile(r"\s*(?:[*+-]|\d{1,9}[.)])\s*\S")


class PlacedState(BlockState):
    """A text being parsed, with the way from its offsets to those of the source."""

    def __init__(self, parent: PlacedState | None = None) -> None:
        super().__init__(parent)
        self.base = 0  # of the outermost state: where its text begins in the source
        self.child_at: int | None = None  # start of the quote or note whose child state is made next
        self.item_at = 0  # start of the list item being read
        self.item_starts: list[int] = []  # of the list being read
        self.broken_at: int | None = None  # start of a block that ended the container being read
        self._lines: LineMap | None = None

    @property
    def lines(self) -> LineMap:
        """The map of the lines, made when first needed."""
        if self._lines is None:
            self._lines = LineMap(self.src, self.base)
        return self._lines

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> PlacedState:
        """The state of a container's text, with the lines it was made from."""
        child = cast("PlacedState", super().child_state(src, lazy_line_starts))
        if self.child_at is None:
            first = self._next_item()
        else:
            first, self.child_at = self.child_at, None
        child._lines = self.lines.child(src, first)
        return child

    def _next_item(self) -> int:
        """Where the text of the item just read begins; the last line read begins the next item, if any."""
        start = self.item_at
        self.item_starts.append(start)
        self.item_at = self.src.rfind("\n", 0, max(self.cursor - 1, 0)) + 1
        end = self.find_line_end_at(start)
        return start if ITEM_WITH_TEXT.match(self.src[start:end].rstrip("\n")) else end

    def at(self, offset: int) -> int:
        """The source offset of an offset in this state's text."""
        return offset + self.base if self.parent is None else self.lines.at(offset)

    def runs(self, start: int, end: int) -> Runs:
        """The source offsets of a slice of this state's text."""
        if self.parent is None:
            return Runs(((0, self.base + start),), end - start)
        return self.lines.runs(start, end)

    def add_paragraph(self, text: str) -> None:
        """Begin a paragraph at the cursor, or lengthen the one before it."""
        last = self.last_token()
        super().add_paragraph(text)
        token = self.tokens[-1]
        if token is not last:
            token["_state"], token["_start"] = self, self.cursor
        token["_end"] = self.cursor + len(text)

    def append_paragraph(self) -> int | None:
        """Lengthen the last paragraph by the line at the cursor, if a paragraph is last."""
        end = super().append_paragraph()
        if end:
            self.tokens[-1]["_end"] = end
        return end


QUOTE_ENDS = ["blank_line", "thematic_break", "fenced_code", "list", "block_html"]
"""The rules that mistune lets end a quote in a line without its mark."""


class PlacedBlockParser(BlockParser):
    """The CommonMark block parser with places."""

    state_cls = PlacedState

    def parse_method(self, m: Match[str], state: BlockState) -> int | None:
        """Run the rule that matched, then place what it made."""
        state = cast("PlacedState", state)
        start, known = m.start(), len(state.tokens)
        outer, state.broken_at = state.broken_at, None
        end = super().parse_method(m, state)
        stop = state.broken_at if state.broken_at is not None else end or state.cursor
        for token in state.tokens[max(known - 1, 0) :]:
            if "_start" not in token:
                token["_state"], token["_start"], token["_end"] = state, start, stop
        state.broken_at = start if end else outer
        return end

    def parse_atx_heading(self, m: Match[str], state: BlockState) -> int:
        """A heading without its closing marks, in linear time: mistune's expression retries at each blank."""
        text = m["atx_2"].strip(whitespace)
        bare = text.rstrip("#")
        if bare != text and (not bare or bare[-1].isspace()):
            text = bare.rstrip()
        level = len(m["atx_1"])
        state.append_token({"type": "heading", "text": text, "attrs": {"level": level}, "style": "atx"})
        return m.end() + 1

    def compile_sc(self, rules: list[str] | None = None) -> Pattern[str]:
        """Let a heading end a quote too, which mistune forgets: a question below would be lost in it."""
        return super().compile_sc([*QUOTE_ENDS, "atx_heading"] if rules == QUOTE_ENDS else rules)

    def _parse_indent_code_fast(self, state: BlockState) -> int | None:
        start, known = state.cursor, len(state.tokens)
        end = self._blank_line(state, start) or super()._parse_indent_code_fast(state)
        if len(state.tokens) > known:
            state.tokens[-1].update(_state=state, _start=start, _end=end)
        return end

    def parse_indent_code(self, m: Match[str], state: BlockState) -> int:
        """Code, unless the line is blank, which mistune overlooks where it is as deep as code."""
        return self._blank_line(state, m.start()) or super().parse_indent_code(m, state)

    def _blank_line(self, state: BlockState, start: int) -> int | None:
        """Take a line of blanks alone, and give its end."""
        if state.src[start : start + 1] not in {" ", "\t"}:
            return None
        end = state.find_line_end_at(start)
        if state.src[start:end].strip(" \t\n"):
            return None
        state.append_token({"type": "blank_line"})
        return end

    def parse_setex_heading(self, m: Match[str], state: BlockState) -> int | None:
        """Let a setext heading reach to the end of its underline."""
        last = state.last_token()
        end = super().parse_setex_heading(m, state)
        if end and last and last["type"] == "heading" and last is state.last_token():
            last["_end"] = max(last["_end"], m.end())
        return end

    def extract_block_quote(self, m: Match[str], state: BlockState) -> tuple[str, int | None, set[int]]:
        """Remember the first line of the quote for its child state.

        A token holds the quote's place meanwhile: else mistune takes a list mark that ends the quote for a
        line of the paragraph before it.
        """
        state = cast("PlacedState", state)
        start, place = state.cursor, len(state.tokens)
        state.tokens.append({"type": "block_quote"})
        found = super().extract_block_quote(m, state)
        del state.tokens[place]
        state.child_at = start
        return found

    def parse_list(self, m: Match[str], state: BlockState) -> int:
        """Place the items of a list."""
        state = cast("PlacedState", state)
        outer = state.item_at, state.item_starts
        state.item_at, state.item_starts = m.start(), []
        count = len(state.tokens)
        end = super().parse_list(m, state)
        for token in state.tokens[count:]:
            if token["type"] == "list" and "_start" not in token:
                token["_items"] = state.item_starts
        state.item_at, state.item_starts = outer
        return end

    def parse_ref_link(self, m: Match[str], state: BlockState) -> int | None:
        """Leave a token for each link reference definition, repeated ones included."""
        key = unikey(m.group("reflink_1"))
        references = state.env["ref_links"]
        known, count = references.pop(key, None), len(state.tokens)
        end = super().parse_ref_link(m, state)
        made = references.get(key)
        if known is not None:
            references[key] = known
        if made is not None and len(state.tokens) == count:
            state.append_token({"type": "definition", "attrs": made})
        return end
