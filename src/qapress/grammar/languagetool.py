"""The original LanguageTool, through `language_tool_python`, on a server that is already there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from language_tool_python import LanguageTool as Client
from language_tool_python.exceptions import LanguageToolError

from qapress.errors import EngineError
from qapress.grammar.engine import MAX_SUGGESTIONS, NEVER_RUN, Match, code_points, sendable

if TYPE_CHECKING:
    from qapress.settings import GrammarSettings

FAILURES = (LanguageToolError, OSError, ValueError, KeyError, TypeError)
"""What the package raises when a server is absent, slow, too old, or answers something else."""


class LanguageTool:
    """A server at `url`, for one language variant such as `en-US`.

    It is handed the plain text, not annotated mark-up: the map from `prose` then places the matches of both
    engines in the same way.
    """

    name = "languagetool"

    def __init__(self, url: str, settings: GrammarSettings, language: str) -> None:
        own = urlsplit(url).hostname
        try:
            # The package would send requests to this very machine through a proxy, were one set.
            self._client = _Client(language, remote_server=_address(url), proxies={"no_proxy": own or ""})
        except FAILURES as error:
            raise EngineError(
                f"LanguageTool at {url} cannot be used for {language}: {_line(error)}"
            ) from error
        self._client.disabled_rules = {*NEVER_RUN, *settings.disable}
        self._client.enabled_rules = set(settings.enable)

    def check(self, text: str) -> tuple[Match, ...]:
        """What the server objects to; see `Engine.check`."""
        text = sendable(text)
        try:
            found = self._client.answer(text)
        except FAILURES as error:
            raise EngineError(f"LanguageTool gave no answer: {_line(error)}") from error
        place = code_points(text, lambda char: 1 + (char > "\uffff"))  # UTF-16
        return tuple(
            _match(each, place(each["offset"]), place(each["offset"] + each["length"])) for each in found
        )


class _Client(Client):
    """The package's client, but its answers as the server gave them: whole, and counted in UTF-16."""

    _TIMEOUT: Any = 40  # seconds; the server itself gives up after 30

    def answer(self, text: str) -> list[dict[str, Any]]:
        """The server's matches for a text."""
        reply = self._query_server(
            urljoin(self.url, "check"), self._create_params(text), num_tries=1, method="post"
        )
        matches: list[dict[str, Any]] = reply["matches"]
        return matches


def _match(match: dict[str, Any], start: int, end: int) -> Match:
    rule = match["rule"]
    return Match(
        start,
        end,
        rule["id"],
        rule["category"]["id"],
        rule["issueType"],
        match["message"],
        tuple(each["value"] for each in match["replacements"][:MAX_SUGGESTIONS]),
    )


def _address(url: str) -> str:
    """The address as the package wants it: it adds `v2/` itself."""
    return url.rstrip("/").removesuffix("/v2") + "/"


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
