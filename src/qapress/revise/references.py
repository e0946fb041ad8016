"""References to questions in running text: `see Q17`, `Q4-Q6`, `Q4–6`."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from sys import maxsize
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.facts.numbering import parse_number
from qapress.markdown.plain import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.facts.numbering import Number
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document

LITERAL_TAG = re.compile(r"<(?:pre|code|script|style|textarea|kbd|samp)\b", re.IGNORECASE)
YEAR = r"(?:19|20)\d\d(?!\d)"
QUARTER_BEFORE = re.compile(rf"(?:FY[ ]?\d\d(?:\d\d)?|(?<!\d){YEAR})[ \-/]?$")
"""What makes a quarter of a year of the `Q4` behind it."""
YEAR_BEHIND = rf"(?:[ ]?[-–—]|,?[ ]|[ ](?:of|in)[ ])(?:FY|{YEAR})"
BEHIND = re.compile(r"(?:,|,?\s+(?:and|or|to|&))\s+(\d{1,9}[a-z]?)(?![^\W_]|[.,]\d|[ ]?%|[-–—])")
"""A number without a label behind a reference; it may count something else."""
WORDED = re.compile(r"\b[Qq]uestions?\s+(\d{1,9}[a-z]?)(?![^\W_]|\.\d)")
BEFORE = 10
"""Characters that QUARTER_BEFORE looks at."""


class Reference(NamedTuple):
    """A number in the text that names a question: `span` is that of its digits and letter.

    `whole` is the reference with what it belongs to (`Q4–6`), for a person. `link` is the link whose text
    it stands in. What has no label (`Q4 and 8`, `question 8`) is not `clear`: it may be some other number.
    """

    span: Span
    number: Number
    whole: Span
    link: Node | None = None
    clear: bool = True


def references(document: Document, prefix: str) -> Iterator[Reference]:
    """The references of a document in order, less the labels of its own questions.

    Not in code, math, comments, HTML tags and URLs. What looks like a quarter of a year (`Q4 2025`), or is
    part of a longer word, is none.
    """
    text = document.source.well_formed
    pattern = _pattern(prefix)
    if not prefix.strip() or not (pattern.search(text) or WORDED.search(text)):
        return
    spans, links = _running(document.tree)
    seen = {each.number_span for each in document.entries}
    for match in pattern.finditer(text):
        span = _holder(spans, match.span())
        if span is None or not _is_clear(text, match, span):
            continue
        link, whole = _inside(links, match.span()), Span(*match.span())
        behind = BEHIND.match(text, match.end(), span.end)
        for group in ("low", "high"):
            digits = Span(*match.span(group))
            if match[group] and digits not in seen:
                seen.add(digits)
                yield Reference(digits, parse_number(match[group]), whole, link)
        if behind:
            yield _doubtful(Span(whole.start, behind.end()), behind, link)
    for match in WORDED.finditer(text):
        if _holder(spans, match.span()) and Span(*match.span(1)) not in seen:
            yield _doubtful(Span(*match.span()), match, _inside(links, match.span()))


def _doubtful(whole: Span, match: re.Match[str], link: Node | None) -> Reference:
    return Reference(Span(*match.span(1)), parse_number(match[1]), whole, link, clear=False)


@lru_cache(maxsize=8)
def _pattern(prefix: str) -> re.Pattern[str]:
    label, number = re.escape(prefix), r"\d{1,9}[a-z]?"
    return re.compile(
        rf"(?<![^\W_])(?<![#@.=&$\\-]){label}(?P<low>{number})"
        rf"(?:(?:[ ]?[-–—][ ]?{label}|[-–—])(?P<high>(?!{YEAR}){number}))?"
        rf"(?![^\W_])(?!\.[^\W_]|[/=@]\d|[ ]?['’]\d\d(?!\d)|{YEAR_BEHIND})"
    )


def _is_clear(text: str, match: re.Match[str], span: Span) -> bool:
    """Whether what stands around leaves no doubt: no word with `_`, no path, no quarter of a year."""
    start, end = match.span()
    glued = (start > span.start and text[start - 1] == "_") or (end < span.end and text[end] == "_")
    behind_slash = text[start - 1 : start] == "/" and not re.search(
        r"[^\W_]\d+[a-z]?/$", text[max(0, start - 14) : start]
    )
    return not (glued or behind_slash or QUARTER_BEFORE.search(text[max(0, start - BEFORE) : start]))


def _running(tree: Node) -> tuple[list[Span], list[Node]]:
    """Where running text stands, and the links, both in order."""
    spans: list[Span] = []
    links: list[Node] = []
    for node in tree.walk():
        address = bool(links) and "auto" in links[-1].attributes and _has(links[-1], node)
        if node.kind in ("text", "soft_break") and not address:
            spans.append(node.span)
        elif node.kind == "link":
            links.append(node)
        elif node.kind == "html_block" and not LITERAL_TAG.search(node.text):
            spans += _between_tags(node)
    return _joined(spans), links


def _between_tags(node: Node) -> Iterator[Span]:
    """The text of a block of HTML, one that stands in the source as it is."""
    if node.offsets is not None:
        return
    at = 0
    for tag in TAG.finditer(node.text):
        yield Span(node.span.start + at, node.span.start + tag.start())
        at = tag.end()
    yield Span(node.span.start + at, node.span.start + len(node.text))


def _joined(spans: list[Span]) -> list[Span]:
    """The spans, those that touch as one."""
    joined: list[Span] = []
    for each in spans:
        if joined and joined[-1].end == each.start:
            joined[-1] = Span(joined[-1].start, each.end)
        elif each.start < each.end:
            joined.append(each)
    return joined


def _has(outer: Node, inner: Node) -> bool:
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _holder(spans: Sequence[Span], match: tuple[int, int]) -> Span | None:
    """The span that a match lies in."""
    index = bisect_right(spans, (match[0], maxsize)) - 1
    found = spans[index] if index >= 0 else None
    return found if found and found.start <= match[0] and match[1] <= found.end else None


def _inside(links: Sequence[Node], match: tuple[int, int]) -> Node | None:
    """The link that a match lies in; links hold no links."""
    index = bisect_right(links, (match[0], maxsize), key=lambda each: each.span) - 1
    found = links[index] if index >= 0 else None
    return found if found and match[1] <= found.span.end else None
