"""`config`: the settings that are in force, each with the place that it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress import rules
from qapress.errors import UsageError, did_you_mean
from qapress.lint.select import objection
from qapress.report.parts.excerpt import visible
from qapress.settings.convert import all_keys, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.settings import Settings

    Keys = tuple[str, ...]

BARE = re.compile(r"[A-Za-z0-9_-]+")

TABLES = ("per-file-ignores", "rules", "severity")
"""Tables whose keys are up to the user."""


class Setting(NamedTuple):
    """A key with its value, as TOML has them; None is a value that is not set.

    `place` is `FILE:LINE`, empty for a default; `typed` says that the command line had a share in it.
    """

    keys: Keys
    value: Any
    place: str
    typed: bool

    @property
    def name(self) -> str:
        """The key as it is written in TOML."""
        return ".".join(map(_key, self.keys))


def in_force(files: Settings, typed: Settings, wanted: str | None = None) -> tuple[Setting, ...]:
    """The settings of the files with what the command line says, in the order of the schema.

    `wanted` is a key or a table.

    Raises:
        UsageError: there is no such key, or no rule that the command line names, with the nearest spelling.
    """
    _refuse_unknown(files, typed)
    before = dict(_values(type(files), files))
    found = (
        Setting(keys, value, files.where(*keys), before.get(keys) != value)
        for keys, value in _values(type(typed), typed)
    )
    if wanted is None:
        return tuple(found)
    known = [*all_keys(type(files))]
    kept = tuple(each for each in found if _is_in(each.name, wanted))
    if not kept and wanted not in known:
        table = wanted.partition(".")[0]
        if table in TABLES:
            raise UsageError(f"'{wanted}' is not set; 'qapress config {table}' shows what is")
        near = did_you_mean(wanted, known) or "; qapress config lists them"
        raise UsageError(f"there is no key '{wanted}'{near}")
    return kept


def _refuse_unknown(files: Settings, typed: Settings) -> None:
    """Hold the names of rules that the command line adds against the rules that there are."""
    words = [word for row in rules.index() for word in (row["code"], row["name"], *row["aliases"])]
    for name in ("select", "extend_select", "ignore"):
        for word in getattr(typed, name):
            known = word in getattr(files, name)
            if not known and (reason := objection(word, words, ignoring=name == "ignore")):
                raise UsageError(reason)


def _is_in(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


def _values(cls: type[Any], holder: Any, before: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """The keys of a table and of those in it; an empty one is a value."""
    for name, (field, _) in keys_of(cls).items():
        keys, value = (*before, *name.split(".")), getattr(holder, field.name)
        if is_dataclass(value):
            yield from _values(type(value), value, keys)
        else:
            yield from _leaves(keys, value)


def _leaves(keys: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            yield from _leaves((*keys, name), each)
    else:
        yield keys, _plain(value)


def _plain(value: Any) -> Any:
    """A value as `tomllib` gives it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, field.name)) for name, (field, _) in keys_of(type(value)).items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


def toml(value: Any) -> str:
    """A value on one line of TOML; what is no ordinary character is written as its number."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)} = {toml(each)}" for name, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        return "".join(map(_escaped, json.dumps(value, ensure_ascii=False)))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else toml(name)


def _escaped(char: str) -> str:
    number = ord(char)
    if visible(char) == char:
        return char
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
