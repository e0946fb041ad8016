"""A word in place of another that looks or sounds like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english
from qapress.rules._confusions import confusions, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.prose.sentences import Sentence
    from qapress.rules._confusions import Confusion

NEAR = 12
"""Words on each side that a pattern may look at."""


@rule(
    "QA406",
    scope=Document,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
)
def confused_word(document: Document, at: Context) -> Iterator[Finding]:
    """Report the words of the table whose neighbours fit only the other word of their pair."""
    from qapress.prose.sentences import paragraphs  # loaded when the rule runs

    if not is_english(at.language):
        return
    for passage in paragraphs(document.tree, at.source.well_formed):
        for sentence in passage:
            lows = [each.low.replace("’", "'") or "`" for each in sentence.words]
            for index in (index for index, low in enumerate(lows) if low in pairs()):
                for each in confusions(lows[index]):
                    if each.fits(_window(lows, index)) and _is_meant(sentence, index):
                        yield _finding(sentence, index, each)
                        break


def _window(lows: Sequence[str], index: int) -> str:
    """The neighbours of a word, `_` in its place, `^` and `$` at the ends of the sentence."""
    before = ["^", *lows[:index]][-NEAR:]
    return " ".join(["", *before, "_", *[*lows[index + 1 : index + 1 + NEAR], "$"][:NEAR], ""])


def _is_meant(sentence: Sentence, index: int) -> bool:
    """Whether a word is no name and is not spoken of."""
    word, (start, end) = sentence.words[index], sentence.span(index, index + 1)
    passage = sentence.passage
    name = word.capital and index and passage.leaf.kind != "heading"
    return not name and passage.is_literal(word.start, word.end) and end - start == word.end - word.start


def _finding(sentence: Sentence, index: int, found: Confusion) -> Finding:
    word, span = sentence.text(index, index + 1), sentence.span(index, index + 1)
    right = found.right[0].upper() + found.right[1:] if word[0].isupper() else found.right
    fix = Fix(f"write {right}", (Edit(span, right),), Applicability.SUGGESTION)
    return Finding(span, f"'{word}' should be '{right}' here", found.hint, fix)
