"""The action as it stands: installed by pip from a checkout of this repository, in one that a stranger filled."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from runner import TOP, pull_request

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

GOOD = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA token is a piece of text.\n"
WITHOUT_ANSWER = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n"
TRAPS = ("venv", "ensurepip", "pip", "qapress", "click", "mistune", "json", "sitecustomize")
"""Modules that a stranger would like to have imported."""


def test_the_action_runs_as_it_stands(tmp_path: Path) -> None:
    traps = {f"{name}.py": b"import pathlib\npathlib.Path('ran').touch()\n" for name in TRAPS}
    ours = {**traps, "good.md": GOOD.encode(), "with blank.md": WITHOUT_ANSWER.encode()}
    source = tmp_path / "qapress"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(TOP), str(source)], check=True)
    job = pull_request(tmp_path, {"README.md": b"# Hub\n"}, {**ours}, 2)
    job.environment["GITHUB_ACTION_PATH"] = str(source)
    job.run(install=True, changed_since="", grammar="true")
    assert job.code == 1, job.log
    assert "::error file=with blank.md,line=1," in job.log
    assert list(job.checkout.rglob("ran")) == []
    for paths, code in {
        "good.md": 0,
        "good.md\nwith blank.md\n": 1,
        "$(touch ran)": 2,
        "--version": 2,
    }.items():
        job.code = 0
        assert job.run(changed_since="", paths=paths).code == code, job.log
    assert list(job.checkout.rglob("ran")) == []
