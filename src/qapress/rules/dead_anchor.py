"""A link to a place in the same file that does not exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qapress.diagnostic import Finding, Severity
from qapress.errors import did_you_mean
from qapress.lint.rule import Context, rule
from qapress.markdown.plain import plain
from qapress.markdown.slug import unique_slugs
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML_ANCHOR = re.compile(r"<[^<>]*?\b(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)")
SEPARATORS = re.compile(r"[\W_]+")
TOP = "top"
"""The fragment that every browser knows."""


@rule("QA502", scope=Document, severity=Severity.ERROR, since="0.1")
def dead_anchor(document: Document, at: Context) -> Iterator[Finding]:
    """Report links within a page that lead to no heading, question or HTML anchor of it.

    Dashes and marks do not count, since sites differ in how they make an anchor of a heading.
    """
    links = [
        node for node in document.tree.walk() if node.kind == "link" and _fragment(node.attributes["url"])
    ]
    if not links:
        return
    anchors = tuple(_anchors(document, at.source.well_formed))
    known = {_bare(each) for each in anchors}
    for node in links:
        fragment = _fragment(node.attributes["url"])
        if _bare(fragment) not in known:
            yield Finding(
                node.span, f"no place in this file is called '{fragment}'{did_you_mean(fragment, anchors)}"
            )


def _fragment(url: str) -> str:
    return unquote(url[1:]) if url.startswith("#") else ""


def _anchors(document: Document, text: str) -> Iterator[str]:
    headings = (plain((node,)) for node in document.tree.walk() if node.kind == "heading")
    yield from unique_slugs(headings)
    yield from (name for each in document.entries for name in (each.explicit_id, *each.aliases) if name)
    yield from unique_slugs(each.question.title for each in document.entries)
    yield from HTML_ANCHOR.findall(text)
    yield TOP


def _bare(anchor: str) -> str:
    return SEPARATORS.sub("", anchor).casefold()
