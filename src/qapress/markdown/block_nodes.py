"""Block tokens to nodes."""

from __future__ import annotations

from itertools import pairwise
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
        return tuple(self._each(tokens))

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

    def _code(self, block: Block, span: Span) -> Node:
        data = block.data
        if not data["fenced"]:
            while not self.text[block.lines[-1][1] : block.lines[-1][2]].strip():
                block.lines.pop()
            span = Span(span.start, block.lines[-1][2])
        info = unescape(unescape_char(data.get("info", "")))
        attributes = Attributes(info=info, fenced=data["fenced"], closed=data.get("closed", True))
        return self.literal("code_block", block, span, attributes)

    def _html(self, block: Block, span: Span) -> Node:
        return self.literal("html_block", block, span, {})

    def literal(self, kind: Kind, block: Block, span: Span, attributes: Attributes) -> Node:
        """A leaf whose lines are taken as they are."""
        text = content(block, self.text)
        offsets = line_runs(block.lines) if text else None
        return Node(kind, span, text=text, attributes=attributes, offsets=offsets)

    def _definition(self, block: Block, span: Span) -> Node:
        data = block.data
        attributes = Attributes(label=data["label"], url=data["url"], title=unescape(data["title"]))
        return Node("definition", span, attributes=attributes)

    def _list(self, block: Block, span: Span) -> Node:
        start = block.data["start"]
        attributes = Attributes(ordered=start is not None, tight=not self._loose(block))
        if start is not None:
            attributes["start"] = start
        return Node("list", span, self.nodes(block.children), attributes=attributes)

    def _loose(self, block: Block) -> bool:
        """Whether a blank line parts two items, or two blocks of an item (CommonMark 5.3)."""
        groups = [block.children, *(item.children for item in block.children)]
        return any(
            self.text.count("\n", first.end, second.start) > 1
            for group in groups
            for first, second in pairwise(group)
        )

    def _item(self, block: Block, span: Span) -> Node:
        return Node("list_item", span, self.nodes(block.children))

    def _quote(self, block: Block, span: Span) -> Node:
        return Node("block_quote", span, self.nodes(block.children))


def line_runs(lines: Sequence[tuple[int, int, int]]) -> Runs:
    """Where the characters of a leaf's joined lines stand; blanks left over from a tab stand at the tab."""
    pieces: list[tuple[int, int]] = []
    index = 0
    for pad, start, end in lines:
        pieces += [(index + blank, start - 1) for blank in range(pad)]
        pieces.append((index + pad, start))
        index += pad + end - start + 1
    return Runs(pieces, index - 1)
