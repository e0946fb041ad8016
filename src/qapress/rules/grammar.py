"""What a grammar engine objects to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, findings, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.diagnostic import Finding, Problem
    from qapress.facts.grammar import Doubt


@rule("QA450", scope=Collection, severity=Severity.WARNING, since="0.1", fixable=Applicability.SUGGESTION)
def grammar(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report the matches of LanguageTool's rules, and the words that nobody here knows."""
    for each in collection.files:
        if each.grammar:
            unknown = _unknown(collection, each.grammar.doubts, at.settings.spelling_words)
            for finding in findings((*each.grammar.problems, *unknown), "grammar"):
                yield finding._replace(path=each.path)


def _unknown(collection: Collection, doubts: Iterable[Doubt], words: tuple[str, ...]) -> Iterator[Problem]:
    from qapress.facts.vocabulary import learned  # most checks ask no engine

    return (each.problem for each in doubts if not learned(collection, words, each).reason)
