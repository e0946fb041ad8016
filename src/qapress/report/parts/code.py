"""Text of anybody as code in Markdown, where it is shown as it is and nothing in it counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.report.parts.places import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200
"""Characters that a span shows at most."""


def code(text: str) -> str:
    """A code span of one line; what nobody would see is written out, and too long a text is cut."""
    whole = one_line(text[: LONGEST + 1])
    line = whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}…"
    fence = _fence(line, 1)
    pad = " " if line[:1] in "` " or line[-1:] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def block(text: str, language: str) -> Iterator[str]:
    """A code block of a text whose lines end with LF."""
    fence = _fence(text, 3)
    yield f"{fence}{language}\n{text}{fence}\n"


def _fence(text: str, least: int) -> str:
    """More backticks than stand together anywhere in a text."""
    return "`" * max(least, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
