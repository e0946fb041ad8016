"""A word that is known to be misspelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.text import leaves, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.prose.text import Passage

LETTERS = re.compile("[a-z]{3,}")
WORD = re.compile(
    r"(?<![\w@/\\.#$&=+~:])(?<![^A-Za-z]-)(?<!^-)(?<!\w['’])"
    r"(?:[A-Z][a-z]{2,}|[a-z]{3,})"
    r"(?![\w@/\\=+({])(?!\.\w)(?!:\S)(?!-\W)(?!['’](?!s\b)\w)"
)
"""A word of prose: no part of a path, an address, an option, a call or a name with marks in it."""
QUOTES = "\"'“”„‘’‚«»‹›"
SENTENCE_END = re.compile(r"\b(?!(?:al|approx|cf|ed|eq|etc|fig|pp|vs)\b)[a-z]{2,}[.!?…]\W*$")
NEAR = 30
"""Characters before a word that tell whether a sentence begins with it."""
SHORT = 5
"""Letters up to which a part of a compound is no word of its own."""
OR = "if it is right here, add it to spelling.words"


@rule(
    "QA401",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def misspelling(document: Document, at: Context) -> Iterator[Finding]:
    """Report the misspellings of the list in English prose; those that may be right here get no safe fix."""
    if at.language.lower().partition("-")[0] != "en":
        return
    text = at.source.well_formed
    right = {each.lower() for each in at.settings.spelling_words}
    wrong = {each for each in set(LETTERS.findall(text.lower())) if corrections(each)} - right
    if not wrong:
        return
    named = wrong & {each for code in _code(document) for each in LETTERS.findall(code.lower())}
    for leaf in leaves(document.tree):
        if wrong.isdisjoint(LETTERS.findall(text[slice(*leaf.node.span)].lower())):
            continue
        for passage in passages(leaf, text):
            for match in WORD.finditer(passage.text):
                if match[0].lower() in wrong and _is_prose(passage, match):
                    safe = match[0].lower() not in named and not _may_be_name(passage, match)
                    yield _finding(passage, match, safe=safe)


@lru_cache(maxsize=2**16)
def corrections(word: str) -> tuple[str, ...]:
    """What a word in lower case may stand for, the likeliest first; nothing for a word not on the list."""
    lines, start = _lines(), f"{word} "
    line = lines[min(bisect_left(lines, start), len(lines) - 1)]
    return tuple(line.removeprefix(start).split(",")) if line.startswith(start) else ()


@cache
def _lines() -> list[str]:
    """The list, a word a line, sorted."""
    return Path(__file__).with_suffix(".txt").read_text("ascii").rstrip("\n").split("\n")


def _code(document: Document) -> Iterator[str]:
    return (each.text for each in document.tree.walk() if each.kind in ("code", "code_block"))


def _is_prose(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word stands for itself: neither spoken of, between quotes, nor a short part of a compound."""
    text, (start, end) = passage.text, match.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    quoted = bool(before and after) and before in QUOTES and after in QUOTES
    joined = "-" in (before, after) and end - start <= SHORT
    return passage.is_literal(start, end) and not quoted and not joined


def _may_be_name(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a capital stands where no sentence begins."""
    start = match.start()
    before = passage.text[max(0, start - NEAR) : start]
    opens = start <= NEAR and not any(map(str.isalnum, before))
    opens = opens or (passage.leaf.kind == "heading" and before.rstrip().endswith(":"))
    return match[0][0].isupper() and not opens and not SENTENCE_END.search(before)


def _finding(passage: Passage, match: re.Match[str], *, safe: bool) -> Finding:
    word, span = match[0], passage.span(*match.span())
    cased = tuple(each.capitalize() if word[0].isupper() else each for each in corrections(word.lower()))
    *others, last = (f"'{each}'" for each in cased)
    message = f"'{word}' should be {', '.join(others)} or {last}" if others else f"'{word}' should be {last}"
    if others:
        return Finding(span, message, OR, candidates=cased)
    level = Applicability.SAFE if safe else Applicability.SUGGESTION
    return Finding(span, message, OR, Fix(f"write '{cased[0]}'", (Edit(span, cased[0]),), level))
