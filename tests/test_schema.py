"""The project's schemas, the user's, and how their violations are told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry, Resource

from qapress.errors import ConfigError
from qapress.markdown.parse import parse
from qapress.model.data import document_data
from qapress.model.json_lines import line_of
from qapress.model.layout import load
from qapress.model.read import read
from qapress.model.schemas import SCHEMAS
from qapress.model.user_schema import UserSchema, load_user_schema
from qapress.model.validate import validate
from qapress.model.wording import TEMPLATES, hint, message, told
from qapress.source.text import Source

if TYPE_CHECKING:
    from qapress.model.qa import Document

HOUSE = load("house", Path())
TEXT = "# Tokens\n\n## Q1: What is a token?\n\n### Answer\n\nA piece of a word.\n\n## Q2: Why?\n\n### Answer\n\nOnce.\n"
NAMES = sorted(path.name for path in SCHEMAS.glob("*.json"))


def document(text: str = TEXT) -> Document:
    source = Source("QA_1-2.md", text)
    return read(source, parse(source.text), HOUSE, "en")


def schema(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SCHEMAS / name).read_text("utf-8"))
    return content


def user_schema(root: Path, content: object, name: str = "my.schema.json") -> UserSchema:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    (root / name).write_text(text, "utf-8")
    return load_user_schema(name, root)


def told_of(root: Path, content: object, text: str = TEXT) -> list[str]:
    """The violations of a user's schema, as a report would show them."""
    found = document(text)
    lines = []
    for each in validate(found, user_schema(root, content)):
        line, column = found.source.position(each.span.start)
        lines.append(f"{line}:{column}: {each.message}" + (f" ({each.hint})" if each.hint else ""))
    return lines


def of_answer(**rules: object) -> dict[str, Any]:
    return of_question(answer={"properties": rules})


def of_question(**rules: object) -> dict[str, Any]:
    return {"properties": {"questions": {"items": {"properties": rules}}}}


# The project's own.


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_valid_named_and_described(name: str) -> None:
    content = schema(name)
    jsonschema.Draft202012Validator.check_schema(content)
    stem, version = name.removesuffix(".schema.json").split(".v")
    assert content["$id"] == f"urn:qapress:schema:{stem}:{version}"
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert content["title"]
    assert content["description"]


@pytest.mark.parametrize(
    "name", ["qa-document.v1.schema.json", "qa-bundle.v1.schema.json", "manifest.v1.schema.json"]
)
def test_every_key_is_described(name: str) -> None:
    content = schema(name)
    for each in (content, *content["$defs"].values()):
        bare = [
            key
            for key, value in each.get("properties", {}).items()
            if not {"description", "$ref", "title"} & {*value}
        ]
        assert bare == []


def test_a_document_satisfies_the_schema_by_both_libraries() -> None:
    data = document_data(document()).data
    own = schema("qa-document.v1.schema.json")
    assert list(jsonschema.Draft202012Validator(own).iter_errors(data)) == []
    assert jsonschema_rs.validator_for(own).is_valid(data)
    assert validate(document()) == ()


def test_a_bundle_may_hold_documents() -> None:
    own, bundle = schema("qa-document.v1.schema.json"), schema("qa-bundle.v1.schema.json")
    registry: Registry[Any] = Registry().with_resource(own["$id"], Resource.from_contents(own))
    made = document_data(document()).data
    data = {
        "schema_version": 1,
        "name": "tokens",
        "title": "Tokens",
        "release": "1.0",
        "language": "en",
        "license": None,
        "authors": [],
        "homepage": None,
        "count": 2,
        "documents": [made],
        "assets": [],
        "changes": None,
    }
    validator = jsonschema.Draft202012Validator(bundle, registry=registry)
    assert list(validator.iter_errors(data)) == []
    made["questions"][0]["number"] = "one"
    assert [list(each.absolute_path) for each in validator.iter_errors(data)] == [
        ["documents", 0, "questions", 0, "number"]
    ]


