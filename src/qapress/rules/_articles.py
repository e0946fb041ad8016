"""What is said of a noun that lacks its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding
from qapress.prose.sound import starts_with_vowel

if TYPE_CHECKING:
    from qapress.facts.nouns import Suspect

HINT = "if no article belongs here, it may be a name: write it like one, or as code"


def article_finding(path: str, suspect: Suspect) -> Finding:
    """The finding at a noun, with both articles to choose from; a capital moves to the article."""
    noun = suspect.text
    articles = ["the", "an" if starts_with_vowel(suspect.noun) else "a"]
    if noun[0].isupper():
        noun = noun[0].lower() + noun[1:]
        articles = [each.capitalize() for each in articles]
    candidates = tuple(f"{each} {noun}" for each in articles)
    message = f"'{suspect.text}' lacks an article: write {' or '.join(map(repr, candidates))}"
    return Finding(suspect.span, message, HINT, path=path, candidates=candidates)
