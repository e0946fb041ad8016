"""`check --changed-since` where git is not as one would like it: and what a person is told then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from qapress.source import oddities
from release import lay
from repository import run_git
from test_changed_since import FILES, OLD, RULES, commit, edit, new, report, repository

if TYPE_CHECKING:
    from pathlib import Path

FETCH = "git fetch --unshallow --tags"
REFETCH = "git fetch --refetch --no-filter"


class Done(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def found(self) -> list[str]:
        """Place and name of what is listed in concise form."""
        lines = [each for each in self.out.split("\n") if each]
        return [
            f"{each.split(': ')[0].rpartition(':')[0]} {each.split('[')[-1].rstrip(']')}" for each in lines
        ]


def cli(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> Done:
    """`qapress check --changed-since`, with only the rules of these tests and one line a finding."""
    wanted = ("--select", ",".join(RULES), "--output-format", "concise", "--show", "notes")
    done = subprocess.run(
        [sys.executable, "-m", "qapress", "--quiet", "check", *wanted, "--changed-since", *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return repository(tmp_path / "ein hüb")


@pytest.fixture
def ahead(hub: Path) -> Path:
    """A branch that adds one finding in a first commit, and one in a second."""
    edit(hub / "hub/QA_1-3.md", "A cache does", "A cache  does")
    commit(hub)
    edit(hub / "hub/QA_4-6.md", "A index does", "A index  does")
    commit(hub)
    return hub


TWO = ["hub/QA_1-3.md:5 double-space", "hub/QA_4-6.md:5 double-space"]


# -- what it is compared with ------------------------------------------------------------------------------


def test_old_findings_do_not_fail_and_new_ones_do(ahead: Path) -> None:
    assert cli(ahead, "HEAD").code == 0
    assert cli(ahead, "main").found == TWO
    assert cli(ahead, "main", "--fail-on", "note").code == 1
    edit(ahead / "about.md", "[what](gone.md)", "[what](gone.md) or [why](lost.md)")
    done = cli(ahead, "HEAD")
    assert (done.code, done.found) == (1, ["about.md:3 dead-link"])


def test_any_name_of_a_commit_will_do(ahead: Path) -> None:
    run_git(ahead, "tag", "-a", "v1", "-m", "one", "main")
    run_git(ahead, "update-ref", "refs/heads/-x", "main")  # `git branch` makes no such name
    for reference in (
        "main",
        "-x",
        "v1",
        "refs/heads/main",
        "HEAD~2",
        "work~2",
        run_git(ahead, "rev-parse", "main")[:12],
    ):
        assert new(ahead, reference=reference) == TWO, reference
    run_git(ahead, "checkout", "-q", "--detach")
    assert new(ahead, reference="v1") == TWO
    assert new(ahead, reference="HEAD~1") == TWO[1:]


def test_the_closing_line_and_the_data_count_what_is_known(ahead: Path) -> None:
    run = [
        sys.executable,
        "-m",
        "qapress",
        "-v",
        "check",
        "--select",
        ",".join(RULES),
        "--changed-since",
        "main",
    ]
    done = subprocess.run(run, cwd=ahead, capture_output=True, check=True, text=True)
    assert f"3 files, 6 questions: 2 notes; {OLD} known\n" in done.stdout
    assert f"compared with: {run_git(ahead, 'rev-parse', 'main')}\n" in done.stderr
    data = subprocess.run(
        [*run, "--output-format", "json"], cwd=ahead, capture_output=True, check=True, text=True
    )
    summary = json.loads(data.stdout)["summary"]
    assert (summary["notes"], summary["known"]) == (2, OLD)


def test_a_folder_below_the_top_may_be_the_root(ahead: Path, tmp_path: Path) -> None:
    lay(ahead, {"hub/qapress.toml": "", "über/conf.toml": "include = ['*.md']\n"})
    assert cli(ahead / "hub", "main").found == [each.removeprefix("hub/") for each in TWO]
    run_git(ahead, "mv", "hub/QA_4-6.md", "hub/QA_5-6.md")
    assert "QA_5-6.md:5 double-space" in cli(ahead / "hub", "main").found
    lay(tmp_path, {"outside.toml": "exclude = ['about.md']\n"})
    found = subprocess.run(
        [
            sys.executable,
            "-m",
            "qapress",
            "--config",
            str(tmp_path / "outside.toml"),
            "check",
            "--changed-since",
            "main",
        ],
        cwd=ahead,
        capture_output=True,
        check=False,
        text=True,
    )
    assert found.returncode == 2
    assert found.stderr == (
        f"error: {tmp_path.as_posix()} is in no git repository; "
        "--changed-since compares with a commit; without one, use --baseline\n"
    )


def test_a_second_work_tree_is_one(ahead: Path, tmp_path: Path) -> None:
    run_git(ahead, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "work")
    assert cli(tmp_path / "tree", "main").found == TWO


def test_standard_input_is_compared_with_its_file(ahead: Path) -> None:
    text = (ahead / "hub/QA_1-3.md").read_bytes().replace(b"Ask the lock", b"Ask  the lock")
    done = cli(ahead, "HEAD", "-", "--stdin-filename", "hub/QA_1-3.md", given=text)
    assert done.found == ["hub/QA_1-3.md:15 double-space"]
    done = cli(ahead, "HEAD", "-", "--stdin-filename", "hub/new.md", given=b"It  is.\n")
    assert done.found == ["hub/new.md:1 double-space"]
    done = cli(ahead, "HEAD", "-", given=text)
    assert (done.code, done.err) == (
        2,
        "error: --changed-since needs the name of standard input: --stdin-filename\n",
    )


def test_what_was_fixed_first_is_neither_new_nor_old(ahead: Path) -> None:
    edit(ahead / "about.md", "we do.", "we do. [More](lost.md).")
    done = cli(ahead, "main", "--fix")
    assert done.found == ["about.md:3 dead-link"]


# -- where there is nothing to compare with ----------------------------------------------------------------


def refusal(folder: Path, reference: str) -> str:
    done = cli(folder, reference)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    return done.err.removeprefix("error: ").rstrip("\n")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("mian", "there is no commit, branch or tag 'mian'; did you mean 'main'?"),
        ("", "there is no commit, branch or tag ''"),
        ("--help", "there is no commit, branch or tag '--help'"),
        ("main..work", "'main..work' names two commits; name the one to compare with"),
        ("main...work", "'main...work' names two commits; name the one to compare with"),
        ("main:about.md", "there is no commit, branch or tag 'main:about.md'"),
        ("0" * 9, "there is no commit, branch or tag '000000000'; zeros stand for a branch that is new: name the one that it came from"),
        ("a\x1b[31m\nb", "there is no commit, branch or tag 'a\\x1b[31m\\nb'"),
    ],
)  # fmt: skip
def test_a_name_of_nothing_is_told(hub: Path, reference: str, message: str) -> None:
    assert refusal(hub, reference) == message


def test_the_branch_of_a_remote_is_proposed(hub: Path, tmp_path: Path) -> None:
    run_git(hub, "branch", "feature/a")
    run_git(tmp_path, "clone", "-q", str(hub), "clone")
    assert (
        refusal(tmp_path / "clone", "main")
        == "there is no commit, branch or tag 'main'; did you mean 'origin/main'?"
    )
    assert refusal(tmp_path / "clone", "feature/a").endswith("; did you mean 'origin/feature/a'?")
    assert cli(tmp_path / "clone", "origin/main").code == 0


def test_without_a_repository_or_a_commit(tmp_path: Path) -> None:
    lay(tmp_path, {"a.md": "It  is.\n"})
    assert refusal(tmp_path, "main").endswith(
        " is in no git repository; --changed-since compares with a commit; without one, use --baseline"
    )
    run_git(tmp_path, "init", "-q", "-b", "main")
    assert refusal(tmp_path, "main") == "nothing is committed yet, so there is nothing to compare with"


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "-q", "-b", "main")
    first = commit(tmp_path, {"a.md": "It is.\n"})
    (tmp_path / ".git/objects" / first[:2] / first[2:]).unlink()
    assert refusal(tmp_path, "main") == "git cannot read what is checked out; git fsck tells what is damaged"


@pytest.mark.parametrize("name", ["base", "v1", "origin/base"])
def test_what_is_told_brings_a_branch_into_a_shallow_clone(hub: Path, tmp_path: Path, name: str) -> None:
    run_git(hub, "tag", "v1")
    run_git(hub, "switch", "-q", "-c", "base")
    commit(hub, {"base.md": "# Base\n"})
    run_git(hub, "switch", "-q", "main")
    commit(hub, {"more.md": "# More\n"})
    run_git(tmp_path, "clone", "-q", "--depth", "1", hub.as_uri(), "shallow")
    shallow = tmp_path / "shallow"
    advice = refusal(shallow, name).partition("perhaps it was not fetched: ")[2]
    for line in advice.split(" && "):
        run_git(shallow, *line.split(" ")[1:])
    assert cli(shallow, name).code != 2


def test_without_git_it_is_told(hub: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = cli(hub, "main", PATH=str(tmp_path / "bin"))
    assert (done.code, done.err) == (2, "error: git is not installed\n")


def test_two_histories_have_nothing_in_common(hub: Path) -> None:
    run_git(hub, "switch", "-q", "--orphan", "other")
    commit(hub, {"about.md": "# Anew\n"})
    assert refusal(hub, "main") == (
        "'main' and what is checked out have no commit in common; name a commit from which the work began"
    )


def test_a_shallow_clone_is_told_apart(ahead: Path, tmp_path: Path) -> None:
    run_git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{ahead}", "one")
    assert refusal(tmp_path / "one", "origin/main") == (
        "'origin/main' and what is checked out have no commit in common that this shallow clone holds; "
        f"run: {FETCH}"
    )
    assert refusal(tmp_path / "one", "HEAD~1") == (
        f"there is no commit, branch or tag 'HEAD~1'; the clone is shallow, perhaps it was not fetched: {FETCH}"
    )
    run_git(tmp_path, "clone", "-q", "--depth", "2", f"file://{ahead}", "two")
    assert cli(tmp_path / "two", "HEAD~1").found == TWO[1:]
    run_git(tmp_path / "one", *FETCH.split()[1:])
    assert cli(tmp_path / "one", "origin/main").found == TWO


def test_a_merge_commit_as_in_a_pull_request(ahead: Path, tmp_path: Path) -> None:
    run_git(ahead, "switch", "-q", "main")
    commit(ahead, {"hub/QA_7-9.md": "It  came meanwhile.\n"})
    run_git(ahead, "merge", "-q", "--no-ff", "-m", "merge", "work")
    run_git(tmp_path, "clone", "-q", "--depth", "2", f"file://{ahead}", "clone")
    assert cli(tmp_path / "clone", "HEAD^1").found == TWO


def test_a_partial_clone_says_what_it_lacks(ahead: Path, tmp_path: Path) -> None:
    run_git(ahead, "config", "uploadpack.allowFilter", "true")
    run_git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{ahead}", "clone")
    assert refusal(tmp_path / "clone", "HEAD~2") == (
        f"git lacks contents of earlier files, as in a partial clone; run: {REFETCH}"
    )
    run_git(tmp_path / "clone", *REFETCH.split()[1:])
    assert cli(tmp_path / "clone", "HEAD~2").found


# -- what git does not decide ------------------------------------------------------------------------------


def test_no_program_of_the_repository_runs(ahead: Path) -> None:
    """Neither drivers of diffs nor filters: a program would leave a file behind."""
    program = "touch ran; cat"
    for key in (
        "diff.md.textconv",
        "diff.md.command",
        "diff.external",
        "filter.md.clean",
        "filter.md.smudge",
    ):
        run_git(ahead, "config", key, program)
    for key in ("core.fsmonitor", "core.pager", "filter.md.process", "core.sshCommand"):
        run_git(ahead, "config", key, program)
    lay(ahead, {".git/info/attributes": "*.md diff=md filter=md -text\n"})
    edit(ahead / "about.md", "we do.", "we  do.")
    done = cli(ahead, "main", GIT_EXTERNAL_DIFF=program)
    assert done.found == ["about.md:3 double-space", *TWO]
    assert not (ahead / "ran").exists()


def test_no_habit_of_the_reader_matters(ahead: Path) -> None:
    for key, value in (
        *(("core.quotepath", "true"), ("diff.noprefix", "true"), ("diff.renames", "false")),
        *(
            ("core.autocrlf", "true"),
            ("color.ui", "always"),
            ("diff.context", "0"),
            ("log.showSignature", "true"),
        ),
    ):
        run_git(ahead, "config", key, value)
    lay(ahead, {".gitattributes": "*.md binary\n"})
    assert cli(ahead, "main", GIT_DIR="/nowhere", GIT_DIFF_OPTS="-u0").found == TWO


def test_names_of_all_sorts(tmp_path: Path) -> None:
    names = [
        "größe ä.md",
        'quo"te.md',
        "tab\there.md",
        "line\nend.md",
        "日本.md",
        " blank .md",
        "-rf.md",
        "a:b.md",
    ]
    hub = repository(tmp_path / "hub", dict.fromkeys(names, "It  is, and this line is long enough.\n"))
    assert report(hub).known == len(names)
    for name in names:
        (hub / name).rename(hub / f"new {name}")
    assert new(hub) == []
    for name in names:
        edit(hub / f"new {name}", "It  is", "It  really  is")
    assert report(hub).known == len(names)
    assert len(new(hub)) == len(names)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_utf8_does_not_hide_the_others(ahead: Path) -> None:
    odd = os.fsencode(ahead) + b"/b\xff.md"
    with open(odd, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"It  is.\n")
    run_git(ahead, "add", "-A")
    done = cli(ahead, "main")
    assert (done.code, done.found, done.err) == (2, TWO, "error: b\\udcff.md: its name is not UTF-8\n")
    commit(ahead)
    os.remove(odd)  # noqa: PTH107 - a path of bytes
    assert cli(ahead, "HEAD").code == 0


def test_what_belongs_to_another_repository_is_not_new(hub: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"a.md": "It  is.\n"})
    run_git(hub, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    commit(hub)
    run_git(hub, "branch", "base")
    lay(hub, {"sub/a.md": "It  is, and  it was.\n", "sub/b.md": "That  is.\n"})
    assert new(hub, reference="base") == []
    assert new(hub, reference="main") == ["sub/a.md:1 double-space"] * 2 + ["sub/b.md:1 double-space"]
    assert cli(hub / "sub", "HEAD", ".").found == ["a.md:1 double-space", "b.md:1 double-space"]


def test_files_in_the_place_of_a_submodule_are_new(hub: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"a.md": "It  is.\n"})
    run_git(hub, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    commit(hub)
    run_git(hub, "branch", "base")
    run_git(hub, "rm", "-q", "sub")
    commit(hub, {"sub/a.md": "It  is.\n"})
    assert new(hub, reference="base") == ["sub/a.md:1 double-space"]


def test_what_a_sparse_checkout_keeps_away_is_not_gone(tmp_path: Path) -> None:
    texts = {f"{folder}/QA_1-3.md": FILES["hub/QA_1-3.md"] for folder in "ab"}
    others = {"a/about.md": "See [them](../b/QA_1-3.md).\n", ".github/workflows/ci.yml": "on: push\n"}
    hub = repository(tmp_path / "hub", texts | others)
    run_git(hub, "sparse-checkout", "set", "a")
    assert not (hub / "b").exists()
    assert cli(hub, "main") == Done(0, "", "")
    edit(hub / "a/about.md", "See", "See  [us](../b/QA_4-6.md) and")
    assert cli(hub, "main").found == ["a/about.md:1 double-space", "a/about.md:1 dead-link"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_as_old_as_what_it_leads_to(hub: Path) -> None:
    lay(hub, {"texts/one.txt": "It  is.\n"})
    (hub / "link.md").symlink_to("texts/one.txt")
    commit(hub)
    run_git(hub, "branch", "base")
    assert new(hub, reference="base") == []
    edit(hub / "texts/one.txt", "It  is.", "It  is, and  it was.")
    assert new(hub, reference="base") == ["link.md:1 double-space"]


def test_files_that_are_too_large_are_old_too(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(hub, {"large.md": "x" * 3000, "small.md": "y" * 10})
    for place in (
        "qapress.source.oddities.LIMIT",
        "qapress.source.decode.LIMIT",
        "qapress.pipeline.sides.LIMIT",
    ):
        monkeypatch.setattr(place, 2000)
    assert oddities.LIMIT == 2000
    assert new(hub, reference="work") == []
    lay(hub, {"large.md": "x" * 3001, "small.md": "y" * 2001})
    assert new(hub, reference="work") == ["small.md:1 too-large"]


def test_hashes_may_be_longer(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    commit(tmp_path, FILES)
    edit(tmp_path / "about.md", "we do.", "we  do.")
    assert new(tmp_path) == ["about.md:3 double-space"]
