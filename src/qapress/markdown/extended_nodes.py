"""Block tokens to nodes, with GitHub's extensions, math, comments and details."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from qapress.diagnostic import Span
from qapress.markdown.block_nodes import BlockBuilder, in_order, place_of
from qapress.markdown.details import Tag, paired, split_html
from qapress.markdown.places import Runs
from qapress.markdown.tree import Attributes, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.markdown.block_nodes import ParseInlines
    from qapress.markdown.blocks import PlacedState, Token

ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)", re.IGNORECASE)
TASK = re.compile(r"\[([ xX])\]\s+")
ESCAPED_BORDER = re.compile(r"\\\|")


class ExtendedBlockBuilder(BlockBuilder):
    """Makes the nodes of one document that may use the extensions."""

    def __init__(self, parse_inlines: ParseInlines) -> None:
        super().__init__(parse_inlines)
        self._makers |= {
            "table": self._table,
            "math_block": self._math,
            "footnote_definition": self._footnote,
        }

    def nodes(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The nodes of sibling tokens, details paired over them."""
        made: list[Node | Tag] = []
        for token in in_order(tokens):
            if token["type"] == "block_html":
                made += split_html(token, self)
            else:
                made += self._each((token,))
        return paired(made)

    def _code(self, token: Token, span: Span) -> Node:
        node = super()._code(token, span)
        if node.attributes["info"].split()[:1] == ["math"]:
            node.kind = "math_block"
        return node

    def _quote(self, token: Token, span: Span) -> Node:
        """A quote, or an alert where its first line is one of GitHub's five marks."""
        first = token["children"][0] if token["children"] else None
        mark = ALERT.match(first["text"].lstrip(" ")) if first and first["type"] == "paragraph" else None
        if first is None or mark is None:
            return super()._quote(token, span)
        children = _shortened(
            token["children"], len(first["text"]) - len(first["text"].lstrip(" ")) + mark.end()
        )
        return Node("alert", span, self.nodes(children), attributes=Attributes(label=mark.group(1).lower()))

    def _item(self, children: list[Token], span: Span) -> Node:
        """An item, of a task list where it begins with a box."""
        leaf = children and children[0]["type"] in {"paragraph", "block_text"}
        box = TASK.match(children[0]["text"]) if leaf else None
        if box is None:
            return super()._item(children, span)
        checked = Attributes(checked=box.group(1) != " ")
        return Node("list_item", span, self.nodes(_shortened(children, box.end())), attributes=checked)

    def _footnote(self, token: Token, span: Span) -> Node:
        return Node("footnote_definition", span, self.nodes(token["children"]), attributes=token["attrs"])

    def _math(self, token: Token, span: Span) -> Node:
        text: str = token["raw"]
        runs = token["_state"].runs(token["_text"], token["_text"] + len(text))
        return Node("math_block", span, text=text, offsets=runs)

    def _table(self, token: Token, span: Span) -> Node:
        align = token["attrs"]["align"]

        def rows() -> tuple[Node, ...]:
            header, *body = token["_rows"]
            return (
                self._row(token["_state"], header, len(align), header=True),
                *(self._row(token["_state"], row, len(align), header=False) for row in body),
            )

        return Node("table", span, rows, attributes=Attributes(align=align))

    def _row(
        self,
        state: PlacedState,
        row: tuple[int, int, list[tuple[int, int]]],
        width: int,
        *,
        header: bool,
    ) -> Node:
        span = place_of({"type": "table_row", "_state": state, "_start": row[0], "_end": row[1]})
        cells = [self._cell(state, start, end) for start, end in row[2]]
        cells += [Node("table_cell", Span(span.end, span.end))] * (width - len(cells))
        return Node("table_row", span, tuple(cells), attributes=Attributes(header=header))

    def _cell(self, state: PlacedState, start: int, end: int) -> Node:
        """A cell, in which an escaped `|` is one before anything else is read (GFM 4.10)."""
        text = state.src[start:end]
        runs = state.runs(start, end)
        span = Span(runs.at(0), runs.end(0, end - start))
        if "\\|" in text:
            gaps = [each.start() for each in ESCAPED_BORDER.finditer(text)]
            starts = [(0, runs.at(0))] + [
                (gap - skipped, runs.at(gap + 1)) for skipped, gap in enumerate(gaps)
            ]
            text = ESCAPED_BORDER.sub("|", text)
            runs = Runs(starts, len(text))
        return Node("table_cell", span, self.inlines_of(text, runs))


def _shortened(tokens: list[Token], length: int) -> list[Token]:
    """Sibling tokens of which the first, a paragraph, has lost characters at its start."""
    first = dict(tokens[0])
    first["text"] = cast("str", first["text"])[length:]
    first["_start"] += length
    return [first, *tokens[1:]] if first["text"].strip() else tokens[1:]
