"""One file of a user's schema: read within limits, and checked with a line for each fault."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qapress.errors import ConfigError
from qapress.model.json_lines import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Keys = tuple[str | int, ...]
"""Keys and indexes that lead to a value."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"
SIZE_LIMIT = 1 << 20
"""Bytes."""
DEPTH_LIMIT = 100
"""Values, or subschemas that refer to each other, one inside the other."""
LIST_LIMIT = 1_000
"""Keys that a schema demands of one value, or values that it offers."""
SAME_VALUE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
"""Keywords whose subschemas apply to the value itself."""
INNER_VALUES = (
    *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("propertyNames", "items", "prefixItems", "unevaluatedItems", "contains"),
)
"""Keywords whose subschemas apply to the values inside."""
BY_NAME = ("properties", "patternProperties", "dependentSchemas", "$defs")
"""Keywords that hold subschemas by name."""
KNOWN = (
    *(*SAME_VALUE, *INNER_VALUES, "$defs", "$schema", "$id", "$ref", "$anchor", "$comment", "title"),
    *("description", "default", "examples", "type", "enum", "const", "pattern", "format", "required"),
    *("dependentRequired", "uniqueItems", "minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties", "minContains", "maxContains", "minimum", "maximum"),
    *("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "deprecated", "readOnly", "writeOnly"),
    *("contentEncoding", "contentMediaType", "contentSchema"),
)
REFUSED = ("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "definitions")
"""Keywords of other drafts, or whose target shows only at run time."""


@dataclass(frozen=True)
class SchemaFile:
    """A schema file that is valid by itself; `shown` is its path for messages."""

    uri: str
    shown: str
    text: str
    content: Any

    def error(self, faults: list[tuple[Keys, str]]) -> ConfigError:
        """An error with a line for each fault, given by the keys that lead to it."""
        lines = sorted({(line_of(self.text, keys), message) for keys, message in faults})
        return ConfigError("\n".join(f"{self.shown}:{line}: {message}" for line, message in lines))


def read_schema(path: Path, shown: str) -> SchemaFile:
    """Read and check a schema file. Raises ConfigError."""
    try:
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
        text = content.decode("utf-8")
    except (OSError, ValueError) as error:
        raise ConfigError(f"the schema {shown} cannot be read: {error}") from error
    if len(content) > SIZE_LIMIT:
        raise ConfigError(f"the schema {shown} is larger than {SIZE_LIMIT:,} bytes")
    try:
        file = SchemaFile(path.as_uri(), shown, text, json.loads(text))
    except json.JSONDecodeError as error:
        raise ConfigError(f"{shown}:{error.lineno}: not valid JSON: {error.msg}") from error
    except ValueError as error:  # `int` takes no number of so many digits
        raise ConfigError(f"{shown}: a number is too long") from error
    except RecursionError as error:
        raise ConfigError(f"{shown}: nested too deeply") from error
    if _depth(file.content) > DEPTH_LIMIT:
        raise ConfigError(f"{shown}: nested more than {DEPTH_LIMIT} levels deep")
    try:
        json.dumps(file.content, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ConfigError(f"{shown}: a text holds half a character, which no file can") from error
    faults = _meta_faults(file.content) or list(_own_faults(file.content))
    if faults:
        raise file.error(faults)
    return file


def subschemas(schema: dict[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """The subschemas right inside a valid schema, each with the keys that lead to it."""
    for key in (*SAME_VALUE, *INNER_VALUES, "$defs"):
        value = schema.get(key)
        if key in BY_NAME and value is not None:
            yield from (((key, name), each) for name, each in value.items())
        elif isinstance(value, list):
            yield from (((key, index), each) for index, each in enumerate(value))
        elif value is not None:
            yield (key,), value


def _depth(value: object) -> int:
    depth, layer = 0, [value]
    while layer and depth <= DEPTH_LIMIT:
        depth += 1
        layer = [
            inner
            for each in layer
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return depth


def _meta_faults(content: Any) -> list[tuple[Keys, str]]:
    """What the standard's own schema says of it."""
    import jsonschema_rs

    from qapress.model.wording import hint, message, told

    if isinstance(content, dict) and str(content.get("$schema", DRAFT)).rstrip("#") != DRAFT:
        return [(("$schema",), f'only Draft 2020-12 is read here: "$schema": "{DRAFT}"')]
    meta = jsonschema_rs.Draft202012Validator({"$ref": DRAFT})
    errors = told(meta.iter_errors(content))
    return [
        (tuple(each.instance_path), "; ".join(filter(None, (message(each), hint(each))))) for each in errors
    ]


def _own_faults(content: Any) -> Iterator[tuple[Keys, str]]:
    """What the standard allows, but cannot be checked here or is surely a slip."""
    from difflib import get_close_matches

    stack: list[tuple[Keys, Any]] = [((), content)]
    while stack:
        keys, schema = stack.pop()
        if not isinstance(schema, dict):
            continue
        stack += [((*keys, *more), inner) for more, inner in subschemas(schema)]
        for key in schema:
            near = [] if key in KNOWN else get_close_matches(key, KNOWN, 1, 0.8)
            if key in REFUSED or (key == "$id" and keys):
                yield (*keys, key), f"{key!r} is not allowed here; refer to subschemas by $ref and $defs"
            elif near:
                yield (*keys, key), f"unknown keyword {key!r}; did you mean {near[0]!r}?"
        yield from (((*keys, *more), told) for more, told in _long_lists(schema))
        patterns: list[tuple[Keys, str]] = [(("pattern",), schema["pattern"])] if "pattern" in schema else []
        patterns += [(("patternProperties", each), each) for each in schema.get("patternProperties", ())]
        yield from (((*keys, *more), _slow(each)) for more, each in patterns if not _linear(each))


def _long_lists(schema: dict[str, Any]) -> Iterator[tuple[Keys, str]]:
    """Lists of which each entry could be a violation, or is told with one."""
    lists: list[tuple[Keys, Any]] = [((key,), schema.get(key, ())) for key in ("enum", "required")]
    lists += [
        (("dependentRequired", each), names) for each, names in schema.get("dependentRequired", {}).items()
    ]
    for keys, each in lists:
        if len(each) > LIST_LIMIT:
            yield keys, f"{keys[-1]!r} has {len(each):,} entries; at most {LIST_LIMIT:,} can be checked"


def _slow(pattern: str) -> str:
    return f"the pattern {pattern!r} is wrong, too large, or looks around or back, which can take for ever"


def _linear(pattern: str) -> bool:
    """Whether the engine that works in linear time takes the pattern."""
    import jsonschema_rs

    try:
        jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
    except ValueError:
        return False
    return True
