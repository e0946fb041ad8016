"""Words that are known to be misspelled: the list beside this module, which `.ci/misspellings.py` derives."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path


@lru_cache(maxsize=2**16)
def corrections(word: str) -> tuple[str, ...]:
    """What a word in lower case may stand for, the likeliest first; nothing for a word not on the list."""
    lines, start = _lines(), f"{word} "
    line = lines[min(bisect_left(lines, start), len(lines) - 1)]
    return tuple(line.removeprefix(start).split(",")) if line.startswith(start) else ()


@cache
def _lines() -> list[str]:
    """The list, a word a line, sorted."""
    return Path(__file__).with_suffix(".txt").read_text("ascii").rstrip("\n").split("\n")
