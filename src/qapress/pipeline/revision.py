"""Revisions of git that a person names, and what to say where there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress import git
from qapress.errors import ReadError, UsageError, did_you_mean
from qapress.pipeline.release import FETCH

if TYPE_CHECKING:
    from pathlib import Path

HASH = re.compile("[0-9a-f]{7,64}")
NAME = re.compile(r"[\w][\w./-]*")
REFETCH = "git fetch --refetch --no-filter"
"""What gives a partial clone all that it left out."""


def require_git(root: Path, instead: str) -> None:
    """Make sure that git can be asked; `instead` is what else can be done where there is no repository.

    Raises:
        UsageError: it cannot, with the reason.
    """
    if git.root(root) is None:
        raise UsageError(f"{root.as_posix()} is in no git repository; {instead}")
    why = git.trouble(root)
    if why:
        raise UsageError(why)


def unknown(text: str, root: Path, kinds: str) -> UsageError:
    """That nothing of these kinds has this name, with what is likely meant or missing."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return UsageError(f"there is no {kinds} '{shown}'{_likely(text, root)}")


def lacking() -> ReadError:
    """That git does not hold all of a commit, and what fetches the rest."""
    return ReadError(f"git lacks contents of earlier files, as in a partial clone; run: {REFETCH}")


def _fetch(text: str) -> str:
    """What brings a revision into a shallow clone, which often has a single branch."""
    if HASH.fullmatch(text) or not NAME.fullmatch(text) or text.startswith("HEAD"):
        return FETCH
    remote, _, branch = text.partition("/")
    if remote == "origin":
        return f"git remote set-branches --add origin {branch} && {FETCH}"
    return f"{FETCH} origin {text}:{text}"


def _likely(text: str, root: Path) -> str:
    if text and not text.strip("0"):
        return "; zeros stand for a branch that is new: name the one that it came from"
    names = git.refs(root)
    remote = next((each for each in names if text and each.endswith(f"/{text}")), None)
    if remote:
        return f"; did you mean '{remote}'?"
    if git.is_shallow(root):
        return f"; the clone is shallow, perhaps it was not fetched: {_fetch(text)}"
    return did_you_mean(text, names)
