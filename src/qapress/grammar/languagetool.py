"""The original LanguageTool, on a server of ours or on one that is already there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from qapress.errors import EngineError
from qapress.grammar import wire
from qapress.grammar.engine import MAX_SUGGESTIONS, NEVER_RUN, Match, code_points, sendable
from qapress.grammar.launch import START_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from qapress.grammar.server import Server
    from qapress.settings import GrammarSettings

NO_CLIENT = (
    "LanguageTool at an address is reached by language_tool_python: `pip install 'qapress[languagetool]'`"
)

UNKNOWN_LANGUAGE = (
    "it is installed without that language; `qapress languagetool install --from download --force` has all"
)
LACKING = re.compile(r"not a language code|NoClassDefFoundError|ExceptionInInitializerError")
"""What a server says of a language that it has not, or without its dictionary, as our jars have three."""
NO_ID = re.compile(r"[^\w.\[\]-]+")
"""What no id of a rule has: those of LanguageTool are of letters of any language, digits, `_` and `-`."""
LONGEST_ID = 100


class Source(Protocol):
    """What answers for one language."""

    version: str

    def answer(self, text: str) -> dict[str, Any]:
        """LanguageTool's answer for a text, as its server gives it.

        Raises:
            EngineError: none came.
        """


class LanguageTool:
    """LanguageTool for one language variant such as `en-US`, on a server of ours or on that at an address.

    It is handed the plain text, not annotated mark-up: the map from `prose` then places the matches of both
    engines in the same way. A server of ours that hangs or is gone is started again; one at an address is
    used as it is. `version` is LanguageTool's.

    Raises:
        EngineError: the server cannot be used, or not for this language.
    """

    name = "languagetool"
    batch = 5_000  # as fast as more, and less is lost when one hangs

    def __init__(self, server: Server | str, settings: GrammarSettings, language: str) -> None:
        form = {
            "language": language,
            # In one order: a server keeps what it has loaded for the next request of the same words.
            "disabledRules": ",".join(sorted({*NEVER_RUN, *settings.disable})),
            "enabledRules": ",".join(sorted(set(settings.enable))),
        }
        form = {name: value for name, value in form.items() if value}
        self._source = _given(server, form) if isinstance(server, str) else _Ours(server, form)
        self.version = self._source.version

    def check(self, text: str) -> tuple[Match, ...]:
        """What the server objects to; see `Engine.check`."""
        text = sendable(text)
        matches = self._source.answer(text)["matches"]
        place = code_points(text, lambda char: 1 + (char > "\uffff"))  # UTF-16
        units = len(text.encode("utf-16-le")) // 2
        try:
            return tuple(_match(each, place, units) for each in matches)
        except (KeyError, TypeError, ValueError) as error:
            raise EngineError(wire.NO_ANSWER.format(wire.STRANGE)) from error


class _Ours:
    """A server of ours. Requests reach it without the package, whose import takes longer than they do."""

    version = ""

    def __init__(self, server: Server, form: dict[str, str]) -> None:
        self._server = server
        self._form = form
        self._met = ""  # the address of the server that has loaded the language
        self._persist(self._meet)

    def answer(self, text: str) -> dict[str, Any]:
        """LanguageTool's answer for a text.

        Raises:
            EngineError: none came in time, or none though another server was started.
        """
        answer: dict[str, Any] = {}
        self._persist(lambda: answer.update(self._ask(text)))
        return answer

    def _persist(self, ask: Callable[[], None]) -> None:
        """Ask; if the server is gone, ask the next one, once."""
        try:
            ask()
        except wire.LostError:
            self._server.restart()
            try:
                ask()
            except wire.LostError as error:
                raise EngineError(wire.told(error)) from error

    def _ask(self, text: str) -> dict[str, Any]:
        if self._met != self._server.url:
            self._meet()
        try:
            return wire.check(self._server.url, {**self._form, "text": text}, wire.seconds_for(text))
        except (wire.RefusedError, wire.HungError) as error:
            if isinstance(error, wire.HungError):
                self._server.restart()  # it thinks on when nobody waits any more
            raise EngineError(wire.told(error)) from error

    def _meet(self) -> None:
        """Have the server load the language, which may take long: so see first that it answers at all."""
        url = self._server.url
        try:
            wire.knock(url, wire.LEAST_SECONDS)
        except wire.HungError as error:
            raise wire.LostError(str(error)) from error
        try:
            answer = wire.check(url, {**self._form, "text": wire.SHORT}, START_SECONDS)
        except (wire.RefusedError, wire.HungError) as error:
            language = self._form["language"]
            reason = UNKNOWN_LANGUAGE if LACKING.search(str(error)) else str(error)
            raise EngineError(f"LanguageTool cannot be used for {language}: {reason}") from error
        self.version = str(answer["software"]["version"])
        self._met = url


def _given(url: str, form: dict[str, str]) -> Source:
    try:
        from qapress.grammar.remote import Remote
    except ImportError as error:
        raise EngineError(NO_CLIENT) from error
    return Remote(url, form)


def _match(match: dict[str, Any], place: Callable[[int], int], units: int) -> Match:
    """A match as its server gives it, in a text of so many units; whatever is wrong with it raises."""
    rule, start, end = match["rule"], match["offset"], match["offset"] + match["length"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= units):
        raise ValueError(match)
    suggestions = [each["value"] for each in match["replacements"][:MAX_SUGGESTIONS]]
    words = (rule["id"], rule["category"]["id"], rule["issueType"], match["message"], *suggestions)
    if not all(isinstance(each, str) for each in words) or not rule["id"]:
        raise TypeError(match)
    return Match(
        place(start),
        place(end),
        NO_ID.sub("_", rule["id"])[:LONGEST_ID],
        rule["category"]["id"],
        rule["issueType"],
        match["message"],
        tuple(suggestions),
    )
