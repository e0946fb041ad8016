"""A result to a file that the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.errors import WriteError, system_reason
from qapress.source.write import write

if TYPE_CHECKING:
    from pathlib import Path


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
