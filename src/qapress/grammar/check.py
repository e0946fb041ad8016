"""Documents to what a grammar engine says of them."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from zlib import crc32

from qapress.diagnostic import CheckState
from qapress.errors import EngineError
from qapress.facts.garbling import repaired
from qapress.facts.grammar import Doubt, GrammarFacts
from qapress.grammar import cache
from qapress.grammar.asking import Asking, Forgetful
from qapress.grammar.choose import NAMED, chosen, variant
from qapress.grammar.engine import NEVER_RUN
from qapress.grammar.tiers import is_shown, tier
from qapress.grammar.wording import problem
from qapress.prose.dictionary import count_paragraphs
from qapress.prose.language import is_english
from qapress.prose.text import running_text
from qapress.prose.words import is_capitalized
from qapress.source.cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qapress.diagnostic import Problem
    from qapress.grammar.choose import Engines
    from qapress.grammar.engine import Match
    from qapress.model.qa import Document
    from qapress.prose.text import Passage
    from qapress.settings import Settings


@contextmanager
def opened(settings: Settings, root: Path | None = None) -> Iterator[Grammar]:
    """The grammar check of one run; answers are remembered under the `root`.

    No engine starts before there is a text whose answer is not known. A server that was started stays for the
    next run. Without a root nothing is remembered and nothing stays, and where changes are tested (`CI` is
    set) no server stays either. Nothing is raised: what is missing is told by the state.
    """
    own = root is None or bool(os.environ.get("CI"))
    with ExitStack() as stack:
        engines, reason = None, ""
        try:
            engines = stack.enter_context(chosen(settings.grammar, own=own))
        except EngineError as error:
            reason = str(error)
        yield Grammar(engines, settings, reason, stack, root)


class Grammar:
    """A grammar check that is running; without `engines` one that finds nothing, for the reason `missing`."""

    def __init__(
        self,
        engines: Engines | None,
        settings: Settings,
        missing: str = "",
        stack: ExitStack | None = None,
        root: Path | None = None,
    ) -> None:
        self._engines = engines
        self._settings = settings
        self._missing = missing
        self._stack = stack or ExitStack()
        self._root = root
        self._asking: dict[str, Asking] = {}
        self._left: list[str] = []  # what was not checked, with place and reason
        self._answered = False

    @property
    def state(self) -> CheckState:
        """How much of what was given so far has been checked; the words of others are made fit to print."""
        state = self._state()
        reason = "".join(each if each.isprintable() else "\ufffd" for each in state.reason)
        return state._replace(reason=reason)

    def _state(self) -> CheckState:
        if self._engines is None:
            return CheckState("skipped", self._missing, self._settings.grammar.engine in NAMED)
        lost = next((each.lost for each in self._asking.values() if each.lost), "")
        failed = bool(lost) and self._settings.grammar.engine in NAMED
        if lost and not self._answered:
            return CheckState("skipped", lost, failed)
        if not self._left:
            return CheckState("done")
        more = f", and {len(self._left) - 1} more" if len(self._left) > 1 else ""
        return CheckState("partial", f"not checked: {self._left[0]}{more}", failed)

    def facts(self, document: Document) -> GrammarFacts:
        """What the engine finds in a document, in the order of the text. Never fails: see `state`."""
        if self._engines is None:
            return GrammarFacts()
        passages = tuple(running_text(document.tree, document.source.well_formed))
        matches = self._matches(self._engines, document, passages)
        repair = repaired(document)
        garbled = [each.span for each in (*repair.edits, *repair.ambiguous, *repair.lost)]
        problems, doubts = [], []
        for passage, match in matches:
            span = passage.span(match.start, match.end)
            if any(start < span.end and span.start < end for start, end in garbled):
                continue
            source = document.source.well_formed
            found = problem(self._engines.name, match, passage, source, document.language)
            if tier(match) == "spelling":
                doubts.append(_doubt(match, passage, found))
            else:
                problems.append(found)
        return GrammarFacts(tuple(problems), tuple(doubts), count_paragraphs(each.text for each in passages))

    def _matches(
        self, engines: Engines, document: Document, passages: Sequence[Passage]
    ) -> Iterator[tuple[Passage, Match]]:
        """The matches worth a reader's time, each with its passage."""
        asking = self._asked(engines, variant(document.language))
        english = is_english(document.language)
        answers = tuple(asking.ask([each.text for each in passages]))
        self._note(document, passages, answers)
        for passage, answer in zip(passages, answers, strict=True):
            for match in () if isinstance(answer, str) else answer:
                if is_shown(match, passage, self._settings.grammar, english=english):
                    yield passage, match

    def _note(
        self, document: Document, passages: Sequence[Passage], answers: Sequence[tuple[Match, ...] | str]
    ) -> None:
        """Keep what was not answered: the whole document, or single passages of it."""
        reasons = [each for each in answers if isinstance(each, str)]
        self._answered = self._answered or len(reasons) < len(answers)
        if len(reasons) == len(answers) and len(set(reasons)) == 1:
            self._left.append(f"{document.path} ({reasons[0]})")
            return
        for passage, answer in zip(passages, answers, strict=True):
            if isinstance(answer, str):
                line = document.source.line(passage.starts[0])
                self._left.append(f"the text at {document.path}:{line} ({answer})")

    def _asked(self, engines: Engines, language: str) -> Asking:
        """The engine for a language variant, asked for the first time or again."""
        if language not in self._asking:
            self._asking[language] = self._made(engines, language)
        return self._asking[language]

    def _made(self, engines: Engines, language: str) -> Asking:
        if self._root is None:
            return Asking(lambda: engines.open(language), Forgetful())
        try:
            version = engines.version(language)
        except EngineError as error:
            return Asking(lambda: engines.open(language), Forgetful(), str(error))
        grammar = self._settings.grammar
        rules = (*sorted(grammar.enable), "", *sorted(grammar.disable), "", *NEVER_RUN)
        identity = (engines.name, version, language, *rules)
        answers = cache.opened(cache_folder(self._root, "grammar"), identity)
        return Asking(lambda: engines.open(language), self._stack.enter_context(answers))


def _doubt(match: Match, passage: Passage, found: Problem) -> Doubt:
    word, text = passage.text[match.start : match.end], passage.text.encode("utf-8", "replace")
    return Doubt(word, crc32(text), found, is_capitalized(passage, word, match.start))
