"""The wheel as a user has it: it carries its data, and does the whole job away from the checkout."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

QAPRESS = str(Path(sys.executable).with_name("qapress"))
SAMPLE = """## 📌 Q1: What is a token?

### ✅ Answer

A token is a piece of text that a model reads as one symbol.
"""
DATA = ("py.typed", "rules/index.json", "model/layouts/house.toml", "schema/qa-document.v1.schema.json")


def installed() -> Path:
    spec = importlib.util.find_spec("qapress")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QAPRESS, *args], cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def test_package_carries_its_data() -> None:
    folder = installed()
    assert "site-packages" in folder.parts
    for name in (
        "py.typed",
        "rules/index.json",
        "model/layouts/house.toml",
        "schema/qa-document.v1.schema.json",
    ):
        assert (folder / name).is_file(), name
    pages = {path.stem for path in (folder / "rules").glob("*.md")}
    assert {path.stem for path in (folder / "rules").glob("[a-z]*.py")} == pages


def test_wheel_does_the_job(tmp_path: Path) -> None:
    (tmp_path / "QA_1-1.md").write_text(SAMPLE, "utf-8")
    assert run(tmp_path, "check").returncode == 0
    built = run(tmp_path, "build", "--name", "sample", "--title", "Sample", "--release", "1")
    assert built.returncode == 0, built.stderr
    data = json.loads((tmp_path / "dist/sample-1/sample.json").read_text("utf-8"))
    assert data["documents"][0]["questions"][0]["title"] == "What is a token?"
    with zipfile.ZipFile(tmp_path / "dist/sample-1.zip") as archive:
        assert archive.testzip() is None
    assert run(tmp_path, "explain", "missing-answer").stdout.startswith("# missing-answer")


def test_doctor_knows_the_packages_of_the_wheel(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--output-format", "json")
    assert done.returncode == 0, done.stdout
    checks = {each["topic"]: each for each in json.loads(done.stdout)["checks"]}
    assert "mistune" in checks["packages"]["text"]
    assert "typst" in checks["pdf"]["text"]
