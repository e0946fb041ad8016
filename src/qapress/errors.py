"""What can go wrong outside a text: one exception a kind, each with a message for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class QapressError(Exception):
    """A failure that the user can act on; its message says what, where and what to do."""


class ConfigError(QapressError):
    """The configuration, a layout or a user's schema is wrong."""


class UsageError(QapressError):
    """The command line asks for something that does not exist or does not fit together."""


class ReadError(QapressError):
    """A path cannot be read."""


class WriteError(QapressError):
    """A result cannot be written."""


class EngineError(QapressError):
    """A grammar engine is missing, does not start or does not answer."""


class EmitError(QapressError):
    """An output format cannot be made."""


def system_reason(error: Exception) -> str:
    """Why the system refused, or Python for it, as a message goes on."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the known word nearest to what was typed, or nothing."""
    near = nearest(word, known)
    return f"; did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str], similar: float = 0.6) -> str | None:
    """The known word nearest to a word, case aside, of those at least so similar (0 to 1)."""
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in known}
    near = get_close_matches(word.casefold(), list(folded), 1, similar)
    return folded[near[0]] if near else None
