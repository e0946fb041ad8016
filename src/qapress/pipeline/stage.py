"""Files to a folder that is there whole or not at all, and a zip beside it."""

from __future__ import annotations

import io
import shutil
import tempfile
import time
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qapress.errors import WriteError, system_reason
from qapress.source.lock import locked

if TYPE_CHECKING:
    from collections.abc import Mapping

STAGING = ".qapress-staging-"
NEW, OLD, ZIP = "new", "old", ".zip"
"""In the staging folder: what is made, what it replaces, and what the archive's name ends with."""


def stage(out: Path, name: str, files: Mapping[PurePosixPath, bytes], created: int) -> tuple[Path, Path]:
    """Make `out/name/` and `out/name.zip`, replacing older ones in one step each; the paths of both.

    Raises:
        WriteError: another build writes to `out`, or the system refuses; what stood there is untouched.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with locked(out, f"another build writes to {out.as_posix()}; wait until it is done"):
            for left in out.glob(STAGING + "*"):  # of a build that was killed
                _sweep(left, out)
            staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out))
            try:
                return _move_in(out, staging, name, files, created)
            finally:
                _sweep(staging, out)
    except OSError as error:
        raise WriteError(f"cannot write the bundle to {out.as_posix()}: {system_reason(error)}") from error


def _move_in(
    out: Path, staging: Path, name: str, files: Mapping[PurePosixPath, bytes], created: int
) -> tuple[Path, Path]:
    new, archive = staging / NEW, staging / f"{name}{ZIP}"
    for path, content in files.items():
        target = new / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    archive.write_bytes(zipped(name, files, created))
    folder = out / name
    if folder.exists():
        folder.rename(staging / OLD)
    new.rename(folder)
    archive.replace(out / archive.name)  # last: a zip that still lies in `staging` tells `_undo` to act
    return folder, out / archive.name


def _sweep(staging: Path, out: Path) -> None:
    """Remove the staging folder of a build; one that did not get to its end is undone before."""
    for archive in staging.glob(f"*{ZIP}"):
        _undo(staging, out / archive.name.removesuffix(ZIP))
        archive.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _undo(staging: Path, folder: Path) -> None:
    """Put back what was moved; may itself be interrupted at any point, and done again."""
    new, old = staging / NEW, staging / OLD
    if not new.exists() and folder.exists():
        folder.rename(new)
    if old.exists():
        old.rename(folder)


def zipped(name: str, files: Mapping[PurePosixPath, bytes], created: int) -> bytes:
    """The files in a folder `name` of a zip, stored: deflated bytes differ between builds of zlib."""
    when = time.gmtime(created)[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(f"{name}/{path}", when)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)
    return out.getvalue()
