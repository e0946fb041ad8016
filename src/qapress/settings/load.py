"""Settings from the files that govern a path."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qapress.errors import ConfigError, UsageError
from qapress.settings.find import absolute, default_root, find_file, find_root, folder_of, git_root, read
from qapress.settings.locate import shown
from qapress.settings.values import ConfigFile, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    Table = dict[str, Any]
    Found = tuple[ConfigFile, Table]


def load(first_path: str | Path, *, config: Path | None = None, isolated: bool = False) -> Settings:
    """The settings that govern a path; `config` names the file, `isolated` reads none.

    The root is the folder of the nearest configuration. A file named by `config` gives its folder as root
    only when the path lies under it.

    Raises:
        ConfigError: a file cannot be read, or a key, type or value in it is wrong.
    """
    folder = folder_of(str(first_path))
    if isolated:
        return Settings(default_root(folder))
    found = _named(config) if config else find_file(folder)
    if found is None:
        return Settings(default_root(folder))
    home = found[0].path.parent
    root = home if folder.is_relative_to(home) else default_root(folder)
    return _settings(root, _extended(found))


def load_for(paths: Sequence[str], *, config: Path | None = None, isolated: bool = False) -> Settings:
    """The settings that govern all paths; the working folder where there are none.

    Raises:
        ConfigError: as `load`.
        UsageError: two paths have different roots.
    """
    settings = load(paths[0] if paths else ".", config=config, isolated=isolated)
    if config is None and not isolated:
        folders = {str(folder_of(each)): each for each in reversed(paths[1:])}
        for other in folders.values():
            root = find_root(other)
            if root != settings.root:
                raise UsageError(
                    f"paths of two roots: {paths[0]} belongs to {settings.root.as_posix()}, "
                    f"{other} to {root.as_posix()}; check them one after the other"
                )
    return settings


def _named(config: Path) -> Found:
    """The file that the user named."""
    found = read(Path(absolute(config)))
    if found is None:
        raise ConfigError(f"{shown(config)}: holds no table [tool.qapress]")
    return found


def _extended(found: Found) -> list[Found]:
    """The file and those that it extends, nearest first, none outside the repository."""
    chain = [found]
    home = found[0].path.parent
    bound = git_root(home) or home
    while "extend" in chain[-1][1]:
        file, values = chain[-1]
        place = file.where("extend")
        name = values["extend"]
        if not isinstance(name, str):
            raise ConfigError(f"{place}: 'extend' must be a string, the path of a TOML file")
        path = Path(absolute(file.path.parent / name))
        if not path.is_relative_to(bound):
            raise ConfigError(f"{place}: 'extend' leads outside {bound.as_posix()}")
        if any(path == each.path for each, _ in chain):
            raise ConfigError(f"{place}: 'extend' leads back to {shown(path)}")
        if not os.path.isfile(path):  # noqa: PTH113 - that of Path can fail
            raise ConfigError(f"{place}: 'extend' names {name}, which is not a file")
        if not path.resolve().is_relative_to(bound.resolve()):
            raise ConfigError(f"{place}: 'extend' leads through a link outside {bound.as_posix()}")
        chain.append(_named(path))
    return chain


def _settings(root: Path, chain: list[Found]) -> Settings:
    """The values of all files, the nearest one winning key by key; each file is checked by itself."""
    from qapress.settings.convert import values_of

    merged: Table = {}
    for file, values in reversed(chain):
        own = {name: value for name, value in values.items() if name != "extend"}
        values_of(Settings, own, file.where)
        merged = _merged(merged, own)
    files = tuple(file for file, _ in chain)
    return Settings(root, **values_of(Settings, merged, files[0].where), file=files[0].path, files=files)


def _merged(base: Table, over: Table) -> Table:
    """Tables are joined key by key; every other value replaces."""
    result = dict(base)
    for name, value in over.items():
        below = result.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            result[name] = _merged(below, value)
        else:
            result[name] = value
    return result
