"""`words`: what the collection taught the dictionary, and what it did not take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qapress.diagnostic import CheckState, Unread
from qapress.errors import EngineError, system_reason
from qapress.facts.facts import Collection, Facts
from qapress.facts.vocabulary import learned
from qapress.grammar.check import opened
from qapress.pipeline import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.prose.dictionary import Learned
    from qapress.settings import Settings

    Word = Learned


@dataclass(frozen=True)
class Words:
    """Each word once that the speller doubts, sorted, with what the dictionary makes of it.

    `state` tells how much of the text an engine has seen; `files` were read, `unread` not.
    """

    learned: tuple[Learned, ...]
    state: CheckState
    files: int
    unread: tuple[Unread, ...] = ()


def words(paths: Sequence[str], settings: Settings, *, remember: bool = True) -> Words:
    """Ask the grammar engine about the words of files; `auto` where the settings have none.

    Raises:
        EngineError: no engine can be had.
        ConfigError: a layout is wrong.
    """
    if settings.grammar.engine == "off":
        settings = replace(settings, grammar=replace(settings.grammar, engine="auto"))
    found = read.files(paths, settings)
    facts, lost = [], []
    with opened(settings, settings.root if remember else None) as grammar:
        for path in found.files:
            try:
                document = read.document(path, read.content(settings.root, path), settings)
            except OSError as error:
                lost.append(Unread(path, system_reason(error)))
                continue
            facts.append(Facts(path, document.title, grammar=grammar.facts(document)))
        state = grammar.state
    if state.state == "skipped":
        raise EngineError(state.reason)
    collection = Collection(tuple(facts), found.whole)
    doubts = [doubt for each in facts if each.grammar for doubt in each.grammar.doubts]
    every = [learned(collection, settings.spelling_words, each) for each in doubts]
    ranked = sorted({each.word: each for each in every}.values(), key=lambda each: each.word.casefold())
    return Words(tuple(ranked), state, len(facts), (*found.unread, *lost))