def test_violations_of_the_project_have_places_and_hints() -> None:
    found = document("## Q1:\n\n<!-- qapress: id What-Is; was A -->\n\n### Answer\n\nText.\n")
    assert [(each.kind, found.source.slice(each.span), each.message) for each in validate(found)] == [
        ("schema-violation", "## Q1:", "the title is empty"),
        (
            "schema-violation",
            "<!-- qapress: id What-Is; was A -->",
            "the id is 'What-Is', which is not written as the schema wants it",
        ),
        (
            "schema-violation",
            "<!-- qapress: id What-Is; was A -->",
            "earlier id 1 is 'A', which is not written as the schema wants it",
        ),
    ]
    assert "small Latin letters" in validate(found)[1].hint


def test_a_file_without_questions_satisfies_every_schema(tmp_path: Path) -> None:
    strict = user_schema(tmp_path, {"properties": {"questions": {"minItems": 3}}})
    assert validate(document("# Notes\n"), strict) == ()
    assert validate(document(), strict) != ()


# The user's.


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            of_answer(words={"maximum": 3}),
            ["7:1: the number of the answer's words is 5; the most allowed is 3"],
        ),
        (
            of_answer(words={"minimum": 3}),
            ["13:1: the number of the answer's words is 1; the least allowed is 3"],
        ),
        (of_question(title={"maxLength": 10}), ["3:8: the title has 16 of at most 10 characters"]),
        (
            of_question(title={"pattern": "^W.*a", "description": "A sentence that asks."}),
            ["9:8: the title is 'Why?', which is not written as the schema wants it (a sentence that asks)"],
        ),
        (
            of_question(kind={"enum": ["opem", "quiz"]}),
            ["3:1: the kind of question is 'open'; the schema allows 'opem', 'quiz' (did you mean 'opem'?)"]
            * 1
            + [
                "9:1: the kind of question is 'open'; the schema allows 'opem', 'quiz' (did you mean 'opem'?)"
            ],
        ),
        (of_question(number={"const": "1"}), ["9:5: the number is '2'; the schema allows only '1'"]),
        (
            of_question(difficulty={"type": "string"}),
            ["3:1: the difficulty is missing", "9:1: the difficulty is missing"],
        ),
        (
            of_question(tags={"minItems": 1}),
            [
                "3:1: the list of tags has 0 of at least 1 entries",
                "9:1: the list of tags has 0 of at least 1 entries",
            ],
        ),
        (
            {"properties": {"title": {"const": "Token"}}},
            ["1:1: the title is 'Tokens'; the schema allows only 'Token' (did you mean 'Token'?)"],
        ),
        ({"required": ["tittle"]}, ["1:1: the document lacks 'tittle' (did you mean 'title'?)"]),
        (
            {"properties": {"questions": {"maxItems": 1}}},
            ["1:1: the list of questions has 2 of at most 1 entries"],
        ),
        (
            of_question(answer={"anyOf": [{"type": "null"}, {"properties": {"words": {"minimum": 3}}}]}),
            ["13:1: the number of the answer's words is 1; the least allowed is 3"],
        ),
        (
            of_answer(text={"not": {"pattern": "Once"}}),
            ["13:1: the text of the answer is 'Once.', which the schema excludes"],
        ),
        (of_answer(html={"maxLength": 13}), ["7:1: the HTML of the answer has 26 of at most 13 characters"]),
    ],
)
def test_violations_in_a_writers_words(tmp_path: Path, content: object, expected: list[str]) -> None:
    assert told_of(tmp_path, content) == expected


