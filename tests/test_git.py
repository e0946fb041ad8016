"""What git says, and that nothing depends on it."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from qapress import git
from repository import TIME, crafted, run_git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, tagged v1."""
    folder = tmp_path / "répo"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "a.md").write_text("# A\n", "utf-8")
    run_git(folder, "init", "-q", "-b", "main")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-q", "-m", "one")
    run_git(folder, "tag", "v1")
    return folder


def test_a_clean_checkout(repository: Path) -> None:
    inside = repository / "content"
    commit = git.commit(inside)
    assert commit is not None
    assert len(commit) == 40
    assert git.root(inside / "a.md") == repository.resolve()
    assert (git.describe(inside), git.commit_time(inside), git.is_dirty(inside)) == ("v1", TIME, False)
    assert git.trouble(inside) is None


def test_a_changed_file_is_marked_and_a_new_one_is_not(repository: Path) -> None:
    (repository / "new.md").write_text("# B\n", "utf-8")
    assert (git.describe(repository), git.is_dirty(repository)) == ("v1", False)
    (repository / "content" / "a.md").write_text("# C\n", "utf-8")
    assert (git.describe(repository), git.is_dirty(repository)) == ("v1", True)


def test_without_a_tag_the_commit_names_the_release(repository: Path) -> None:
    run_git(repository, "tag", "-d", "v1")
    assert git.describe(repository) == str(git.commit(repository))[:12]


def test_the_caller_s_environment_does_not_lead_astray(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository))
    assert git.describe(repository / "content") == "v1"


def test_nothing_is_written_and_no_program_of_the_repository_runs(repository: Path) -> None:
    run_git(repository, "config", "core.fsmonitor", "touch ran; false")
    run_git(repository, "config", "log.showSignature", "true")
    os.utime(repository / "content" / "a.md", (TIME, TIME))  # git must look whether it changed
    index = repository / ".git" / "index"
    before = index.read_bytes()
    assert (git.describe(repository), git.is_dirty(repository)) == ("v1", False)
    assert git.commit_time(repository) == TIME
    assert index.read_bytes() == before
    assert not (repository / "ran").exists()


def test_a_worktree_has_its_own_root(repository: Path, tmp_path: Path) -> None:
    run_git(repository, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert git.root(tmp_path / "tree" / "content") == (tmp_path / "tree").resolve()


def test_outside_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # an empty folder is no repository
    answers = [each(tmp_path) for each in (git.root, git.describe, git.commit, git.commit_time, git.is_dirty)]
    assert answers == [None] * 5
    assert git.trouble(tmp_path) is None


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "-q")
    assert git.root(tmp_path) == tmp_path.resolve()
    assert [each(tmp_path) for each in (git.describe, git.commit, git.commit_time)] == [None] * 3
    assert git.is_dirty(tmp_path) is False


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git.root(repository) == repository.resolve()
    assert git.describe(repository) is None
    assert git.is_dirty(repository) is None
    assert git.trouble(repository) == "git is not installed"


def test_a_repository_of_somebody_else_is_explained(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"  # the real one, told to take the files for somebody else's
    program.parent.mkdir()
    nobody = "GIT_TEST_ASSUME_DIFFERENT_OWNER=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null"
    program.write_text(f'#!/bin/sh\n{nobody} exec {shutil.which("git")} "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    assert git.commit(repository) is None
    assert git.trouble(repository) == (
        "git does not trust the repository, which belongs to another user; "
        f"run: git config --global --add safe.directory {repository.resolve()}"
    )


def test_a_broken_repository_is_explained(repository: Path) -> None:
    (repository / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n", "utf-8")
    assert git.commit(repository) is None
    assert str(git.trouble(repository)).startswith("git does not answer: ")


ESCAPING = (
    "../out.toml",
    "/out.toml",
    "a/../../out.toml",
    "a//out.toml",
    "./out.toml",
    ".git/config",
    "a/.GIT/b",
)


def test_no_file_of_a_commit_lies_elsewhere(repository: Path) -> None:
    made = crafted(repository, ["a..b.toml", *ESCAPING])
    assert set(run_git(repository, "ls-tree", "-r", "--name-only", made).split("\n")) > set(ESCAPING)
    tree = git.tree(repository, made)
    assert tree is not None
    assert list(tree.files) == ["a..b.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there; it is looked for alike")
@pytest.mark.parametrize("entry", ["", ".", "tools"])
def test_no_program_of_the_working_folder_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    (repository / "tools").mkdir()
    for path in (repository / "git", repository / "tools" / "git"):
        path.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
        path.chmod(0o755)
    monkeypatch.chdir(repository)
    real = os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{entry}{os.pathsep}{real}")
    assert git.describe(repository) == "v1"
    monkeypatch.setenv("PATH", entry)
    assert git.describe(repository) is None
    assert not (repository / "ran").exists()
