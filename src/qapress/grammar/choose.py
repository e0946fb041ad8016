"""Which grammar engine a run takes. An engine's module is imported only when it is taken."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from qapress.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.grammar.engine import Engine
    from qapress.grammar.languagetool import LanguageTool
    from qapress.grammar.server import Server
    from qapress.settings import GrammarSettings

DEFAULT_VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES", "nl": "nl-NL", "fr": "fr-FR"}
"""The variant whose speller is meant where only a language is given: LanguageTool spells none without one."""

NAMED = ("embedded", "languagetool")
"""The values of `grammar.engine` that insist on an engine."""

MISSING = (
    "no grammar engine is installed: `pip install 'qapress[grammar]'` (Linux on x86-64), or "
    "`qapress languagetool install` with Java 17 or newer (any system)"
)


def variant(language: str) -> str:
    """What the engines call a language, however its tag is written (`EN-us`)."""
    base, *rest = language.split("-")
    tag = "-".join([base.lower(), *(each.upper() if len(each) == 2 else each for each in rest)])
    return DEFAULT_VARIANTS.get(tag, tag)


class Engines(Protocol):
    """One kind of engine, for all languages of a collection; none has started yet."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def version(self, language: str) -> str:
        """What its answers in a language depend on besides text and settings.

        Raises:
            EngineError: it cannot be had.
        """

    def open(self, language: str) -> Engine:
        """The engine for a language variant such as `en-US`, ready to answer.

        Raises:
            EngineError: it does not start, or knows no such language.
        """


@contextmanager
def chosen(settings: GrammarSettings, *, own: bool) -> Iterator[Engines]:
    """The engines that the settings name; what they started is stopped when the context ends.

    `auto` takes the server at `grammar.url` if there is one, else the embedded engine, else a LanguageTool
    that is installed. A server of the run's `own` ends with the context, a shared one goes on.

    Raises:
        EngineError: the engine is missing; the message says how to get it.
    """
    with ExitStack() as stack:
        if _is_embedded(settings):
            yield _Embedded(settings, stack)
        else:
            yield _LanguageTool(settings, stack, own=own)


def _is_embedded(settings: GrammarSettings) -> bool:
    if settings.engine != "auto" or settings.url:
        return settings.engine == "embedded"
    from qapress.grammar import embedded_data

    if embedded_data.is_installed():
        return True
    from qapress.grammar import install  # loads more than most checks need

    if install.installed() is None:
        raise EngineError(MISSING)
    return False


class _Embedded:
    """The engines that come with a package, one a language."""

    name = "lingotweaker"

    def __init__(self, settings: GrammarSettings, stack: ExitStack) -> None:
        self._settings = settings
        self._stack = stack

    def version(self, language: str) -> str:
        from qapress.grammar import embedded_data

        return embedded_data.version(language)

    def open(self, language: str) -> Engine:
        from qapress.grammar.embedded import Embedded

        engine = self._stack.enter_context(closing(Embedded(self._settings, language)))
        engine.ready()
        return engine


class _LanguageTool:
    """A server, which answers in all languages."""

    name = "languagetool"

    def __init__(self, settings: GrammarSettings, stack: ExitStack, *, own: bool) -> None:
        self._settings = settings
        self._stack = stack
        self._own = own

    @cached_property
    def _server(self) -> Server:
        from qapress.grammar.server import open_server

        return self._stack.enter_context(open_server(own=self._own))

    def version(self, language: str) -> str:
        del language
        if self._settings.url:
            from qapress.grammar import wire

            return f"{wire.version(self._settings.url)} at {self._settings.url}"
        from qapress.grammar import install

        folder = install.installed()
        return folder.name if folder else ""

    def open(self, language: str) -> LanguageTool:
        from qapress.grammar.languagetool import LanguageTool

        return LanguageTool(self._settings.url or self._server, self._settings, language)
