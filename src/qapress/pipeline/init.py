"""`init`: what a collection needs to be checked from now on, by everybody: configuration, hooks, workflow.

Nothing that exists is overwritten: a file is made, or lines are added at its end.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.diagnostic import Edit, Span
from qapress.errors import ConfigError, ReadError, system_reason
from qapress.pipeline import hooks
from qapress.pipeline.repository import page_at
from qapress.pipeline.survey import WORKFLOWS, Survey
from qapress.pipeline.upgrade import installed
from qapress.revise import journal
from qapress.revise.plan import Plan
from qapress.settings.find import OWN_NAME, SHARED_NAME, parsed
from qapress.source.decode import decode
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.pipeline.repository import Pin

STARTERS = Path(__file__).parent / "starters"
EXAMPLE = ("https://example.org/qapress.git", "0123abc")
"""The address and the commit in the hooks' starter, which the README shows as it is."""
EXAMPLE_ACTION = "example/qapress@0123456789abcdef0123456789abcdef01234567"
"""The action in the workflow's starter, which the README shows too."""
WORKFLOW = f"{WORKFLOWS}/qapress.yml"
GITHUB = "https://github.com/"
ENTRY = re.compile(r"^( *)- +[\"']?repo[\"']?:", re.MULTILINE)
"""The beginning of a repository in the configuration of pre-commit, with its indentation."""


class Start(NamedTuple):
    """A file that is made, or (`before`) that lines are added to at its end; `what` they are, in words.

    `path` is relative to the top of the repository.
    """

    path: str
    what: str
    text: str
    before: Source | None = None

    @property
    def edit(self) -> Edit:
        """The lines at the end of the file; none is blank where nothing stands before them."""
        old = self.before.text if self.before else ""
        gap = "" if not old or old.endswith("\n") else "\n"
        return Edit(Span(len(old), len(old)), gap + self.text if old else self.text.lstrip("\n"))

    @property
    def after(self) -> Source:
        """The file as it shall be."""
        return (self.before or Source(self.path, "")).edited([self.edit])


class Prepared(NamedTuple):
    """What would be written, and why something else would not."""

    starts: tuple[Start, ...]
    left: tuple[str, ...]


def prepare(found: Survey, pin: Pin | None) -> Prepared:
    """The files that are lacking; `pin` is where contributors get qapress from.

    Raises:
        ReadError: a file that lines would be added to cannot be read.
    """
    configuration = [] if found.config else [*_configuration(found)]
    starts = [each for each in configuration if isinstance(each, Start)]
    left = [each for each in configuration if isinstance(each, str)]
    lacking = [hooks.NAME] if found.in_git and not found.has_hooks else []
    if found.in_git and found.on_github and found.workflow is None:
        if os.path.lexists(found.top / WORKFLOW):
            left.append(f"left as it is: {WORKFLOW}, which does not run qapress")
        else:
            lacking.append(WORKFLOW)
    if pin is None and lacking:
        left.append(
            f"left out: {' and '.join(lacking)}, since it is not known where others get qapress from; "
            "give --repo URL and --rev COMMIT"
        )
    elif pin is not None:
        made = [_hooks(found, pin) if name == hooks.NAME else _workflow(pin) for name in lacking]
        starts += [each for each in made if isinstance(each, Start)]
        left += [each for each in made if isinstance(each, str)]
    return Prepared(tuple(starts), tuple(left))


def write(starts: Sequence[Start], top: Path) -> None:
    """Make and extend the files, all or none.

    Raises:
        WriteError: a file exists meanwhile or changed, or cannot be written; nothing was.
    """
    sources = {each.path: each.before for each in starts if each.before}
    edits = {each.path: [each.edit] for each in starts if each.before}
    created = [each.after for each in starts if each.before is None]
    journal.apply(Plan(sources, edits, created=created), top)


