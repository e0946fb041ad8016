"""Patterns of paths, as .gitignore writes them."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from qapress.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


_WILD = frozenset("*?[")


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


def is_glob(text: str) -> bool:
    """Whether a text has a sign that stands for more than itself."""
    return not _WILD.isdisjoint(text)


def fixed_folder(pattern: str) -> str:
    """The folder in which all lies that a glob can match: its parts before the first with such a sign."""
    return "/".join(takewhile(_WILD.isdisjoint, pattern.split("/")[:-1]))
