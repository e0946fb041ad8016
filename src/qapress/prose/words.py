"""The words of running text that stand for themselves, and what their capitals tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.text import Passage

WORD = re.compile(
    r"(?<![\w@/\\.#$&=+~:])(?<![^A-Za-z]-)(?<!^-)(?<!\w['’])"
    r"(?:[A-Z][a-z]{2,}|[a-z]{3,})"
    r"(?![\w@/\\=+({])(?!\.\w)(?!:\S)(?!-\W)(?!['’](?!s\b)\w)"
)
QUOTES = "\"'“”„‘’‚«»‹›"
SHORT = 5
"""Letters up to which a part of a compound is no word of its own."""
NEAR = 30
"""Characters before a word that tell whether a sentence begins with it."""
SENTENCE_END = re.compile(r"\b(?!(?:al|approx|cf|ed|eq|etc|fig|pp|vs)\b)[a-z]{2,}[.!?…]\W*$")
NAME_BEFORE = re.compile(r"\b[A-Z][\w.'’-]*,?\s(?:(?:and|&)\s)?$")
NAME_BEHIND = re.compile(r",?\s(?:et al\b|(?:and\s|&\s)?[A-Z]|\(\d)")


def spelled_words(passage: Passage) -> Iterator[re.Match[str]]:
    """The words of three Latin letters and more, in lower case or with a capital in front, as matches.

    No part of a path, an address, an option, a call or a name with marks in it, no word between quotation
    marks, which is spoken of, no short part of a compound, and none that stands otherwise in the source.
    """
    text = passage.text
    for match in WORD.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        quoted = bool(before and after) and before in QUOTES and after in QUOTES
        joined = "-" in (before, after) and end - start <= SHORT
        if not quoted and not joined and passage.is_literal(start, end):
            yield match


def is_capitalized(passage: Passage, word: str, start: int) -> bool:
    """Whether a word has a capital although no sentence begins with it."""
    before = passage.text[max(0, start - NEAR) : start]
    opens = start <= NEAR and not any(map(str.isalnum, before))
    opens = opens or (passage.leaf.kind == "heading" and before.rstrip().endswith(":"))
    return word[0].isupper() and not opens and not SENTENCE_END.search(before)


def is_name(passage: Passage, match: re.Match[str]) -> bool:
    """Whether such a word stands beside another capital, as in "Y. W. Teh", or before "et al.".

    Never in a heading, where all words may have capitals.
    """
    text, (start, end) = passage.text, match.span()
    beside = NAME_BEFORE.search(text[max(0, start - NEAR) : start]) or NAME_BEHIND.match(text, end)
    return passage.leaf.kind != "heading" and beside is not None


def is_plain(passage: Passage, start: int, end: int) -> bool:
    """Whether a word stands for itself: in no path, address, option or name with marks in it."""
    match = WORD.match(passage.text, start)
    return match is not None and match.end() == end
