"""Documents to grammar problems: passages go to the engine in batches, what it says comes back in place."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, CheckState, Edit, Fix, Origin, Problem, Severity
from qapress.errors import EngineError
from qapress.grammar.choose import open_engine
from qapress.grammar.tiers import is_shown, tier
from qapress.prose.dictionary import Dictionary, count_lines
from qapress.prose.text import running_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.grammar.engine import Engine, Match
    from qapress.model.qa import Document
    from qapress.prose.text import Passage
    from qapress.settings import Settings

KIND = "grammar"
BATCH = 20_000
"""Characters that go to the engine at once."""
LONGEST_SENTENCE = 2_000
"""Characters; an engine's time grows with the square of a sentence."""
MOST_FAILURES = 3
"""Passages in a row without an answer after which an engine counts as gone."""

BETWEEN = "\n\n"
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？]")
MANY_BRACKETS = re.compile(r"(?:[()\[\]{}<>]\s?){100}")
LONG_WORD = re.compile(r"\w{200}")
SUGGESTED = re.compile(r"<suggestion>(.*?)</suggestion>")
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "\xa0": " "})
RULE_PAGE = "https://community.languagetool.org/rule/show/{rule}?lang={language}"


@contextmanager
def opened(settings: Settings) -> Iterator[Grammar]:
    """The grammar check of one run, for documents in the language of the settings.

    With the engine `off`, or `auto` and none to be had, a check that finds nothing and says why.

    Raises:
        EngineError: an engine asked for by name is missing or does not start.
    """
    with ExitStack() as stack:
        engine, reason = None, "switched off: run it by `--grammar`"
        if settings.grammar.engine != "off":
            try:
                engine = stack.enter_context(open_engine(settings.grammar, settings.language))
            except EngineError as error:
                if settings.grammar.engine != "auto":
                    raise
                reason = str(error)
        yield Grammar(engine, settings, reason)


@dataclass
class Grammar:
    """A grammar check that is running; `missing` says why there is no engine."""

    engine: Engine | None
    settings: Settings
    missing: str = ""
    _left: list[str] = field(default_factory=list)  # what was not checked, with place and reason
    _failures: int = 0

    @property
    def state(self) -> CheckState:
        """How much of what was given so far has been checked."""
        if self.engine is None:
            return CheckState("skipped", self.missing)
        if not self._left:
            return CheckState("done")
        more = f", and {len(self._left) - 1} more" if len(self._left) > 1 else ""
        return CheckState("partial", f"not checked: {self._left[0]}{more}")

    def problems(self, document: Document) -> tuple[Problem, ...]:
        """What the engine finds in a document, in the order of the text. Never fails: see `state`."""
        if self.engine is None:
            return ()
        if _base(document.language) != _base(self.settings.language):
            self._left.append(f"{document.path} (its language is {document.language})")
            return ()
        english = _base(document.language) == "en"
        passages = tuple(running_text(document.tree, document.source.well_formed))
        dictionary = Dictionary(self.settings.spelling_words, count_lines(each.text for each in passages))
        return tuple(
            _problem(self.engine, passage, match, document)
            for batch in _batches(self._fit(document, passages))
            for passage, match in self._matches(self.engine, document, batch)
            if is_shown(match, passage, dictionary, self.settings.grammar, english=english)
        )

    def _fit(self, document: Document, passages: Sequence[Passage]) -> Iterator[Passage]:
        """The passages that an engine answers in reasonable time."""
        for each in passages:
            reason = _unfit(each.text)
            if reason:
                self._leave(document, each, reason)
            else:
                yield each

    def _leave(self, document: Document, passage: Passage, reason: str) -> None:
        line = document.source.line(passage.starts[0])
        self._left.append(f"the text at {document.path}:{line} ({reason})")

    def _matches(
        self, engine: Engine, document: Document, batch: Sequence[Passage]
    ) -> Iterator[tuple[Passage, Match]]:
        """The matches of a batch, each with its passage; a batch without an answer is halved."""
        if self._failures >= MOST_FAILURES:
            for each in batch:
                self._leave(document, each, "the grammar engine no longer answers")
            return
        try:
            found = engine.check(BETWEEN.join(each.text for each in batch))
        except EngineError as error:
            if len(batch) == 1:
                self._failures += 1
                self._leave(document, batch[0], str(error))
                return
            half = len(batch) // 2
            yield from self._matches(engine, document, batch[:half])
            yield from self._matches(engine, document, batch[half:])
            return
        self._failures = 0
        yield from _placed(batch, found)


def _placed(batch: Sequence[Passage], found: Sequence[Match]) -> Iterator[tuple[Passage, Match]]:
    """Matches of the joined text as matches of its passages; one that reaches over two is no match."""
    starts = list(accumulate((len(each.text) + len(BETWEEN) for each in batch), initial=0))
    for match in found:
        index = bisect_right(starts, match.start) - 1
        passage, start = batch[index], starts[index]
        if match.start < match.end <= start + len(passage.text):
            yield passage, replace(match, start=match.start - start, end=match.end - start)


def _batches(passages: Iterator[Passage]) -> Iterator[list[Passage]]:
    batch: list[Passage] = []
    size = 0
    for each in passages:
        if batch and size + len(each.text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += len(each.text)
    if batch:
        yield batch


def _unfit(text: str) -> str:
    """Why no engine should be asked about a text; empty when one may."""
    if len(text) > LONGEST_SENTENCE and max(map(len, SENTENCE_END.split(text))) > LONGEST_SENTENCE:
        return f"more than {LONGEST_SENTENCE:,} characters without the end of a sentence"
    if LONG_WORD.search(text):
        return "a word of more than 200 letters"
    return "a long run of brackets" if MANY_BRACKETS.search(text) else ""


def _problem(engine: Engine, passage: Passage, match: Match, document: Document) -> Problem:
    span = passage.span(match.start, match.end)
    source = document.source.well_formed
    suggestions = tuple(_restored(each, passage, source) for each in match.suggestions)
    fix = None
    if len(suggestions) == 1 and passage.is_literal(match.start, match.end):
        fix = Fix(f"write “{suggestions[0]}”", (Edit(span, suggestions[0]),), Applicability.SUGGESTION)
    return Problem(
        KIND,
        span,
        _restored(_message(match, passage), passage, source),
        _hint(suggestions),
        origin=Origin(engine.name, match.rule, _page(match.rule, document.language)),
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
        return f"“{passage.text[match.start : match.end]}” is in no dictionary"
    text = SUGGESTED.sub(r"“\1”", match.message).translate(STRAIGHT).strip()
    text = text.removesuffix(".") if not text.endswith(("..", "etc.", "e.g.")) else text
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _hint(suggestions: Sequence[str]) -> str:
    if not suggestions:
        return ""
    quoted = [f"“{each}”" for each in suggestions]
    last = quoted.pop()
    return f"did you mean {', '.join(quoted)} or {last}?" if quoted else f"did you mean {last}?"


def _page(rule: str, language: str) -> str:
    from urllib.parse import quote

    return RULE_PAGE.format(rule=quote(rule), language=_base(language))


def _base(language: str) -> str:
    return language.partition("-")[0].casefold()
