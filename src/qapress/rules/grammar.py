"""What a grammar engine objects to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity
from qapress.facts.facts import Collection
from qapress.facts.vocabulary import learned
from qapress.lint.rule import Context, findings, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule("QA450", scope=Collection, severity=Severity.WARNING, since="0.1", fixable=Applicability.SUGGESTION)
def grammar(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report the matches of LanguageTool's rules, and the words that nobody here knows."""
    words = at.settings.spelling_words
    for each in collection.files:
        if each.grammar:
            unknown = [it.problem for it in each.grammar.doubts if not learned(collection, words, it).reason]
            for finding in findings((*each.grammar.problems, *unknown), "grammar"):
                yield finding._replace(path=each.path)
