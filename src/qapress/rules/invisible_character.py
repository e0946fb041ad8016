"""Characters that nobody sees and that do nothing useful where they stand."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english
from qapress.source.invisible import DIRECTION, HIDDEN, pasted, useless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

FIXABLE = ("zero width", "word joiner", DIRECTION)
SHOWN = 3


@rule(
    "QA007",
    scope=Document,
    severity=Severity.NOTE,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def invisible_character(document: Document, at: Context) -> Iterator[Finding]:
    """Report all that is useless; mend only behind a letter of running text."""
    text = document.source.text
    if is_english(at.language) and ("\u00ad" in text or "\u200c" in text):
        yield from _pasted(document)
    prose: list[Span] | None = None
    for span, name in useless(document.source):
        if prose is None:
            prose = [node.span for node in _prose(document.tree)]
        fix = Fix("delete it", (Edit(span, ""),)) if _is_harmless(text, span, name, prose) else None
        points = " ".join(f"U+{ord(each):04X}" for each in text[span.start : span.end][:SHOWN])
        more = " …" if span.end - span.start > SHOWN else ""
        severity = Severity.WARNING if name == HIDDEN else None
        yield Finding(span, f"{name} ({points}{more})", fix=fix, severity=severity)


def _pasted(document: Document) -> Iterator[Finding]:
    """What somebody may have set on purpose, although an English word hardly needs it."""
    for node in _prose(document.tree):
        for span, name in pasted(document.source.text, *node.span):
            fix = Fix("delete it", (Edit(span, ""),), Applicability.UNSAFE)
            yield Finding(span, f"{name} (U+{ord(document.source.text[span.start]):04X})", fix=fix)


def _is_harmless(text: str, span: Span, name: str, prose: list[Span]) -> bool:
    """Whether without it the Markdown means the same: behind a letter, and neither in code nor in a link."""
    if not name.startswith(FIXABLE) or not text[span.start - 1 : span.start].isalpha():
        return False
    around = bisect_right(prose, span) - 1
    return around >= 0 and prose[around].start < span.start and span.end <= prose[around].end


def _prose(tree: Node) -> Iterator[Node]:
    """The text nodes that are not part of a link or an image, in order."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.kind == "text":
            yield node
        elif node.kind not in ("link", "image"):
            stack.extend(reversed(node.children))
