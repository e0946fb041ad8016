"""mistune's inline parser, taught to remember where each inline stands.

Tokens carry `_start` and `_end`, offsets in the inline text of their block. A text token carries `_pieces`,
pairs of (index in its text, offset in the inline text), one for each slice that it was put together from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from mistune.core import InlineState
from mistune.inline_parser import InlineParser

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from re import Match, Pattern

    from qapress.markdown.blocks import Token

CLOSING_BRACKET = re.compile(r"\]")
TRIGGER = re.compile(r"[\\`*_!\[\]<\n]")


class PlacedText(str):
    """The text of an autolink, which mistune makes literal again inside a link, with its offset."""

    __slots__ = ("at",)

    at: int


class PlacedInlineState(InlineState):
    """An inline text being parsed."""

    def __init__(self, env: MutableMapping[str, Any]) -> None:
        super().__init__(env)
        self.base = 0  # of a slice parsed on its own: where it begins in the block's inline text
        self.at = 0  # the first character of the text that no token has taken

    def append_token(self, token: Token) -> None:
        """Add a token; text takes the next characters."""
        if token["type"] == "text" and "_start" not in token:
            token["_start"] = self.base + self.at
            self.at += len(token["raw"])
        super().append_token(token)

    def place(self, token: Token, start: int, end: int) -> None:
        """Add a token that stands between two offsets of this state's text."""
        token["_start"], token["_end"] = self.base + start, self.base + end
        super().append_token(token)


class PlacedInlineParser(InlineParser):
    """The CommonMark inline parser with places."""

    state_cls = PlacedInlineState

    def trigger(self, src: str) -> Pattern[str]:
        """What may begin anything but text in this source."""
        del src  # the same for every source here, not so in a subclass
        return TRIGGER

    def parse(self, state: InlineState) -> list[Token]:
        """Parse the state's text: run a rule wherever one may begin, all else is text."""
        state = cast("PlacedInlineState", state)
        src = state.src
        search, match = self.trigger(src).search, self.compile_sc().match
        done = start = 0
        while found := search(src, start):
            at = found.start()
            if src[at] == "\n":
                at = _break_start(src, done, at)
            rule = match(src, at)
            if rule is None:
                start = found.end()
                continue
            if at > done:
                state.at = done
                self.process_text(src[done:at], state)
            end = self.parse_method(rule, state)
            done = end or at
            start = end or at + 1
        if done < len(src):
            state.at = done
            self.process_text(src[done:], state)
        state.tokens = self.finalize_tokens(state.tokens, state.depth)
        return state.tokens

    def parse_method(self, m: Match[str], state: InlineState) -> int | None:
        """Run the rule that matched, then place what it made."""
        state = cast("PlacedInlineState", state)
        start, known = m.start(), len(state.tokens)
        state.at = start
        end = super().parse_method(m, state)
        if end and len(state.tokens) > known and "_start" not in state.tokens[-1]:
            token = state.tokens[-1]
            token["_start"], token["_end"] = state.base + start, state.base + end
        return end

    def parse_escape(self, m: Match[str], state: InlineState) -> int:
        """Keep each escaped character with its own place."""
        state = cast("PlacedInlineState", state)
        for at in range(m.start() + 1, m.end(), 2):
            state.append_token(
                {"type": "text", "raw": m.string[at], "_emphasis": False, "_start": state.base + at}
            )
        return m.end()

    def _add_auto_link(self, url: str, text: str, state: InlineState) -> None:
        super()._add_auto_link(url, text, state)
        place_auto_link(state.tokens[-1], cast("PlacedInlineState", state), 1)

    def parse_link_close(self, m: Match[str], state: InlineState) -> int:
        """Close brackets one at a time, since each may end a link somewhere else."""
        state = cast("PlacedInlineState", state)
        at = m.end()
        for one in CLOSING_BRACKET.finditer(state.src, m.start(), m.end()):
            state.at = one.start()
            bracket = state.brackets[-1] if state.brackets else None
            at = super().parse_link_close(one, state)
            token = state.tokens[-1]
            if bracket and "_start" not in token:
                opening = bracket.start - (2 if bracket.image else 1)
                token["_start"], token["_end"] = state.base + opening, state.base + at
        return at

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:
        """Pair the emphasis markers, then deal the characters out to what came of them, in order."""
        supply = Supply(tokens)
        made = super().finalize_tokens(tokens, depth)
        supply.deal(made)
        return made


def place_auto_link(token: Token, state: PlacedInlineState, marker: int) -> None:
    """Place the literal text of an autolink that begins at `state.at`, behind a marker of this length."""
    literal = token["_autolink"] = PlacedText(token["_autolink"])
    literal.at = state.base + state.at
    child = token["children"][0]
    child["_start"] = literal.at + marker
    child["_end"] = child["_start"] + len(child["raw"])
    child["_pieces"] = [(0, child["_start"])]
    token["auto"] = True


def _break_start(src: str, first: int, newline: int) -> int:
    """Where the line break at a line feed begins: before its blanks, or its backslash."""
    at = newline
    while at > first and src[at - 1] == " ":
        at -= 1
    if at == newline and at > first and src[at - 1] == "\\":
        at -= 1
    return at


class Supply:
    """The characters of text tokens in order, each with its place."""

    def __init__(self, tokens: list[Token]) -> None:
        self._slices: list[tuple[int, int]] = []  # offset and length, the next one last
        for token in reversed(tokens):
            if token["type"] == "text":
                raw = token["raw"]
                at = raw.at if isinstance(raw, PlacedText) else token["_start"]
                self._slices.append((at, len(raw)))

    def take(self, length: int) -> list[tuple[int, int]]:
        """Use up characters: (index among these, offset) wherever a new slice begins."""
        pieces: list[tuple[int, int]] = []
        index = expected = 0
        while index < length:
            at, size = self._slices.pop()
            if size > length - index:
                self._slices.append((at + length - index, size - length + index))
                size = length - index
            if size and (not pieces or at != expected):
                pieces.append((index, at))
            index, expected = index + size, at + size
        return pieces

    def deal(self, tokens: list[Token]) -> None:
        """Place text tokens, and the emphasis that has just been made of its markers."""
        for token in tokens:
            if token["type"] == "text":
                length = len(token["raw"])
                pieces = self.take(length)
                if pieces:
                    index, at = pieces[-1]
                    token["_start"], token["_end"] = pieces[0][1], at + length - index
                    token["_pieces"] = pieces
            elif "_start" not in token:
                width = 2 if token["type"] == "strong" else 1
                token["_start"] = self.take(width)[0][1]
                self.deal(token["children"])
                index, at = self.take(width)[-1]
                token["_end"] = at + width - index
