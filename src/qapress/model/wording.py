"""What the violation of a schema is called in a writer's words, one template a keyword."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jsonschema_rs import ValidationError

SUBJECTS = {
    "path": "the file's path",
    "title": "the title",
    "language": "the language",
    "questions": "the list of questions",
    "id": "the id",
    "aliases": "the list of earlier ids",
    "number": "the number",
    "label": "the label",
    "kind": "the kind of question",
    "question": "the question",
    "answer": "the answer",
    "words": "the number of the answer's words",
    "code": "the list of code blocks",
    "options": "the list of choices",
    "section": "the list of sections",
    "tags": "the list of tags",
    "difficulty": "the difficulty",
    "references": "the list of sources",
    "assets": "the list of images",
    "authors": "the list of authors",
    "markdown": "the text",
    "text": "the text",
    "html": "the HTML",
}
"""What a writer calls the value of a key."""
ITEMS = {
    "questions": "question",
    "code": "code block",
    "options": "choice",
    "references": "source",
    "assets": "image",
    "tags": "tag",
    "aliases": "earlier id",
    "section": "section",
    "authors": "author",
}
"""What a writer calls one item of a list."""
TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of values",
    "null": "nothing",
}
"""What a writer calls a type."""
TEMPLATES = {
    "type": "{what} must be {types}",
    "required": "{what} lacks {property}",
    "additionalProperties": "{what} has {unexpected}, which the schema does not allow",
    "unevaluatedProperties": "{what} has {unexpected}, which the schema does not allow",
    "unevaluatedItems": "{what} has more entries than the schema allows",
    "falseSchema": "{what} is not allowed by the schema",
    "not": "{what} is {value}, which the schema excludes",
    "enum": "{what} is {value}; the schema allows {options}",
    "const": "{what} is {value}; the schema allows only {expected_value}",
    "pattern": "{what} is {value}, which is not written as the schema wants it",
    "format": "{what} is {value}, which is no {format}",
    "propertyNames": "{what} has a key that the schema does not allow",
    "minLength": "{what} has {size} of at least {limit} characters",
    "maxLength": "{what} has {size} of at most {limit} characters",
    "minItems": "{what} has {size} of at least {limit} entries",
    "maxItems": "{what} has {size} of at most {limit} entries",
    "minProperties": "{what} has {size} of at least {limit} values",
    "maxProperties": "{what} has {size} of at most {limit} values",
    "minimum": "{what} is {value}; the least allowed is {limit}",
    "maximum": "{what} is {value}; the most allowed is {limit}",
    "exclusiveMinimum": "{what} is {value}; it must be more than {limit}",
    "exclusiveMaximum": "{what} is {value}; it must be less than {limit}",
    "multipleOf": "{what} is {value}, no multiple of {multiple_of}",
    "uniqueItems": "{what} has the same entry twice",
    "contains": "{what} has no entry, too few or too many of the kind that the schema demands",
    "anyOf": "{what} fits none of the forms that the schema allows",
    "oneOf": "{what} must fit exactly one of the forms that the schema allows",
}
"""A message by keyword, filled with what the violation knows."""
VALUE_LIMIT = 60
"""Characters of a value that a message repeats."""
LISTED = 20
"""Values of a list that a message names."""
HINT_LIMIT = 300
"""Characters of a schema's description that a hint repeats."""


def told(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """The errors to tell of: where alternatives fail, those of the one that takes this type of value."""
    for error in errors:
        branches: list[list[ValidationError]] = [
            branch for branch in getattr(error.kind, "context", ()) if branch
        ]
        meant = [branch for branch in branches if not any(_mistyped(each, error) for each in branch)]
        if meant:
            yield from told(_shortest(meant))
        else:
            yield error


def _shortest(branches: list[list[ValidationError]]) -> list[ValidationError]:
    return min(branches, key=lambda errors: len(errors))


def _mistyped(inner: ValidationError, outer: ValidationError) -> bool:
    return inner.instance_path == outer.instance_path and inner.kind.name == "type"


def message(error: ValidationError) -> str:
    """What is wrong, naming the value as its writer would."""
    what, value, name = subject(error.instance_path), error.instance, error.kind.name
    if value is None and name in ("type", "enum", "const", "anyOf", "oneOf"):
        return f"{what} is missing"
    if value == "" and name in ("minLength", "pattern", "enum", "const", "format"):
        return f"{what} is empty"
    template = TEMPLATES.get(name, "{what} does not satisfy {name} of the schema")
    size = len(value) if isinstance(value, str | list | dict) else 0
    return template.format(what=what, value=shown(value), size=size, name=repr(name), **_details(error))


def hint(error: ValidationError, schema: Any = None) -> str:
    """The known key or value most like the wrong one, else the schema's description of the value, if any."""
    known, value, near = error.kind.as_dict(), error.instance, ""
    if "options" in known:
        near = _nearest(value, known["options"])
    elif "expected_value" in known:
        near = _nearest(value, [known["expected_value"]])
    elif "property" in known and isinstance(value, dict):
        near = _nearest(known["property"], list(value))
    return near or _description(error, schema)


def _description(error: ValidationError, schema: Any) -> str:
    """The description beside the keyword, where the keyword stands in this schema and not in another file."""
    base = (error.absolute_keyword_location or "").partition("#")[0]
    if not isinstance(schema, dict) or base != schema.get("$id", base):
        return ""
    try:
        for key in error.schema_path[:-1]:
            schema = schema[key]  # a list or an object, as the path says
    except (KeyError, IndexError, TypeError):
        return ""
    text = schema.get("description", "") if isinstance(schema, dict) else ""
    return _cut(text[:1].lower() + text[1:].removesuffix("."), HINT_LIMIT)


def subject(path: Sequence[str | int]) -> str:
    """What a writer calls the value at a path of keys and indexes."""
    if not path:
        return "the document"
    last, parent = path[-1], path[-2] if len(path) > 1 else ""
    if isinstance(last, int):
        return f"{ITEMS.get(str(parent), 'entry')} {last + 1}"
    owner = " of the answer" if parent == "answer" and last != "words" else ""
    return SUBJECTS.get(last, repr(last)) + owner


def shown(value: object) -> str:
    """A value as a message repeats it."""
    return repr(_cut(value, VALUE_LIMIT)) if isinstance(value, str) else _cut(str(value), VALUE_LIMIT)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _details(error: ValidationError) -> Mapping[str, str]:
    """What the keyword wanted, worded."""
    worded = {}
    for key, value in error.kind.as_dict().items():
        if key == "types":
            worded[key] = " or ".join(TYPES.get(each, each) for each in value)
        elif key == "property":
            worded[key] = SUBJECTS.get(value, repr(value))
        elif key in ("options", "unexpected"):
            more = f" and {len(value) - LISTED} more" if len(value) > LISTED else ""
            worded[key] = ", ".join(map(shown, value[:LISTED])) + more
        else:
            worded[key] = shown(value)
    return worded


def _nearest(value: object, known: Sequence[object]) -> str:
    texts = [each for each in known if isinstance(each, str)]
    near = get_close_matches(value, texts, 1) if isinstance(value, str) else []
    return f"did you mean {near[0]!r}?" if near else ""
