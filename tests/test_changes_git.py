"""`qapress changes` on real repositories, and what a release tells of the one before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import torture
from qapress import git
from qapress.errors import ReadError, UsageError
from qapress.pipeline.build import build
from qapress.pipeline.changes import changes
from qapress.settings import Settings, load_for
from release import lay, question
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qapress.model.changes import Changes

QUEUE, CACHE, LOCK = (
    ("Why does a queue grow?", "Requests arrive faster than a worker can serve them."),
    ("What is a cache for?", "It keeps what was computed once, so that nobody computes it again."),
    ("When is a lock taken?", "Before the file is opened; it is given back behind it."),
)


def page(*questions: tuple[str, str], first: int = 1) -> str:
    return "\n".join(question(number, *each) for number, each in enumerate(questions, first))


FILES = {"hub/a b/QA_1-2.md": page(QUEUE, CACHE), "hub/README.md": "# Über alles\n"}


def commit(folder: Path, files: Mapping[str, str | bytes] | None = None, tag: str = "") -> str:
    """Commit files, or what there is, and give the hash."""
    lay(folder, dict(files or {}))
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-q", "--allow-empty", "-m", "a change")
    if tag:
        run_git(folder, "tag", tag)
    return str(git.commit(folder))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository of a question in two, tagged v1."""
    folder = tmp_path / "ein hüb"
    folder.mkdir()
    run_git(folder, "init", "-q", "-b", "main")
    commit(folder, FILES, "v1")
    return folder


def told(root: Path, since: str | None = None, *paths: str) -> list[tuple[str, tuple[str, ...]]]:
    return kinds(changes(since, paths, Settings(root)))


def kinds(found: Changes) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.shown.title, each.kinds) for each in found.questions]


def cli(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "qapress", "changes", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


# -- what it is compared with ------------------------------------------------------------------------------


def test_without_a_tag_it_is_the_commit_before(hub: Path) -> None:
    run_git(hub, "tag", "-d", "v1")
    with pytest.raises(UsageError, match="no earlier commit"):
        changes(None, (), Settings(hub))
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE)})
    found = changes(None, (), Settings(hub))
    assert (found.since, kinds(found)) == ("HEAD", [(CACHE[0], ("removed",))])
    commit(hub)
    found = changes(None, (), Settings(hub))
    assert (found.since, kinds(found)) == ("HEAD~1", [(CACHE[0], ("removed",))])


def test_it_is_the_tag_before_what_is_checked_out(hub: Path) -> None:
    first = git.commit(hub)
    commit(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)}, "v2")
    run_git(hub, "tag", "-a", "v2-final", "-m", "again")
    found = changes(None, (), Settings(hub))
    assert (found.since, found.commit, kinds(found)) == ("v1", first, [(LOCK[0], ("added",))])
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE)})  # work on what comes after v2
    found = changes(None, (), Settings(hub))
    assert (found.since, kinds(found)) == ("v2-final", [(CACHE[0], ("removed",))])


def test_hashes_may_be_longer(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    assert len(commit(tmp_path, FILES, "v1")) == 64
    lay(tmp_path, {"hub/a b/QA_1-2.md": page(QUEUE)})
    assert told(tmp_path) == [(CACHE[0], ("removed",))]


def test_a_second_work_tree_is_one(hub: Path, tmp_path: Path) -> None:
    run_git(hub, "worktree", "add", "-q", str(tmp_path / "tree"), "v1")
    lay(tmp_path / "tree", {"hub/a b/QA_1-2.md": page(QUEUE)})
    assert told(tmp_path / "tree") == [(CACHE[0], ("removed",))]


def test_a_tag_behind_a_merge_is_found(hub: Path) -> None:
    run_git(hub, "checkout", "-q", "-b", "fix")
    commit(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)}, "v1.1")
    run_git(hub, "checkout", "-q", "main")
    commit(hub, {"hub/other.md": "# Other\n"})
    run_git(hub, "merge", "-q", "--no-ff", "-m", "merge", "fix")
    run_git(hub, "tag", "v2")
    found = changes(None, (), Settings(hub))
    assert (found.since, kinds(found)) == ("v1.1", [])


