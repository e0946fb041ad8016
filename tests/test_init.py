"""`init`: what is there is found, what is lacking is written, and nothing is overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from qapress.errors import WriteError
from qapress.pipeline.configure import configured
from qapress.pipeline.init import EXAMPLE, EXAMPLE_ACTION, STARTERS, Prepared, prepare, write
from qapress.pipeline.repository import Pin, page_at, pin_of
from qapress.pipeline.survey import Survey, survey
from qapress.pipeline.upgrade import installed
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Sequence

TOP = Path(__file__).parents[1]
PIN = Pin("https://example.org/tools/qapress", "v0.1.0")
ASKED = ("--repo", PIN.repo, "--rev", PIN.rev)
QUESTION = "## 📌 Q{n}: What is a vector?\n\n### ✅ Answer\n\nA list of numbers that stands for a word.\n"
HOOKS = """\
repos:
  - repo: https://example.org/tools/qapress
    rev: v0.1.0
    hooks:
      - id: qapress-fix
      - id: qapress-check
      - id: qapress-collection
"""


class Done(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str


def run(*args: str, stdin: bytes = b"") -> Done:
    """Qapress in the working folder."""
    command = [sys.executable, "-m", "qapress", *args]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def put(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of git with two questions, in which the test works."""
    folder = tmp_path / "hub"
    folder.mkdir()
    run_git(folder, "init", "-q", "-b", "main")
    run_git(folder, "remote", "add", "origin", "git@example.org:ada/hub.git")
    monkeypatch.chdir(folder)
    put("content/vectors/QA_1-2.md", QUESTION.format(n=1) + "\n" + QUESTION.format(n=2))
    put("README.md", "# A hub\n")
    return folder


def found() -> Survey:
    return survey(configured(()))


def prepared() -> Prepared:
    return prepare(found(), PIN)


# What is found


def test_what_is_there_is_found(hub: Path) -> None:
    there = found()
    assert (there.texts, there.files, there.questions) == (2, 1, 2)
    assert there.include == ("content/**/*.md",)
    assert (there.root, there.top, there.config, there.has_hooks) == (hub, hub, None, False)
    assert there.repository == "https://example.org/ada/hub"


@pytest.mark.parametrize(
    ("names", "include"),
    [
        (["content/a/x.md"], ["content/**/*.md"]),
        (["content/a/x.md", "content/b/c/y.markdown"], ["content/**/*.md", "content/**/*.markdown"]),
        ([r"#größe [1]*! “a” \/b/x.md"], [r"\#größe \[1\]\*\! “a” \\/**/*.md"]),
        (["content/a/x.md", "content/y.md"], []),
        (["tokens/x.md", "vectors/y.md"], []),
        (["vectors/x.md"], []),
        (["x.md"], []),
        ([], []),
    ],
    ids=str,
)
def test_a_folder_of_topics_is_included(names: list[str], include: list[str]) -> None:
    """Topics themselves are not listed: the next one would not be checked."""
    Path("content/vectors/QA_1-2.md").unlink()
    for name in names:
        put(name, QUESTION.format(n=1))
    assert list(found().include) == include
    write(prepared().starts, found().top)
    assert list(configured(()).include) == (include or ["**/*.md", "**/*.markdown"])
    assert found().files == len(names), "the patterns match these very folders"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://example.org/o/n.git", "https://example.org/o/n"),
        ("git+https://example.org/o/n", "https://example.org/o/n"),
        ("https://ada:secret@example.org/o/n/", "https://example.org/o/n"),
        ("git@example.org:o/n.git", "https://example.org/o/n"),
        ("ssh://git@example.org:2222/o/group/n.git", "https://example.org/o/group/n"),
        ("git@example.org:/srv/git/n.git", None),
        ("https://example.org//o/n", None),
        ("https://example.org", None),
        ("/srv/git/n.git", None),
        ("../n", None),
        ("file:///srv/git/n.git", None),
        ("C:/git/n", None),
        ("C:\\git\\n", None),
    ],
)
def test_addresses_of_git_are_pages(address: str, page: str | None) -> None:
    assert page_at(address) == page


def test_where_qapress_was_installed_from(hub: Path) -> None:
    commit = "0123456789" * 4
    of_git = {"url": "https://token@example.org/o/qapress", "vcs_info": {"vcs": "git", "commit_id": commit}}
    assert pin_of(json.dumps(of_git)) == Pin("https://example.org/o/qapress", commit)
    run_git(hub, "add", ".")
    run_git(hub, "commit", "-q", "-m", "one")
    checkout = {"url": hub.as_uri(), "dir_info": {"editable": True}}
    assert pin_of(json.dumps(checkout)) == Pin(
        "https://example.org/ada/hub", run_git(hub, "rev-parse", "HEAD")
    )
    inside = {"url": (hub / "content").as_uri(), "dir_info": {}}
    assert pin_of(json.dumps(inside)) is None
    run_git(hub, "remote", "remove", "origin")
    assert pin_of(json.dumps(checkout)) is None
    assert pin_of(json.dumps({"url": "file:///a.whl", "archive_info": {}})) is None


