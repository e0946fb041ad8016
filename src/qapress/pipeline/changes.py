"""`changes`: what became of the questions since an earlier commit or release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.emit.changelog import page
from qapress.emit.changelog.sections import sections
from qapress.errors import ReadError, UsageError
from qapress.facts.changes import compare
from qapress.model.changes import Changes, changes_data
from qapress.pipeline import read
from qapress.pipeline.published import is_release, published
from qapress.pipeline.release import FETCH, is_uncommitted
from qapress.pipeline.revision import require_git, unknown
from qapress.pipeline.versions import Snapshot, at_commit, chosen, on_disk, tree, versions
from qapress.source.globs import is_glob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.model.changes import Version
    from qapress.pipeline.collect import Texts
    from qapress.settings import Settings

__all__ = [
    "Changes",
    "changes",
    "changes_data",
    "changes_since_release",
    "names_version",
    "page",
    "sections",
]
"""With what the command needs to print."""


INSTEAD = "name an earlier release instead: its JSON, its folder or its zip"
KINDS = "commit, tag, release or file"


class _Side(NamedTuple):
    """One of the two versions that are compared; `name` is empty for the files as they are."""

    name: str
    commit: str | None
    questions: tuple[Version, ...]


def names_version(text: str, root: Path) -> bool:
    """Whether an argument names what is compared with, and not a file or folder of the collection.

    Raises:
        UsageError: it names neither.
    """
    if is_release(text) or git.commit(root, text):
        return True
    if Path(text).exists() or is_glob(text):
        return False
    if ".." in text:
        return True
    require_git(root, INSTEAD)
    raise unknown(text, root, KINDS)


def changes(since: str | None, paths: Sequence[str], settings: Settings) -> Changes:
    """Compare the files that the paths name, or the configured ones, with an earlier version of them.

    `since` is a revision of git, `A..B` to compare two, or the path of a release; without it, what lies
    before what is checked out: the nearest tag, where there is none the nearest commit.

    Raises:
        ConfigError: a layout is wrong.
        ReadError: a file, a commit or a release cannot be read.
        UsageError: there is nothing to compare with, or it holds no question.
    """
    released = since is not None and is_release(since)
    earlier, later = (_release if released else _commits)(since or "", paths, settings)
    if not (earlier.questions or (paths and later.questions)):
        where = f" under {', '.join(paths)}" if paths else ", read as the configuration says today"
        raise UsageError(f"{earlier.name} holds no question{where}")
    return _compared(earlier, later)


def changes_since_release(
    given: Texts, paths: Sequence[str], settings: Settings, release: str
) -> tuple[Changes | None, tuple[str, ...]]:
    """What changed in a release that is being made, since the one before; and what the user should know.

    None where there is no release before: no repository, no earlier tag, or no question at it.
    """
    root = settings.root
    known = {each.path: each for each in given.documents}
    name = git.nearest_tag(root, earlier=not is_uncommitted(root, known)) if git.root(root) else None
    found = git.commit(root, f"refs/tags/{name}") if name else None
    if name is None or found is None:
        lost = git.root(root) is not None and git.is_shallow(root)
        why = f"the clone is shallow, so what changed since the release before is not told; run: {FETCH}"
        return None, ((why,) if lost else ())
    try:
        there = git.comparable(root, tree(found, settings))
        before = at_commit(there, paths, settings, known).questions()
    except ReadError as error:
        return None, (f"what changed since {name} is not told: {error}",)
    own = Snapshot(known, frozenset(known)).within(root, there).chosen
    after = versions((known[path] for path in own), given.ids)
    return (_compared(_Side(name, found, before), _Side(release, None, after)) if before else None), ()


def _compared(earlier: _Side, later: _Side) -> Changes:
    found = compare(earlier.questions, later.questions)
    return Changes(earlier.name, earlier.commit, later.name, found)


def _release(path: str, paths: Sequence[str], settings: Settings) -> tuple[_Side, _Side]:
    """A release, of which only what the paths name counts, and the files as they are."""
    release, commit, questions = published(path)
    then = {each.path for each in questions}
    named = chosen(then, paths, settings) if paths else then
    before = tuple(each for each in questions if each.path in named)
    after = on_disk(paths, settings, then).published(settings)
    return _Side(release, commit, before), _Side("", None, after)


def _commits(since: str, paths: Sequence[str], settings: Settings) -> tuple[_Side, _Side]:
    """A commit, and what it is compared with: another one, or the files as they are."""
    root = settings.root
    require_git(root, INSTEAD)
    if since and "..." in since:
        raise UsageError(f"'{since}' has three dots; write {since.replace('...', '..')} to compare the two")
    start, dots, end = (since or _default(settings)).partition("..")
    start, end = start or "HEAD", end or "HEAD"
    found = _commit(root, start)
    there = tree(found, settings)
    if dots:
        other = _commit(root, end)
        after = at_commit(tree(other, settings), paths, settings, {})
        later = _Side(end, other, after.questions())
    else:
        there = git.comparable(root, there)
        after = on_disk(paths, settings, there.files)
        later = _Side("", None, after.within(root, there).questions())
    before = at_commit(there, paths, settings, after.documents)
    return _Side(start, found, before.questions()), later


def _default(settings: Settings) -> str:
    """The nearest release before the files as they are; without any, the nearest commit.

    Raises:
        UsageError: there is neither.
    """
    root = settings.root
    uncommitted = is_uncommitted(root, read.files((), settings).files)
    found = git.nearest_tag(root, earlier=not uncommitted)
    if found is None and git.is_shallow(root):
        raise UsageError(f"the clone is shallow and holds no earlier release; run: {FETCH}")
    before = found or ("HEAD" if uncommitted else "HEAD~1")
    if not git.commit(root, before):
        raise UsageError("there is no earlier commit to compare with")
    return before


def _commit(root: Path, revision: str) -> str:
    """The full hash of a revision.

    Raises:
        UsageError: there is none.
    """
    found = git.commit(root, revision)
    if found is None:
        raise unknown(revision, root, KINDS)
    return found
