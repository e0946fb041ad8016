"""Which grammar engine a run takes. An engine's module is imported only when it is taken."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from qapress.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from qapress.grammar.engine import Engine
    from qapress.settings import GrammarSettings

DEFAULT_VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES", "nl": "nl-NL", "fr": "fr-FR"}
"""The variant whose speller is meant where only a language is given: LanguageTool spells none without one."""

MISSING = (
    "no grammar engine is installed: `pip install 'qapress[grammar]'` (Linux on x86-64), or "
    "`pip install 'qapress[languagetool]'` with Java 17 or newer (any system)"
)
NO_CLIENT = "LanguageTool is reached through language_tool_python: `pip install 'qapress[languagetool]'`"


def open_engine(settings: GrammarSettings, language: str) -> AbstractContextManager[Engine]:
    """The engine that the settings name, for a BCP 47 language; it is stopped when the context ends.

    `auto` takes the server at `grammar.url` if there is one, else the embedded engine, else a LanguageTool
    that is installed. What is missing is told on entry.

    Raises:
        EngineError: the engine is missing or does not start; the message says how to get it.
    """
    variant = DEFAULT_VARIANTS.get(language, language)
    if settings.engine == "embedded":
        return _embedded(settings, variant)
    if settings.engine == "languagetool" or settings.url:
        return _languagetool(settings, variant)
    return _whatever_is_there(settings, variant)


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
    from qapress.grammar.server import running_server

    try:
        from qapress.grammar.languagetool import LanguageTool
    except ImportError as error:
        raise EngineError(NO_CLIENT) from error
    if settings.url:
        yield LanguageTool(settings.url, settings, language)
        return
    with running_server() as url:
        yield LanguageTool(url, settings, language)
