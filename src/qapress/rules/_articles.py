"""What is said of a noun that lacks its article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding
from qapress.prose.sound import starts_with_vowel

if TYPE_CHECKING:
    from qapress.facts.nouns import Suspect

ACRONYM = re.compile(r"\w+[^\W\da-z]")
"""A word with a capital inside, which keeps its first letter: API, IoT."""
HINT = "if no article belongs here, it may be a name: write it like one, or as code"


VOWEL = {True: ("an",), False: ("a",), None: ("a", "an")}
"""The indefinite article before a sound that is a vowel, none, or doubtful: an SQL query and a SQL query."""


def article_finding(path: str, suspect: Suspect) -> Finding:
    """The finding at a noun, with the articles to choose from; a sentence's capital moves to the article."""
    articles, noun = ("the", *VOWEL[starts_with_vowel(suspect.text)]), suspect.text
    if suspect.opens:
        articles = tuple(map(str.capitalize, articles))
        if not ACRONYM.match(noun):
            noun = noun[0].lower() + noun[1:]
    candidates = tuple(f"{each} {noun}" for each in articles)
    *others, last = map(repr, candidates)
    message = f"'{suspect.text}' lacks an article: write {', '.join(others)} or {last}"
    return Finding(suspect.span, message, HINT, path=path, candidates=candidates)
