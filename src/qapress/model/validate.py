"""Does a document satisfy the schemas? Every violation has its place in the Markdown."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from qapress.diagnostic import Problem
from qapress.model.data import DocumentData, document_data
from qapress.model.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import Validator

    from qapress.model.qa import Document
    from qapress.model.user_schema import UserSchema

LIMIT = 100
"""Violations told of one document and schema."""


def validate(document: Document, schema: UserSchema | None = None) -> tuple[Problem, ...]:
    """The violations of the project's schema, then of the user's, as problems of kind `schema-violation`.

    A file without questions is no document of them, and satisfies every schema.
    """
    if not document.entries:
        return ()
    problems = list(_violations(*_own(), document_data(document, forms=())))
    if schema is not None:
        made = document_data(document, forms=schema.forms)
        problems += _violations(schema.validator, schema.content, made)
    return tuple(sorted(problems, key=lambda each: each.span))


@cache
def _own() -> tuple[Validator, object]:
    import json

    import jsonschema_rs  # costs 22 ms, and a document without entries needs none

    content = json.loads((SCHEMAS / "qa-document.v1.schema.json").read_text("utf-8"))
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.validator_for(content, pattern_options=options, offline=True), content


def _violations(validator: Validator, schema: object, made: DocumentData) -> Iterator[Problem]:
    if validator.is_valid(made.data):
        return
    from qapress.model.wording import hint, message, told

    for error in islice(told(validator.iter_errors(made.data)), LIMIT):
        where = made.span(error.instance_path)
        yield Problem("schema-violation", where, message(error), hint(error, schema))
