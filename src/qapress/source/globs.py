"""Patterns of paths, as .gitignore writes them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        listed = ", ".join(f"'{each}'" for each in patterns)
        raise UsageError(f"no pattern of paths: {listed}") from error


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path relative to the root, written with `/`, matches one of the patterns.

    Raises:
        UsageError: a pattern cannot be one.
    """
    flat = path.replace("\n", "\r")  # a wildcard of pathspec stops at a line end, that of git does not
    return bool(patterns) and _spec(patterns).match_file(flat)