def test_two_commits_are_compared_whatever_is_checked_out(hub: Path) -> None:
    commit(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)}, "v2")
    (hub / "hub/a b/QA_1-2.md").unlink()
    assert told(hub, "v1..v2") == [(LOCK[0], ("added",))]
    assert told(hub, "v2..v1") == [(LOCK[0], ("removed",))]
    assert told(hub, "v1..") == told(hub, "v1..HEAD") == told(hub, "v1..v2")
    found = changes("v1..v2", (), Settings(hub))
    assert (found.since, found.until) == ("v1", "v2")


def test_what_a_sparse_checkout_keeps_away_is_not_removed(hub: Path) -> None:
    commit(hub, {"other/QA_3-3.md": page(LOCK, first=3)}, "v2")
    run_git(hub, "sparse-checkout", "set", "hub")
    assert told(hub, "v2") == []
    assert told(hub, "v1..v2") == [(LOCK[0], ("added",))]
    (hub / "hub/a b/QA_1-2.md").write_text(page(QUEUE), "utf-8")
    assert told(hub, "v2") == [(CACHE[0], ("removed",))]


def test_a_file_that_git_does_not_know_counts(hub: Path) -> None:
    lay(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)})
    assert told(hub, "v1") == [(LOCK[0], ("added",))]


def test_a_release_of_what_is_there_differs_in_nothing(tmp_path: Path) -> None:
    settings = load_for([str(torture.write(tmp_path))])
    built = build([], settings, formats=["json"], out=tmp_path / "out", allow_errors=True)
    assert changes(str(built.folder), (), settings).questions == ()


@pytest.mark.parametrize("form", ["", "book.json", ".zip"])
def test_an_earlier_release_on_the_disk_will_do(hub: Path, form: str) -> None:
    built = build([], Settings(hub), formats=["json", "markdown"], out=hub.parent / "out", name="book")
    path = built.zip if form == ".zip" else built.folder / form
    assert told(hub, str(path)) == []
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE, LOCK)})
    found = changes(str(path), (), Settings(hub))
    assert (found.since, found.commit) == ("v1", git.commit(hub))
    assert kinds(found) == [(LOCK[0], ("added",)), (CACHE[0], ("removed",))]
    assert told(hub, str(path), str(hub / "hub/a b/QA_1-2.md")) == kinds(found)
    lay(hub, {"more/QA_1-1.md": page(CACHE)})
    assert told(hub, str(path), str(hub / "more")) == [(CACHE[0], ("added",))]


# -- how it is read ----------------------------------------------------------------------------------------


def test_a_renamed_folder_moves_its_questions(hub: Path) -> None:
    (hub / "hub/a b").rename(hub / "hub/wörter")
    assert told(hub, "v1") == [(QUEUE[0], ("moved",)), (CACHE[0], ("moved",))]


def test_other_line_ends_are_no_change(hub: Path) -> None:
    lay(hub, {path: text.replace("\n", "\r\n") for path, text in FILES.items()})
    assert told(hub, "v1") == []
    run_git(hub, "config", "core.autocrlf", "true")
    assert told(hub, "v1") == []


def test_the_root_may_be_a_folder_of_the_repository(hub: Path) -> None:
    (found,) = changes("v1", (), Settings(hub / "hub")).questions or (None,)
    assert found is None
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE), "QA_9-9.md": page(LOCK, first=9)})
    assert told(hub / "hub", "v1") == [(CACHE[0], ("removed",))]
    lay(hub, {"later/QA_1-1.md": page(LOCK)})
    with pytest.raises(UsageError, match="v1 holds no question"):
        changes("v1", (), Settings(hub / "later"))


