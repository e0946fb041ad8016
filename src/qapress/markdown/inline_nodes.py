"""Inline tokens to nodes."""

from __future__ import annotations

import re
from string import punctuation
from typing import TYPE_CHECKING, cast

from mistune.util import unescape

from qapress.diagnostic import Span
from qapress.markdown.places import Runs
from qapress.markdown.tree import Attributes, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.markdown.blocks import Token
    from qapress.markdown.tree import Kind

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]+|[^\t\n\f <&#;]{1,32});")
KINDS: dict[str, Kind] = {
    "codespan": "code",
    "inline_html": "html",
    "linebreak": "line_break",
    "softbreak": "soft_break",
}


class InlineBuilder:
    """Makes the nodes of one inline text, whose characters stand in the source where `runs` says."""

    def __init__(self, text: str, runs: Runs) -> None:
        self._text = text
        self._runs = runs

    def nodes(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The nodes of sibling tokens; text is one node as far as it goes, but entities are nodes apart."""
        made: list[Node] = []
        pending: _Text | None = None
        for token in tokens:
            if token["type"] != "text":
                if pending is not None:
                    made += pending.nodes()
                    pending = None
                made.append(self._node(token))
            elif token["raw"]:
                pending = pending or _Text(self._runs, self._text)
                pending.add(token)
        if pending is not None:
            made += pending.nodes()
        return tuple(made)

    def _node(self, token: Token) -> Node:
        kind = cast("Kind", KINDS.get(token["type"], token["type"]))
        start, end = token["_start"], token["_end"]
        span = Span(self._runs.at(start), self._runs.end(start, end))
        if "children" in token:
            return Node(kind, span, self.nodes(token["children"]), attributes=_link(token))
        text, attributes = token.get("raw", ""), token.get("attrs")
        if not text:
            return Node(kind, span, attributes=attributes)
        offsets = self._offsets(self._literal_start(token), len(text))
        return Node(kind, span, text=text, attributes=attributes, offsets=offsets)

    def _literal_start(self, token: Token) -> int:
        """Where the literal text of a token begins; a code span's behind its backticks and one blank."""
        start = cast("int", token["_start"])
        if token["type"] != "codespan":
            return start + cast("int", token.get("_marker", 0))
        code = self._text[start : token["_end"]]
        width = len(code) - len(code.lstrip("`"))
        return start + width + (len(code) - 2 * width - len(token["raw"])) // 2

    def _offsets(self, start: int, length: int) -> Sequence[int]:
        runs = self._runs.cut(start, start + length)
        return range(runs.at(0), runs.at(0) + length) if runs.contiguous else runs


class _Text:
    """Neighbouring text tokens, to become one text node, or several around entities."""

    def __init__(self, runs: Runs, source: str) -> None:
        self._runs = runs
        self._source = source
        self._tokens: list[Token] = []

    def add(self, token: Token) -> None:
        """Take the next token."""
        self._tokens.append(token)

    def nodes(self) -> list[Node]:
        """The nodes of all tokens taken."""
        first = self._tokens[0]
        raw, start = first["raw"], first["_start"]
        if len(self._tokens) == len(first["_pieces"]) == 1 and "&" not in raw and self._runs.contiguous:
            at = self._runs.at(start)
            if not self._escaped(start):
                return [Node("text", Span(at, at + len(raw)), text=raw)]
        made: list[Node] = []
        parts: list[tuple[str, list[tuple[int, int]]]] = []
        for token in self._tokens:
            for text, pieces, entity_end in self._parts(token):
                if entity_end is None:
                    parts.append((text, pieces))
                    continue
                made += self._joined(parts)
                parts = []
                span = Span(self._runs.at(pieces[0][1]), self._runs.end(pieces[0][1], entity_end))
                made.append(Node("text", span, text=text, offsets=(span.start,) * len(text)))
        return made + self._joined(parts)

    def _parts(self, token: Token) -> Iterator[tuple[str, list[tuple[int, int]], int | None]]:
        """A token's text between its entities, and these resolved, with the offset of their end."""
        raw: str = token["raw"]
        own = Runs(token["_pieces"], len(raw))
        done = 0
        for match in ENTITY.finditer(raw) if "&" in raw else ():
            value = unescape(match.group())
            if value != match.group():
                start, end = match.span()
                if start > done:
                    yield raw[done:start], own.cut(done, start).pieces(0, start - done), None
                yield value, [(0, own.at(start))], own.end(start, end)
                done = end
        if done < len(raw):
            yield raw[done:], own.cut(done, len(raw)).pieces(0, len(raw) - done), None

    def _joined(self, parts: list[tuple[str, list[tuple[int, int]]]]) -> list[Node]:
        """One node of neighbouring texts, each with (index in it, offset in the inline text) pieces."""
        if not parts:
            return []
        found: list[tuple[int, int]] = []
        length = 0
        for text, pieces in parts:
            ends = [index for index, _ in pieces[1:]] + [len(text)]
            for (index, at), end in zip(pieces, ends, strict=True):
                inner = self._runs.pieces(at, at + end - index)
                found += [(length + index + offset - at, source) for offset, source in inner]
            length += len(text)
        runs = Runs(found, length)
        first = parts[0][1][0][1]
        start = self._runs.at(first - 1) if self._escaped(first) else runs.at(0)
        offsets = None if runs.contiguous and runs.at(0) == start else runs
        text = "".join(text for text, _ in parts)
        return [Node("text", Span(start, runs.end(0, length)), text=text, offsets=offsets)]

    def _escaped(self, start: int) -> bool:
        """Whether the character at `start` is escaped by the one before, which no token holds."""
        first = start
        while first > 0 and self._source[first - 1] == "\\":
            first -= 1
        return (start - first) % 2 == 1 and self._source[start] in punctuation


def _link(token: Token) -> Attributes:
    given = token.get("attrs")
    if given is None:
        return {}
    made = Attributes(url=given["url"], title=unescape(given.get("title") or ""))
    if token.get("auto"):
        made["auto"] = True
    if "label" in token:
        made["label"] = token["label"]
    return made
