"""A space before a punctuation mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.text import leaves, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.text import Passage

LANGUAGES = "ca cs da de en es fi gl hr hu it nb nl nn no pl pt ro sk sl sv tr"
"""Languages in which no mark stands apart from its word. French sets some apart."""
NAMES = {
    ",": "a comma",
    ";": "a semicolon",
    ":": "a colon",
    ".": "a full stop",
    "!": "an exclamation mark",
    "?": "a question mark",
}
MAYBE = re.compile(r"\S +[,;:.!?](?!\w)")
SPACED = (
    r"(?<![^\W_])(?P<word>[^\W_]+)(?P<close>[)\"'”’»%]*)(?P<space> +)(?P<mark>[,;:.!?])(?=(?P<after>.{0,2}))"
)
END = r"[\"'”’»)]*(?:\s|$)"
SPOKEN_OF = (
    r"(?i:an?|and|by|character|each|every|leading|missing|of|operator|or|sign|symbol|the|this|trailing|use|using"
    r"|with)"
)
"""Words behind which a mark is spoken of: "the ? operator"."""


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
    if at.language.lower().partition("-")[0] not in LANGUAGES.split():
        return
    text = at.source.well_formed
    for leaf in leaves(document.tree):
        if not MAYBE.search(text, *leaf.node.span):
            continue
        for passage in passages(leaf, text):
            for match in re.finditer(SPACED, passage.text):
                if not passage.is_literal(*match.span("space")) or not _is_wrong(passage, match):
                    continue
                span = passage.span(*match.span("space"))
                if text[span.start - 1] != "]":  # `[a] :` would become a definition
                    fix = Fix("remove the space", (Edit(span, ""),))
                    yield Finding(span, f"space before {NAMES[match['mark']]}", fix=fix)


def _is_wrong(passage: Passage, match: re.Match[str]) -> bool:
    word, mark, after = match["word"], match["mark"], match["after"]
    ends = passage.text[match.end("mark") :].strip() == ""
    if re.fullmatch(SPOKEN_OF, word) or not (passage.literal[match.end("mark") - 1] and re.match(END, after)):
        return False
    if not passage.literal[match.start("word")]:  # code or a formula
        return mark == "," or (mark == "." and ends)
    if mark in ",;":
        return not after.startswith(")")
    long = len(word) > 1 and not word.isdigit()
    if mark == ":":
        pair = match["close"].endswith(("'", '"')) and after[1:] in ("'", '"')  # "key" : "value"
        return long and not pair and (not after or after[0] == " ") and not after[1:].isdigit()
    return ends or (long and after[1:].isupper())
