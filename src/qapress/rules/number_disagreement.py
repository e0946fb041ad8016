"""A verb, a pronoun or an article whose number is not that of its noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.prose.agreement import Disagreement
    from qapress.prose.sentences import Sentence

EMPHASIS = ("*", "_")
"""Marks around a word that is spoken of."""
HINT = "both must be in the plural, or both in the singular"


@rule("QA412", scope=Document, severity=Severity.WARNING, since="0.1", status=Status.PREVIEW)
def number_disagreement(document: Document, at: Context) -> Iterator[Finding]:
    """Report verbs, pronouns and articles whose noun stands near, is sure, and is in the other number."""
    from qapress.prose.agreement import disagreements  # loaded when the rule runs
    from qapress.prose.sentences import paragraphs

    if not is_english(at.language):
        return
    passages = paragraphs(document.tree, at.source.well_formed)
    names, nouns = _seen(passages)
    for passage in passages:
        for sentence in passage:
            if sentence.passage.leaf.kind in ("paragraph", "item") and sentence.end != "?":
                for each in disagreements(sentence, lambda noun: noun in nouns and f"{noun}s" not in names):
                    end = sentence.span(each.other, each.other + 1).end
                    if at.source.text[end : end + 1] not in EMPHASIS:
                        yield _finding(sentence, each)


def _seen(passages: Sequence[Sequence[Sentence]]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that have a capital inside sentences, and those without."""
    from qapress.prose.grammar_words import COUNTABLE

    inside = [each for passage in passages for sentence in passage for each in sentence.words[1:]]
    names = frozenset(each.low for each in inside if each.capital)
    return names, COUNTABLE.union(each.low for each in inside if each.plain and not each.capital)


def _finding(sentence: Sentence, each: Disagreement) -> Finding:
    span = sentence.span(each.first, each.behind)
    wrong, other = sentence.text(each.first, each.behind), sentence.text(each.other, each.other + 1)
    return Finding(span, f"'{wrong}' does not agree with '{other}'", HINT)
