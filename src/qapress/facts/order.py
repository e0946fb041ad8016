"""The order in which people read files."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural_key(path: str) -> tuple[tuple[int, str, int, str], ...]:
    """A sort key under which digits count as numbers: `QA_4.md` before `QA_10.md`, folders before depth."""
    parts = _DIGITS.split(path.replace("/", "\0"))
    return tuple(
        (0, "", int(part), part) if index % 2 else (1, part.casefold(), 0, part)
        for index, part in enumerate(parts)
        if part
    )
