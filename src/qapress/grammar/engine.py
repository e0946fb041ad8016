"""What a grammar engine is, and what all of them need."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_SUGGESTIONS = 5
ACROSS_PASSAGES = (
    "EN_WORD_COHERENCY",
    "ENGLISH_WORD_REPEAT_BEGINNING_RULE",
    "EN_UNPAIRED_BRACKETS",
    "EN_UNPAIRED_QUOTES",
    "EN_REPEATEDWORDS",
    "EN_CONSISTENT_APOS",
    "PARAGRAPH_REPEAT_BEGINNING_RULE",
    "REP_PASSIVE_VOICE",
    "REP_THANK_YOU_FOR",
    "TOO_OFTEN_USED_ADJECTIVE_EN",
    "TOO_OFTEN_USED_NOUN_EN",
    "TOO_OFTEN_USED_VERB_EN",
)
"""Rules whose answer for a passage depends on what stands around it. Passages are asked about in any company,
and their answers remembered. All of LanguageTool's text-level rules were tried; these differed."""

NEVER_RUN = ("NUMBERS_IN_WORDS", *ACROSS_PASSAGES)
"""Rules that no engine is asked for. The first thinks for seconds about a word such as `text2sql`."""

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

    @property
    def batch(self) -> int:
        """Characters that are worth asking about at once."""

    def check(self, text: str) -> tuple[Match, ...]:
        """What it objects to in a text, in the order of the text.

        Raises:
            EngineError: no answer came for this text; others may still be answered.
        """


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
