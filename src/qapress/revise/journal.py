"""Files changed all or none: what is needed to put them back is on the disk before the first byte changes.

In `.qapress_cache/revision/` lie `before/`, the files as they were, and last of all `journal.json`, which
names each path with the hashes of its content before and after. A run that was killed leaves it behind. It
is then held against the disk, and no content is overwritten that is neither.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from qapress.errors import WriteError, system_reason
from qapress.revise.states import State, content, refuse_changed, states
from qapress.source.cache import CACHE, hide
from qapress.source.lock import locked
from qapress.source.write import put, stage, sync_folder, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.revise.plan import Plan

FOLDER, KEPT, JOURNAL, BEFORE = "revision", "stopped", "journal.json", "before"
VERSION = 1


class Step(NamedTuple):
    """A path of the journal; `before` and `after` are sha256 in hex, None for no file."""

    path: str
    before: str | None
    after: str | None
    mode: int | None


def apply(plan: Plan, root: Path) -> None:
    """Write a plan; when that fails at any point, or is interrupted, everything is as it was.

    Raises:
        WriteError: nothing was written, since a file is not what was read, a name is taken, another process
            is at work or an earlier run was stopped (`recover`); or the system refuses, and all was put back.
    """
    if not plan.changes:
        return
    with _alone(root) as folder:
        if (folder / JOURNAL).exists():
            raise WriteError("an earlier run was stopped half-way; run the command again")
        wanted = states(plan, root)
        try:
            staged = _prepare(folder, wanted, root)
            for state in wanted:
                _make(state, staged.get(state.path), root)
        except BaseException:
            if (folder / JOURNAL).exists():
                _settle(folder, root)
            else:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        (folder / JOURNAL).unlink()
        sync_folder(folder)
        shutil.rmtree(folder, ignore_errors=True)


def is_stopped(root: Path) -> bool:
    """Whether a run was stopped on its way and waits for `recover`."""
    return (root / CACHE / FOLDER / JOURNAL).is_file()


def recover(root: Path) -> str:
    """Put back what a run that was stopped on its way had changed; what was done, empty for nothing.

    Raises:
        WriteError: a file changed since that run was stopped; nothing is touched.
    """
    if not is_stopped(root):
        if (root / CACHE).is_dir():
            hide(root / CACHE)
        return ""
    with _alone(root) as folder:
        return _settle(folder, root) if is_stopped(root) else ""


@contextmanager
def _alone(root: Path) -> Iterator[Path]:
    """The folder of the journal, which no other process of ours may use meanwhile."""
    cache = root / CACHE
    if cache.is_symlink() or (cache / FOLDER).is_symlink():
        raise WriteError(f"{CACHE} is a link; remove it")
    where = CACHE if os.path.lexists(cache) else f"in {root.as_posix()}"
    try:
        cache.mkdir(exist_ok=True)
        hide(cache)
    except OSError as error:
        raise WriteError(f"cannot write {where}: {system_reason(error)}") from error
    with locked(cache, f"another command changes files under {root.as_posix()}; wait until it is done"):
        yield cache / FOLDER


def _prepare(folder: Path, wanted: Sequence[State], root: Path) -> dict[str, Path]:
    """Stage the new contents and write the journal; the staged files by path."""
    try:
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed before it changed anything
        folder.mkdir()
        staged: dict[str, Path] = {}
        for each in wanted:
            if each.after is not None:
                staged[each.path] = stage(each.after, folder, root / each.like)
            if each.before is not None:
                write(folder / BEFORE / each.path, each.before)
        write(folder / JOURNAL, _journal(wanted, root))
    except OSError as error:
        raise WriteError(f"cannot write {CACHE}: {system_reason(error)}") from error
    return staged


def _journal(wanted: Sequence[State], root: Path) -> bytes:
    steps = [
        Step(each.path, _hash(each.before), _hash(each.after), _mode(root / each.path)) for each in wanted
    ]
    text = json.dumps({"version": VERSION, "steps": [each._asdict() for each in steps]}, indent=1)
    return text.encode()


def _make(state: State, staged: Path | None, root: Path) -> None:
    """Take one step, unless the file is no longer what was read."""
    path = root / state.path
    refuse_changed(state, root)
    try:
        if staged is None or state.after is None:
            path.unlink()
            sync_folder(path.parent)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        put(staged, path)
    except OSError as error:
        if error.errno == errno.EXDEV and state.after is not None:  # the folder is mounted from elsewhere
            write(path, state.after, root=root)
            return
        raise WriteError(f"cannot write {state.path}: {system_reason(error)}") from error


def _settle(folder: Path, root: Path) -> str:
    """Undo a run that was stopped, or see that there is nothing to undo; what was done.

    Files that changed since are left alone. Beside them only new names of the run are removed, as `git stash`
    leaves them behind; that takes nothing away, since the old names are all there.
    """
    steps = _read(folder, root)
    now = {each.path: _hash(content(root / each.path)) for each in steps}
    changed = [each for each in steps if each.before != each.after and now[each.path] == each.after]
    strange = [each.path for each in steps if now[each.path] not in (each.before, each.after)]
    if strange and any(each.before is not None for each in changed):
        raise WriteError(
            f"a run of qapress was stopped half-way, and {strange[0]} changed since; the files as they were "
            f"before it lie in {CACHE}/{FOLDER}/{BEFORE}: put back by hand what you need, then delete "
            f"{CACHE}/{FOLDER}"
        )
    if all(now[each.path] == each.after for each in steps):
        said = "an earlier run had written everything when it was stopped"
    elif changed:
        for each in changed:
            _put_back(each, folder, root)
        said = "an earlier run was stopped half-way; its changes were undone"
    else:
        said = "an earlier run was stopped; none of its changes is left"
    kept = _dropped(folder, keep=bool(strange))
    return f"{said}; {strange[0]} changed since, and its copy from before lies in {kept}" if kept else said


def _put_back(step: Step, folder: Path, root: Path) -> None:
    path, copy = root / step.path, folder / BEFORE / step.path
    try:
        if step.before is None:
            path.unlink()
            return
        data = content(copy)
        if data is None or _hash(data) != step.before or not copy.resolve().is_relative_to(folder.resolve()):
            raise WriteError(f"{copy.as_posix()} is damaged; put {step.path} back by hand, then delete it")
        write(path, data, root=root)
        if step.mode is not None:
            path.chmod(step.mode)
    except OSError as error:
        raise WriteError(f"cannot put back {step.path}: {system_reason(error)}") from error


def _dropped(folder: Path, *, keep: bool) -> str:
    """Remove the journal; where files changed since, the copies that it speaks of stay, and this is where."""
    if keep:
        free = next(each for each in count(1) if not (folder.parent / f"{KEPT}-{each}").exists())
        folder.rename(folder.parent / f"{KEPT}-{free}")
        return f"{CACHE}/{KEPT}-{free}/{BEFORE}"
    (folder / JOURNAL).unlink()
    shutil.rmtree(folder, ignore_errors=True)
    return ""


def _read(folder: Path, root: Path) -> list[Step]:
    """The steps of a journal; one that names a file it must not is no journal of ours."""
    try:
        data = json.loads((folder / JOURNAL).read_bytes())
        steps = [Step(**each) for each in data["steps"]] if data["version"] == VERSION else []
        if steps and all(_is_own(each.path, root) for each in steps):
            return steps
    except (OSError, ValueError, TypeError, KeyError):
        pass
    raise WriteError(f"{CACHE}/{FOLDER}/{JOURNAL} is damaged or not from here; look into it and delete it")


def _is_own(path: str, root: Path) -> bool:
    parts = PurePosixPath(path).parts
    plain = not path.startswith("/") and not any(each in ("..", "") for each in parts)
    hidden = any(each.casefold() in (".git", CACHE) for each in parts)
    target = root / path
    inside = target.parent.resolve().is_relative_to(root.resolve()) and not target.is_symlink()
    return plain and not hidden and inside


def _hash(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _mode(path: Path) -> int | None:
    with suppress(OSError):
        return path.stat().st_mode & 0o7777
    return None
