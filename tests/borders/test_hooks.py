"""The hooks with the real pre-commit and prek, on a clone of this repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

TOP = Path(__file__).parents[2]
CONFIG = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
  - repo: {source}
    rev: {commit}
    hooks:
      - id: qapress-fix
      - id: qapress-check
      - id: qapress-collection
      - id: qapress-grammar
"""
RUNNERS = {"pre-commit": (sys.executable, "-m", "pre_commit"), "prek": ("prek",)}
ENTRY = "## 📌 Q{}: What is a {}?\n\n### ✅ Answer\n\nIt is what a book on the subject calls a {}.\n"
GOOD = ENTRY.format(1, "token", "token")
THIRD = ENTRY.format(3, "matrix", "matrix")
INDEX = """\
| No. | Question |
|---:|---|
| 1 | [What is a token?](QA_1-1.md) |
| 2 | [What is a vector?](QA_2-2.md) |
"""
HUB = {"README.md": INDEX, "QA_1-1.md": GOOD, "QA_2-2.md": ENTRY.format(2, "vector", "vector")}
UNTIDY = GOOD.replace("token?", "token?  ").replace("\n", "\r\n")
WITHOUT_ANSWER = GOOD[: GOOD.index("It is")]

pytestmark = pytest.mark.border


def run(folder: Path, *command: str, expect: int = 0) -> str:
    """Run a program and give all that it printed."""
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    assert done.returncode == expect, done.stdout
    return done.stdout


class Hub(NamedTuple):
    """A repository that uses the hooks, and the program that runs them."""

    folder: Path
    runner: tuple[str, ...]

    def git(self, *command: str, expect: int = 0) -> str:
        """What git, and the hooks that it ran, said."""
        return run(self.folder, "git", *command, expect=expect)

    def put(self, files: dict[str, str]) -> None:
        """Write files and stage them."""
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(text.encode())
        self.git("add", ".")

    def commit(self, *options: str, expect: int = 0) -> str:
        """Commit what is staged; what git and the hooks said."""
        return self.git("commit", "-m", "add", *options, expect=expect)


