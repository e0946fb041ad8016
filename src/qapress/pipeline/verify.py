"""A release's names and data against what is promised of them, before anything of it is written.

By `jsonschema`, while `check` decides with `jsonschema-rs`: what leaves the house was seen by both.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit.resolve.places import portable
from qapress.errors import EmitError
from qapress.model.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.protocols import Validator


def verify(files: Mapping[PurePosixPath, bytes], name: str) -> None:
    """Hold `NAME.json`, each line of `NAME.jsonl` and the manifest against their schemas; look at all paths.

    Raises:
        EmitError: a value does not fit, with its place and what is wrong with it; or a file would not lie
            inside the release on every system.
    """
    for each in files:
        if each.is_absolute() or ".." in each.parts or portable(str(each)) != str(each):
            raise EmitError(
                f"nothing was written: {str(each)!r} cannot be the name of a file on every system"
            )
    for where, schema, data in _data(files, name):
        for error in _validator(schema).iter_errors(data):
            raise EmitError(
                f"nothing was written: {where} breaks its schema at {error.json_path}: {error.message}"
            )


def _data(files: Mapping[PurePosixPath, bytes], name: str) -> Iterator[tuple[str, str, Any]]:
    """What has a schema: where it stands, the schema's name, the data."""
    for path, schema in ((f"{name}.json", "qa-bundle"), ("manifest.json", "manifest")):
        if content := files.get(PurePosixPath(path)):
            yield path, schema, json.loads(content)
    for number, line in enumerate(files.get(PurePosixPath(f"{name}.jsonl"), b"").splitlines(), 1):
        yield f"line {number} of {name}.jsonl", "qa-line", json.loads(line)


@cache
def _validator(name: str) -> Validator:
    from jsonschema import Draft202012Validator  # costs 66 ms, and only a build needs it
    from referencing import Registry, Resource

    document, wanted = _schema("qa-document"), _schema(name)
    known: Registry[Any] = Registry().with_resource(document["$id"], Resource.from_contents(document))
    return Draft202012Validator(wanted, registry=known)


def _schema(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.v1.schema.json").read_text("utf-8"))
    return content
