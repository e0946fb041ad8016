"""Passages to matches: from the cache, or from the engine in batches of a size it answers in time."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from qapress.errors import EngineError
from qapress.grammar.engine import ACROSS_PASSAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.grammar.engine import Engine, Match

LONGEST = 10_000
"""Characters of a text; 3,000 sentences of two characters take five seconds beside other programs."""
LONGEST_SENTENCE = 2_000
"""Characters; an engine's time grows with the square of a sentence."""
LONG = 2_000
"""Characters of a text that is asked about alone, lest others wait with it when it takes too long."""
MOST_FAILURES = 3
"""Passages in a row without an answer after which an engine counts as gone."""

BETWEEN = "\n\n"
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？]")
MANY_BRACKETS = re.compile(r"(?:[()\[\]{}<>]\s?){100}")
LONG_WORD = re.compile(r"\w{200}")
GONE = "the grammar engine no longer answers"


class Answers(Protocol):
    """The answers of an engine that are known: matches by the text asked about."""

    def get(self, text: str) -> tuple[Match, ...] | None:
        """The answer about a text, None where it is not known."""

    def put(self, text: str, found: tuple[Match, ...]) -> None:
        """Remember an answer."""


class Forgetful:
    """No answer is known, nor remembered."""

    def get(self, text: str) -> None:
        """Nothing."""

    def put(self, text: str, found: tuple[Match, ...]) -> None:
        """Do nothing."""


class Asking:
    """The questions to one engine in one language; it is started by `engine` when the cache knows too little.

    `lost` says why it could not be started or no longer answers; empty while it does.
    """

    def __init__(self, engine: Callable[[], Engine], answers: Answers, lost: str = "") -> None:
        self._start = engine
        self._engine: Engine | None = None
        self._answers = answers
        self._failures = 0
        self.lost = lost

    def ask(self, texts: Sequence[str]) -> Iterator[tuple[Match, ...] | str]:
        """What the engine says of each text, in order; in place of an answer the reason why there is none."""
        known: dict[str, tuple[Match, ...] | str] = {}
        unknown = []
        for text in dict.fromkeys(texts):
            answer = _unfit(text) or self._answers.get(text)
            if answer is None:
                unknown.append(text)
            else:
                known[text] = answer
        engine = self._running() if unknown else None
        for batch in _batches(unknown, engine.batch if engine else 0):
            for text, answer in zip(batch, self._ask(batch), strict=True):
                known[text] = answer
                if not isinstance(answer, str):
                    self._answers.put(text, answer)
        return (known[text] for text in texts)

    def _ask(self, batch: Sequence[str]) -> list[tuple[Match, ...] | str]:
        """The answers to a batch; one without an answer is halved."""
        engine = self._running()
        if engine is None:
            return [self.lost] * len(batch)
        try:
            found = engine.check(BETWEEN.join(batch))
        except EngineError as error:
            if len(batch) > 1:
                half = len(batch) // 2
                return [*self._ask(batch[:half]), *self._ask(batch[half:])]
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self.lost = f"{GONE}: {error}"
            return [str(error)]
        self._failures = 0
        answers = _placed(batch, found)
        if len(batch) == 1:
            return [*answers]
        # An engine that runs such rules all the same lets them hide others.
        mixed = [any(match.rule in ACROSS_PASSAGES for match in each) for each in answers]
        pairs = zip(batch, answers, mixed, strict=True)
        return [self._ask([text])[0] if again else answer for text, answer, again in pairs]

    def _running(self) -> Engine | None:
        if self._engine is None and not self.lost:
            try:
                self._engine = self._start()
            except EngineError as error:
                self.lost = str(error)
        return None if self.lost else self._engine


def _placed(batch: Sequence[str], found: Sequence[Match]) -> list[tuple[Match, ...]]:
    """Matches of the joined texts as those of each; one that reaches over two is no match."""
    starts = list(accumulate((len(each) + len(BETWEEN) for each in batch), initial=0))
    placed: list[list[Match]] = [[] for _ in batch]
    for match in found:
        index = bisect_right(starts, match.start) - 1
        start = starts[index]
        if match.start < match.end <= start + len(batch[index]):
            placed[index].append(replace(match, start=match.start - start, end=match.end - start))
    return [tuple(each) for each in placed]


def _batches(texts: Sequence[str], most: int) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for each in texts:
        weight = len(each) if len(each) <= LONG else most
        if batch and size + weight > most:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += weight
    if batch:
        yield batch


def _unfit(text: str) -> str:
    """Why no engine should be asked about a text; empty when one may."""
    if len(text) > LONGEST:
        return f"more than {LONGEST:,} characters in one paragraph"
    if len(text) > LONGEST_SENTENCE and max(map(len, SENTENCE_END.split(text))) > LONGEST_SENTENCE:
        return f"more than {LONGEST_SENTENCE:,} characters without the end of a sentence"
    if LONG_WORD.search(text):
        return "a word of more than 200 letters"
    return "a long run of brackets" if MANY_BRACKETS.search(text) else ""
