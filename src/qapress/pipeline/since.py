"""The state in git that what is found now is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.errors import UsageError
from qapress.pipeline.release import FETCH
from qapress.pipeline.revision import lacking, require_git, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qapress.git import Tree
    from qapress.settings import Settings


class Since(NamedTuple):
    """A commit, what it holds below the root, and the paths that are checked."""

    commit: str
    tree: Tree
    paths: tuple[str, ...]


def since(reference: str, paths: Sequence[str], settings: Settings) -> Since:
    """The commit from which what is checked out, and a commit, branch or tag, went different ways.

    Raises:
        UsageError: there is none, with the reason and what to do.
        ReadError: git lacks what it holds, as in a partial clone.
    """
    root = settings.root
    commit = git.merge_base(root, reference) if git.root(root) else None
    if commit is None:
        raise _none(reference, root)
    tree = git.tree(root, commit)
    if tree is None:
        raise lacking()
    return Since(commit, git.comparable(root, tree), tuple(paths))


def _none(reference: str, root: Path) -> UsageError:
    """Why there is no such commit."""
    require_git(root, "--changed-since compares with a commit; without one, use --baseline")
    if ".." in reference:
        return UsageError(f"'{reference}' names two commits; name the one to compare with")
    if git.commit(root) is None:
        if git.is_begun(root):
            return UsageError("git cannot read what is checked out; git fsck tells what is damaged")
        return UsageError("nothing is committed yet, so there is nothing to compare with")
    if git.commit(root, reference) is None:
        return unknown(reference, root, "commit, branch or tag")
    common = f"'{reference}' and what is checked out have no commit in common"
    if git.is_shallow(root):
        return UsageError(f"{common} that this shallow clone holds; run: {FETCH}")
    return UsageError(f"{common}; name a commit from which the work began")
