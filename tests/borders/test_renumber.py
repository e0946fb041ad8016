"""A question is inserted into a hub of 39 files with CRLF, in a real git repository, and all is renumbered."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest

from hub import files, write
from qapress.diagnostic import Edit, Span
from qapress.report.parts.diff import patch
from qapress.revise.plan import Plan
from qapress.source.decode import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.border

CRLF = "\r\n"
HOME = "data sets"
AT = 14
"""The question that the new one is put before."""
NEW = """\
## 📌 Q?: Which cases are left out?

### ✅ Answer

Those that nobody can judge, as Q13 says, and Q14 to a degree.

"""
MENTIONS = {
    f"{HOME}/QA_1-3.md": ("Compare Q2, Q14–Q16 and Q30; `Q14` is code, Q3 2025 a quarter.", "Compare Q2, Q15–Q17 and Q31; `Q14` is code, Q3 2025 a quarter."),
    f"{HOME}/QA_28-30.md": ("As in [Q5](QA_4-6.md) and [Q29](#-q29-NAME).", "As in [Q5](QA_4-6.md) and [Q30](#-q30-NAME)."),
    "README.md": ("Many begin with [question 14](data%20sets/QA_13-15.md#-q14-OTHER), not with Q20.", "Many begin with [question 15](data%20sets/QA_13-16.md#-q15-OTHER), not with Q20."),
}  # fmt: skip
KILLED = """\
import os, signal, sys
from qapress.__main__ import main
left = int(sys.argv.pop(1))
armed = False
def hook(event, args):
    global left, armed
    armed = armed or event == "os.mkdir" and ".qapress_cache" in str(args[0])
    changes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod") or (
        event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    )
    if armed and changes:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
sys.exit(main())
"""


def git(root: Path, *args: str, stdin: bytes = b"") -> str:
    command = [
        "git",
        "-c",
        "core.autocrlf=false",
        "-c",
        "core.quotePath=false",
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        *args,
    ]
    done = subprocess.run(command, cwd=root, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "replace")


def qapress(
    root: Path, *args: str, expect: int = 0, kill: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run qapress there; with `kill` it is killed when it has changed the disk so often."""
    program = ["-m", "qapress"] if kill is None else ["-c", KILLED, str(kill)]
    done = subprocess.run([sys.executable, *program, *args], cwd=root, capture_output=True, check=False)
    assert done.returncode == expect, done.stderr.decode()
    return done


def tree(root: Path) -> dict[str, bytes]:
    """All files but git's and those of the cache."""
    names = (each.relative_to(root) for each in root.rglob("*") if each.is_file())
    return {
        each.as_posix(): (root / each).read_bytes()
        for each in names
        if each.parts[0] not in (".git", ".qapress_cache")
    }


@cache
def original() -> Mapping[str, bytes]:
    """The hub with some more references."""
    hub = files(CRLF)
    for path, (text, _) in MENTIONS.items():
        hub[path] += f"\r\n{anchored(text, hub)}\r\n".encode()
    return hub


def anchored(text: str, hub: Mapping[str, bytes]) -> str:
    """A text with the anchors of questions 29 and 14, less their numbers."""
    for word, path, number in (("NAME", "QA_28-30.md", 29), ("OTHER", "QA_13-15.md", 14)):
        heading = re.search(rf"Q{number}: (.*)\r", hub[f"{HOME}/{path}"].decode())
        assert heading
        text = text.replace(word, re.sub(r"[^\w -]", "", heading[1].lower()).replace(" ", "-"))
    return text


@cache
def inserted() -> Mapping[str, bytes]:
    """The same with a new question in the middle of a folder."""
    path = f"{HOME}/QA_13-15.md"
    heading = f"## 📌 Q{AT}:".encode()
    assert original()[path].count(heading) == 1
    new = NEW.replace("\n", CRLF).encode()
    return {**original(), path: original()[path].replace(heading, new + heading)}


@cache
def wanted() -> Mapping[str, bytes]:
    """What renumbering must make of it, by substitutions that know nothing of Markdown."""
    hub = {}
    for path, data in original().items():
        if not path.endswith(".md"):
            hub[path] = data
            continue
        old, new = (anchored(each, original()) for each in MENTIONS.get(path, ("", "")))
        text = data.decode().removesuffix(f"{old}{CRLF}" if old else "")
        mine = path.startswith(HOME)
        if mine:
            text = re.sub(r"^(## 📌 Q|\| )(\d+)(?=:| \| \[)", shifted, text, flags=re.MULTILINE)
            text = re.sub(r"^(# Questions )(\d+) to (\d+)", title, text)
            text = re.sub(r"(\(#-q)(\d+)(?=-)", shifted, text)
        folder = "" if mine else r"(?:\.\./)?data%20sets/"
        text = re.sub(rf"(\({folder}QA_)(\d+)-(\d+)", name, text)
        text = re.sub(rf"(\({folder}QA_[\d-]+\.md#-q)(\d+)(?=-)", shifted, text)
        text += f"{new}{CRLF}" if new else ""
        hub[re.sub(r"^(data sets/QA_)(\d+)-(\d+)", name, path)] = text.encode()
    path = f"{HOME}/QA_13-16.md"
    added = NEW.replace("Q?", f"Q{AT}").replace("and Q14", "and Q15").replace("\n", CRLF).encode()
    heading = f"## 📌 Q{AT + 1}:".encode()
    assert hub[path].count(heading) == 1
    hub[path] = hub[path].replace(heading, added + heading)
    asked = re.search(r"Q\?: (.*)", NEW)
    assert asked
    index, row = f"{HOME}/README.md", f"| {AT + 1} | [".encode()
    assert hub[index].count(row) == 1
    hub[index] = hub[index].replace(row, f"| {AT} | [{asked[1]}](QA_13-16.md) |{CRLF}".encode() + row)
    return hub