def test_what_the_configuration_leaves_out_today_is_left_out_of_the_past(hub: Path) -> None:
    commit(hub, {"old/QA_1-1.md": page(LOCK), "drafts/QA_1-1.md": page(LOCK), ".gitignore": "x\n"}, "v2")
    lay(hub, {".gitignore": "drafts/\n"})
    assert told(hub, "v2") == []  # nothing of either folder is gone: one is excluded, one is ignored
    without = Settings(hub, exclude=("old/",))
    assert kinds(changes("v2", (), without)) == []


def test_paths_choose_what_is_compared_also_those_that_are_gone(hub: Path) -> None:
    commit(hub, {"more/QA_1-1.md": page(LOCK)}, "v2")
    (hub / "more/QA_1-1.md").unlink()
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE)})
    assert told(hub, "v2", str(hub / "more")) == [(LOCK[0], ("removed",))]
    assert told(hub, "v2", str(hub / "more/QA_1-1.md")) == [(LOCK[0], ("removed",))]
    assert told(hub, "v2", str(hub / "hub")) == [(CACHE[0], ("removed",))]
    assert told(hub, "v2", str(hub / "hub/*/QA_*.md")) == [(CACHE[0], ("removed",))]
    with pytest.raises(ReadError, match="never: no such file or folder"):
        changes("v2", [str(hub / "never")], Settings(hub))


def test_links_and_submodules_are_left_alone(hub: Path, tmp_path: Path) -> None:
    (tmp_path / "QA_5-5.md").write_text(page(("Who is outside?", "Somebody."), first=5), "utf-8")
    (hub / "hub/QA_5-5.md").symlink_to(tmp_path / "QA_5-5.md")
    (hub / "hub/QA_6-6.md").symlink_to("a b/QA_1-2.md")
    other = tmp_path / "other"
    other.mkdir()
    run_git(other, "init", "-q", "-b", "main")
    commit(other, {"QA_1-1.md": page(LOCK)})
    run_git(hub, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "vendor")
    commit(hub, tag="v2")
    assert (hub / "vendor/QA_1-1.md").is_file()
    assert told(hub, "v2") == told(hub, "v1..v2") == told(hub, "v2..v1") == []


def test_nothing_that_the_repository_names_is_run(hub: Path) -> None:
    touch = hub / "ran"
    script = hub / "script"
    script.write_text(f"#!/bin/sh\ntouch '{touch}'\ncat\n", "utf-8")
    script.chmod(0o755)
    for key in ("filter.x.smudge", "filter.x.clean", "filter.x.process", "diff.x.textconv", "core.fsmonitor"):
        run_git(hub, "config", key, str(script))
    (hub / ".git/info/attributes").write_text("*.md filter=x diff=x working-tree-encoding=UTF-16\n", "utf-8")
    lay(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)})
    before = (hub / ".git/index").read_bytes()
    assert told(hub, "v1") == [(LOCK[0], ("added",))]
    assert not touch.exists()
    assert (hub / ".git/index").read_bytes() == before


# -- what cannot be done -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ref", ["nope", "v1..nope", "nope..v1", "^v1..v1", "v1^{tree}..v1", "--all..v1"])
def test_a_revision_that_is_none_is_told(hub: Path, ref: str) -> None:
    with pytest.raises(UsageError, match=r"there is no commit, tag, release or file '"):
        changes(ref, (), Settings(hub))


def test_three_dots_are_told(hub: Path) -> None:
    with pytest.raises(UsageError, match=re.escape("'v1...HEAD' has three dots; write v1..HEAD to compare")):
        changes("v1...HEAD", (), Settings(hub))


def test_a_commit_without_questions_is_told(hub: Path) -> None:
    run_git(hub, "checkout", "-q", "--orphan", "empty")
    run_git(hub, "rm", "-q", "-r", "--cached", ".")
    run_git(hub, "commit", "-q", "--allow-empty", "-m", "nothing")
    with pytest.raises(UsageError, match="HEAD holds no question, read as the configuration says today"):
        changes("HEAD", (), Settings(hub))


