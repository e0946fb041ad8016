"""Those who own the formats take the reports, and what the reports say of places is true of the bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from repository import run_git

pytestmark = pytest.mark.border

MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"
TYPES = ("typescript@5.9", "codeclimate-types@0.3.1")
REVIEWDOG = "github.com/reviewdog/reviewdog@v0.21.0"
PYTEST = "pytest==9.0.2"

FIRST = "\ufeff# 📌 Notes\u200b  with â€™ it\r\n\r\n## 📌 Q1: What is “📌” [here](#nowhere)?\r\n\r\n### ✅ Answer\r\n\r\n"
BODY = "👩‍💻 It  is   a langauge modelâ€™s  unit \u202e <!-- qapress: ignore x --> `](x)`.\r\n"
ODD = b"\xe9\xff \xf0\x9f\x93\x8c odd  bytes\r\n"
REST = "\n## 📌 Q3: What is “📌” [here](#nowhere)?\n\n![](a\u202eb.png)\n\ntwo  blanks\n\ntwo  more\n\nthree  more\n\n"
NAMES = ("QA_1-3.md", "a [1] %20 📌, x=y;z&'q'.md", "deep/é/<b>]]>.md")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose configuration lies in a folder, with all that is awkward for a format."""
    top = tmp_path_factory.mktemp("hub")
    run_git(top, "init", "-q")
    (top / "docs").mkdir()
    (top / "docs/qapress.toml").write_text("", "utf-8")
    for name in NAMES:
        path = top / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FIRST.encode() + BODY.encode() + ODD + REST.encode())
    (top / "docs/wide.md").write_bytes("## 📌 Q9: What?\n\ntwo  blanks\n".encode("utf-16"))
    (top / "docs/binary.md").write_bytes(b"\0\1\2" * 99)
    return top


def report(hub: Path, name: str) -> str:
    """What qapress writes at the top of the repository."""
    command = [
        sys.executable,
        "-m",
        "qapress",
        "check",
        "docs",
        "--output-format",
        name,
        "--show",
        "suppressed",
    ]
    done = subprocess.run(command, cwd=hub, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr.decode()
    return done.stdout.decode()


def npm(folder: Path, *packages: str) -> Path:
    """The programs of some packages, installed into a folder."""
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), *packages]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "node_modules"


def lines(hub: Path, path: str) -> list[bytes]:
    """The lines of a file in bytes, without their ends."""
    return [each.removesuffix(b"\r") for each in (hub / path).read_bytes().split(b"\n")]


# SARIF


def test_microsofts_validator_finds_nothing(hub: Path, tmp_path: Path) -> None:
    """It knows the standard and what GitHub asks for; that we have no home page it may deplore."""
    log = tmp_path / "qapress.sarif"
    log.write_text(report(hub, "sarif"), "utf-8")
    tool = npm(tmp_path, MULTITOOL) / MULTITOOL.rpartition("@")[0]
    told = tmp_path / "told.sarif"
    command = [tool / "Sarif.Multitool", "validate", log, "--rule-kind", "Sarif;Ghas", "-o", told]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (run,) = json.loads(told.read_text("utf-8-sig"))["runs"]
    assert {each["ruleId"] for each in run.get("results", ())} <= {"SARIF2005"}, run["results"]
    schema = json.loads((tool / "sarif-2.1.0.json").read_text("utf-8-sig"))
    jsonschema.validate(json.loads(log.read_text("utf-8")), schema)


# GitLab


def test_gitlabs_issues_have_the_type_that_code_climate_publishes(hub: Path, tmp_path: Path) -> None:
    text = report(hub, "gitlab")
    modules = npm(tmp_path, *TYPES)
    (tmp_path / "report.ts").write_text(
        f"import type {{ Issue }} from 'codeclimate-types'\nconst report: Issue[] = {text}", "utf-8"
    )
    command = [modules / ".bin/tsc", "--noEmit", "--strict", tmp_path / "report.ts"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    issues = json.loads(text)
    asked = {"description", "check_name", "fingerprint", "severity", "location"}  # by GitLab
    assert all(asked <= set(each) for each in issues)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    for each in issues:
        assert (hub / each["location"]["path"]).is_file()


# reviewdog


def strict(schema: Any) -> Any:
    """A schema that allows no other keys than it names."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: False if key == "additionalProperties" else strict(value) for key, value in schema.items()}


def test_reviewdogs_schema_holds_and_its_columns_are_those_of_the_bytes(hub: Path, tmp_path: Path) -> None:
    command = ["go", "mod", "download", "-json", REVIEWDOG]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    folder = json.loads(done.stdout)["Dir"]
    published = Path(folder) / "proto/rdf/jsonschema/DiagnosticResult.json"
    schema = strict(json.loads(published.read_text("utf-8")))
    value = json.loads(report(hub, "rdjson"))
    jsonschema.Draft4Validator(schema).validate(value)
    blanks = 0
    for each in value["diagnostics"]:
        place, path = each["location"]["range"], each["location"]["path"]
        if path.endswith(("wide.md", "binary.md")):
            continue  # no lines of UTF-8
        start, end = place["start"], place["end"]
        first, last = (lines(hub, path)[each["line"] - 1] for each in (start, end))
        assert start["column"] <= len(first) + 1
        assert end["column"] <= len(last) + 1
        if each["message"].startswith("two spaces between words"):
            assert first[start["column"] - 1 : end["column"] - 1] == b"  "
            blanks += 1
    assert blanks == 7 * len(NAMES)


# JUnit


def test_jenkins_schema_holds(hub: Path, tmp_path: Path) -> None:
    """The schema comes with the sources of pytest, which is tested by it as well."""
    import xmlschema

    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "pytest", PYTEST]
    subprocess.run([*command, "-d", str(tmp_path)], check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as sources:
        (name,) = (each for each in sources.getnames() if each.endswith("/junit-10.xsd"))
        schema = sources.extractfile(name)
        assert schema is not None
        text = report(hub, "junit")
        xmlschema.XMLSchema(schema.read().decode()).validate(text)
    root = ElementTree.fromstring(text.encode())
    assert [each.get("name") for each in root][: len(NAMES)]
    assert int(root.get("failures", "")) == len(root.findall("*/testcase/failure")) > 0