# What is written


def test_a_new_hub_gets_configuration_and_hooks() -> None:
    write(prepared().starts, found().top)
    assert Path("qapress.toml").read_text("utf-8") == (
        f'edition = "{installed()}"\n'
        'include = ["content/**/*.md"]\n'
        'links.repository = "https://example.org/ada/hub"\n'
    )
    assert Path(".pre-commit-config.yaml").read_text("utf-8") == HOOKS
    assert prepared() == Prepared((), ()), "the second time all is there"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (b"[project]\nname = 'hub'\n", b"[project]\nname = 'hub'\n\n[tool.qapress]\n"),
        (b"# no end", b"# no end\n\n[tool.qapress]\n"),
        (b"", b"[tool.qapress]\n"),
        (b"\xef\xbb\xbf[tool.ruff]\r\nline-length = 100\r\n", b"\xef\xbb\xbf[tool.ruff]\r\nline-length = 100\r\n\r\n[tool.qapress]\r\n"),
    ],
)  # fmt: skip
def test_a_project_gets_a_table(text: bytes, after: bytes) -> None:
    put("pyproject.toml", text)
    write(prepared().starts, found().top)
    written = Path("pyproject.toml").read_bytes()
    assert written.startswith(after)
    assert not Path("qapress.toml").exists()
    assert configured(()).edition == installed()
    assert (b"\r\n" in after) == (written.count(b"\r\n") == written.count(b"\n"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tool = {}\n", "pyproject.toml, which takes no further table"),
        ("[project]\n[tool\n", "pyproject.toml:2: not valid TOML: "),
    ],
)
def test_a_project_that_takes_no_table_is_left_alone_and_told(text: str, reason: str) -> None:
    put("pyproject.toml", text)
    shown = prepared()
    assert [each.path for each in shown.starts] == ["qapress.toml", ".pre-commit-config.yaml"]
    (left,) = shown.left
    assert left.startswith(f"left as it is: {reason}")


@pytest.mark.parametrize("name", ["qapress.toml", "pyproject.toml"])
def test_a_configuration_that_is_there_stays(name: str) -> None:
    put(name, "[tool.qapress]\n" if name == "pyproject.toml" else "# ours\n")
    assert [each.path for each in prepared().starts] == [".pre-commit-config.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "repos:\n  - repo: local\n    hooks: []\n",
        "fail_fast: true\nrepos:\n- repo: local\n  hooks: []\n# the end",
        "repos:\r\n    -   repo: local\r\n        hooks: []\r\n",
        "repos:\n- hooks: []\n  repo: local\n- repo: meta\n  hooks:\n  - id: identity\n",
        "repos:\n",
        "fail_fast: true\n",
        "# none yet",
        "---\n# - id: qapress-check\n",
        "",
    ],
)
def test_hooks_join_those_that_are_there(text: str) -> None:
    put(".pre-commit-config.yaml", text)
    write(prepared().starts, found().top)
    after = Path(".pre-commit-config.yaml").read_bytes().decode()
    assert after.startswith(text)
    assert ("\r\n" in text) == (after.count("\r\n") == after.count("\n"))
    assert yaml.safe_load(after)["repos"] == [
        *((yaml.safe_load(text) or {}).get("repos") or []),
        *yaml.safe_load(HOOKS)["repos"],
    ]
    assert found().has_hooks


@pytest.mark.parametrize("text", ["repos: []\n", "repos:\n- repo: local\n  hooks: []\nfail_fast: true\n"])
def test_hooks_that_cannot_join_are_shown(text: str) -> None:
    put(".pre-commit-config.yaml", text)
    shown = prepared()
    assert [each.path for each in shown.starts] == ["qapress.toml"]
    (reason,) = shown.left
    first, _, lines = reason.partition("\n")
    assert (
        first
        == "left as it is: .pre-commit-config.yaml, which does not end with its repositories; add to them:"
    )
    assert yaml.safe_load(f"repos:\n{lines}") == yaml.safe_load(HOOKS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", ", which is no configuration of pre-commit"),
        ("repos: none\n", ", which is no configuration of pre-commit"),
        ("repos:\na: [\n", ":3: not valid YAML: expected the node content, but found '<stream end>'"),
        ("a: \0\n", ": not valid YAML: unacceptable character #x0000: special characters are not allowed"),
        ("a: 2026-99-99\n", ": not valid YAML: month must be in 1..12"),
        ("[" * 100_000, ": nested too deeply"),
    ],
    ids=["list", "text", "syntax", "character", "date", "depth"],
)
def test_what_is_no_configuration_of_hooks_is_told(text: str, reason: str) -> None:
    put(".pre-commit-config.yaml", text)
    shown = prepared()
    assert [each.path for each in shown.starts] == ["qapress.toml"]
    assert shown.left == (f"left as it is: .pre-commit-config.yaml{reason}",)


