"""Patterns of paths, as .gitignore writes them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path relative to the root, written with `/`, matches one of the patterns."""
    return bool(patterns) and _spec(patterns).match_file(path)