def test_outside_a_repository_a_release_is_needed(tmp_path: Path) -> None:
    lay(tmp_path, dict(FILES))
    with pytest.raises(UsageError, match="is in no git repository; name an earlier release"):
        changes(None, (), Settings(tmp_path))


def test_without_git_the_reason_is_told(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(hub))
    with pytest.raises(UsageError, match="git is not installed"):
        changes("v1", (), Settings(hub))


def test_a_shallow_clone_says_how_to_fetch(hub: Path, tmp_path: Path) -> None:
    commit(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)})
    run_git(tmp_path, "clone", "-q", "--depth", "1", hub.as_uri(), "clone")
    for ref in (None, "v1", "HEAD~1"):
        with pytest.raises(UsageError, match=r"the clone is shallow.* git fetch --unshallow --tags"):
            changes(ref, (), Settings(tmp_path / "clone"))
    built = build([], Settings(tmp_path / "clone"), formats=["json"], out=tmp_path / "out")
    assert any(each.endswith("git fetch --unshallow --tags") for each in built.notes)
    assert not (built.folder / "CHANGES.md").exists()


def test_a_clone_without_contents_is_told(hub: Path, tmp_path: Path) -> None:
    commit(hub, {"hub/a b/QA_1-2.md": page(QUEUE, LOCK)}, "v2")
    run_git(hub, "config", "uploadpack.allowFilter", "true")
    run_git(tmp_path, "clone", "-q", "--filter=blob:none", hub.as_uri(), "clone")
    with pytest.raises(ReadError, match=r"run: git fetch --refetch --no-filter$"):
        changes("v1", (), Settings(tmp_path / "clone"))
    built = build([], Settings(tmp_path / "clone"), formats=["json"], out=tmp_path / "out")
    assert any(each.startswith("what changed since v1 is not told: git ") for each in built.notes)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.json", b"{}", "x.json is no bundle of qapress"),
        ("x.json", b"[" * 100_000, "x.json is no bundle of qapress"),
        ("x.json", b'{"schema_version": 1, "release": 1, "documents": []}', "is no bundle"),
        ("x.json", b'{"schema_version": 2, "release": "1", "documents": []}', "or of another version"),
        ("x.zip", b"PK", "cannot read .*x.zip: it is no zip of a release"),
        ("x/manifest.json", b"{}", "x holds no JSON of questions"),
    ],
)
def test_what_is_no_release_is_told(hub: Path, name: str, content: bytes, message: str) -> None:
    lay(hub, {name: content, "x/SHA256SUMS": ""})
    with pytest.raises(ReadError, match=message):
        changes(str(hub / name.removesuffix("/manifest.json")), (), Settings(hub))


# -- the command -------------------------------------------------------------------------------------------


def test_the_command_says_what_it_compared_and_what_changed(hub: Path) -> None:
    short = str(git.commit(hub))[:12]
    lay(hub, {"hub/a b/QA_1-2.md": page(LOCK, ("Why has a queue grown?", QUEUE[1]))})
    expected = (
        f"since v1 ({short}): 1 added, 1 removed, 1 reworded, 1 renumbered\n"
        "added:\n"
        "  hub/a b/QA_1-2.md:1: Q1 When is a lock taken?  [when-is-a-lock-taken]\n"
        "removed:\n"
        "  hub/a b/QA_1-2.md: Q2 What is a cache for?  [what-is-a-cache-for]\n"
        "reworded:\n"
        "  hub/a b/QA_1-2.md:7: Q2 Why has a queue grown?  [why-has-a-queue-grown]"
        "  (was: Why does a queue grow?)\n"
        "    to keep its id: <!-- qapress: id why-does-a-queue-grow -->\n"
        "renumbered:\n"
        "  hub/a b: 1 question, Q1 → Q2\n"
    )
    assert cli(hub) == (0, expected, "")
    code, out, _ = cli(hub, "--output-format", "json", "v1", "hub")
    data = json.loads(out)
    assert (code, data["schema_version"], data["since"], data["until"]) == (0, 1, "v1", None)
    assert data["added"] == ["when-is-a-lock-taken"]
    code, out, _ = cli(hub, "--output-format", "markdown", "hub/a b")
    assert (code, out.split("\n")[0]) == (0, "# Changes since v1")


