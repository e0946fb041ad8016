"""What is told of a fix that was not made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qapress.diagnostic import Span


class Refused(NamedTuple):
    """A fix that was not made, since it would have harmed the text: its rule's name, and what it would do.

    `at` is where its finding stands in the text after all other fixes.
    """

    rule: str
    at: Span
    why: str
