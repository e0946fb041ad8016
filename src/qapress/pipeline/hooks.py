"""The configuration of pre-commit in a repository: which hooks of qapress it takes, from where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = ".pre-commit-config.yaml"
IDS = ("qapress-fix", "qapress-check", "qapress-collection", "qapress-grammar")
OURS = re.compile(r"(?:.*[/:])?qapress(?:\.git)?/*")
"""The address of a repository of that name."""


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