def test_the_first_argument_may_be_a_path(hub: Path) -> None:
    lay(hub, {"hub/a b/QA_1-2.md": page(QUEUE)})
    assert cli(hub, "hub")[:2] == cli(hub, "v1", "hub")[:2] == cli(hub)[:2]
    assert cli(hub / "hub", "a b")[:2] == cli(hub)[:2]
    code, _, error = cli(hub, "v9")
    assert (code, error) == (2, "error: there is no commit, tag, release or file 'v9'\n")
    code, out, _ = cli(hub.parent, "v1", str(hub / "hub"))
    assert (code, out) == cli(hub)[:2]


def test_nothing_that_a_terminal_obeys_is_printed(hub: Path) -> None:
    lay(hub, {"hub/a b/QA_3-3.md": page(("Red \x1b[31m alert?", "No."), first=3)})
    code, out, error = cli(hub)
    assert (code, error) == (0, "")
    assert "Red" in out
    assert "\x1b" not in out


# -- a release ---------------------------------------------------------------------------------------------


def release(hub: Path, *paths: str) -> tuple[dict[str, Any] | None, str | None]:
    """What a release says of changes: in its JSON, and on its page."""
    built = build(paths, Settings(hub), formats=["json"], out=hub.parent / "out", name="book")
    page = built.folder / "CHANGES.md"
    data = json.loads((built.folder / "book.json").read_text("utf-8"))
    return data["changes"], page.read_text("utf-8") if page.exists() else None


def test_a_release_tells_what_changed_since_the_one_before(hub: Path) -> None:
    first = git.commit(hub)
    commit(hub, {"hub/a b/QA_3-3.md": page(LOCK, first=3)}, "v2")
    data, text = release(hub)
    assert data is not None
    assert (data["since"], data["commit"], data["until"]) == ("v1", first, "v2")
    assert (data["added"], data["changed"], data["removed"]) == (["when-is-a-lock-taken"], [], [])
    assert text == "# Changes from v1 to v2\n\n## Added\n\n- Q3: When is a lock taken?\n"
    assert release(hub) == (data, text)


def test_the_first_release_has_nothing_to_tell(hub: Path, tmp_path: Path) -> None:
    assert release(hub) == (None, None)
    bare = lay(tmp_path / "bare", dict(FILES))
    assert release(bare) == (None, None)
    commit(hub, {"x.md": "# X\n"}, "v2")
    run_git(hub, "checkout", "-q", "--orphan", "other")
    commit(hub)
    assert release(hub) == (None, None)


def test_a_release_after_one_without_questions_has_nothing_to_tell(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    run_git(hub, "init", "-q", "-b", "main")
    commit(hub, {"README.md": "# Soon\n"}, "v0")
    commit(hub, FILES, "v1")
    assert release(hub) == (None, None)


def test_a_release_of_a_part_tells_the_changes_of_that_part(hub: Path) -> None:
    commit(hub, {"more/QA_1-1.md": page(LOCK), "hub/a b/QA_1-2.md": page(QUEUE)}, "v2")
    data, _ = release(hub, str(hub / "more"))
    assert data is None
    data, _ = release(hub, str(hub / "hub"))
    assert data is not None
    assert (data["added"], data["removed"]) == ([], ["what-is-a-cache-for"])