def test_every_keyword_has_words() -> None:
    """Each template is filled with what the violation of its keyword knows."""
    failing: list[tuple[dict[str, Any], object]] = [
        ({"type": "string"}, 1),
        ({"required": ["a"]}, {}),
        ({"properties": {}, "additionalProperties": False}, {"a": 1}),
        ({"unevaluatedProperties": False}, {"a": 1}),
        ({"unevaluatedItems": False}, [1]),
        ({"properties": {"a": False}}, {"a": 1}),
        ({"not": {}}, 1),
        ({"enum": ["a"]}, "b"),
        ({"const": "a"}, "b"),
        ({"pattern": "a"}, "b"),
        ({"format": "date"}, "b"),
        ({"propertyNames": {"pattern": "b"}}, {"a": 1}),
        ({"minLength": 2}, "b"),
        ({"maxLength": 0}, "b"),
        ({"minItems": 1}, []),
        ({"maxItems": 0}, [1]),
        ({"minProperties": 1}, {}),
        ({"maxProperties": 0}, {"a": 1}),
        ({"minimum": 1}, 0),
        ({"maximum": 0}, 1),
        ({"exclusiveMinimum": 0}, 0),
        ({"exclusiveMaximum": 0}, 0),
        ({"multipleOf": 2}, 1),
        ({"uniqueItems": True}, [1, 1]),
        ({"contains": {"const": 1}}, []),
        ({"anyOf": [False]}, 1),
        ({"oneOf": [True, True]}, 1),
    ]
    worded = {}
    for content, value in failing:
        for error in jsonschema_rs.validator_for(content, validate_formats=True).iter_errors(value):
            worded[error.kind.name] = message(error)
            hint(error, content)
    assert sorted(worded) == sorted(TEMPLATES)
    assert worded["maxItems"] == "the document has 1 of at most 0 entries"
    assert worded["required"] == "the document lacks 'a'"
    assert worded["falseSchema"] == "'a' is not allowed by the schema"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_both_libraries_agree_on_what_is_wrong(value: object) -> None:
    content = {
        "type": "object",
        "properties": {"a": {"type": "string", "minLength": 2}, "b": {"items": {"enum": [1, "x"]}}},
        "required": ["a"],
        "additionalProperties": {"anyOf": [{"type": "null"}, {"maximum": 3, "type": "integer"}]},
    }
    ours = [
        (list(each.instance_path), each.kind.name)
        for each in jsonschema_rs.validator_for(content).iter_errors(value)
    ]
    theirs = [
        (list(each.absolute_path), str(each.validator))
        for each in jsonschema.Draft202012Validator(content).iter_errors(value)
    ]
    assert sorted(ours, key=str) == sorted(theirs, key=str)


def test_patterns_take_linear_time(tmp_path: Path) -> None:
    text = TEXT.replace("Once.", "a" * 5_000 + "!")
    assert told_of(tmp_path, of_answer(markdown={"pattern": "^(a+)+$|word"}), text) != []


def bomb(size: int) -> dict[str, Any]:
    definitions: dict[str, Any] = {
        f"a{each}": {"allOf": [{"$ref": f"#/$defs/a{each + 1}"}] * 2} for each in range(size)
    }
    return {"$ref": "#/$defs/a0", "$defs": definitions | {f"a{size}": {}}}


def chain(size: int) -> dict[str, Any]:
    definitions: dict[str, Any] = {f"a{each}": {"$ref": f"#/$defs/a{each + 1}"} for each in range(size)}
    return {"$ref": "#/$defs/a0", "$defs": definitions | {f"a{size}": {}}}


