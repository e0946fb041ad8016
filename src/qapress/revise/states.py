"""Each path that a plan touches, with its content before and after; None where there is no such file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from qapress.errors import WriteError, system_reason

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.revise.plan import Change, Plan

AGAIN = "nothing was written; run the command again"


class State(NamedTuple):
    """A path relative to the root; `like` is the file whose mode and owner the new content takes."""

    path: str
    before: bytes | None
    after: bytes | None
    like: str


def states(plan: Plan, root: Path) -> tuple[State, ...]:
    """What the plan makes of each path; passing on of names is no more than content that moves.

    Raises:
        WriteError: a file is no longer what was read, a new name is taken, or a link would be renamed.
    """
    found: dict[str, State] = {}
    gone = {each.before.path: each.before.encode() for each in plan.changes if each.before and each.moves}
    for change in plan.changes:
        state = _state(change, gone, root)
        if state.path in found:
            raise WriteError(f"two files would become {state.path}; {AGAIN}")
        found[state.path] = state
    left = (State(path, data, None, path) for path, data in gone.items() if path not in found)
    every = (*found.values(), *left)
    for each in every:
        refuse_changed(each, root)
    return every


def refuse_changed(state: State, root: Path) -> None:
    """Hold a path against what is on the disk.

    Raises:
        WriteError: it is no longer what was read.
    """
    now = content(root / state.path)
    if now != state.before:
        what = "does not exist any more" if now is None else "changed meanwhile"
        what = "exists meanwhile" if state.before is None else what
        raise WriteError(f"{state.path} {what}; {AGAIN}")


def content(path: Path) -> bytes | None:
    """The bytes of a file, None where there is nothing of that name.

    Raises:
        WriteError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(f"cannot read {path.as_posix()}: {system_reason(error)}") from error


def _state(change: Change, gone: dict[str, bytes], root: Path) -> State:
    path = change.after.path
    after = change.after.encode()
    if change.before is None or change.moves:
        old = change.before.path if change.before else path
        _refuse_taken(change, gone, root)
        _followed(path, root)  # a folder on the way may be a link
        return State(path, gone.get(path), after, old)
    real = _followed(path, root)
    if real != path and real in gone:
        raise WriteError(f"{path} is a link to {real}, which gets another name; remove the link")
    return State(real, change.before.encode(), after, real)


def _refuse_taken(change: Change, gone: dict[str, bytes], root: Path) -> None:
    path = change.after.path
    if change.before is not None and (root / change.before.path).is_symlink():
        raise WriteError(f"{change.before.path} is a link and cannot be renamed to {path}; rename it by hand")
    if path not in gone and os.path.lexists(root / path):
        what = f"rename {change.before.path} to {path}" if change.before else f"make {path}"
        raise WriteError(f"cannot {what}: it exists already; move it away")


def _followed(path: str, root: Path) -> str:
    """The path of the file itself where `path` is, or goes through, a link.

    Raises:
        WriteError: it leads out of the root, or nowhere.
    """
    try:
        real, top = (root / path).resolve(), root.resolve()
    except (OSError, RuntimeError) as error:  # the last: a loop of links up to Python 3.12
        raise WriteError(f"cannot write {path}: a link on the way leads nowhere") from error
    if not real.is_relative_to(top):
        raise WriteError(f"cannot write {path}: the link leads outside {root.as_posix()}")
    return real.relative_to(top).as_posix()
