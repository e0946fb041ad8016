"""Standard output and standard error: always UTF-8, quiet when a reader goes away."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from qapress.errors import WriteError, system_reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

GONE = (errno.EPIPE, errno.EINVAL, errno.ESHUTDOWN)
"""What writing to a pipe without a reader gives (EINVAL on Windows)."""


def prepare() -> None:
    """Make both streams UTF-8 with LF, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if sys.platform == "win32" and sys.stdout is not None and sys.stdout.isatty():
        from colorama import just_fix_windows_console  # click requires it on Windows

        just_fix_windows_console()  # consoles before Windows Terminal show colours as signs unless told


def write(pieces: Iterable[str | bytes]) -> None:
    """Write a result on standard output; nothing more once its reader is gone.

    Raises:
        WriteError: it cannot be written, as on a full disk.
    """
    if sys.stdout is None:  # started without streams, as by pythonw
        return
    try:
        for piece in pieces:
            _put(piece)
        sys.stdout.flush()
    except OSError as error:
        silence()
        if error.errno not in GONE:
            raise WriteError(f"cannot write to standard output: {system_reason(error)}") from error


def _put(piece: str | bytes) -> None:
    if isinstance(piece, str):
        sys.stdout.write(piece)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(piece)


def silence() -> None:
    """Let what is still in the buffer go nowhere, else the interpreter complains when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def append(path: Path, text: str) -> None:
    """Add text to a file.

    Raises:
        WriteError: it cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise WriteError(f"cannot write {path.as_posix()}: {system_reason(error)}") from error


def say(text: str) -> None:
    """Write talk on standard error; where nobody can read it, it is dropped."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(text + "\n")
            sys.stderr.flush()
        except OSError:
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives as long as we
