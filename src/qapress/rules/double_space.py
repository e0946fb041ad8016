"""Two or more spaces between words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.text import leaves, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

SPACES = re.compile(r"(?<=[^\s[])  +(?=\S)")  # `[  ]` would become a task box


@rule("QA402", scope=Document, severity=Severity.NOTE, since="0.1", fixable=Applicability.SAFE)
def double_space(document: Document, at: Context) -> Iterator[Finding]:
    """Report runs of spaces inside running text: never in code, padding, hard breaks or behind a marker.

    Those in the heading of a question or an answer are `heading-spacing`'s.
    """
    text = at.source.well_formed
    elsewhere = {each.span for each in document.problems if each.kind == "heading-spacing"}
    for leaf in leaves(document.tree):
        if not SPACES.search(text, *leaf.node.span):
            continue
        for passage in passages(leaf, text):
            for match in SPACES.finditer(passage.text):
                span = passage.span(*match.span())
                if passage.is_literal(*match.span()) and span not in elsewhere:
                    count = "two" if len(match[0]) == 2 else len(match[0])
                    fix = Fix("leave one space", (Edit(span, " "),))
                    yield Finding(span, f"{count} spaces between words", fix=fix)
