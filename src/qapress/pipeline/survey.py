"""What a folder holds before qapress is set up in it."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.errors import ConfigError
from qapress.pipeline import hooks, read
from qapress.pipeline.repository import page_of
from qapress.settings.find import find_file
from qapress.source.discover import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qapress.settings import Settings

WORKFLOWS = ".github/workflows"


class Survey(NamedTuple):
    """What was found. `top` is the top of the repository, else `root`; all paths below are relative to it.

    `files` and `questions` count what the layout finds, `texts` all the Markdown. `include` are globs of the
    folder with all questions, relative to `root`; none where the whole root is meant. `config` is the file
    that configures the root already, `nested` are those of folders below, `repository` the page of the
    repository, `hooks` the text of pre-commit's configuration, and `workflow` the name of
    a workflow that runs qapress.
    """

    root: Path
    top: Path
    texts: int
    files: int
    questions: int
    include: tuple[str, ...]
    config: Path | None
    nested: tuple[str, ...]
    repository: str | None
    in_git: bool
    hooks: str | None
    workflow: str | None
    on_github: bool

    @property
    def has_hooks(self) -> bool:
        """Whether pre-commit knows hooks of qapress."""
        try:
            return bool(hooks.taken(hooks.values(self.hooks or "")))
        except ConfigError:
            return False


def survey(settings: Settings) -> Survey:
    """Look at the root of some settings; files that cannot be read are passed over."""
    root = settings.root.resolve()
    top = git.root(root)
    texts = read.files((), settings).files
    holding = dict(_holding(texts, settings))
    configured = find_file(root)
    repository = page_of(root) if top else None
    github = bool(repository and repository.startswith("https://github.com/"))
    base = top or root
    return Survey(
        root=root,
        top=base,
        texts=len(texts),
        files=len(holding),
        questions=sum(holding.values()),
        include=_globs(tuple(holding)),
        config=configured[0].path if configured else None,
        nested=tuple(_nested(root, texts)),
        repository=repository,
        in_git=top is not None,
        hooks=_text(base / hooks.NAME),
        workflow=_workflow(base),
        on_github=github or (base / ".github").is_dir(),
    )


def _holding(paths: tuple[str, ...], settings: Settings) -> Iterator[tuple[str, int]]:
    """The files that hold questions, with their number."""
    for path in paths:
        try:
            data = read.content(settings.root, path)
        except OSError:
            continue
        if entries := len(read.document(path, data, settings).entries):
            yield path, entries


def _nested(root: Path, texts: tuple[str, ...]) -> Iterator[str]:
    """The configurations of folders with Markdown, as each is a root of its own."""
    folders = {above.as_posix() for path in texts for above in PurePosixPath(path).parents} - {"."}
    for folder in sorted(folders):
        found = find_file(root / folder)
        if found and found[0].path.parent == root / folder:
            yield found[0].path.relative_to(root).as_posix()


def _globs(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Globs of the one folder whose subfolders hold all these files, and so those of new topics too.

    None where there is no such folder: a list of topics would leave out those to come.
    """
    folders = {path.split("/")[0] for path in paths}
    if len(folders) != 1 or any(path.count("/") < 2 for path in paths):
        return ()
    (folder,) = folders
    used = (each for each in SUFFIXES if any(path.endswith(each) for path in paths))
    return tuple(f"{_plain(folder)}/**/*{suffix}" for suffix in used)


def _plain(name: str) -> str:
    """A name as a pattern that matches nothing else."""
    return re.sub(r"([*?\[\]\\!#])", r"\\\1", name)


def _text(path: Path) -> str | None:
    """A text, empty where it cannot be read; None where there is nothing of that name."""
    try:
        if path.is_file():
            return path.read_text("utf-8")
    except (OSError, ValueError):
        return ""
    return "" if os.path.lexists(path) else None


def _workflow(top: Path) -> str | None:
    """A workflow that names qapress."""
    folder = top / WORKFLOWS
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        if "qapress" in (_text(path) or ""):
            return path.name
    return None
