"""Which file configures a path, and which folder its paths are relative to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qapress.errors import ConfigError, UsageError, system_reason
from qapress.settings.locate import shown
from qapress.settings.values import ConfigFile

if TYPE_CHECKING:
    from tomllib import TOMLDecodeError

OWN_NAME = "qapress.toml"
SHARED_NAME = "pyproject.toml"
TABLE = ("tool", "qapress")
MARK = b"qapress"
"""What a `pyproject.toml` with our table holds, however TOML writes it."""
WILDCARDS = frozenset("*?[")


def folder_of(path: str) -> Path:
    """The existing folder that a path, a glob or a name still to be made lies in, made absolute."""
    whole = Path(absolute(path))
    parts = whole.parts
    plain = next((at for at, part in enumerate(parts) if WILDCARDS & set(part)), len(parts))
    folder = whole if os.path.exists(whole) else Path(*parts[:plain])  # noqa: PTH110 - that of Path can fail
    while not os.path.isdir(folder) and folder != folder.parent:  # noqa: PTH112 - as above
        folder = folder.parent
    return folder


def absolute(path: str | Path) -> str:
    """The path from the drive's root, `..` taken out and no link followed.

    Raises:
        UsageError: it is relative, and the working folder was deleted.
    """
    try:
        return os.path.abspath(path)  # noqa: PTH100 - pathlib has no such function
    except FileNotFoundError as error:
        raise UsageError("the working folder does not exist any more; change to another") from error


def git_root(folder: Path) -> Path | None:
    """The nearest folder upward that holds `.git`."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def find_file(folder: Path) -> tuple[ConfigFile, dict[str, Any]] | None:
    """The nearest configuration upward, not beyond the git root, with its values.

    Raises:
        ConfigError: a file that seems to hold the configuration cannot be read.
    """
    last = git_root(folder)
    for each in (folder, *folder.parents):
        for name in (OWN_NAME, SHARED_NAME):
            if (each / name).is_file() and (found := read(each / name)):
                return found
        if each == last:
            break
    return None


def read(path: Path) -> tuple[ConfigFile, dict[str, Any]] | None:
    """A file and the values of its table; None for a `pyproject.toml` without `[tool.qapress]`.

    Raises:
        ConfigError: the file cannot be read, is not UTF-8, or is not TOML, or what we look for is no table.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot be read: {system_reason(error)}") from error
    shared = path.name == SHARED_NAME
    if shared and MARK not in content:
        return None
    text = _decoded(path, content)
    file = ConfigFile(path, text, TABLE if shared else ())
    values: Any = parsed(path, text)
    for name in file.table:
        values = values.get(name) if isinstance(values, dict) else None
        if values is None:
            return None
    if not isinstance(values, dict):
        raise ConfigError(f"{file.where()}: '{'.'.join(file.table)}' must be a table")
    return file, values


def _decoded(path: Path, content: bytes) -> str:
    if b"\0" in content:
        raise ConfigError(
            f"{shown(path)}: is UTF-16, as PowerShell's > writes it, or no text; save it as UTF-8"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown(path)}:{line}: not UTF-8, which TOML must be") from error


def parsed(path: Path, text: str) -> dict[str, Any]:
    """The values of a file with that text.

    Raises:
        ConfigError: it is not TOML; with its line.
    """
    import tomllib  # most folders have no configuration

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _line(text, error)
        hint = "; folders are separated by '/'" if "\\" in text.split("\n")[line - 1] else ""
        raise ConfigError(f"{shown(path)}:{line}: not valid TOML: {_reason(error)}{hint}") from error
    except ValueError as error:  # `int` takes no number of so many digits
        raise ConfigError(f"{shown(path)}: not valid TOML: a number is too long") from error
    except RecursionError as error:
        raise ConfigError(f"{shown(path)}: nested too deeply") from error


def _line(text: str, error: TOMLDecodeError) -> int:
    """The line that the message of `tomllib` ends with; the last one when it says `end of document`."""
    place = str(error).rpartition("(at line ")[2].partition(",")[0]
    return int(place) if place.isdigit() else text.count("\n") + (not text.endswith("\n"))


def _reason(error: TOMLDecodeError) -> str:
    """What `tomllib` says, without the place, in the style of our messages."""
    message = str(error).partition(" (at ")[0]
    return message[:1].lower() + message[1:]


def find_root(path: str) -> Path:
    """The folder of the governing configuration, else the one that stands in for it.

    That is the git root, else the working folder when the path lies under it, else the path's own folder.
    """
    folder = folder_of(path)
    found = find_file(folder)
    return found[0].path.parent if found else default_root(folder)


def default_root(folder: Path) -> Path:
    """The root where no configuration governs `folder`."""
    here = Path.cwd()
    return git_root(folder) or (here if folder.is_relative_to(here) else folder)