@pytest.fixture(
    scope="module", params=[pytest.param(each, marks=pytest.mark.xdist_group(each)) for each in RUNNERS]
)
def repository(request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """A hub of two questions with its index, into which the hooks are installed."""
    hub = Hub(tmp_path_factory.mktemp("hub"), RUNNERS[request.param])
    commit = run(source, "git", "rev-parse", "HEAD").strip()
    hub.git("init", "--quiet", "--initial-branch", "main")
    hub.git("config", "core.quotePath", "false")
    config = CONFIG.format(source=source.as_posix(), commit=commit)
    hub.put({".pre-commit-config.yaml": config, **HUB})
    hub.commit("--quiet")
    run(hub.folder, *hub.runner, "install", "--install-hooks")
    hub.git("tag", "start")
    return hub


@pytest.fixture
def hub(repository: Hub) -> Hub:
    """The same as it was at the start."""
    repository.git("checkout", "--quiet", "--force", "main")
    repository.git("reset", "--quiet", "--hard", "start")
    repository.git("clean", "--quiet", "-fdx")
    return repository


def test_a_bad_commit_is_refused_with_a_readable_report(hub: Hub) -> None:
    hub.put({"QA_1-1.md": WITHOUT_ANSWER})
    said = hub.commit(expect=1)
    assert "QA_1-1.md:1:1: error QA202 the question has no answer  [missing-answer]\n" in said
    assert "  1 | ## 📌 Q1: What is a token?\n" in said
    assert "Traceback" not in said
    assert said.count("Failed") == 1
    assert hub.git("rev-parse", "HEAD") == hub.git("rev-parse", "start")
    assert (hub.folder / "QA_1-1.md").read_bytes() == WITHOUT_ANSWER.encode()


def test_what_can_be_mended_is_mended_and_the_next_commit_passes(hub: Hub) -> None:
    hub.put({"QA_1-1.md": UNTIDY})
    said = hub.commit(expect=1)
    assert "files were modified by this hook" in said
    assert "mended 1 place in QA_1-1.md\n" in said
    assert (hub.folder / "QA_1-1.md").read_bytes() == GOOD.replace("\n", "\r\n").encode()
    hub.git("add", ".")
    hub.commit()
    assert hub.git("status", "--porcelain") == ""


def test_names_may_hold_anything(hub: Hub) -> None:
    names = [
        "Fragen über Größe/QA 1-1.md",
        "a[1]*/b.md",
        "it's $(so)/c d.md",
        "日本語/x.markdown",
        "--fix/more.md",
    ]
    hub.put({name: UNTIDY.replace("token", f"thing {len(name)}") for name in names})
    assert "mended 5 places in 5 files: " in hub.commit(expect=1)
    hub.git("add", ".")
    hub.commit()
    assert hub.git("diff", "--name-only", "start", "HEAD").split("\n")[:-1] == sorted(names)


def test_no_name_is_an_option_whatever_arguments_are_configured(hub: Hub) -> None:
    config = (hub.folder / ".pre-commit-config.yaml").read_text("utf-8")
    own = config.replace("id: qapress-check\n", "id: qapress-check\n        args: [--fail-on, error]\n")
    hub.put({".pre-commit-config.yaml": own, "-h.md": WITHOUT_ANSWER})
    said = hub.commit(expect=1)
    assert "\n-h.md:1:1: error QA202 " in said.replace("\n  ", "\n"), "prek indents"
    hub.put({"--output-file=README.md": WITHOUT_ANSWER})
    assert "error: '--output-file=README.md' is a file here, too; " in hub.commit(expect=1)
    assert (hub.folder / "README.md").read_text("utf-8") == INDEX


def test_what_a_deleted_or_renamed_file_leaves_behind_is_refused(hub: Hub) -> None:
    hub.git("rm", "--quiet", "QA_2-2.md")
    assert "README.md:4:7: warning QA308 " in hub.commit(expect=1)
    hub.git("reset", "--quiet", "--hard")
    hub.git("mv", "QA_2-2.md", "QA_2-3.md")
    said = hub.commit(expect=1)
    assert said.count("QA_2-3.md:1:7: warning QA305 ") == 1
    assert said.count("README.md:4:7: warning QA308 ") == 1
    hub.git("rm", "--quiet", "--force", "QA_2-3.md")
    hub.put({"README.md": INDEX[: INDEX.index("| 2 ")]})
    hub.commit()


def test_five_hundred_files_are_one_report(hub: Hub) -> None:
    texts = {number: ENTRY.format(number, f"thing {number}", f"{number}th thing") for number in range(1, 501)}
    for number in (1, 100, 200, 300, 400, 500):
        texts[number] = texts[number].replace("is what", "is  what")
    texts[250] = texts[250][: texts[250].index("It is")]
    hub.put({f"a topic with quite a long name/QA_{each}-{each}.md": text for each, text in texts.items()})
    said = hub.commit(expect=1)
    assert "mended 6 places in 6 files: a topic with quite a long name/QA_1-1.md, " in said
    assert said.count("500 files, 500 questions: 1 error\n") == 1


def test_the_whole_collection_is_looked_at_though_one_file_changed(hub: Hub) -> None:
    hub.put({"QA_3-3.md": THIRD})
    assert hub.commit(expect=1).count("README.md:4:1: warning QA306 ") == 1
    hub.put({"README.md": INDEX + "| 3 | [What is a matrix?](QA_3-3.md) |\n"})
    hub.commit()


def test_grammar_comes_with_its_engine(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKIP")
    hub.put({"QA_1-1.md": GOOD.replace("It is", "This are")})
    said = hub.commit(expect=1)
    assert said.count("QA_1-1.md:5:1: warning QA450 ") == said.count("[grammar/THIS_NNS]") == 1
    assert hub.git("status", "--porcelain", "--ignored") == "M  QA_1-1.md\n!! .qapress_cache/\n"


def test_what_two_branches_number_alike_is_refused_when_they_merge(hub: Hub) -> None:
    for branch in ("one", "two"):
        hub.git("checkout", "--quiet", "-B", branch, "start")
        hub.put({f"topic/{branch}.md": GOOD.replace("token", branch)})
        hub.commit("--no-verify")
    said = hub.git("merge", "--no-edit", "one", expect=1)
    assert (
        "topic/two.md:1:7: error QA302 Q1 also stands in topic/one.md; expected Q2  [duplicate-number]"
        in said
    )
    hub.git("merge", "--abort")


def test_a_commit_past_the_hooks_is_not_pushed(hub: Hub, tmp_path: Path) -> None:
    hub.git("init", "--quiet", "--bare", str(tmp_path))
    hub.git("push", "--quiet", str(tmp_path), "start:refs/heads/main")
    hub.git("remote", "add", "origin", str(tmp_path))
    hub.put({"QA_1-1.md": WITHOUT_ANSWER})
    hub.commit("--no-verify")
    said = hub.git("push", "origin", "main", expect=1)
    hub.git("remote", "remove", "origin")
    assert "QA_1-1.md:1:1: error QA202 " in said


def test_a_part_of_the_changes_and_another_work_tree(hub: Hub, tmp_path: Path) -> None:
    hub.put({"QA_1-1.md": GOOD.replace("book", "paper")})
    (hub.folder / "README.md").write_text(WITHOUT_ANSWER, "utf-8")
    hub.commit("QA_1-1.md")
    hub.git("worktree", "add", "--quiet", str(tmp_path / "other"), "-B", "other")
    other = hub._replace(folder=tmp_path / "other")
    other.put({"QA_1-1.md": WITHOUT_ANSWER})
    assert "QA_1-1.md:1:1: error QA202 " in other.commit(expect=1)
    hub.git("worktree", "remove", "--force", str(other.folder))


def test_all_files_can_be_checked_by_hand(hub: Hub) -> None:
    hub.put({"notes.txt": WITHOUT_ANSWER})
    said = run(hub.folder, *hub.runner, "run", "--hook-stage", "manual", "--all-files")
    assert said.count("Passed") == 3


@pytest.mark.parametrize(
    ("name", "taken"),
    [("QA_1-1.md", True), ("a/README.markdown", True), ("a.txt", False), ("b.rst", False), ("c.mdx", False)],
)
def test_the_hooks_take_markdown(name: str, taken: bool) -> None:
    identify = (sys.executable, "-m", "identify.cli", "--filename-only", name)
    done = subprocess.run(identify, capture_output=True, encoding="utf-8", check=False)
    tags = json.loads(done.stdout) if done.stdout else []
    for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text("utf-8")):
        if hook.get("pass_filenames", True):
            assert set(hook["types"]).issubset(tags) is taken