def nested(size: int) -> str:
    return '{"allOf":[' * size + "{}" + "]}" * size


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            {"$ref": "http://127.0.0.1:9/x.json"},
            ":2: http://127.0.0.1:9/x.json is not read: a schema may refer only",
        ),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, ":2: https://json-schema.org"),
        ({"$ref": "file:///etc/passwd"}, ":2: /etc/passwd lies outside"),
        ({"$ref": "file://host/etc/passwd"}, ":2: file://host/etc/passwd is not read"),
        ({"$ref": "../outside.json"}, "outside.json lies outside"),
        ({"$ref": "missing.json"}, ":2: the schema missing.json cannot be read: "),
        ({"$ref": "#/$defs/missing"}, ":2: '#/$defs/missing' leads nowhere"),
        ({"enum": [*range(1_001)]}, ":2: 'enum' has 1,001 entries; at most 1,000 can be checked"),
        ({"required": [f"k{each}" for each in range(1_001)]}, ":2: 'required' has 1,001 entries"),
        ({"dependentRequired": {"a": [f"k{each}" for each in range(1_001)]}}, ":3: 'a' has 1,001 entries"),
        ({"$ref": "#"}, "a $ref leads back to itself without end"),
        ({"allOf": [{"$ref": "#"}]}, "a $ref leads back to itself without end"),
        ({"$id": "http://127.0.0.1:9/", "$ref": "x.json"}, ":3: the schema x.json cannot be read: "),
        (bomb(40), "too many subschemas apply to one value"),
        (chain(5_000), "more than 100 levels deep"),
        (nested(60), "nested more than 100 levels deep"),
        (nested(20_000), "nested too deeply"),
        ("[" * 40 + "]" * 40, ":1: the document must be true or false or a group of values"),
        ({"$dynamicRef": "#x"}, ":2: '$dynamicRef' is not allowed here"),
        ({"properties": {"title": {"$id": "x"}}}, ":4: '$id' is not allowed here"),
        (
            {"properties": {"title": {"pattern": "(?=x)y"}}},
            ":4: the pattern '(?=x)y' is wrong, too large, or looks",
        ),
        ({"patternProperties": {"(": {}}}, ":3: the pattern '(' is wrong"),
        ({"pattern": "((a{100}){100}){100}"}, ":2: the pattern "),
        ({"requird": ["title"]}, ":2: unknown keyword 'requird'; did you mean 'required'?"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, ":2: only Draft 2020-12 is read here"),
        ({"$schema": 3}, ":2: only Draft 2020-12 is read here"),
        ({"$ref": "http://[x"}, ":2: 'http://[x' is no address of a schema"),
        ({"$ref": "a\0.json"}, ":2: 'a\\x00.json' is no address of a schema"),
        ({"$id": "http://[x"}, "my.schema.json: Invalid URI reference"),
        ({"$ref": "#/allOf/" + "9" * 5_000, "allOf": [{}]}, "' leads nowhere"),
        (
            {"$ref": "urn:qapress:schema:../../pyproject:1"},
            ":2: urn:qapress:schema:../../pyproject:1 does not",
        ),
        ({"$ref": "urn:qapress:schema:none:1"}, ":2: urn:qapress:schema:none:1 does not exist"),
        ('{"minLength": ' + "1" * 5_000 + "}", ": a number is too long"),
        ('{"const": "\\ud800"}', ": a text holds half a character"),
        ('{\n "type": "object"\n]', ":3: not valid JSON: "),
        ("\ufeff{}", "not valid JSON: "),
    ],
    ids=lambda value: None if isinstance(value, str) and len(value) < 100 else "schema",
)
def test_hostile_and_wrong_schemas_are_refused(tmp_path: Path, content: object, expected: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(expected)):
        user_schema(tmp_path, content)


def test_three_faults_are_three_lines(tmp_path: Path) -> None:
    content = {"properties": {"title": {"type": "strng"}, "questions": {"minItems": -1}}, "required": "title"}
    with pytest.raises(ConfigError) as raised:
        user_schema(tmp_path, content)
    assert str(raised.value).split("\n") == [
        (
            "my.schema.json:4: 'type' is 'strng'; the schema allows 'array', 'boolean', 'integer', 'null', "
            "'number', 'object', 'string'; did you mean 'string'?"
        ),
        "my.schema.json:7: 'minItems' is -1; the least allowed is 0",
        "my.schema.json:10: 'required' must be a list",
    ]


def test_long_lists_and_descriptions_are_told_in_short(tmp_path: Path) -> None:
    many = {"enum": [f"kind {each}" for each in range(1_000)], "description": "Long " * 1_000}
    first, second = told_of(tmp_path, of_question(kind=many))
    assert "'kind 19' and 980 more" in first
    assert len(first) < 900
    assert len(second) < 900


