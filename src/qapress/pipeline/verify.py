"""A release's names and data against what is promised of them, before anything of it is written.

`jsonschema-rs` decides, some hundred times as fast as `jsonschema`, which explains what does not fit.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit.places.places import portable
from qapress.errors import EmitError
from qapress.model.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema_rs import Validator


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
    validators: dict[str, Validator] = {}
    for where, schema, data in _data(files, name):
        if schema not in validators:
            validators[schema] = _validator(schema)
        if not validators[schema].is_valid(data):
            raise EmitError(f"nothing was written: {where} breaks its schema{_reason(schema, data)}")


def _data(files: Mapping[PurePosixPath, bytes], name: str) -> Iterator[tuple[str, str, Any]]:
    """What has a schema: where it stands, the schema's name, the data."""
    for path, schema in ((f"{name}.json", "qa-bundle"), ("manifest.json", "manifest")):
        if content := files.get(PurePosixPath(path)):
            yield path, schema, json.loads(content)
    lines = files.get(PurePosixPath(f"{name}.jsonl"), b"").removesuffix(b"\n")
    for number, line in enumerate(lines.split(b"\n") if lines else (), 1):
        yield f"line {number} of {name}.jsonl", "qa-line", json.loads(line)


def _validator(name: str) -> Validator:
    import jsonschema_rs

    document = _schema("qa-document")
    known = jsonschema_rs.Registry([(document["$id"], document)])
    return jsonschema_rs.validator_for(
        _schema(name), registry=known, pattern_options=jsonschema_rs.RegexOptions(), offline=True
    )


def _reason(name: str, data: Any) -> str:
    """The place of the first value that does not fit, and what is wrong with it."""
    from jsonschema import Draft202012Validator  # costs 66 ms, and good data needs it not
    from referencing import Registry, Resource

    document, wanted = _schema("qa-document"), _schema(name)
    known: Registry[Any] = Registry().with_resource(document["$id"], Resource.from_contents(document))
    errors = Draft202012Validator(wanted, registry=known).iter_errors(data)
    return "".join(f" at {each.json_path}: {each.message}" for each in islice(errors, 1))


def _schema(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SCHEMAS / f"{name}.v1.schema.json").read_text("utf-8"))
    return content