def test_a_workflow_of_that_name_is_left_alone() -> None:
    file = put(".github/workflows/qapress.yml", "on: push\n")
    shown = prepare(found(), Pin("https://github.com/o/qapress", "v1"))
    assert [each.path for each in shown.starts] == ["qapress.toml", ".pre-commit-config.yaml"]
    assert shown.left == ("left as it is: .github/workflows/qapress.yml, which does not run qapress",)
    write(shown.starts, found().top)
    assert file.read_text("utf-8") == "on: push\n"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("target", ["/dev/zero", "nowhere", "content"])
def test_a_link_to_no_ordinary_file_is_not_read(target: str) -> None:
    Path(".pre-commit-config.yaml").symlink_to(target)
    assert prepared().left == ("left as it is: .pre-commit-config.yaml, which is no ordinary file",)


@pytest.mark.parametrize("rev", ["1.0", "0123456", "1e5", "yes", "a: b", "#a", "v1", "- x", "[", '"'])
def test_a_commit_is_always_a_string(rev: str) -> None:
    (_, hooks) = prepare(found(), Pin(PIN.repo, rev)).starts
    assert yaml.safe_load(hooks.after.text)["repos"][0]["rev"] == rev


@pytest.mark.parametrize("repo", ["https://github.com/o/qapress", "git@github.com:o/qapress.git"])
def test_a_hub_on_github_gets_a_workflow(hub: Path, repo: str) -> None:
    run_git(hub, "remote", "set-url", "origin", "https://github.com/ada/hub.git")
    shown = prepare(found(), Pin(repo, "v1"))
    assert [each.path for each in shown.starts][2:] == [".github/workflows/qapress.yml"]
    write(shown.starts, hub)
    workflow = yaml.safe_load(Path(".github/workflows/qapress.yml").read_text("utf-8"))
    assert workflow["jobs"]["check"]["steps"][1] == {"uses": "o/qapress@v1"}
    assert prepare(found(), PIN) == Prepared((), ())
    assert "  qapress in the workflow qapress.yml\n" in run("init", "--diff").err


def test_an_action_must_be_on_github(hub: Path) -> None:
    put(".github/workflows/tests.yml", "on: push\n")
    shown = prepared()
    assert [each.path for each in shown.starts] == ["qapress.toml", ".pre-commit-config.yaml"]
    assert shown.left == (
        f"left out: .github/workflows/qapress.yml, since its action must be on GitHub, and {PIN.repo} is not",
    )
    put(".github/workflows/tests.yml", "jobs:\n  a:\n    steps:\n    - uses: o/qapress@v1\n")
    assert prepared().left == ()


def test_where_qapress_comes_from_must_be_known(hub: Path) -> None:
    (hub / ".github").mkdir()
    shown = prepare(found(), None)
    assert [each.path for each in shown.starts] == ["qapress.toml"]
    (reason,) = shown.left
    assert reason == (
        "left out: .pre-commit-config.yaml and .github/workflows/qapress.yml, since it is not known where others "
        "get qapress from; give --repo URL and --rev COMMIT"
    )


def test_nothing_is_written_over_what_came_meanwhile() -> None:
    starts, top = prepared().starts, found().top
    put(".pre-commit-config.yaml", "repos: []\n")
    with pytest.raises(WriteError, match="it exists already"):
        write(starts, top)
    assert not Path("qapress.toml").exists(), "all or none"
    assert Path(".pre-commit-config.yaml").read_text("utf-8") == "repos: []\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("target", ["../elsewhere", ".github"])
def test_nothing_is_written_outside_the_repository(hub: Path, tmp_path: Path, target: str) -> None:
    run_git(hub, "remote", "set-url", "origin", "https://github.com/ada/hub.git")
    starts, top = prepare(found(), Pin("https://github.com/o/qapress", "v1")).starts, found().top
    (tmp_path / "elsewhere").mkdir()
    Path(".github").symlink_to(target)
    with pytest.raises(WriteError, match="link"):
        write(starts, top)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (hub / "qapress.toml").exists(), "all or none"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder in which nobody can write")
def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(WriteError, match=r"^cannot write in /proc: "):
        write(prepared().starts, Path("/proc"))


def test_without_git_there_are_no_hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    there = found()
    assert (there.in_git, there.repository, there.questions) == (False, None, 0)
    assert [each.path for each in prepare(there, PIN).starts] == ["qapress.toml"]


