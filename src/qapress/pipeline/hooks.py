"""The configuration of pre-commit in a repository: which hooks of qapress it takes, from where."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress import __version__
from qapress.errors import ConfigError
from qapress.lint.edition import newer
from qapress.pipeline.repository import installed_pin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

NAME = ".pre-commit-config.yaml"
IDS = ("qapress-fix", "qapress-check", "qapress-collection", "qapress-grammar")
OURS = re.compile(r"(?:.*[/:])?qapress(?:\.git)?/*")
"""The address of a repository of that name."""
VERSION = re.compile(r"v?([0-9]+(?:\.[0-9]+)+)")
COMMIT = re.compile("[0-9a-f]{7,40}")
OR = " or "


class Doubt(NamedTuple):
    """What is odd about hooks, and what to do; a `trouble` keeps them from running."""

    state: Literal["note", "trouble"]
    text: str
    remedy: str


class Taken(NamedTuple):
    """The hooks that are taken of one repository; those of qapress, right or wrong."""

    repo: str
    rev: str
    ids: tuple[str, ...]


def values(text: str) -> Any:
    """What a configuration of pre-commit holds.

    Raises:
        ConfigError: it is not YAML, or holds what YAML cannot say.
    """
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        reason = error.problem or error.context
        raise ConfigError(f"{NAME}{line}: not valid YAML: {reason}") from error
    except (yaml.YAMLError, ValueError) as error:  # a control character; a date or a number that is none
        raise ConfigError(f"{NAME}: not valid YAML: {str(error).partition(chr(10))[0]}") from error
    except RecursionError as error:
        raise ConfigError(f"{NAME}: nested too deeply") from error


def taken(held: Any) -> tuple[Taken, ...]:
    """The hooks of qapress in a configuration, repository by repository; what is malformed is passed over."""
    return tuple(_taken(held))


def doubts(found: Sequence[Taken]) -> Iterator[Doubt]:
    """Hooks that do not exist, and such of an older version than this."""
    for each in found:
        for name in each.ids if each.repo != "local" else ():
            if name not in IDS:
                yield Doubt("trouble", f"qapress has no hook '{name}'", f"in {NAME}, write {OR.join(IDS)}")
        if told := _outdated(each):
            yield Doubt("note", told, f"pre-commit autoupdate --repo {shlex.quote(each.repo)}")


def _outdated(hooks: Taken) -> str:
    """What hooks run, if it is an older version than this, or another commit; else nothing."""
    version = VERSION.fullmatch(hooks.rev)
    if version:
        old = newer(__version__, version[1])
        return f"they run qapress {hooks.rev}, which is older than {__version__} here" if old else ""
    pin = installed_pin() if COMMIT.fullmatch(hooks.rev) else None
    if pin is None or pin.rev.startswith(hooks.rev):
        return ""
    return f"they run commit {hooks.rev[:12]} of qapress, and {pin.rev[:12]} is installed here"


def _taken(held: Any) -> Iterator[Taken]:
    for each in _list(held, "repos"):
        repo, rev = (str(each.get(name, "")) for name in ("repo", "rev"))
        ids = tuple(str(hook.get("id", "")) for hook in _list(each, "hooks"))
        if OURS.fullmatch(repo):
            yield Taken(repo, rev, ids)
        elif own := tuple(name for name in ids if name.startswith("qapress-")):
            yield Taken(repo, rev, own)


def _list(table: Any, key: str) -> list[dict[Any, Any]]:
    found = table.get(key) if isinstance(table, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