def _configuration(found: Survey) -> Iterator[Start | str]:
    """A table in a `pyproject.toml` that is there, else a `qapress.toml`, and why that."""
    lines, what = "".join(f"{line}\n" for line in _keys(found)), "the configuration"
    shared = found.root / SHARED_NAME
    if shared.is_file():
        before = _read(shared, found.top)
        start = Start(before.path, what, f"\n[tool.qapress]\n{lines}", before)
        fault = _fault(shared, before.text)
        if not fault and not _fault(shared, start.after.text):
            yield start
            return
        yield f"left as it is: {fault or f'{before.path}, which takes no further table'}"
    yield Start(_name(found.root / OWN_NAME, found.top), what, lines)


def _keys(found: Survey) -> Iterator[str]:
    """The lines of the configuration."""
    yield f"edition = {_toml(installed())}"
    if found.include:
        yield f"include = [{', '.join(map(_toml, found.include))}]"
    if found.repository:
        yield f"links.repository = {_toml(found.repository)}"


def _hooks(found: Survey, pin: Pin) -> Start | str:
    """The configuration of pre-commit with the hooks; why not, where they cannot be added at its end."""
    starter, what = _starter(pin), "the hooks for pre-commit"
    if found.hooks is None:
        return Start(hooks.NAME, what, starter)
    if not (found.top / hooks.NAME).is_file():
        return f"left as it is: {hooks.NAME}, which is no ordinary file"
    before = _read(found.top / hooks.NAME, found.top)
    try:
        now = hooks.values(before.text)
    except ConfigError as error:
        return f"left as it is: {error}"
    old = {} if now is None else now
    if not (isinstance(old, dict) and isinstance(old.get("repos") or [], list)):
        return f"left as it is: {hooks.NAME}, which is no configuration of pre-commit"
    indent = next((each[1] for each in ENTRY.finditer(before.text)), "  ")
    block = "".join(f"{indent}{line[2:]}\n" for line in starter.split("\n")[1:-1])
    start = Start(hooks.NAME, what, block if "repos" in old else starter, before)
    if _joins(old, start.after.text, starter):
        return start
    lines = starter.partition("\n")[2].rstrip("\n")
    return f"left as it is: {hooks.NAME}, which does not end with its repositories; add to them:\n{lines}"


def _joins(old: dict[str, Any], after: str, starter: str) -> bool:
    """Whether a configuration of pre-commit gets the starter's repositories, and nothing else changes."""
    try:
        new = hooks.values(after)
    except ConfigError:
        return False
    return bool(new == {**old, "repos": [*(old.get("repos") or []), *hooks.values(starter)["repos"]]})


def _workflow(pin: Pin) -> Start | str:
    """A workflow for GitHub, which knows only actions that live there."""
    page = page_at(pin.repo) or ""
    if not page.startswith(GITHUB):
        return f"left out: {WORKFLOW}, since its action must be on GitHub, and {pin.repo} is not"
    text = (STARTERS / "workflow.yml").read_text("utf-8")
    action = _yaml(f"{page.removeprefix(GITHUB)}@{pin.rev}")
    return Start(WORKFLOW, "the workflow for GitHub", text.replace(EXAMPLE_ACTION, action))


def _starter(pin: Pin) -> str:
    """The configuration of pre-commit of a repository that has none."""
    text = (STARTERS / "pre-commit-config.yaml").read_text("utf-8")
    for example, real in zip(EXAMPLE, pin, strict=True):
        text = text.replace(example, _yaml(real))
    return text


def _read(path: Path, top: Path) -> Source:
    try:
        return decode(_name(path, top), path.read_bytes())
    except OSError as error:
        raise ReadError(f"{path.as_posix()}: {system_reason(error)}; nothing was written") from error


def _name(path: Path, top: Path) -> str:
    return path.relative_to(top).as_posix()


def _fault(path: Path, text: str) -> str:
    """Why a text is not TOML, with the line; empty where it is."""
    try:
        parsed(path, text)
    except ConfigError as error:
        return str(error)
    return ""


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _yaml(text: str) -> str:
    """A string as YAML writes it: as it is where it cannot be taken for anything else."""
    import yaml

    try:
        plain = yaml.safe_load(text) == text
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text)