def test_a_configured_folder_below_the_top_gets_the_hooks_of_the_repository() -> None:
    put("content/qapress.toml", "")
    os.chdir("content")
    there = found()
    assert (there.config, there.root, there.top) == (
        Path.cwd() / "qapress.toml",
        Path.cwd(),
        Path.cwd().parent,
    )
    write(prepare(there, PIN).starts, there.top)
    assert Path("../.pre-commit-config.yaml").is_file()


def test_a_configuration_below_is_told() -> None:
    put("content/vectors/pyproject.toml", "[tool.qapress]\n")
    put("content/pyproject.toml", "[tool.other]\n")
    assert found().nested == ("content/vectors/pyproject.toml",)
    told = "  content/vectors/pyproject.toml configures its folder, which is checked by itself\n"
    assert told in run("init", "--diff", *ASKED).err


@pytest.mark.parametrize(
    ("name", "examples"), [("pre-commit-config.yaml", EXAMPLE), ("workflow.yml", [EXAMPLE_ACTION])]
)
def test_the_readme_shows_what_is_written(name: str, examples: Sequence[str]) -> None:
    text = (STARTERS / name).read_text("utf-8")
    assert f"```yaml\n{text}" in (TOP / "README.md").read_text("utf-8"), "this, and perhaps more behind it"
    assert all(text.count(each) == 1 for each in examples)


# The command


def test_a_person_is_shown_what_would_be_written_and_asked() -> None:
    done = run("init", *ASKED, stdin=b"what?\n\nn\n")
    assert done.code == 0
    assert done.err == (
        f"in {Path.cwd().as_posix()}:\n"
        "  2 questions in 1 of 2 Markdown files (content/**/*.md)\n"
        "  a git repository of https://example.org/ada/hub\n"
        "write the configuration to qapress.toml? [Y/n/q] \n"
        "write the configuration to qapress.toml? [Y/n/q] \n"
        "write the hooks for pre-commit to .pre-commit-config.yaml? [Y/n/q] \n"
        "wrote the configuration to qapress.toml\n"
        "next: qapress check\n"
    )
    assert f'\n+++ b/qapress.toml\n@@ -0,0 +1,3 @@\n+edition = "{installed()}"\n' in done.out
    assert Path("qapress.toml").is_file()
    assert not Path(".pre-commit-config.yaml").exists()


@pytest.mark.parametrize(("answers", "code"), [(b"q\n", 0), (b"", 2), (b"y\n", 2)])
def test_nothing_is_written_unless_all_is_answered(answers: bytes, code: int) -> None:
    done = run("init", *ASKED, stdin=answers)
    assert done.code == code
    assert done.err.endswith(
        "nothing was written\n"
        if code == 0
        else "error: nobody answers, so nothing was written; --yes writes all, --diff only shows it\n"
    )
    assert sorted(each.name for each in Path().iterdir()) == [".git", "README.md", "content"]


def test_all_is_written_without_asking() -> None:
    done = run("init", "--yes", *ASKED)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(
        "wrote the configuration to qapress.toml\n"
        "wrote the hooks for pre-commit to .pre-commit-config.yaml\n"
        "next: qapress check, then pre-commit install\n"
    )
    again = run("init", "--yes", *ASKED)
    assert again.err.endswith(
        "  configured by qapress.toml\n  a git repository of https://example.org/ada/hub\n  hooks of qapress in .pre-commit-config.yaml\nnothing to write\n"
    )


def test_the_patch_applies(hub: Path) -> None:
    put("pyproject.toml", "[project]\nname = 'hub'\n")
    done = run("init", "--diff", *ASKED)
    assert done.code == 1
    assert not Path(".pre-commit-config.yaml").exists()
    subprocess.run(["git", "apply"], input=done.out.encode(), cwd=hub, check=True)
    assert (
        tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["qapress"]["edition"] == installed()
    )
    assert run("init", "--diff", *ASKED).code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--yes", "--diff"), "error: --yes writes, --diff does not; give one of them\n"),
        (("--repo", "https://example.org/a"), "error: --repo needs --rev, the commit or the tag that the hooks take\n"),
    ],
)  # fmt: skip
def test_wrong_usage(args: tuple[str, ...], message: str) -> None:
    assert run("init", *args) == Done(2, "", message)


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    done = run("init", "--yes", *ASKED)
    assert done.err == (
        f"in {Path.cwd().as_posix()}:\n"
        "  no question yet: it is a heading such as ## 📌 Q1: What is …?, below it ### ✅ Answer\n"
        "  no git repository, so no hooks\n"
        "wrote the configuration to qapress.toml\n"
        "next: write a question, then qapress check\n"
    )
    assert Path("qapress.toml").read_text("utf-8") == f'edition = "{installed()}"\n'
