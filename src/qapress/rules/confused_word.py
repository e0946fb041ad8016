"""A word in place of another that looks or sounds like it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Severity, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.prose.language import is_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qapress.prose.sentences import Sentence

NEAR = 12
"""Words on each side that a pattern may look at."""
ANY = {"*": r"[a-z][\w'-]*", "#": r"\d[\w.,]*"}
"""What stands for any word, and for any number."""


class Confusion(NamedTuple):
    """What a wrong word should be, where it surely is wrong, and the hint that tells the two apart."""

    right: str
    where: re.Pattern[str]
    unless: re.Pattern[str]
    hint: str

    def fits(self, window: str) -> bool:
        """Whether the word is wrong among these neighbours."""
        return bool(self.where.search(window)) and not self.unless.search(window)


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
            for index, low in enumerate(lows):
                for each in _table().get(low, ()):
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


@cache
def _table() -> Mapping[str, Sequence[Confusion]]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    words = {name: "|".join(some.split()) for name, some in table["words"].items()}
    found: dict[str, list[Confusion]] = {}
    for pair in table["pair"]:
        where, unless = (_patterns(pair.get(each, ()), words) for each in ("where", "unless"))
        for wrong, right in zip(pair["wrong"].split(), pair["right"].split(), strict=True):
            shown = right.replace("_", " ")
            found.setdefault(wrong, []).append(Confusion(shown, where, unless, pair["hint"]))
    return found


def _patterns(lines: Iterable[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """Patterns of the table as one regular expression over words that are parted by blanks."""
    every = ("".join(_token(token, words) for token in line.split()) for line in lines)
    return re.compile(f"(?<= )(?:{'|'.join(every) or '(?!)'})")


def _token(token: str, words: Mapping[str, str]) -> str:
    """One token of a pattern: words parted by `|`, `!` before those that must not stand there, `?` behind.

    `-er` is any word with this ending, `...` any words at all, and the names of the table's lists are theirs.
    """
    if token == "...":
        return "(?:[^ ]+ )*?"
    core = token.removeprefix("!").removesuffix("?")
    every = "|".join(words.get(each, each) for each in core.split("|")).split("|")
    one = f"(?:{'|'.join(ANY.get(each) or _word(each) for each in every)})"
    one = f"(?!{one} )[^ ]+ " if token[0] == "!" else f"{one} "
    return f"(?:{one})?" if token[-1] == "?" and len(token) > 1 else one


def _word(word: str) -> str:
    return rf"[a-z]+{re.escape(word[1:])}" if word[0] == "-" and len(word) > 1 else re.escape(word)
