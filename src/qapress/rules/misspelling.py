"""A word that is known to be misspelled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english
from qapress.prose.misspellings import corrections
from qapress.prose.text import leaves, passages
from qapress.prose.words import is_capitalized, is_name, spelled_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Span

LETTERS = re.compile("[a-z]{3,}")
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
    if not is_english(at.language):
        return
    text = at.source.well_formed
    wrong = {each for each in _letters(text) if corrections(each)}
    wrong -= {each.lower() for each in at.settings.spelling_words}
    if not wrong:
        return
    code = (each.text for each in document.tree.walk() if each.kind in ("code", "code_block"))
    doubtful = {word for each in code for word in _letters(each)}
    for leaf in leaves(document.tree):
        if wrong.isdisjoint(_letters(text[slice(*leaf.node.span)])):
            continue
        for passage in passages(leaf, text):
            for match in spelled_words(passage):
                if match[0].lower() in wrong:
                    capital = is_capitalized(passage, match[0], match.start())
                    if not (capital and is_name(passage, match)):
                        safe = not capital and match[0].lower() not in doubtful
                        yield _finding(match[0], passage.span(*match.span()), safe=safe)


def _letters(text: str) -> set[str]:
    return set(LETTERS.findall(text.lower()))


def _finding(word: str, span: Span, *, safe: bool) -> Finding:
    cased = tuple(each.capitalize() if word[0].isupper() else each for each in corrections(word.lower()))
    *others, last = (f"'{each}'" for each in cased)
    if others:
        return Finding(span, f"'{word}' should be {', '.join(others)} or {last}", OR, candidates=cased)
    level = Applicability.SAFE if safe else Applicability.SUGGESTION
    fix = Fix(f"write {last}", (Edit(span, cased[0]),), level)
    return Finding(span, f"'{word}' should be {last}", OR, fix)
