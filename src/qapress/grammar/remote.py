"""A LanguageTool server that somebody else runs, through `language_tool_python`."""

from __future__ import annotations

from typing import Any

from language_tool_python import LanguageTool as Client
from language_tool_python.exceptions import LanguageToolError

from qapress.errors import EngineError
from qapress.grammar import wire
from qapress.grammar.launch import START_SECONDS

FAILURES = (LanguageToolError, wire.FailureError, OSError, ValueError, KeyError, TypeError, AttributeError)
"""What the package raises when a server is absent, slow, too old, or tells no languages that it knows."""


class Remote:
    """The server at an address, for the language and rules of a form; it is used as it is.

    Raises:
        EngineError: it cannot be used, or not for this language.
    """

    def __init__(self, url: str, form: dict[str, str]) -> None:
        self._url, self._form = wire.address(url), form
        language = form["language"]
        try:
            _Client(language, remote_server=self._url)
            # It knows the language; to load it may take it long.
            answer = wire.check(self._url, {**form, "text": wire.SHORT}, START_SECONDS)
        except FAILURES as error:
            raise EngineError(
                f"LanguageTool at {url} cannot be used for {language}: {wire.line(error)}"
            ) from error
        self.version = str(answer["software"]["version"])

    def answer(self, text: str) -> dict[str, Any]:
        """LanguageTool's answer for a text.

        Raises:
            EngineError: none came.
        """
        try:
            return wire.check(self._url, {**self._form, "text": text}, wire.seconds_for(text))
        except wire.FailureError as error:
            raise EngineError(wire.told(error)) from error


class _Client(Client):
    """The package's client, which sees whether the server knows the language. What it asks, `wire` asks.

    Of itself it would follow a redirect to any host, wait for ever for an answer that comes byte by byte,
    keep one that never ends, and send what is meant for this very machine through a proxy.
    """

    def _query_server(self, url: str, params: dict[str, str] | None = None, *_: Any, **__: Any) -> Any:
        return wire.ask(url, params, wire.MOST_SECONDS)
