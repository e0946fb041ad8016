"""LanguageTool's rules in this process: the `lingotweaker` port of them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from qapress.errors import EngineError
from qapress.grammar.engine import MAX_SUGGESTIONS, NEVER_RUN, Match, code_points, sendable

if TYPE_CHECKING:
    from qapress.settings import GrammarSettings

INSTALL = "`pip install 'qapress[grammar]'` on Linux x86-64; elsewhere take `--engine languagetool`"


def is_installed() -> bool:
    """Whether the engine can be imported; on other systems than Linux x86-64 its package is empty."""
    return find_spec("lt_py") is not None


class Embedded:
    """The engine for one language variant such as `en-US`; making it takes a second or two."""

    name = "lingotweaker"

    def __init__(self, settings: GrammarSettings, language: str) -> None:
        if not is_installed():
            raise EngineError(f"the embedded grammar engine is not installed: {INSTALL}")
        lt_py: Any = import_module("lt_py")  # it has no type hints
        try:
            self._engine = lt_py.Engine(
                language,
                variant=language,
                enabled_rules=list(settings.enable),
                disabled_rules=[*NEVER_RUN, *settings.disable],
            )
        except (RuntimeError, ValueError) as error:
            data = f"lingotweaker-data-{language.partition('-')[0].lower()}"
            raise EngineError(
                f"the embedded grammar engine cannot check the language {language!r} "
                f"({str(error).partition(chr(10))[0]}): install {data}, if there is one"
            ) from error

    def check(self, text: str) -> tuple[Match, ...]:
        """What the engine objects to; see `Engine.check`."""
        text = sendable(text)
        try:
            found = self._engine.check(text)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the embedded grammar engine gave no answer: {error}") from error
        place = code_points(text, lambda char: len(char.encode()))
        return tuple(
            Match(
                place(each["offset"]),
                place(each["offset"] + each["length"]),
                each["rule_id"],
                each["category_id"],
                each["issue_type"],
                each["message"],
                tuple(each["suggestions"][:MAX_SUGGESTIONS]),
            )
            for each in found
        )
