"""A result to a file that the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.errors import UsageError, WriteError, system_reason
from qapress.source.listing import listed
from qapress.source.write import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qapress.settings import Settings


def spare_content(target: Path, paths: Sequence[str], settings: Settings) -> None:
    """Let no result take the place of a file that is read: one of the collection, or of the paths.

    Raises:
        UsageError: the target is such a file.
    """
    root = settings.root.resolve()
    real = target.resolve()
    if not (real.is_file() and real.is_relative_to(root)):
        return
    name = real.relative_to(root).as_posix()
    globs = (settings.include, settings.exclude)
    if any(listed([name], some, root, *globs) for some in {(), tuple(paths)}):
        raise UsageError(f"{target.as_posix()} is a file that is checked, and would be lost; name another")


def write_file(path: Path, text: str) -> None:
    """Write a text as UTF-8, whole or not at all; a device or a pipe is written to as it is.

    Raises:
        WriteError: it cannot be written.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes in the same way.

    Raises:
        WriteError: they cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
    except OSError as error:
        reason = system_reason(error)
        raise WriteError(f"cannot write {path.as_posix()}: {reason}") from error
    write(path, data)
