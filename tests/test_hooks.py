"""The hooks and the workflows: what they promise, tried without pre-commit and without GitHub."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parents[1]
STAGES = ["pre-commit", "pre-merge-commit", "pre-push", "manual"]
GOOD = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA piece of text.\n"
UNTIDY = GOOD.replace("token?", "token?  ").replace("\n", "\r\n")
WITHOUT_ANSWER = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n"


def load(name: str) -> Any:
    return yaml.safe_load((TOP / name).read_text("utf-8"))


def runs(steps: list[dict[str, Any]]) -> list[str]:
    return [each["run"] for each in steps if "run" in each]


HOOKS: dict[str, dict[str, Any]] = {each["id"]: each for each in load(".pre-commit-hooks.yaml")}
WORKFLOWS = sorted((TOP / ".github" / "workflows").glob("*.yml"))


def hook(
    name: str, folder: Path, *files: str, args: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a hook's entry as pre-commit does: from the top of the repository, with the names of files.

    `args` are those of the user, which replace those of the hook.
    """
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert program == "qapress"
    command = [
        sys.executable,
        "-m",
        "qapress",
        *words,
        *(HOOKS[name]["args"] if args is None else args),
        *files,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qapress.toml").write_text('exclude = ["drafts/"]\n', "utf-8")
    (tmp_path / "drafts").mkdir()
    return tmp_path


def test_the_manifest_names_the_hooks_in_the_order_in_which_they_are_best_run() -> None:
    assert list(HOOKS) == [f"qapress-{each}" for each in ("fix", "check", "collection", "grammar")]
    for name, each in HOOKS.items():
        assert (each["language"], each["require_serial"]) == ("python", True)
        whole = name == "qapress-collection"
        assert (each["args"], each["stages"]) == ([] if whole else ["--"], STAGES)
        assert each.get("always_run", False) is whole, "a deleted file is passed to no hook"
        assert each.get("pass_filenames", True) is not whole
        assert each.get("types") == (None if whole else ["markdown"])


def test_check_takes_file_names_and_leaves_them_alone(folder: Path) -> None:
    for name, text in {"a b.md": GOOD, "QA_1-1.md": WITHOUT_ANSWER}.items():
        (folder / name).write_bytes(text.encode())
    good = hook("qapress-check", folder, "a b.md")
    assert (good.returncode, good.stderr) == (0, "")
    bad = hook("qapress-check", folder, "a b.md", "QA_1-1.md")
    assert bad.returncode == 1
    assert "QA_1-1.md:1:1: error QA202 " in bad.stdout
    assert (folder / "QA_1-1.md").read_bytes() == WITHOUT_ANSWER.encode()


def test_fix_mends_in_place_and_settles_at_once(folder: Path) -> None:
    path = folder / "QA_1-1.md"
    path.write_bytes(UNTIDY.encode())
    assert hook("qapress-fix", folder, path.name).returncode == 0
    mended = GOOD.replace("\n", "\r\n").encode()
    assert path.read_bytes() == mended
    assert hook("qapress-fix", folder, path.name).returncode == 0
    assert path.read_bytes() == mended


BOTH = ["--output-file=README.md", "--output-file=docs/QA_1-1.md", "--baseline=README.md"]
"""Names of files that are options, too."""
NEITHER = ["--so.md", "-dash.md", "-h.md"]


@pytest.mark.parametrize("args", [["--"], [], ["--fail-on", "error"]])
def test_no_file_is_taken_for_an_option(folder: Path, args: list[str]) -> None:
    (folder / "--output-file=docs").mkdir()
    (folder / "docs").mkdir()
    for name in (*BOTH, *NEITHER):
        (folder / name).write_text(WITHOUT_ANSWER, "utf-8")
    kept = [folder / "README.md", folder / "docs" / "QA_1-1.md"]
    for path in kept:
        path.write_text(GOOD, "utf-8")
    done = hook("qapress-check", folder, *NEITHER, args=args)
    assert (done.returncode, done.stderr) == (1, "")
    assert all(f"\n{name}:1:1: error QA202 " in f"\n{done.stdout}" for name in NEITHER)
    for name in BOTH:
        done = hook("qapress-check", folder, "README.md", name, args=args)
        if args == ["--"]:
            assert f"{name}:1:1: error QA202 " in done.stdout
        else:
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.startswith(f"error: '{name}' is a file here, too; ")
    assert [path.read_text("utf-8") for path in kept] == [GOOD, GOOD]


def test_check_and_collection_share_the_rules_so_that_nothing_is_told_twice() -> None:
    left, taken = (shlex.split(HOOKS[f"qapress-{each}"]["entry"])[-1] for each in ("check", "collection"))
    assert left == taken


def test_no_hook_but_that_for_grammar_starts_an_engine(folder: Path) -> None:
    (folder / "qapress.toml").write_text('grammar.engine = "languagetool"\n', "utf-8")
    (folder / "QA_1-1.md").write_text(GOOD, "utf-8")
    for name in ("qapress-fix", "qapress-check", "qapress-collection"):
        done = hook(name, folder, "QA_1-1.md")
        assert (done.returncode, "LanguageTool" in done.stderr) == (0, False), name


def test_the_collection_is_checked_where_there_is_nothing_yet(folder: Path) -> None:
    assert hook("qapress-collection", folder).returncode == 0
    (folder / "QA_1-1.md").write_text(GOOD, "utf-8")
    (folder / "QA_3-3.md").write_text(GOOD.replace("Q1", "Q3").replace("token", "vector"), "utf-8")
    done = hook("qapress-collection", folder)
    assert (done.returncode, "Q2 is missing" in done.stdout) == (1, True)


@pytest.mark.parametrize("name", HOOKS)
def test_excluded_files_are_left_out_although_they_are_named(folder: Path, name: str) -> None:
    path = folder / "drafts" / "QA_1-1.md"
    path.write_bytes(WITHOUT_ANSWER.replace("?", "?  ").encode())
    before = path.read_bytes()
    assert hook(name, folder, "drafts/QA_1-1.md").returncode == 0
    assert path.read_bytes() == before


def test_this_repository_runs_its_own_hooks() -> None:
    (local,) = load(".pre-commit-config.yaml")["repos"]
    entries = {each["id"]: each["entry"] for each in local["hooks"]}
    assert entries["qapress-fix"] == HOOKS["qapress-fix"]["entry"]
    assert entries["qapress-check"] == "qapress check"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_do_little_and_run_only_what_is_pinned(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each)] == []
    assert [each for each in runs(steps) if "${{" in each] == []


def test_the_gate_is_what_the_workflow_runs() -> None:
    (job,) = load(".github/workflows/ci.yml")["jobs"].values()
    assert runs(job["steps"])[-1] == ".ci/run"
    assert (TOP / ".ci" / "run").stat().st_mode & 0o111