def moved(number: str) -> int:
    return int(number) + (int(number) >= AT)


def shifted(match: re.Match[str]) -> str:
    return f"{match[1]}{moved(match[2])}"


def name(match: re.Match[str]) -> str:
    return f"{match[1]}{moved(match[2])}-{moved(match[3])}"


def title(match: re.Match[str]) -> str:
    return f"{match[1]}{moved(match[2])} to {moved(match[3])}"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub as it was committed, and the new question in it."""
    root = write(tmp_path_factory.mktemp("hub"), original())
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "hub")
    return write(root, inserted())


@pytest.fixture
def hub(repository: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(repository, tmp_path / "copy")


def test_git_shows_what_must_change_and_nothing_else(hub: Path) -> None:
    ids = listed(hub)
    done = qapress(hub, "renumber")
    assert tree(hub) == wanted()
    assert done.stdout == b""
    told = done.stderr.decode().split("\n")
    assert re.fullmatch(r"changed \d+ files: 18 numbers, 6 file names, \d+ references, 1 new row", told[-2])
    assert re.fullmatch(
        r"README\.md:\d+:\d+: 'Q20' is left: it may mean a question of data sets, models, practice, serving",
        told[0],
    )
    assert listed(hub) == ids
    git(hub, "add", "--all")
    changed = [line.split("\t") for line in git(hub, "diff", "--cached", "-M", "--numstat", "-z").split("\0")]
    counts = [(int(each[0]), int(each[1])) for each in changed if len(each) == 3]
    lines = NEW.count("\n") + 1  # the row in the index
    assert sum(added for added, _ in counts) - lines == sum(gone for _, gone in counts)
    assert git(hub, "diff", "--cached", "-M", "--name-status").count("R0") == 6
    assert qapress(hub, "check").stdout.startswith(b"44 files, 116 questions: no findings")
    assert qapress(hub, "renumber").stderr.endswith(b"nothing to change\n")
    assert qapress(hub, "index").stderr.endswith(b"nothing to change\n")
    assert tree(hub) == wanted()


def listed(root: Path) -> list[str]:
    """The ids of all questions, file by file in the order of their numbers."""
    questions = json.loads(qapress(root, "list", "--output-format", "json").stdout)["questions"]
    return sorted(each["id"] for each in questions)


def test_diff_and_check_write_nothing_and_the_patch_makes_the_same(hub: Path) -> None:
    patch = qapress(hub, "renumber", "--diff", expect=1).stdout
    assert qapress(hub, "renumber", "--check", expect=1).stdout == b""
    assert tree(hub) == inserted()
    assert not (hub / ".qapress_cache").exists()
    git(hub, "apply", "--whitespace=nowarn", "-", stdin=patch)
    assert tree(hub) == wanted()
    assert qapress(hub, "renumber", "--check").stdout == b""
    assert qapress(hub, "renumber", "--diff").stdout == b""


CIRCLES: list[dict[str, tuple[str, bytes]]] = [
    {"a.md": ("b.md", b"1\r\n2\r\n"), "b.md": ("a.md", b"3\r\n")},
    {"a.md": ("b.md", b"1\r\n3\r\n"), "b.md": ("c.md", b"2\r\n4\n"), "c.md": ("a.md", b"5")},
    {"QA 4-6 é.md": ("QA 4-7 é.md", b"1\n" * 30), 'x/q"\t.md': ('x/r"\t.md', b"\xef\xbb\xbf2\n" * 9)},
    {"c.md": ("d.md", b"1\n"), "b.md": ("c.md", b"2\n"), "a.md": ("b.md", b"3\n")},
    {"a.md": ("a.md", b"4\r\n"), "b.md": ("c.md", b"")},
]


@pytest.mark.parametrize("circle", CIRCLES)
@pytest.mark.parametrize("edited", [False, True])
def test_git_applies_patches_that_pass_on_names(
    tmp_path: Path, circle: dict[str, tuple[str, bytes]], edited: bool
) -> None:
    sources = {path: decode(path, data) for path, (_, data) in circle.items()}
    write(tmp_path, {path: data for path, (_, data) in circle.items()})
    renames = {path: new for path, (new, _) in circle.items()}
    edits = {path: [Edit(Span(0, 0), "new\n")] for path in sources if edited}
    plan = Plan(sources, edits, renames, [decode("new file.md", b"new\n")])
    text = b"".join(patch(each.before, each.after) for each in plan.changes)
    git(tmp_path, "apply", "--whitespace=nowarn", "-", stdin=text)
    assert tree(tmp_path) == {each.after.path: each.after.encode() for each in plan.changes} | (
        {"a.md": b"4\r\n"}
        if "a.md" in renames.values() and not edited and renames.get("a.md") == "a.md"
        else {}
    )


POINTS = [*range(0, 24, 5), *range(24, 130, 6)]
"""Changes of the disk before the kill: while the journal is written, between the renamings, behind them."""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("kill", POINTS)
def test_a_run_that_was_killed_is_undone(hub: Path, kill: int) -> None:
    qapress(hub, "renumber", kill=kill, expect=-signal.SIGKILL)
    again = hub.with_name("again")
    stash = hub.with_name("stash")
    shutil.copytree(hub, again)
    shutil.copytree(hub, stash)
    qapress(again, "renumber")
    assert tree(again) == wanted()
    git(stash, "stash", "--include-untracked")
    assert tree(stash) == original()
    qapress(stash, "renumber")
    assert tree(stash) == original()
    git(hub, "stash")
    qapress(hub, "renumber")
    assert tree(hub) == original()
    assert git(hub, "status", "--porcelain") == ""
