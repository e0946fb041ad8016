"""An engine's match in the words of our reports: message, suggestions and page of its rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Fix, Origin, Problem, Severity
from qapress.grammar.tiers import tier
from qapress.prose.language import base

if TYPE_CHECKING:
    from qapress.grammar.engine import Match
    from qapress.prose.text import Passage

KIND = "grammar"
OR = "if it is right here, add it to spelling.words"
SUGGESTED = re.compile(r"<suggestion>(.*?)</suggestion>")
QUOTED = re.compile('"([^"]*)"')  # the engines differ in their quotation marks
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "\xa0": " "})
RULE_PAGE = "https://community.languagetool.org/rule/show/{rule}?lang={language}"


def problem(engine: str, match: Match, passage: Passage, source: str, language: str) -> Problem:
    """A match in a passage of `source` as a problem: one suggestion is a fix, several are candidates.

    What the speller would write is never more than a candidate; it also proposes to cut names in two.
    """
    span = passage.span(match.start, match.end)
    spelling = tier(match) == "spelling"
    wanted = (each for each in match.suggestions if not (spelling and " " in each))
    suggestions = tuple(_restored(each, passage, source) for each in wanted)
    fix = None
    if len(suggestions) == 1 and not spelling and passage.is_literal(match.start, match.end):
        fix = Fix(f"write “{suggestions[0]}”", (Edit(span, suggestions[0]),), Applicability.SUGGESTION)
    return Problem(
        KIND,
        span,
        _restored(_message(match, passage), passage, source),
        OR if spelling else "",
        candidates=() if fix else suggestions,
        origin=Origin(engine, match.rule, _page(match.rule, language)),
        fix=fix,
        severity=None if tier(match) == "grammar" else Severity.NOTE,
    )


def _restored(text: str, passage: Passage, source: str) -> str:
    """An engine's words with the code that a word of ours stood for."""
    for word, (start, end) in passage.dummies:
        if word in text:
            code = source[start:end].replace("\\", r"\\")
            text = re.sub(rf"\b{word}\b", code, text)
    return text


def _message(match: Match, passage: Passage) -> str:
    """The engine's message in the form of ours: lower case, without a final stop."""
    if tier(match) == "spelling":
        return f"'{passage.text[match.start : match.end]}' is no word that the speller knows"
    text = SUGGESTED.sub(r"“\1”", match.message).translate(STRAIGHT).strip()
    text = QUOTED.sub(r"“\1”", text)
    text = text.removesuffix(".") if not text.endswith(("..", "etc.", "e.g.")) else text
    return text[:1].lower() + text[1:] if text[1:2].islower() or text.startswith("A ") else text


def _page(rule: str, language: str) -> str:
    from urllib.parse import quote

    return RULE_PAGE.format(rule=quote(rule), language=base(language))
