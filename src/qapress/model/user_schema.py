"""A stricter schema of the user's: untrusted, so nothing of it reaches the network, hangs or runs deep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from qapress.errors import ConfigError
from qapress.model.data import ALL_FORMS
from qapress.model.schema_file import (
    DEPTH_LIMIT,
    SAME_VALUE,
    Keys,
    SchemaFile,
    read_schema,
    subschemas,
)
from qapress.model.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jsonschema_rs import Validator

COST_LIMIT = 10_000
"""Subschemas tried on a document whose lists have one entry each; `allOf` in `allOf` can grow like 2ⁿ."""
LEVELS = 8
"""How deep a document's data go, and some to spare."""
OURS = "urn:qapress:schema:"


@dataclass(frozen=True)
class UserSchema:
    """A checked and compiled schema; `forms` are those forms of a text that it speaks of."""

    validator: Validator
    content: Any
    forms: tuple[str, ...] = ()


def load_user_schema(path: str, root: Path) -> UserSchema:
    """The schema in a JSON file under the root, relative to it; Draft 2020-12.

    `$ref` may lead into the file itself, to other files under the root and to the project's own schemas.
    Raises ConfigError; its message has a line for each fault, with the file and the line of it.
    """
    import jsonschema_rs

    files = _Files(root.resolve())
    uri = (files.root / path).resolve().as_uri()
    _Cost(files).add(files.get(uri).content, files.get(uri), (), 0)
    options = jsonschema_rs.RegexOptions()
    try:
        validator = jsonschema_rs.validator_for(
            files.get(uri).content, retriever=files.retrieve, base_uri=uri, pattern_options=options
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        reason = str(error).partition("\n")[0]
        raise ConfigError(f"{files.get(uri).shown}: {reason}") from error
    text = "".join(each.text for each in files.read.values())
    return UserSchema(validator, files.get(uri).content, tuple(form for form in ALL_FORMS if form in text))


class _Files:
    """The schema files that were read, by URI."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read: dict[str, SchemaFile] = {}

    def get(self, uri: str) -> SchemaFile:
        """The file of that URI, read when first asked for. Raises ConfigError for what is not to be read."""
        if uri not in self.read:
            self.read[uri] = read_schema(*self._path(uri))
        return self.read[uri]

    def retrieve(self, uri: str) -> Any:
        """The content of a file, for the validator."""
        return self.get(uri).content

    def _path(self, uri: str) -> tuple[Path, str]:
        if uri.startswith(OURS):
            name = uri.removeprefix(OURS).replace(":", ".v") + ".schema.json"
            known = {each.name: each for each in SCHEMAS.glob("*.schema.json")}
            if name not in known:
                raise ConfigError(f"{uri} does not exist")
            return known[name], uri
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc:
            raise ConfigError(f"{uri} is not read: a schema may refer only to files under {self.root}")
        path = type(self.root)(unquote(parts.path)).resolve()
        if not path.is_relative_to(self.root):
            raise ConfigError(f"{path} lies outside {self.root}")
        return path, path.relative_to(self.root).as_posix()


class _Cost:
    """How many subschemas may be tried on one document; refuses loops and growth without bounds."""

    def __init__(self, files: _Files) -> None:
        self.files = files
        self.known: dict[tuple[int, int], int] = {}
        self.open: list[tuple[int, int]] = []

    def add(self, schema: Any, file: SchemaFile, keys: Keys, level: int) -> int:
        """The cost of a subschema for a value `level` deep in the data. Raises ConfigError."""
        key = id(schema), level
        if not isinstance(schema, dict) or level > LEVELS:
            return 1
        if key in self.known:
            return self.known[key]
        if key in self.open:
            raise file.error([(keys, "a $ref leads back to itself without end")])
        if len(self.open) > DEPTH_LIMIT:
            raise file.error([(keys, f"subschemas refer to each other more than {DEPTH_LIMIT} levels deep")])
        self.open.append(key)
        cost = 1 + len(schema.get("required", ()))  # each missing key is a violation of its own
        for more, inner in subschemas(schema):
            if more[0] != "$defs":
                cost += self.add(inner, file, (*keys, *more), level + (more[0] not in SAME_VALUE))
        if "$ref" in schema:
            cost += self.add(*self._target(schema["$ref"], file, (*keys, "$ref")), level)
        if cost > COST_LIMIT:
            raise file.error([(keys, "too many subschemas apply to one value; this could take for ever")])
        self.open.pop()
        self.known[key] = cost
        return cost

    def _target(self, reference: str, file: SchemaFile, keys: Keys) -> tuple[Any, SchemaFile, Keys]:
        """What a $ref leads to."""
        address, _, fragment = reference.partition("#")
        try:
            found = self.files.get(urljoin(file.uri, address)) if address else file
        except ConfigError as error:
            raise file.error([(keys, str(error))]) from error
        except (ValueError, RuntimeError) as error:  # no URL or no path; a loop of links up to Python 3.12
            raise file.error([(keys, f"{reference!r} is no address of a schema")]) from error
        parts = tuple(each.replace("~1", "/").replace("~0", "~") for each in unquote(fragment).split("/")[1:])
        target = found.content
        for part in parts:
            inner = dict(_inner(target))
            if part not in inner:
                raise file.error([(keys, f"{reference!r} leads nowhere")])
            target = inner[part]
        if fragment and not fragment.startswith("/"):
            raise file.error([(keys, f"{reference!r} leads nowhere; write it as #/$defs/NAME")])
        return target, found, parts


def _inner(value: Any) -> Iterable[tuple[str, Any]]:
    """What a group or a list holds, by key or by index."""
    if isinstance(value, list):
        return ((str(index), each) for index, each in enumerate(value))
    return value.items() if isinstance(value, dict) else ()
