"""A sentence that introduces a list and has no colon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Span, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.prose.sentences import Sentence

OUTSIDE = frozenset({"document", "block_quote", "alert", "details", "footnote_definition"})
"""Blocks whose lists are looked at: one inside an item belongs to it without a word."""
RAISED = frozenset({"strong", "emphasis", "link"})


@rule(
    "QA411",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
)
def missing_colon(document: Document, at: Context) -> Iterator[Finding]:
    """Report the last sentence before a list that announces it and ends in a full stop or in nothing."""
    from qapress.prose.sentences import paragraphs  # loaded when the rule runs

    if not is_english(at.language):
        return
    before_list = {each.span.start for each in _introductions(document.tree)}
    if not before_list:
        return
    earlier: set[str] = set()
    for passage in paragraphs(document.tree, at.source.well_formed):
        leaf = passage[0].passage.leaf
        if leaf.kind == "heading":
            earlier.clear()
        last = passage[-1]
        for sentence in passage[:-1]:
            earlier.update(sentence.lows())
        if leaf.kind == "paragraph" and leaf.node.span.start in before_list:
            yield from _found(last, frozenset(earlier), at.source.well_formed)
        earlier.update(last.lows())


def _introductions(tree: Node) -> Iterator[Node]:
    """The paragraphs that a list of several items follows at once."""
    for node in tree.walk():
        if node.kind in OUTSIDE:
            for first, second in zip(node.children, node.children[1:], strict=False):
                raised = len(first.children) == 1 and first.children[0].kind in RAISED
                if first.kind == "paragraph" and not raised and _begins(second):
                    yield first


def _begins(node: Node) -> bool:
    return node.kind == "list" and len(node.children) > 1 and node.attributes.get("start", 1) in (None, 0, 1)


def _found(sentence: Sentence, earlier: frozenset[str], source: str) -> Iterator[Finding]:
    from qapress.prose.introductions import announces

    passage, last = sentence.passage, sentence.words[-1]
    stop = len(passage.text.rstrip()) - 1
    if passage.text[last.end : stop + 1] != ".":
        return
    ended = bool(passage.literal[stop])
    if announces(sentence, earlier, ended=ended):
        place = passage.span(stop, stop + 1) if ended else _behind(passage.leaf.node, source)
        fix = Fix("write a colon", (Edit(place, ":"),), Applicability.SUGGESTION)
        span = Span(passage.span(last.start, last.end).start, place.end)
        how = "in a full stop" if ended else "without a mark"
        yield Finding(span, f"the sentence that introduces the list ends {how}", fix=fix)


def _behind(node: Node, source: str) -> Span:
    """Where a paragraph ends, mark-up included."""
    end = node.span.start + len(source[node.span.start : node.span.end].rstrip())
    return Span(end, end)
