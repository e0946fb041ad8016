"""What a reviewer is told of a change besides its findings, on the command line and on the page."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from repository import run_git

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "## 📌 Q{}: What is a {}?\n\n### ✅ Answer\n\n{}\n"
FIRST = QUESTION.format(1, "token", "A piece of a text.")
SECOND = QUESTION.format(2, "vector", "Several numbers in a row.")


def qapress(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")} | environment
    command = [sys.executable, "-m", "qapress", "--no-cache", *words]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def remarks(folder: Path, *words: str) -> list[str]:
    """What is told of the change since `main` that is no finding."""
    done = qapress(folder, *words, "check", "--changed-since", "main", "--exit-zero")
    assert done.returncode == 0, done.stderr
    return [each for each in done.stderr.split("\n") if each.startswith("note: ")]


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    put(tmp_path, {"qapress.toml": "", "QA_1-1.md": FIRST, "QA_2-2.md": SECOND})
    run_git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, "commit", "--quiet", "-m", "base")
    return tmp_path


def test_files_that_are_no_longer_there_are_not_called_unchecked(hub: Path) -> None:
    (hub / "QA_1-1.md").rename(hub / "QA_1-2.md")
    (hub / "QA_2-2.md").unlink()
    assert remarks(hub) == []
    put(hub, {"QA_2-2.md": SECOND + "More.\n", ".gitignore": "QA_2-2.md\n"})
    assert remarks(hub) == ["note: changed, and not checked: QA_2-2.md"]


def test_a_configuration_that_is_not_used_may_be_broken(hub: Path) -> None:
    put(hub, {"qapress.toml": "a = [\n", "QA_2-2.md": SECOND.replace("Several", "Several modelâ€™s")})
    since = ("--config-from", "main", "check", "--changed-since", "main")
    done = qapress(hub, *since, "--output-format", "github")
    assert done.returncode == 1, done.stderr
    assert "::error file=QA_2-2.md,line=5," in done.stdout
    told = "the configuration is changed, and not used here: it is wrong now: qapress.toml:"
    assert done.stdout.startswith(f"::warning title=qapress::{told}")
    assert f"\nnote: {told}" in "\n" + qapress(hub, *since).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_branch_is_offered_that_a_shell_would_run(hub: Path, shell: str) -> None:
    for name in (
        "x/$(touch${IFS}pwned)",
        "x;b",
        "x`id`",
        "x'",
        'x"',
        "x|y",
        "x&y",
        "x>y",
        "x<y",
        "x(y",
        "x!y",
    ):
        run_git(hub, "update-ref", f"refs/heads/{name}", "HEAD")
    for name in ("x/fix-#12", "xé@1.0+2"):
        run_git(hub, "tag", name)
    asks = {"_QAPRESS_COMPLETE": f"{shell}_complete", "COMP_WORDS": "qapress check --changed-since x"}
    told = qapress(hub, **asks, COMP_CWORD="x" if shell == "fish" else "3").stdout
    assert "x/fix-#12" in told
    assert "xé@1.0+2" in told
    assert not {*"$;`'\"|&><(!"} & {*told.replace("x/fix", "")}
