"""Derived files agree with what they are derived from, and the script notices when they do not."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from qapress import rules

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / ".ci/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that the script reads or writes, in a place of their own."""
    (tmp_path / "src/qapress/rules").mkdir(parents=True)
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    for name in ("README.md", "src/qapress/rules/index.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_derived_files_are_current(generate: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_stale_missing_and_surplus_files_are_told_then_mended(
    generate: Any, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.main([], copy)
    capsys.readouterr()
    assert generate.main(["--check"], copy) == 0
    readme = (copy / "README.md").read_bytes()
    (copy / "src/qapress/rules/index.json").unlink()
    (copy / "src/qapress/schema/gone.v1.schema.json").write_text("{}", "utf-8")
    (copy / "README.md").write_bytes(readme.replace(b"<!-- rules -->\n", b"<!-- rules -->\n\n| stale |\n"))
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert generate.main(["--check"], copy) == 1
    assert sorted(capsys.readouterr().out.split("\n")) == [
        "",
        "out of date: README.md",
        "out of date: src/qapress/rules/index.json",
        "out of date: src/qapress/schema/gone.v1.schema.json",
        "run: python -m nox -s generate",
    ]
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    assert generate.main([], copy) == 0
    assert (copy / "README.md").read_bytes() == readme
    assert generate.main(["--check"], copy) == 0


def test_windows_line_ends_are_out_of_date(generate: Any, copy: Path) -> None:
    generate.main([], copy)
    path = copy / "schema/config.v1.schema.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert generate.main(["--check"], copy) == 1


def test_the_table_names_every_rule_and_leads_to_its_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for each in rules.load():
        page = f"src/qapress/rules/{each.info.name.replace('-', '_')}.md"
        assert f"| {each.info.code} | [{each.info.name}]({page}) |" in readme
        assert (ROOT / page).is_file()


def test_text_outside_the_marks_stays(generate: Any) -> None:
    text = "a\n<!-- other -->\nb\n<!-- /other -->\n<!-- rules -->\nold\n<!-- /rules -->\nc <!-- rules -->\n"
    filled = generate.filled(text, [])
    assert filled.startswith("a\n<!-- other -->\nb\n<!-- /other -->\n<!-- rules -->\n\n| code | name |")
    assert filled.endswith("\n\n<!-- /rules -->\nc <!-- rules -->\n")
    assert "old" not in filled


def test_help_in_the_readme_is_the_programs(generate: Any) -> None:
    assert generate.filled("<!-- help -->\n<!-- /help -->\n", []).startswith(
        "<!-- help -->\n\n```text\nUsage: qapress [OPTIONS] COMMAND [ARGS]...\n"
    )


def test_every_schema_is_valid_and_in_the_package() -> None:
    for path in sorted((ROOT / "schema").glob("*.json")):
        schema = json.loads(path.read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"urn:qapress:schema:{path.name.removesuffix('.v1.schema.json')}:1"
        assert schema["title"]
        assert schema["description"]
        assert (ROOT / "src/qapress/schema" / path.name).read_bytes() == path.read_bytes()
