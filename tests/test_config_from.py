"""The configuration of a commit for files as they are: nothing that a branch changed of it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.errors import ConfigError, ReadError, UsageError
from qapress.pipeline.check import check
from qapress.pipeline.config_from import configured_from
from repository import crafted, run_git

if TYPE_CHECKING:
    from pathlib import Path

LAYOUT = "[question]\nlevel = [2]\n"
BASE = {
    "docs/qapress.toml": 'extend = "../common.toml"\nlayout = "own/layout.toml"\nschema = "own/a.json"\n',
    "common.toml": 'ignore = ["trailing-whitespace"]\n',
    "docs/own/layout.toml": LAYOUT,
    "docs/own/a.json": '{"$ref": "b.json"}',
    "docs/own/b.json": '{"properties": {"questions": {"maxItems": 1}}}',
    "docs/QA_1.md": "## ❓ Q1: What is a token?\n\n### 💡 Answer\n\nA piece  of text.\n",
}
LATER = {
    "docs/qapress.toml": 'ignore = ["double-space", "encoding"]\nexclude = ["*.md"]\n',
    "common.toml": "no TOML",
    "docs/own/layout.toml": "no TOML",
    "docs/own/b.json": "no JSON",
    "docs/new/qapress.toml": 'ignore = ["QA"]\n',
    "docs/new/QA_2.md": "## ❓ Q2: What is a word?\n\n### 💡 Answer\n\nTwo  blanks.\n",
}


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    run_git(tmp_path, "init", "--quiet")
    put(tmp_path, BASE)
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, "commit", "--quiet", "-m", "base")
    put(tmp_path, LATER)
    return tmp_path


@pytest.mark.parametrize(
    "paths", [["docs"], ["docs/new", "docs/QA_1.md"], ["docs/new/*.md"], ["docs/none.md"]]
)
def test_nothing_that_was_changed_counts(
    hub: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str]
) -> None:
    monkeypatch.chdir(hub)
    settings = configured_from("HEAD", paths)
    assert settings.root == hub / "docs"
    assert (settings.ignore, settings.exclude) == (("trailing-whitespace",), ())
    found = check(["docs"], settings).report
    codes = {(each.path, each.info.name) for each in found.diagnostics}
    assert found.questions == 2
    assert {("QA_1.md", "double-space"), ("new/QA_2.md", "double-space")} <= codes


def test_the_schema_and_what_it_refers_to_are_those_of_the_commit(hub: Path) -> None:
    put(hub, {"docs/QA_1.md": BASE["docs/QA_1.md"] + "\n## ❓ Q2: What?\n\n### 💡 Answer\n\nThat.\n"})
    found = check([str(hub / "docs")], configured_from("HEAD", [str(hub / "docs")])).report
    assert "schema-violation" in {each.info.name for each in found.diagnostics}


def test_the_working_folder_counts_where_there_is_no_path(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hub / "docs" / "new")
    assert configured_from("HEAD", []).root == hub / "docs"


def test_an_error_names_the_revision_and_the_line(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hub)
    run_git(hub, "add", ".")
    run_git(hub, "commit", "--quiet", "-m", "later")
    put(hub, BASE)
    (hub / "docs/new/qapress.toml").unlink()
    assert configured_from("HEAD~1", ["docs"]).ignore == ("trailing-whitespace",)
    put(hub, {"docs/qapress.toml": "igmore = []\n"})
    run_git(hub, "commit", "--quiet", "-am", "wrong")
    put(hub, BASE)
    with pytest.raises(ConfigError, match=r"^HEAD:docs/qapress\.toml:1: unknown key 'igmore'"):
        configured_from("HEAD", ["docs"])


def test_what_is_no_commit_is_told(hub: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    run_git(hub, "tag", "v1.0")
    with pytest.raises(UsageError, match=r"no commit, branch or tag 'v1.O'; did you mean 'v1\.0'\?"):
        configured_from("v1.O", [str(hub)])
    with pytest.raises(UsageError, match="there is no commit, branch or tag 'gone'"):
        configured_from("gone", [str(hub)])
    with pytest.raises(UsageError, match="there is no git repository"):
        configured_from("HEAD", [str(tmp_path_factory.mktemp("elsewhere"))])
    with pytest.raises(UsageError, match="is outside"):
        configured_from("HEAD", [str(hub), str(hub.parent)])


def test_no_commit_writes_anywhere_or_breaks_the_run(hub: Path) -> None:
    out = hub.parent / "out.toml"
    made = crafted(hub, ["../../out.toml", out.as_posix(), "qapress.toml"])
    assert configured_from(made, [str(hub / "none")]).root == hub
    assert not out.exists()
    with pytest.raises(ReadError, match="file name too long"):
        configured_from(crafted(hub, [f"{'a' * 300}.toml"]), [str(hub)])
