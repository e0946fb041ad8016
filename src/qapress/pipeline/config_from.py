"""The configuration as a commit holds it, for files as they are: whoever changed both is not believed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qapress import git
from qapress.errors import ConfigError, ReadError, UsageError, system_reason
from qapress.pipeline.configure import configured
from qapress.pipeline.revision import lacking, require_git, unknown
from qapress.settings.find import absolute, folder_of
from qapress.settings.locate import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.settings import Settings

SUFFIXES = (".toml", ".json", ".jsonl")
"""What files of the configuration end with: those that it extends, layouts, schemas, baselines."""
LARGEST = 2**20
"""Bytes of a file that is taken for configuration."""


def configured_from(revision: str, paths: Sequence[str]) -> Settings:
    """The settings that would govern the paths if the configuration were that of a revision.

    Layouts and the schema are those of the revision, too.

    Raises:
        ConfigError: the configuration of the revision is wrong.
        ReadError: git lacks a content.
        UsageError: there is no such revision, or no repository.
    """
    top = git.root(folder_of(paths[0] if paths else "."))
    if top is None:
        raise UsageError("--config-from names a commit, and there is no git repository")
    commit = git.commit(top, revision)
    if commit is None:
        require_git(top, "--config-from takes the configuration of a commit")
        raise unknown(revision, top, "commit, branch or tag")
    copy = _laid_out(top, commit)
    try:
        found = configured([str(copy / _within(top, each)) for each in paths or ["."]])
    except ConfigError as error:
        said = str(error).replace(f"{shown(copy)}/", f"{revision}:")
        raise ConfigError(said.replace(copy.as_posix(), revision)) from error
    return replace(found, root=top / found.root.relative_to(copy), config_root=found.root)


def as_configured(path: Path, settings: Settings) -> Path:
    """A file that the configuration goes with, such as a baseline: that of the same revision."""
    whole = Path(absolute(path))
    if settings.config_root is None or not whole.is_relative_to(settings.root):
        return path
    return settings.config_root / whole.relative_to(settings.root)


def _within(top: Path, path: str) -> Path:
    """A path from the top of the repository."""
    whole = Path(absolute(path))
    real = folder_of(path).resolve()
    if not real.is_relative_to(top):
        raise UsageError(f"{path} is outside {top.as_posix()}, whose configuration --config-from takes")
    return real.relative_to(top) / whole.relative_to(folder_of(path))


def _laid_out(top: Path, commit: str) -> Path:
    """A folder, there until the program ends, with the files of a commit that may be configuration."""
    tree = git.tree(top, commit, LARGEST)
    names = [path for path in (tree.files if tree else ()) if path.lower().endswith(SUFFIXES)]
    contents = git.contents(top, [tree.files[name] for name in names]) if tree else None
    if contents is None:
        raise lacking()
    copy = Path(tempfile.mkdtemp(prefix="qapress-")).resolve()
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    (copy / ".git").mkdir()  # no configuration is looked for above
    try:
        for name, content in zip(names, contents, strict=True):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes(content)
    except OSError as error:  # a name that is too long here, a full disk
        raise ReadError(
            f"cannot lay out the configuration of commit {commit[:12]}: {system_reason(error)}"
        ) from error
    return copy