def test_three_faults_and_a_hostile_one_end_a_check_soon(tmp_path: Path) -> None:
    """As users meet it: exit code 2, each fault with file and line, no traceback."""
    (tmp_path / "qapress.toml").write_text('schema = "my.schema.json"\n', "utf-8")
    (tmp_path / "QA_1-2.md").write_text(TEXT.replace("Once.", "a" * 50_000 + "!"), "utf-8")
    wrong = {"properties": {"title": {"type": "strng"}, "questions": {"minItems": -1}}, "required": "title"}
    hostile = of_answer(markdown={"pattern": "^(a+)+$"})
    cases: list[tuple[object, int, int]] = [
        (wrong, 2, 3),
        (hostile, 1, 0),
        ({"$ref": "file:///etc/passwd"}, 2, 1),
    ]
    for content, code, errors in cases:
        (tmp_path / "my.schema.json").write_text(json.dumps(content, indent=1), "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "qapress", "check"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert done.returncode == code, done.stderr
        assert len(re.findall(r"my\.schema\.json:\d+: ", done.stderr)) == errors
        assert "Traceback" not in done.stderr


def test_a_schema_outside_the_root_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text("{}", "utf-8")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.json").symlink_to(tmp_path / "outside.json")
    for name in ("../outside.json", "link.json", str(tmp_path / "outside.json")):
        with pytest.raises(ConfigError, match="lies outside"):
            load_user_schema(name, root)


def test_a_schema_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="larger than 1,048,576 bytes"):
        user_schema(tmp_path, " " * (1 << 20) + "{}")


def test_schemas_may_refer_to_each_other_and_to_ours(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    short = {"$defs": {"short": {"maxLength": 10, "$ref": "#/$defs/text"}, "text": {"type": "string"}}}
    (tmp_path / "parts" / "titles.json").write_text(json.dumps(short), "utf-8")
    content = of_question(title={"$ref": "parts/titles.json#/$defs/short"})
    content["$ref"] = "urn:qapress:schema:qa-document:1"
    assert told_of(tmp_path, content) == ["3:8: the title has 16 of at most 10 characters"]


def test_recursion_into_the_data_is_no_loop(tmp_path: Path) -> None:
    tree = {
        "$defs": {"any": {"additionalProperties": {"$ref": "#/$defs/any"}, "items": {"$ref": "#/$defs/any"}}}
    }
    assert told_of(tmp_path, tree | {"$ref": "#/$defs/any"}) == []


def test_only_the_forms_that_a_schema_speaks_of_are_made(tmp_path: Path) -> None:
    assert user_schema(tmp_path, of_answer(words={"minimum": 1})).forms == ("words",)
    assert user_schema(tmp_path, of_question(title={"minLength": 1})).forms == ()


@pytest.mark.parametrize(
    ("path", "line"),
    [((), 1), (("a",), 2), (("a", 0), 3), (("a", 1, "b"), 4), (("a", 2), 5), (("c,d",), 7), (("e",), 1)],
)
def test_lines_of_json(path: tuple[str | int, ...], line: int) -> None:
    text = '{\n "a": [\n  1,\n  {"b": "{\\"[,:"},\n  true\n ],\n "c,d": null\n}'
    assert json.loads(text)
    assert line_of(text, path) == line


def test_alternatives_are_told_by_the_one_that_was_meant() -> None:
    content = {"anyOf": [{"type": "null"}, {"type": "object", "required": ["a"]}]}
    errors = list(told(jsonschema_rs.validator_for(content).iter_errors({})))
    assert [message(each) for each in errors] == ["the document lacks 'a'"]
    errors = list(told(jsonschema_rs.validator_for(content).iter_errors(1)))
    assert [message(each) for each in errors] == [
        "the document fits none of the forms that the schema allows"
    ]
