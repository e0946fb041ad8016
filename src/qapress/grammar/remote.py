"""A LanguageTool server that somebody else runs, through `language_tool_python`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from language_tool_python import LanguageTool as Client
from language_tool_python.exceptions import LanguageToolError

from qapress.errors import EngineError
from qapress.grammar.launch import START_SECONDS
from qapress.grammar.wire import MOST_SECONDS, NO_ANSWER, SHORT, address, is_here, line, seconds_for

FAILURES = (LanguageToolError, OSError, ValueError, KeyError, TypeError)
"""What the package raises when a server is absent, slow, too old, or answers something else."""


class Remote:
    """The server at an address, for the language and rules of a form; it is used as it is.

    Raises:
        EngineError: it cannot be used, or not for this language.
    """

    def __init__(self, url: str, form: dict[str, str]) -> None:
        # The package would send requests to this very machine through a proxy, were one set.
        direct = {"no_proxy": urlsplit(url).hostname or ""} if is_here(url) else None
        try:
            self._client = _Client(form["language"], remote_server=address(url), proxies=direct)
            self._client.form = form
            # It answers; to load the language may take it long.
            self.version = str(self._client.answer(SHORT, START_SECONDS)["software"]["version"])
        except FAILURES as error:
            language = form["language"]
            raise EngineError(
                f"LanguageTool at {url} cannot be used for {language}: {line(error)}"
            ) from error

    def answer(self, text: str) -> dict[str, Any]:
        """LanguageTool's answer for a text.

        Raises:
            EngineError: none came.
        """
        try:
            return self._client.answer(text, seconds_for(text))
        except FAILURES as error:
            raise EngineError(NO_ANSWER.format(line(error))) from error


class _Client(Client):
    """The package's client, but its answers as the server gave them: whole, and counted in UTF-16."""

    _TIMEOUT: Any = MOST_SECONDS
    form: dict[str, str]

    def answer(self, text: str, seconds: float) -> dict[str, Any]:
        self._TIMEOUT = seconds
        form = {**self.form, "text": text}
        reply: dict[str, Any] = self._query_server(
            urljoin(self.url, "check"), form, num_tries=1, method="post"
        )
        if not isinstance(reply["matches"], list):
            raise TypeError(reply)
        return reply
