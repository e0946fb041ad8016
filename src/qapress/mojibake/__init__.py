"""Garbled text back to what it was, to the information limit.

In: text and protected spans. Out: edits with their evidence, ambiguous places with candidates. Imports
nothing of qapress but `diagnostic`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Span
    from qapress.mojibake.result import Repair

__all__ = ["repair"]


def repair(text: str, protect: Sequence[Span] = ()) -> Repair:
    """Undo every damage of `text` whose origin is the only possible one, and name the others.

    See `qapress.mojibake.mend.mend`; a text that cannot be garbled loads nothing.
    """
    from qapress.mojibake.mend import mend

    return mend(text, protect)
