"""A space before a punctuation mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import base
from qapress.prose.spacing import loose
from qapress.prose.text import leaves, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = "ca cs da de en es fi gl hr hu it nb nl nn no pl pt ro sk sl sv tr"
"""Languages in which no mark stands apart from its word. French sets some apart."""
NAMES = {
    ",": "a comma",
    ";": "a semicolon",
    ":": "a colon",
    ".": "a full stop",
    "!": "an exclamation mark",
    "?": "a question mark",
    ")": "a closing bracket",
}
MAYBE = re.compile(r"\S +(?:[,;:.!?](?!\w)|\))")


@rule(
    "QA403",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def space_before_punctuation(document: Document, at: Context) -> Iterator[Finding]:
    """Report a space that stands between a word and the mark that closes it."""
    if base(at.language) not in LANGUAGES.split():
        return
    text = at.source.well_formed
    for leaf in leaves(document.tree):
        if not MAYBE.search(text, *leaf.node.span):
            continue
        for passage in passages(leaf, text):
            for match in loose(passage):
                span = passage.span(*match.span("space"))
                if match["mark"] != ":" or text[span.start - 1] != "]":  # `[a] :` would become a definition
                    fix = Fix("remove the space", (Edit(span, ""),))
                    yield Finding(span, f"space before {NAMES[match['mark']]}", fix=fix)
