"""TOML values to the types of a dataclass; what does not fit is told with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from qapress.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from dataclasses import Field

    from qapress.settings.values import Settings

Value = TypeVar("Value")
Where = Callable[..., str]

NAMES: dict[object, str] = {
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dict: "a table",
    list: "an array",
}


@dataclass(frozen=True, slots=True)
class At:
    """The place of a value: the way to its file and line, and its keys."""

    where: Where
    keys: tuple[str | int, ...] = ()

    def __truediv__(self, key: str | int) -> At:
        return At(self.where, (*self.keys, key))

    @property
    def name(self) -> str:
        """The key as a person writes it: `build.formats[2]`, counted from 1."""
        parts = (f"[{each + 1}]" if isinstance(each, int) else f".{each}" for each in self.keys)
        return "".join(parts).removeprefix(".")

    def fail(self, message: str) -> NoReturn:
        """Refuse the value with the line of its key, or of the nearest key around it."""
        lengths = range(len(self.keys), 0, -1)
        places = (self.where(*self.keys[:length]) for length in lengths)
        place = next(filter(None, places), "")
        raise ConfigError(f"{place}: {message}" if place else message)


@dataclass(frozen=True)
class NoOptions:
    """The options of a rule that has none: every key in its table is unknown."""


def values_of(cls: type[Any], table: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """The fields of `cls` that a table sets, converted, by field name.

    Raises:
        ConfigError: a key is unknown, or a type or value is wrong; with file, line and the nearest spelling.
    """
    return _values(cls, table, At(where))


def options(settings: Settings, rule: str, cls: type[Value]) -> Value:
    """The options of a rule (`rules.NAME.*`) as its own class.

    Raises:
        ConfigError: as `values_of`.
    """
    at = At(settings.where, ("rules", rule))
    return cls(**_values(cls, settings.rules.get(rule, {}), at))


def overridden(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with keyword values instead of those of files: keys as in TOML, but `_` for `-`.

    A table, spelt as in TOML, replaces only the keys that it names.

    Raises:
        ConfigError: as `values_of`.
    """
    table = {name.replace("_", "-"): _toml(value) for name, value in values.items()}
    given = values_of(type(settings), table, lambda *_: "")
    for name, value in given.items():
        if is_dataclass(value) and not isinstance(value, type):
            named = [key.replace("-", "_") for key in values[name]]
            given[name] = replace(getattr(settings, name), **{key: getattr(value, key) for key in named})
    return replace(settings, **given)


def _toml(value: Any) -> Any:
    """A Python value as `tomllib` would give it."""
    if isinstance(value, Mapping):
        return {name: _toml(each) for name, each in value.items()}
    return [_toml(each) for each in value] if isinstance(value, tuple | list) else value


def keys_of(cls: type[Any]) -> dict[str, tuple[Field[Any], Any]]:
    """The keys of a table as TOML writes them, with field and type; `a.b` is key `b` of table `a`.

    Of a class that describes some of its fields, the others are no keys.
    """
    types = get_type_hints(cls)
    described = [each for each in fields(cls) if "doc" in each.metadata] or fields(cls)
    return {
        each.metadata.get("name") or each.name.replace("_", "-"): (each, types[each.name])
        for each in described
    }


def all_keys(cls: type[Any], prefix: str = "") -> Iterator[str]:
    """Every key with the tables before it: `select`, `build.formats` and so on."""
    for name, (_, kind) in keys_of(cls).items():
        yield prefix + name
        if isinstance(kind, type) and is_dataclass(kind):
            yield from all_keys(kind, f"{prefix}{name}.")


def _values(cls: type[Any], table: Mapping[str, Any], at: At) -> dict[str, Any]:
    known = keys_of(cls)
    result = {}
    for name, value, place in _lifted(table, known, at):
        if name not in known:
            place.fail(f"unknown key '{place.name}'{_spelling(cls, name)}")
        field, kind = known[name]
        result[field.name] = convert(kind, value, place)
        shape = field.metadata.get("shape")
        if shape and not shape.fits(value):
            place.fail(f"'{place.name}' must be {shape.words}, not {_described(value)}")
    for name, (field, _) in known.items():
        if field.default is MISSING and field.default_factory is MISSING and field.name not in result:
            at.fail(f"'{at.name}' lacks the key '{name}'")
    return result


def _lifted(table: Mapping[str, Any], known: Mapping[str, object], at: At) -> Iterator[tuple[str, Any, At]]:
    """The pairs of a table; those of a table that exists only in dotted keys get the dotted name."""
    shells = {name.partition(".")[0] for name in known if "." in name}
    for name, value in table.items():
        if name not in shells:
            yield name, value, at / name
            continue
        for inner, each in _table(value, at / name).items():
            yield f"{name}.{inner}", each, at / name / inner


def _spelling(cls: type[Any], name: str) -> str:
    """The key that was meant: the same name in another table, else the nearest spelling."""
    known = list(all_keys(cls))
    moved = next((each for each in known if each.endswith(f".{name}")), None)
    return f"; did you mean '{moved}'?" if moved else did_you_mean(name.replace("_", "-"), known)


def convert(kind: Any, value: Any, at: At) -> Any:
    """A TOML value as a field's type.

    Raises:
        ConfigError: it does not fit.
    """
    kind = next((each for each in get_args(kind) if each is not NoneType), kind) if _optional(kind) else kind
    origin = get_origin(kind)
    if kind in (object, Any):
        return value
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**_values(kind, _table(value, at), at))
    if origin is Literal:
        return _choice(get_args(kind), value, at)
    if origin is tuple:
        return tuple(convert(get_args(kind)[0], each, at / i) for i, each in enumerate(_array(value, at)))
    if origin is Mapping:
        return {name: convert(get_args(kind)[1], each, at / name) for name, each in _table(value, at).items()}
    return _scalar(kind, value, at)


def _optional(kind: Any) -> bool:
    return NoneType in get_args(kind)


def _scalar(kind: Any, value: Any, at: At) -> Any:
    if isinstance(value, str) and "\0" in value:
        at.fail(f"'{at.name}' holds a null character")
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    return at.fail(f"'{at.name}' must be {NAMES[kind]}, not {_described(value)}")


def _choice(allowed: tuple[str, ...], value: Any, at: At) -> str:
    if value in allowed:
        return str(value)
    listed = ", ".join(f"'{each}'" for each in allowed)
    spelling = did_you_mean(value, allowed) if isinstance(value, str) else ""
    return at.fail(f"'{at.name}' must be one of {listed}, not {_described(value)}{spelling}")


def _table(value: Any, at: At) -> dict[str, Any]:
    return (
        value if isinstance(value, dict) else at.fail(f"'{at.name}' must be a table, not {_described(value)}")
    )


def _array(value: Any, at: At) -> list[Any]:
    return (
        value
        if isinstance(value, list)
        else at.fail(f"'{at.name}' must be an array, not {_described(value)}")
    )


def _described(value: Any) -> str:
    """A value for a message: strings themselves, other values by their type."""
    return f'"{value}"' if isinstance(value, str) else NAMES.get(type(value), "a date or time")
