"""The keys of the configuration as a JSON Schema, `config.v1`, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from qapress.settings.convert import keys_of
from qapress.settings.values import Settings

TYPES: dict[object, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}


def config_schema() -> dict[str, Any]:
    """The schema of a `qapress.toml`, and of `[tool.qapress]` in a `pyproject.toml`."""
    table = _table(Settings)
    table["properties"]["extend"] = {
        "description": "Path of a TOML file whose keys hold where this one sets none.",
        "type": "string",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:qapress:schema:config:1",
        "title": "Configuration of qapress",
        "description": "The keys of qapress.toml, and of the table tool.qapress of pyproject.toml.",
        **table,
    }


def _table(cls: type[Any]) -> dict[str, Any]:
    """A table of known keys; a dotted key is put into a table of its own."""
    properties: dict[str, Any] = {}
    needed = []
    for name, (field, kind) in keys_of(cls).items():
        table, dot, inner = name.partition(".")
        value = {"description": field.metadata.get("doc", ""), **_value(kind)}
        value |= _default(field.default) | _examples(field.metadata.get("examples", ()))
        if shape := field.metadata.get("shape"):
            value["pattern"] = f"^(?:{shape.pattern})$"
        if dot:
            shell = {"type": "object", "properties": {}, "additionalProperties": False}
            properties.setdefault(table, shell)["properties"][inner] = value
        else:
            properties[name] = value
        if field.default is MISSING and field.default_factory is MISSING:
            needed.append(name)
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return closed | ({"required": needed} if needed else {})


def _value(kind: Any) -> dict[str, Any]:
    arguments = [each for each in get_args(kind) if each is not NoneType]
    origin = get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _table(kind)
    if origin is Literal:
        return {"enum": arguments}
    if origin is tuple:
        return {"type": "array", "items": _value(arguments[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _value(arguments[1])}
    if len(arguments) == 1:
        return _value(arguments[0])
    return {"type": TYPES[kind]} if kind in TYPES else {}


def _default(value: Any) -> dict[str, Any]:
    """The default as JSON has it; none for a key that nothing stands in for."""
    return {} if value is None or value is MISSING else {"default": _plain(value)}


def _examples(values: tuple[Any, ...]) -> dict[str, Any]:
    return {"examples": _plain(values)} if values else {}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
