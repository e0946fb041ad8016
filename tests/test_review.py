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


IGNORE = "<!-- qapress: ignore garbled-text: quoted -->\n\n"
WHOLE = "<!-- qapress: ignore-file garbled-text: quoted -->\n\n"
GARBLED = "A piece of the modelâ€™s text.\n"
QUOTING = FIRST.replace("A piece", IGNORE + "A piece") + "\n" + GARBLED


@pytest.fixture
def quoting(hub: Path) -> Path:
    """The hub with comments that switch rules off."""
    put(hub, {"QA_1-1.md": QUOTING, "all.md": f"{WHOLE}# Samples of damage\n\n{GARBLED}"})
    run_git(hub, "add", ".")
    run_git(hub, "commit", "--quiet", "-m", "quotes")
    return hub


OFF = "note: rules are switched off in the text: "


def test_a_comment_that_moves_to_another_text_is_told(quoting: Path) -> None:
    moved = FIRST + "\n" + IGNORE + GARBLED
    put(quoting, {"QA_1-1.md": moved})
    assert f"{OFF}QA_1-1.md:7: ignore garbled-text: quoted" in remarks(quoting)
    put(quoting, {"QA_1-1.md": QUOTING.replace("A piece of a text.", "It’s what no one knew before.")})
    assert f"{OFF}QA_1-1.md:5: ignore garbled-text: quoted" in remarks(quoting)


def test_a_comment_that_moves_to_another_file_is_told(quoting: Path) -> None:
    (quoting / "all.md").unlink()
    put(quoting, {"c.md": WHOLE + "# Other words\n\nNothing of what was there stands here.\n"})
    assert remarks(quoting) == [f"{OFF}c.md:1: ignore-file garbled-text: quoted"]


def test_a_comment_may_move_with_its_text(quoting: Path) -> None:
    (quoting / "all.md").rename(quoting / "samples.md")
    (quoting / "QA_1-1.md").unlink()
    put(quoting, {"QA_1-2.md": SECOND.replace("2", "1") + "\n" + QUOTING.replace("Q1", "Q2")})
    (quoting / "QA_2-2.md").unlink()
    assert remarks(quoting) == []


def test_the_text_below_a_comment_may_be_edited(quoting: Path) -> None:
    put(quoting, {"QA_1-1.md": QUOTING.replace("A piece of a text.", "One piece of a long text.")})
    put(quoting, {"all.md": f"{WHOLE}# Samples of damage\n\nMore.\n\n{GARBLED}"})
    assert remarks(quoting) == []


def test_all_paths_of_a_page_begin_at_one_folder(hub: Path) -> None:
    below = hub / "docs" / "my hub"
    config = '[build]\nformats = ["json"]\n'
    put(below, {"qapress.toml": config, "QA_1-1.md": FIRST, "QA_2-2.md": SECOND, "own.jsonl": ""})
    run_git(hub, "add", ".")
    run_git(hub, "commit", "--quiet", "-m", "a hub below")
    third = QUESTION.format(3, "matrix", "A table of modelâ€™s numbers.").replace(
        "A table", IGNORE + "A table"
    )
    put(below, {"qapress.toml": f'exclude = ["QA_2-2.md"]\n{config}', "QA_2-2.md": SECOND + "\nMore.\n"})
    put(below, {"QA_3-3.md": third, "own.jsonl": '{"qapress-baseline": 1}\n'})
    put(hub, {".github/workflows/check.yml": "on: push\n"})
    run_git(hub, "add", ".")
    since = ("check", "--changed-since", "main", "--baseline", "own.jsonl")
    done = qapress(below, *since, "--output-format", "markdown", GITHUB_WORKSPACE=str(hub))
    places = {
        "qapress.toml:1: exclude": "the configuration is changed",
        "own.jsonl: 1": "findings are added to the baseline",
        "QA_3-3.md:5: ignore garbled-text: quoted": "rules are switched off in the text",
        "QA_3-3.md: garbled-text: 'â€™' is '’', garbled by cp1252": "what is new is hidden by a comment in the text",
        "QA_2-2.md": "changed, and not checked",
    }
    for place, words in places.items():
        assert f"> - {words}: `docs/my hub/{place}`\n" in done.stdout
    server = "what runs on the server is changed: "
    assert f"> - {server}`.github/workflows/check.yml`\n" in done.stdout
    assert "- `docs/my hub/QA_3-3.md:1: Q3 What is a matrix?`\n" in done.stdout
    told = qapress(below, *since).stderr
    assert all(f"note: {words}: {place}\n" in told for place, words in places.items())
    assert f"note: {server}../../.github/workflows/check.yml\n" in told
