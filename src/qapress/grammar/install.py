"""LanguageTool on this machine: where it lies, and how it comes there, by Maven or as its own archive.

The folder is laid out as `language_tool_python` does it, so that either finds what the other installed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from qapress import programs
from qapress.errors import EngineError, WriteError, system_reason
from qapress.source.lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "6.8"
JAR = "languagetool-server.jar"
ARCHIVE = "6a7f6b67b779ae9505f7579f0c41453ea8d1bd72ae750bdc2c55ba974281467d"
"""The sha256 of LanguageTool-6.8.zip, as `language_tool_python` 3.4 has it."""

Way = Literal["maven", "download"]
MEGA = 1_000_000
SIZES: dict[Way, int] = {"maven": 45 * MEGA, "download": 259 * MEGA}
"""Bytes to fetch. Maven's own plugin is some 20 MB more where Maven has never fetched it."""
ROOM: dict[Way, int] = {"maven": 50 * MEGA, "download": 700 * MEGA}
"""Bytes that are free at least before anything is fetched: the archive and what is in it lie side by side."""

NO_HOME = "this user has no home folder: set `LTP_PATH` to where LanguageTool lies or shall lie"
STAGING = "qapress-install-"
NO_WAY = (
    "LanguageTool is fetched by Maven (45 MB) or by language_tool_python (259 MB), and neither is here: "
    "install Maven so that `mvn` is on the PATH, or `pip install 'qapress[languagetool]'`"
)
NO_MAVEN = "no `mvn` is on the PATH: install Maven, or fetch LanguageTool by `--from download`"
NO_PACKAGE = "the download needs language_tool_python: `pip install 'qapress[languagetool]'`"


@dataclass(frozen=True, slots=True)
class Plan:
    """What installing LanguageTool would do: by which way, how many bytes come, into which folder."""

    way: Way
    size: int
    folder: Path


def home() -> Path:
    """Where LanguageTool lies: `LTP_PATH`, which `language_tool_python` reads too, or our cache."""
    given = os.environ.get("LTP_PATH")
    return Path(given).absolute() if given else user_cache() / "qapress" / "languagetool"


def user_cache() -> Path:
    """The folder in which programs of this user keep what they can get again.

    Raises:
        EngineError: there is none, since the user has no home folder.
    """
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches"
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return given if given.is_absolute() else _home() / ".cache"  # as the XDG specification has it


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise EngineError(NO_HOME) from error


def installed() -> Path | None:
    """The folder of the newest LanguageTool that is installed, ours or that of `language_tool_python`.

    Raises:
        EngineError: there is no place for it, since the user has no home folder.
    """
    homes = [home()]
    with suppress(EngineError):  # where LTP_PATH is set none is needed
        homes.append(_home() / ".cache" / "language_tool_python")
    found = [jar.parent for each in homes for jar in each.glob(f"LanguageTool-*/{JAR}")]
    return max(found, key=lambda folder: _numbers(folder.name), default=None)


def version(folder: Path) -> str:
    """The version of an installed LanguageTool: its folder's name tells it."""
    return folder.name.removeprefix("LanguageTool-")


def _numbers(name: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", name)]


def whole() -> Path | None:
    """The folder of the newest LanguageTool, unless it is older than the one we know, or damaged.

    Only jars that we installed are compared with what they were.
    """
    from qapress.grammar.maven import is_damaged

    folder = installed()
    if folder is None or _numbers(folder.name) < _numbers(VERSION) or is_damaged(folder / JAR):
        return None
    return folder


def plan(way: Way | None = None) -> Plan:
    """How LanguageTool would be installed: as asked, else by Maven, else by the package's download.

    Raises:
        EngineError: what is needed for it is not there.
    """
    from qapress.grammar.maven import is_usable

    maven, package = programs.find("mvn"), find_spec("language_tool_python")
    if way is None and not (maven or package):
        raise EngineError(NO_WAY)
    if way == "maven" and not maven:
        raise EngineError(NO_MAVEN)
    if way == "download" and not package:
        raise EngineError(NO_PACKAGE)
    chosen = way or ("maven" if is_usable(maven) or not package else "download")
    return Plan(chosen, SIZES[chosen], home() / f"LanguageTool-{VERSION}")


def install(
    way: Way | None = None, *, force: bool = False, tell: Callable[[str], None] = lambda _: None
) -> Path:
    """Install LanguageTool unless it is there, or in any case; the folder.

    All is fetched and checked in a folder of its own and moved when it is whole. What killed runs left is
    removed. `tell` is told how far it is.

    Raises:
        EngineError: it cannot be fetched, or is not what we know.
        WriteError: it cannot be written, or another process installs it.
    """
    there = whole()
    if there and not force:
        return there
    planned = plan(way)
    folder = planned.folder.parent
    try:
        # Our own cache is private; what `LTP_PATH` names may be for all users of the machine.
        folder.mkdir(0o777 if os.environ.get("LTP_PATH") else 0o700, parents=True, exist_ok=True)
        with locked(folder, f"another process installs LanguageTool into {folder.as_posix()}"):
            return _install(planned, tell)
    except OSError as error:
        place = error.filename or folder
        raise WriteError(
            f"LanguageTool cannot be installed: {Path(place).as_posix()}: {system_reason(error)}"
        ) from error


def _install(planned: Plan, tell: Callable[[str], None]) -> Path:
    """Fetch into a folder beside the last one, which it then replaces."""
    folder = planned.folder
    for left in folder.parent.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    free = shutil.disk_usage(folder.parent).free
    if free < ROOM[planned.way]:
        raise WriteError(
            f"LanguageTool cannot be installed: it takes {ROOM[planned.way] // MEGA} MB in "
            f"{folder.parent.as_posix()}, where {free // MEGA} MB are free"
        )
    with TemporaryDirectory(prefix=STAGING, dir=folder.parent, ignore_cleanup_errors=True) as temporary:
        staged = Path(temporary) / folder.name
        _fetch(planned.way, staged, tell)
        if not (staged / JAR).is_file():
            raise EngineError(f"nothing was installed: there is no {JAR} in what was fetched")
        if folder.exists():
            folder.replace(Path(temporary) / "old")
        staged.replace(folder)
    return folder


def _fetch(way: Way, staged: Path, tell: Callable[[str], None]) -> None:
    from qapress.grammar import archive, maven

    program = programs.find("mvn")
    if way == "maven" and program:
        maven.fetch(program, staged / JAR, tell)
    else:
        archive.fetch(archive.address(VERSION), ARCHIVE, staged, tell)
