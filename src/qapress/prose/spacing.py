"""Spaces inside a sentence that no reader expects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.text import Passage

SPACED = (
    r"(?<![^\W_])(?P<word>[^\W_]+)(?P<close>[])\"'”’»%]*)(?P<space> +)(?P<mark>[,;:.!?)])"
    r"(?=(?P<after>.{0,2}))"
)
END = r"[\"'”’»)]*(?:\s|$)"
LONGEST = 300
"""Characters of what stands in brackets, at most."""
SPOKEN_OF = (
    r"(?i:an?|and|by|character|each|every|leading|missing|of|operator|or|sign|symbol|the|this|trailing|use|using"
    r"|with)"
)
"""Words behind which a mark is spoken of: "the ? operator"."""


def loose(passage: Passage) -> Iterator[re.Match[str]]:
    """The `space` behind a word and before the `mark` that belongs to it, as groups of a match."""
    for match in re.finditer(SPACED, passage.text):
        if passage.is_literal(*match.span("space")) and _is_wrong(passage, match):
            yield match


def _is_wrong(passage: Passage, match: re.Match[str]) -> bool:
    word, mark, after = match["word"], match["mark"], match["after"]
    end = match.end("mark")
    if re.fullmatch(SPOKEN_OF, word) or not passage.literal[end - 1]:
        return False
    if mark == ")":
        return not after[:1].isalnum() and _is_bracketed(passage, match)
    if not re.match(END, after):
        return False
    ends = passage.text[end:].strip() == ""
    if not passage.literal[match.start("word")]:  # code or a formula
        return mark == "," or ends or (mark in ".;" and _is_followed(passage, end, small=mark == ";"))
    if mark in ",;":
        return not after.startswith(")")
    long = len(word) > 1 and not word.isdigit()
    if mark == ":":
        pair = match["close"].endswith(("'", '"')) and after[1:] in ("'", '"')  # "key" : "value"
        return long and not pair and (not after or after[0] == " ") and not after[1:].isdigit()
    return ends or ((long or match["close"].endswith("]")) and after[1:].isupper())


def _is_followed(passage: Passage, end: int, *, small: bool) -> bool:
    """Whether the writer's own words follow, not a formula, as in f . g: in lower case if `small`."""
    first = passage.text[end + 1 : end + 2]
    return passage.literal[end + 1 : end + 2] == b"\1" and (first.islower() if small else first.isupper())


def _is_bracketed(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the bracket was opened behind a blank, and no blank was set behind the opening one as well."""
    text, depth = passage.text, 0
    for index in range(match.start("space") - 1, max(-1, match.start("space") - LONGEST), -1):
        depth += (text[index] == ")") - (text[index] == "(")
        if depth < 0:
            apart = index == 0 or text[index - 1].isspace()
            return apart and passage.literal[index] != 0 and not text[index + 1].isspace()
    return False
