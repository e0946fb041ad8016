"""Files to a folder that is there whole or not at all, and a zip beside it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qapress.errors import EmitError, WriteError, system_reason
from qapress.source.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STAGING = ".qapress-staging-"
NEW, OLD, SCRATCH, ZIP = "new", "old", "scratch", ".zip"
"""In the staging folder: what is made, what it replaces, what formats need, how the archive's name ends."""
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Stage:
    """A private folder inside `out`, in which the release `name` is made; `scratch` is for the formats."""

    out: Path
    name: str
    folder: Path

    @property
    def scratch(self) -> Path:
        """A folder that goes with the stage, however the build ends."""
        return self.folder / SCRATCH

    def put(self, files: Mapping[PurePosixPath, bytes], created: int) -> tuple[Path, Path]:
        """Make `out/name/` and `out/name.zip`, replacing older ones in one step each; the paths of both.

        Raises:
            OSError: the system refuses; what stood there comes back when the stage ends.
        """
        new, archive = self.folder / NEW, self.folder / f"{self.name}{ZIP}"
        for path, content in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        write_zip(archive, self.name, files, created)
        folder = self.out / self.name
        if os.path.lexists(folder):
            folder.rename(self.folder / OLD)
        new.rename(folder)
        # Last: a zip that still lies in the stage tells `_sweep` that the build did not get to its end.
        return folder, archive.replace(self.out / archive.name)


@contextmanager
def staging(out: Path, name: str) -> Iterator[Stage]:
    """A stage in `out`, which no other build uses meanwhile; gone at the end, and what a killed build left.

    Raises:
        WriteError: another build writes to `out`, something of somebody else's stands where the release
            would go, or the system refuses; what stood there is untouched.
    """
    try:
        is_new = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        try:
            with locked(out, f"another build writes to {out.as_posix()}; wait until it is done"):
                for left in out.glob(STAGING + "*"):  # of a build that was killed
                    _sweep(left, out)
                _refuse_strangers(out, name)
                with _folder(out) as folder:
                    yield Stage(out, name, folder)
        finally:
            if is_new:
                with suppress(OSError):  # it holds a release
                    out.rmdir()
    except OSError as error:
        raise WriteError(f"cannot write the bundle to {out.as_posix()}: {system_reason(error)}") from error


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=out))
    try:
        (folder / SCRATCH).mkdir()
        yield folder
    except EmitError as error:
        if folder.exists():
            raise
        raise FileNotFoundError(ENOENT, "it vanished meanwhile") from error
    finally:
        try:
            _sweep(folder, out)
        except KeyboardInterrupt:  # once more, since nobody else may ever do it
            _sweep(folder, out)
            raise


def _refuse_strangers(out: Path, name: str) -> None:
    """Leave alone what no build made, though it has the name of the release.

    Raises:
        WriteError: there is such a folder, or such a zip.
    """
    for path, is_ours in ((out / name, _is_release), (out / f"{name}{ZIP}", _is_archive)):
        if os.path.lexists(path) and not is_ours(path):
            raise WriteError(
                f"cannot write the bundle to {out.as_posix()}: {path.as_posix()} is there, and no build made "
                "it; move it away, or choose another --out, --name or --release"
            )


def _is_release(folder: Path) -> bool:
    """Whether a build made a folder, or it is empty."""
    if folder.is_dir() and not any(folder.iterdir()):
        return True
    try:
        return _is_manifest((folder / MANIFEST).read_bytes())
    except OSError:
        return False


def _is_archive(path: Path) -> bool:
    """Whether a build made a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _is_manifest(archive.read(f"{path.name.removesuffix(ZIP)}/{MANIFEST}"))
    except Exception:  # of one that is encrypted or broken, whatever the decompressors raise
        return False


def _is_manifest(content: bytes) -> bool:
    try:
        return "qapress" in json.loads(content)["tools"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


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
    if os.path.lexists(old):
        old.rename(folder)


def write_zip(path: Path, name: str, files: Mapping[PurePosixPath, bytes], created: int) -> None:
    """The files in a folder `name` of a zip, stored: deflated bytes differ between builds of zlib."""
    when = time.gmtime(created)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for each, content in files.items():
            info = zipfile.ZipInfo(f"{name}/{each}", when)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)
