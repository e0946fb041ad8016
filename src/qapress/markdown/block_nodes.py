"""Block tokens to nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistune.util import unescape

from qapress.diagnostic import Span
from qapress.markdown.inline_nodes import InlineBuilder
from qapress.markdown.places import Runs
from qapress.markdown.tree import Attributes, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.markdown.blocks import PlacedState, Token

    ParseInlines = Callable[[str], list[Token]]

BLANKS = " \r\n\t\f"
ATX_MARKER = re.compile(r"[ \t]*#{1,6}[ \t]*")


class BlockBuilder:
    """Makes the nodes of one document."""

    def __init__(self, parse_inlines: ParseInlines) -> None:
        self._parse_inlines = parse_inlines
        self._makers: dict[str, Callable[[Token, Span], Node]] = {
            "paragraph": self._paragraph,
            "block_text": self._paragraph,
            "heading": self._heading,
            "thematic_break": lambda _, span: Node("thematic_break", span),
            "block_code": self._code,
            "block_html": self._html,
            "definition": self._definition,
            "block_quote": self._quote,
            "list": self._list,
        }

    def nodes(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The nodes of sibling tokens."""
        return tuple(self._each(in_order(tokens)))

    def _each(self, tokens: Sequence[Token]) -> Iterator[Node]:
        for token in tokens:
            maker = self._makers.get(token["type"])
            if maker is not None:
                yield maker(token, place_of(token))

    def _paragraph(self, token: Token, span: Span) -> Node:
        return Node("paragraph", span, self.inlines(token, token["_start"]))

    def _heading(self, token: Token, span: Span) -> Node:
        start = token["_start"]
        if token["style"] == "atx":
            match = ATX_MARKER.match(token["_state"].src, start)
            start = match.end() if match else start
        attributes = Attributes(level=token["attrs"]["level"], setext=token["style"] == "setext")
        return Node("heading", span, self.inlines(token, start), attributes=attributes)

    def inlines(self, token: Token, start: int) -> Callable[[], tuple[Node, ...]]:
        """The inlines of a leaf block, whose text begins at `start` of its state, when asked for."""
        whole: str = token["text"]
        text = whole.strip(BLANKS)
        state: PlacedState = token["_state"]
        start += len(whole) - len(whole.lstrip(BLANKS))

        return lambda: self.inlines_of(text, state.runs(start, start + len(text)))()

    def inlines_of(self, text: str, runs: Runs) -> Callable[[], tuple[Node, ...]]:
        """The inlines of a text that stands where `runs` says, when asked for."""
        return lambda: InlineBuilder(text, runs).nodes(self._parse_inlines(text))

    def _code(self, token: Token, span: Span) -> Node:
        state: PlacedState = token["_state"]
        fenced = token["style"] == "fenced"
        text: str = token["raw"].removesuffix("\n")
        if not fenced:  # mistune keeps blank lines behind, where they are deeper than the code
            end = text.find("\n", len(text.rstrip(BLANKS)))
            text = text[:end] if end >= 0 else text
        info = unescape(token.get("attrs", {}).get("info", ""))
        attributes = Attributes(info=info, fenced=fenced, closed=not fenced or _closed(token))
        first = state.find_line_end_at(token["_start"]) if fenced else token["_start"]
        offsets = literal_offsets(state, first, text)
        return Node("code_block", span, text=text, attributes=attributes, offsets=offsets)

    def _html(self, token: Token, span: Span) -> Node:
        text: str = token["raw"].removesuffix("\n")
        runs = token["_state"].runs(token["_start"], token["_start"] + len(text))
        offsets = None if runs.contiguous and runs.at(0) == span.start else runs
        return Node("html_block", span, text=text, offsets=offsets)

    def _quote(self, token: Token, span: Span) -> Node:
        return Node("block_quote", span, self.nodes(token["children"]))

    def _definition(self, token: Token, span: Span) -> Node:
        given = token["attrs"]
        attributes = Attributes(
            label=given["label"], url=given["url"], title=unescape(given.get("title") or "")
        )
        return Node("definition", span, attributes=attributes)

    def _list(self, token: Token, span: Span) -> Node:
        ordered: bool = token["attrs"]["ordered"]
        tight = token["tight"] and not any(_parted(item["children"]) for item in token["children"])
        attributes = Attributes(ordered=ordered, tight=tight)
        if ordered:
            attributes["start"] = token["attrs"].get("start", 1)
        starts = [*token["_items"], token["_end"]]
        items = []
        for item, start, end in zip(token["children"], starts, starts[1:], strict=False):
            place = {"type": "list_item", "_state": token["_state"], "_start": start, "_end": end}
            items.append(self._item(item["children"], place_of(place)))
        return Node("list", span, tuple(items), attributes=attributes)

    def _item(self, children: list[Token], span: Span) -> Node:
        return Node("list_item", span, self.nodes(children))


def in_order(tokens: Sequence[Token]) -> Sequence[Token]:
    """Sibling tokens in the order of the text: mistune puts a quote or list behind some of what ended it."""
    return sorted(tokens, key=lambda token: token["_start"])


def _parted(tokens: Sequence[Token]) -> bool:
    """Whether a blank line that mistune gave to a list within an item parts it from the next block."""
    lists = (token for token in tokens[:-1] if token["type"] == "list")
    texts = (token["_state"].src[token["_start"] : token["_end"]] for token in lists)
    return any(text.count("\n", len(text.rstrip())) > 1 for text in texts)


def place_of(token: Token) -> Span:
    """The place of a block in the source: from its first mark to its last line's end."""
    state: PlacedState = token["_state"]
    src, start, end = state.src, token["_start"], token["_end"]
    if token.get("style") == "fenced" or token["type"] == "block_html":
        end -= src.endswith("\n", start, end)
    else:
        filled = len(src[start:end].rstrip(BLANKS))
        line_end = src.find("\n", start + filled, end)
        end = line_end if line_end >= 0 else end
    if token.get("style") != "indent" and token["type"] != "block_html":
        while start < end and src[start] in " \t":
            start += 1
    first = state.at(start)
    return Span(first, state.at(end - 1) + 1 if end > start else first)


def literal_offsets(state: PlacedState, first: int, text: str) -> Sequence[int] | None:
    """The offsets of a literal text whose lines are those of the state from offset `first` on.

    Only blanks at the left end of a line were taken away or widened.
    """
    lines = state.lines
    number = lines.line(first)
    pieces: list[tuple[int, int]] = []
    index = 0
    for line in text.split("\n"):
        number = min(number, len(lines.ends) - 1)
        source, floor = lines.ends[number] + lines.shifts[number] - len(line), lines.floors[number]
        pieces += [(index + widened, floor) for widened in range(floor - source)]
        skipped = max(floor - source, 0)
        pieces.append((index + skipped, source + skipped))
        index += len(line) + 1
        number += 1
    return Runs(pieces, len(text))


def _closed(token: Token) -> bool:
    """Whether the last line of a fenced block, the first not counted, is a fence that closes it."""
    lines = token["_state"].src[token["_start"] : token["_end"]].rstrip("\n").split("\n")
    marker = token["marker"]
    last = lines[-1].strip(" \t")
    return len(lines) > 1 and last.startswith(marker) and not last.strip(marker[0])
