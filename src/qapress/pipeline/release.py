"""What a release is called, of which commit it is, and when it was made."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.errors import UsageError
from qapress.model.ids import folded
from qapress.model.qa import EARLIEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LATEST = 4_354_819_198
"""2107-12-31 in seconds since 1970: no entry of a zip can be younger."""
DIRTY = "-dirty"
FETCH = "git fetch --unshallow --tags"
"""What gives a shallow clone its history."""
_SECONDS = re.compile(r"[0-9]{1,18}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Release(NamedTuple):
    """A release; `created` is in seconds since 1970, UTC, and `notes` are what the user should know."""

    name: str
    commit: str | None
    created: int
    notes: tuple[str, ...]


def release(root: Path, given: str | None, published: Iterable[str]) -> Release:
    """The release of these files under the root: with the name given, else with that of the checkout.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is no number.
    """
    epoch, commit = _epoch(), git.commit(root)
    created = git.commit_time(root) if epoch is None else epoch
    differs = commit is not None and is_uncommitted(root, published)
    described = "" if given else git.describe(root) or "snapshot"
    if differs and described:
        described += DIRTY
    name = _UNSAFE.sub("-", folded(given or described)).strip("-.") or "snapshot"
    notes = _notes(root, described, commit, differs=differs, dated=created is not None)
    return Release(name, commit, min(max(created or EARLIEST, EARLIEST), LATEST), tuple(notes))


def is_uncommitted(root: Path, published: Iterable[str]) -> bool:
    """Whether what is published is not all in the commit that is checked out."""
    return bool(git.is_dirty(root)) or not (git.tracked(root) or frozenset()).issuperset(published)


def _notes(root: Path, described: str, commit: str | None, *, differs: bool, dated: bool) -> Iterator[str]:
    """What the name, the commit and the time of a release do not tell."""
    if differs:
        but = "the release is marked as dirty" if described else "its name does not say so"
        yield f"what is published is not all in the commit; {but}"
    if described and commit and commit.startswith(described.removesuffix(DIRTY)) and git.is_shallow(root):
        yield f"the clone is shallow and may lack the tag that names the release; run: {FETCH}"
    if not dated:
        why = git.trouble(root)
        yield f"no commit gives the release a time; it is dated 1980{f' ({why})' if why else ''}"


def _epoch() -> int | None:
    """The time that the environment fixes, as reproducible-builds.org specifies it.

    Raises:
        UsageError: it is no number.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not _SECONDS.fullmatch(epoch):
        raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds since 1970")
    return int(epoch) if epoch else None


def timestamp(seconds: int) -> str:
    """A time since 1970, UTC, as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
