"""One process at a time in a folder."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qapress.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".qapress.lock"


@contextmanager
def locked(folder: Path, busy: str) -> Iterator[None]:
    """Hold the lock of a folder; the system gives it up when the process ends, however that is.

    `busy` is what is said where another process holds it.

    Raises:
        WriteError: another process holds it.
    """
    handle = _open_lock(folder, busy)
    try:
        yield
    finally:
        try:
            with suppress(OSError):  # Windows removes no file that is open
                (folder / LOCK).unlink()
        finally:
            os.close(handle)


def _open_lock(folder: Path, busy: str) -> int:
    """The handle of the lock file, locked, and still the file of that name: its last holder removes it."""
    while True:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            lock(handle)
            if (folder / LOCK).exists() and os.path.samestat(os.fstat(handle), (folder / LOCK).stat()):
                return handle
        except OSError as error:
            os.close(handle)
            raise WriteError(busy) from error
        os.close(handle)


if sys.platform == "win32":

    def lock(handle: int) -> None:
        """Lock an open file until it is closed.

        Raises:
            OSError: another process holds it.
        """
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def lock(handle: int) -> None:
        """Lock an open file until it is closed.

        Raises:
            OSError: another process holds it.
        """
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
