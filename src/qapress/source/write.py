"""Files replaced whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from qapress.errors import WriteError, system_reason
from qapress.source.lock import lock


def write(path: Path, data: bytes, *, root: Path | None = None) -> bool:
    """Give a file this content; False, and nothing touched, where it has it already.

    A link is followed and its target replaced, with `root` only inside that folder. The new file keeps the
    mode of the old and, where the system permits, its owner. Missing folders are made.

    Raises:
        WriteError: the file cannot be written; what stood there is untouched.
    """
    try:
        target = _target(path, root)
        if target.is_file() and target.read_bytes() == data:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        prefix = f".{target.name[:100]}."
        _sweep(target.parent, prefix)
        put(stage(data, target.parent, target, prefix=prefix), target)
    except OSError as error:
        raise WriteError(f"cannot write {path.as_posix()}: {system_reason(error)}") from error
    return True


def replace_if_unchanged(path: Path, expected: bytes, new: bytes, *, root: Path | None = None) -> bool:
    """Replace a file's content unless it is no longer what was read; whether that was so.

    Raises:
        WriteError: the file cannot be written; what stood there is untouched.
    """
    try:
        if _target(path, root).read_bytes() != expected:
            return False
    except FileNotFoundError:
        return False
    except OSError as error:
        raise WriteError(f"cannot read {path.as_posix()} again: {system_reason(error)}") from error
    write(path, new, root=root)
    return True


def _target(path: Path, root: Path | None) -> Path:
    target = path.resolve()
    if root is not None and not target.is_relative_to(root.resolve()):
        raise WriteError(f"cannot write {path.as_posix()}: the link leads outside {root.as_posix()}")
    return target


def stage(data: bytes, folder: Path, like: Path, *, prefix: str = "") -> Path:
    """A new file in `folder` with this content, synced, that has the mode and owner of `like` if it exists.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with suppress(OSError):  # some network drives have no locks
                lock(handle)
            file.write(data)
            _take_over(file.fileno(), temporary, like)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _sweep(folder: Path, prefix: str) -> None:
    """Remove the staged files of runs that were killed: nobody holds their locks any more."""
    for name in _staged(folder):
        if name.startswith(prefix):
            with suppress(OSError):
                with (folder / name).open("rb+") as file:
                    lock(file.fileno())
                (folder / name).unlink()


@lru_cache(maxsize=64)
def _staged(folder: Path) -> tuple[str, ...]:
    """What lies staged in a folder when this process first writes there."""
    names = (each.name for each in folder.iterdir())
    return tuple(name for name in names if name.startswith(".") and name.endswith(".tmp"))


def put(temporary: Path, target: Path) -> None:
    """Put a staged file in the place of another of the same file system, in one step.

    Raises:
        OSError: it cannot be done; the staged file is gone.
    """
    try:
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def _take_over(handle: int, temporary: Path, target: Path) -> None:
    """Owner and mode of the file that is replaced, or those of a new file."""
    try:
        old = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    if hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(handle, old.st_uid, old.st_gid)
    temporary.chmod(old.st_mode & 0o7777)  # after the owner, whose change drops set-user-id


def sync_folder(folder: Path) -> None:
    """Make the renaming last, where folders can be opened."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
