"""Which of an engine's matches reach the reader, and how grave they are.

Measured on technical prose, one match in four was true. Without what is left out here, five in six are.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qapress.grammar.engine import NEVER_RUN
from qapress.prose import grammar_words
from qapress.prose.misspellings import corrections
from qapress.prose.sound import starts_with_vowel
from qapress.prose.words import QUOTES, is_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.grammar.engine import Match
    from qapress.prose.text import Passage
    from qapress.settings import GrammarSettings

Tier = Literal["grammar", "spelling", "style"]

OUR_OWN = frozenset({"WHITESPACE_RULE", "CONSECUTIVE_SPACES", "COMMA_PARENTHESIS_WHITESPACE"})
"""Rules whose faults rules of ours report, with fixes: double-space, space-before-punctuation."""
ARTICLES = frozenset({"EN_A_VS_AN"})
SET_APART = 40
"""Characters of a term or a foreign phrase in italics; what is longer is emphasized."""
SENTENCE_START = frozenset({"UPPERCASE_SENTENCE_START"})

NEXT_WORD = re.compile(r"\s+(\S+?)[^\w\s]*(?:\s|$)")

STYLE_ISSUES = frozenset({"style", "register", "locale-violation"})
STYLE_CATEGORIES = frozenset(
    {
        "PUNCTUATION",
        "STYLE",
        "REDUNDANCY",
        "PLAIN_ENGLISH",
        "WORDINESS",
        "CREATIVE_WRITING",
        "REPETITIONS_STYLE",
        "TYPOGRAPHY",
    }
)
SPELLER = re.compile(r"(?:MORFOLOGIK|HUNSPELL)_|.*_SPELL(?:ER|ING)_RULE")


@cache
def imprecise() -> frozenset[str]:
    """The rules that were wrong more often than right in technical prose: `imprecise.txt`."""
    lines = Path(__file__).with_name("imprecise.txt").read_text("utf-8").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


def tier(match: Match) -> Tier:
    """What kind of thing the match is about."""
    if SPELLER.match(match.rule):
        return "spelling"
    if match.issue in STYLE_ISSUES or match.category in STYLE_CATEGORIES:
        return "style"
    return "grammar"


def is_shown(match: Match, passage: Passage, settings: GrammarSettings, *, english: bool = True) -> bool:
    """Whether a match in this passage is worth a reader's or the dictionary's time; it counts its characters.

    In an `english` text the rule misspelling reports the words of its list. The rules that the settings name
    are looked at here besides: the engines do not all obey for all rules.
    """
    names = match.rule, match.category
    ours = not any(passage.literal[match.start : match.end])  # about a word that we put in
    if ours or match.rule in NEVER_RUN or any(each in settings.disable for each in names):
        return False
    if any(each in settings.enable for each in names):
        return True
    kind = tier(match)
    if kind == "spelling":
        word = passage.text[match.start : match.end]
        known = english and (corrections(word.lower()) or not is_plain(passage, match.start, match.end))
        return not known and not _is_quoted(match, passage.text) and not _is_set_apart(match, passage)
    return kind == "grammar" and not _is_doubtful(match, passage, english=english)


def _is_doubtful(match: Match, passage: Passage, *, english: bool) -> bool:
    """Whether a rule of grammar is wrong more often than right, or is so at such a place.

    In English a sentence is sure to begin small only with a word that is no name: with one of its grammar.
    """
    rule, text = match.rule, passage.text
    if rule in ARTICLES:
        return _may_be_spelled_out(text[match.end :])
    word = text[match.start : match.end]
    if rule in SENTENCE_START:
        inside = any(map(str.isalnum, text[: match.start]))
        named = english and word not in grammar_words.CLOSED
        return named or not (inside or passage.leaf.opens)
    return rule in OUR_OWN or rule in imprecise() or _only_joins(word, match.suggestions)


def _only_joins(word: str, suggestions: Sequence[str]) -> bool:
    """Whether the engine minds a hyphen that it would leave out, which is the author's to decide."""
    return "-" in word and any(
        each in suggestions for each in (word.replace("-", ""), word.replace("-", " "))
    )


def _may_be_spelled_out(text: str) -> bool:
    """Whether the word behind an article begins with a vowel for some and not for others: SQL, npm."""
    word = NEXT_WORD.match(text)
    return word is not None and starts_with_vowel(word[1]) is None


def _is_quoted(match: Match, text: str) -> bool:
    """Whether a word stands between quotation marks: it is spoken of, or part of something said."""
    before, after = text[: match.start][-1:], text[match.end :][:1]
    return bool(before and after) and before in QUOTES and after in QUOTES


def _is_set_apart(match: Match, passage: Passage) -> bool:
    """Whether a word stands in a few words of italics, in which terms and foreign words are written."""
    start, end = passage.span(match.start, match.end)
    return any(
        node.kind == "emphasis"
        and node.span.start < start
        and end < node.span.end <= node.span.start + SET_APART
        for node in passage.leaf.node.walk()
    )
