"""What a grammar engine is, and which one a run takes."""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from qapress.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from qapress.settings import GrammarSettings

MAX_SUGGESTIONS = 5
NEVER_RUN = ("NUMBERS_IN_WORDS",)
"""Rules that no engine is asked for: this one thinks for seconds about a word such as `text2sql`."""

DEFAULT_VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES", "nl": "nl-NL", "fr": "fr-FR"}
"""The variant whose speller is meant where only a language is given; without one LanguageTool
spells nothing."""

MISSING = (
    "no grammar engine is installed: `pip install 'qapress[grammar]'` (Linux on x86-64), or "
    "`pip install 'qapress[languagetool]'` with Java 17 or newer (any system)"
)

_UNSENDABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Match:
    """One place at which an engine objects; `start` and `end` count code points of the text it was given.

    `rule` and `category` are LanguageTool's ids, which both engines share; `issue` is its kind of issue
    (misspelling, grammar, style, typographical …, the list of ITS 2.0). `suggestions` are at most five.
    """

    start: int
    end: int
    rule: str
    category: str
    issue: str
    message: str
    suggestions: tuple[str, ...] = ()


class Engine(Protocol):
    """A grammar checker that is ready to answer."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def check(self, text: str) -> tuple[Match, ...]:
        """What it objects to in a text, in the order of the text.

        Raises:
            EngineError: no answer came for this text; others may still be answered.
        """


def open_engine(settings: GrammarSettings, language: str) -> AbstractContextManager[Engine]:
    """The engine that the settings name, for a BCP 47 language; it is stopped when the context ends.

    `auto` takes the server at `grammar.url` if there is one, else the embedded engine, else a LanguageTool
    that is installed. What is missing is told on entry.

    Raises:
        EngineError: the engine is missing or does not start; the message says how to get it.
    """
    language = DEFAULT_VARIANTS.get(language, language)
    if settings.engine == "embedded":
        return _embedded(settings, language)
    if settings.engine == "languagetool" or settings.url:
        return _languagetool(settings, language)
    return _whatever_is_there(settings, language)


@contextmanager
def _whatever_is_there(settings: GrammarSettings, language: str) -> Iterator[Engine]:
    from qapress.grammar import embedded, install

    if embedded.is_installed():
        opened = _embedded(settings, language)
    elif install.installed() is not None:
        opened = _languagetool(settings, language)
    else:
        raise EngineError(MISSING)
    with opened as engine:
        yield engine


@contextmanager
def _embedded(settings: GrammarSettings, language: str) -> Iterator[Engine]:
    from qapress.grammar.embedded import Embedded

    yield Embedded(settings, language)


@contextmanager
def _languagetool(settings: GrammarSettings, language: str) -> Iterator[Engine]:
    from qapress.grammar.languagetool import LanguageTool
    from qapress.grammar.server import running_server

    if settings.url:
        yield LanguageTool(settings.url, settings, language)
        return
    with running_server() as url:
        yield LanguageTool(url, settings, language)


def sendable(text: str) -> str:
    """The text with U+FFFD for NUL and lone surrogates, of equal length."""
    return text if text.isascii() and "\0" not in text else _UNSENDABLE.sub("\ufffd", text)


def code_points(text: str, width: Callable[[str], int]) -> Callable[[int], int]:
    """The way from an engine's offsets to those of code points; `width` is a character's length in its unit.

    An offset inside a character becomes that character's.
    """
    if text.isascii():
        return lambda offset: offset
    starts = list(accumulate(map(width, text), initial=0))
    return lambda offset: bisect_right(starts, offset) - 1
