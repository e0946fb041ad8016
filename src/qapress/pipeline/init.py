"""`init`: what a collection needs to be checked from now on, by everybody: configuration, hooks, workflow.

Nothing that exists is overwritten: a file is made, or lines are added at its end.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Edit, Span
from qapress.errors import ReadError, system_reason
from qapress.pipeline.survey import HOOKS, Survey
from qapress.pipeline.upgrade import installed
from qapress.revise import journal
from qapress.revise.plan import Plan
from qapress.settings.find import OWN_NAME, SHARED_NAME
from qapress.source.decode import decode
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.pipeline.home import Home

STARTERS = Path(__file__).parent / "starters"
EXAMPLE = ("https://example.org/qapress.git", "0123abc")
"""The address and the commit in the starters, which the README shows as they are."""
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


def prepare(found: Survey, home: Home | None) -> Prepared:
    """The files that are lacking; `home` is where contributors get qapress from.

    Raises:
        ReadError: a file that lines would be added to cannot be read.
    """
    starts = [] if found.config else [_configuration(found)]
    left = []
    if found.in_git and not found.has_hooks:
        if home is None:
            left.append(
                f"{HOOKS} is left out: it names the repository that qapress comes from, which is not known; "
                "give --repo URL and --rev COMMIT"
            )
        elif (hooks := _hooks(found, home)) is not None:
            starts.append(hooks)
        else:
            left.append(f"{HOOKS} is left as it is: its repositories do not end it; add these lines to them:")
            left.append(_starter(home).partition("\n")[2].rstrip("\n"))
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


def _configuration(found: Survey) -> Start:
    """A table in a `pyproject.toml` that is there, else a `qapress.toml`."""
    lines, what = "".join(f"{line}\n" for line in _keys(found)), "the configuration"
    shared = found.root / SHARED_NAME
    if shared.is_file():
        before = _read(shared, found.top)
        start = Start(before.path, what, f"\n[tool.qapress]\n{lines}", before)
        if _is_toml(start.after.text):
            return start
    return Start(_name(found.root / OWN_NAME, found.top), what, lines)


def _keys(found: Survey) -> Iterator[str]:
    """The lines of the configuration."""
    yield f"edition = {_toml(installed())}"
    if found.include:
        yield f"include = [{', '.join(map(_toml, found.include))}]"
    if found.repository:
        yield f"links.repository = {_toml(found.repository)}"


def _hooks(found: Survey, home: Home) -> Start | None:
    """The configuration of pre-commit with the hooks; None where they cannot be added at its end."""
    starter, what = _starter(home), "the hooks for pre-commit"
    if found.hooks is None:
        return Start(HOOKS, what, starter)
    import yaml

    before = _read(found.top / HOOKS, found.top)
    indent = next((each[1] for each in ENTRY.finditer(before.text)), "  ")
    block = "".join(f"{indent}{line[2:]}\n" for line in starter.split("\n")[1:-1])
    start = Start(HOOKS, what, block, before)
    try:
        now, then = yaml.safe_load(before.text), yaml.safe_load(start.after.text)
        wanted = {**now, "repos": [*now["repos"], *yaml.safe_load(starter)["repos"]]}
    except (yaml.YAMLError, TypeError, KeyError):
        return None
    return start if then == wanted else None


def _starter(home: Home) -> str:
    """The configuration of pre-commit of a repository that has none."""
    text = (STARTERS / "pre-commit-config.yaml").read_text("utf-8")
    for example, real in zip(EXAMPLE, home, strict=True):
        text = text.replace(example, _yaml(real))
    return text


def _read(path: Path, top: Path) -> Source:
    try:
        return decode(_name(path, top), path.read_bytes())
    except OSError as error:
        raise ReadError(f"{path.as_posix()}: {system_reason(error)}; nothing was written") from error


def _name(path: Path, top: Path) -> str:
    return path.relative_to(top).as_posix()


def _is_toml(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


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
