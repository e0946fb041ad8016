"""The hooks with the real pre-commit, on a clone of this repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).parents[2]
CONFIG = """\
repos:
  - repo: {source}
    rev: {commit}
    hooks:
      - id: qapress-fix
      - id: qapress-check
"""
GOOD = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA token is a piece of text.\n"
UNTIDY = GOOD.replace("token?", "token?  ").replace("\n", "\r\n")
WITHOUT_ANSWER = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n"

pytestmark = pytest.mark.border


def run(folder: Path, *command: str, expect: int = 0) -> str:
    """Run a program and give all that it printed."""
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    assert done.returncode == expect, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the user's cache nor a git that calls this test take part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("pre-commit")))
        for name in [each for each in os.environ if each.startswith("GIT_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="module")
def source(alone: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository as it is committed."""
    clone = tmp_path_factory.mktemp("source") / "qapress"
    run(TOP, "git", "clone", "--quiet", "--no-hardlinks", str(TOP), str(clone))
    return clone


@pytest.fixture(scope="module")
def repository(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that uses the hooks, with pre-commit installed into it."""
    folder = tmp_path_factory.mktemp("hub")
    commit = run(source, "git", "rev-parse", "HEAD").strip()
    config = CONFIG.format(source=source.as_posix(), commit=commit)
    (folder / ".pre-commit-config.yaml").write_text(config, "utf-8")
    run(folder, "git", "init", "--quiet", "--initial-branch", "main")
    run(folder, "git", "config", "user.name", "Ada")
    run(folder, "git", "config", "user.email", "ada@example.org")
    run(folder, "git", "config", "core.autocrlf", "false")
    run(folder, "git", "add", ".")
    run(folder, "git", "commit", "--quiet", "-m", "start")
    run(folder, sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return folder


@pytest.fixture
def hub(repository: Path) -> Path:
    """The same as it was at the start."""
    run(repository, "git", "reset", "--quiet", "--hard", "HEAD")
    run(repository, "git", "clean", "--quiet", "-fdx")
    return repository


def commit(hub: Path, text: str | None = None, *, expect: int = 0) -> str:
    """Commit `QA_1-1.md` with this text, or as it stands; what git and the hooks said."""
    if text is not None:
        (hub / "QA_1-1.md").write_bytes(text.encode())
    run(hub, "git", "add", ".")
    return run(hub, "git", "commit", "-m", "add", expect=expect)


def test_a_bad_commit_is_refused_with_a_readable_report(hub: Path) -> None:
    before = run(hub, "git", "rev-parse", "HEAD")
    said = commit(hub, WITHOUT_ANSWER, expect=1)
    assert "QA_1-1.md:1:1: error QA202 " in said
    assert "Traceback" not in said
    assert run(hub, "git", "rev-parse", "HEAD") == before
    assert (hub / "QA_1-1.md").read_bytes() == WITHOUT_ANSWER.encode()


def test_what_can_be_mended_is_mended_and_the_next_commit_passes(hub: Path) -> None:
    said = commit(hub, UNTIDY, expect=1)
    assert "files were modified by this hook" in said
    mended = GOOD.replace("\n", "\r\n")
    assert (hub / "QA_1-1.md").read_bytes() == mended.encode()
    commit(hub)
    assert run(hub, "git", "status", "--porcelain") == ""
    run(hub, "git", "reset", "--quiet", "--hard", "HEAD~1")


def test_all_files_can_be_checked_by_hand(hub: Path) -> None:
    (hub / "QA_1-1.md").write_bytes(GOOD.encode())
    (hub / "notes.txt").write_bytes(WITHOUT_ANSWER.encode())
    run(hub, "git", "add", ".")
    stage = ("--hook-stage", "manual", "--all-files")
    said = run(hub, sys.executable, "-m", "pre_commit", "run", *stage)
    assert said.count("Passed") == 2


@pytest.mark.parametrize(
    ("name", "taken"),
    [("QA_1-1.md", True), ("a/README.markdown", True), ("a.txt", False), ("b.rst", False), ("c.mdx", False)],
)
def test_the_hooks_take_markdown(name: str, taken: bool) -> None:
    identify = (sys.executable, "-m", "identify.cli", "--filename-only", name)
    done = subprocess.run(identify, capture_output=True, encoding="utf-8", check=False)
    tags = json.loads(done.stdout) if done.stdout else []
    for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8")):
        assert set(hook["types"]).issubset(tags) is taken
