"""Inline tokens to nodes."""

from __future__ import annotations

import re
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
        """The nodes of sibling tokens."""
        made: list[Node] = []
        for token in tokens:
            if token["type"] == "text":
                made += self._texts(token)
            elif "children" in token:
                children = self.nodes(token["children"])
                made.append(Node(token["type"], self._span(token), children, attributes=_link(token)))
            else:
                made.append(self._leaf(token))
        return tuple(made)

    def _span(self, token: Token) -> Span:
        start, end = token["_start"], token["_end"]
        return Span(self._runs.at(start), self._runs.end(start, end))

    def _leaf(self, token: Token) -> Node:
        kind = cast("Kind", KINDS.get(token["type"], token["type"]))
        span, text = self._span(token), token.get("raw", "")
        attributes = token.get("attrs")
        if not text:
            return Node(kind, span, attributes=attributes)
        start = token.get("_text")
        if start is None:
            start = self._literal_start(token)
        return Node(kind, span, text=text, attributes=attributes, offsets=self._offsets(start, len(text)))

    def _literal_start(self, token: Token) -> int:
        """Where the literal text of a token begins; a code span's behind its backticks and one blank."""
        start = cast("int", token["_start"])
        if token["type"] != "codespan":
            return start
        code = self._text[start : token["_end"]]
        width = len(code) - len(code.lstrip("`"))
        return start + width + (len(code) - 2 * width - len(token["raw"])) // 2

    def _offsets(self, start: int, length: int) -> Sequence[int]:
        runs = self._runs.cut(start, start + length)
        return range(runs.at(0), runs.at(0) + length) if runs.contiguous else runs

    def _texts(self, token: Token) -> Iterator[Node]:
        """A text token as nodes: one, unless entities part it."""
        raw: str = token["raw"]
        if not raw:
            return
        if len(token["_pieces"]) == 1 and self._runs.contiguous:
            start = self._runs.at(token["_start"])
            runs = None
        else:
            runs = self._text_runs(token)
            start = runs.at(0)
        if "&" in raw:
            yield from _resolved(raw, runs or Runs(((0, start),), len(raw)))
        elif runs is None or runs.contiguous:
            yield Node("text", Span(start, start + len(raw)), text=raw)
        else:
            yield _text(raw, runs, 0, len(raw))

    def _text_runs(self, token: Token) -> Runs:
        pieces: list[tuple[int, int]] = token["_pieces"]
        length = len(token["raw"])
        ends = [index for index, _ in pieces[1:]] + [length]
        found: list[tuple[int, int]] = []
        for (index, at), end in zip(pieces, ends, strict=True):
            inner = self._runs.pieces(at, at + end - index)
            found += [(index + offset - at, source) for offset, source in inner]
        return Runs(found, length)


def _text(raw: str, runs: Runs, start: int, end: int) -> Node:
    own = runs.cut(start, end)
    span = Span(own.at(0), own.end(0, end - start))
    return Node("text", span, text=raw[start:end], offsets=None if own.contiguous else own)


def _resolved(raw: str, runs: Runs) -> Iterator[Node]:
    """Text with its entities resolved, each a node of its own: all its characters stand at its `&`."""
    done = 0
    for match in ENTITY.finditer(raw):
        value = unescape(match.group())
        if value == match.group():
            continue
        start, end = match.span()
        if start > done:
            yield _text(raw, runs, done, start)
        span = Span(runs.at(start), runs.end(start, end))
        yield Node("text", span, text=value, offsets=(span.start,) * len(value))
        done = end
    if done < len(raw):
        yield _text(raw, runs, done, len(raw))


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
