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
    """Report runs of spaces inside running text: never in code, padding, hard breaks or behind a marker."""
    text = at.source.well_formed
    for leaf in leaves(document.tree):
        if not SPACES.search(text, *leaf.node.span):
            continue
        for passage in passages(leaf, text):
            for match in SPACES.finditer(passage.text):
                if passage.is_literal(*match.span()):
                    span = passage.span(*match.span())
                    count = "two" if len(match[0]) == 2 else len(match[0])
                    fix = Fix("leave one space", (Edit(span, " "),))
                    yield Finding(span, f"{count} spaces between words", fix=fix)
