"""`check --changed-since` on real repositories: what is new is shown, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress import git
from qapress.pipeline.check import check
from qapress.pipeline.since import since
from qapress.settings import Settings
from release import lay
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qapress.diagnostic import Report

RULES = ("double-space", "misspelling", "missing-answer", "placeholder-answer", "QA1", "QA3", "QA5", "QA6")
TOPICS = ("queue", "cache", "lock", "token", "index", "thread", "stream", "packet", "socket", "buffer")


def question(number: int, topic: str = "", words: str = "It  was there for  years.") -> str:
    topic = topic or TOPICS[number % 10]
    return (
        f"## 📌 Q{number}: What is a {topic} of kind {number} for?\n\n### ✅ Answer\n\n"
        f"A {topic} of kind {number} does what the others of its kind cannot do. {words}\n\n"
        f"Ask the {topic} before you open number {number}, and close it behind you.\n"
    )


def page(*numbers: int, **more: str) -> str:
    return "\n".join(question(each, **more) for each in numbers)


FILES = {
    "hub/QA_1-3.md": page(1, 2, 3),
    "hub/QA_4-6.md": page(4, 5, 6),
    "about.md": "# About\n\nWho  we are.\n",
}


def commit(root: Path, files: Mapping[str, str | bytes] | None = None) -> str:
    lay(root, dict(files or {}))
    run_git(root, "add", "-A")
    run_git(root, "commit", "-q", "--allow-empty", "-m", "a change")
    return str(git.commit(root))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository with old faults in every file, and work on a branch of its own."""
    root = tmp_path / "ein hüb"
    root.mkdir()
    run_git(root, "init", "-q", "-b", "main")
    commit(root, FILES)
    run_git(root, "switch", "-q", "-c", "work")
    return root


def report(root: Path, *paths: str, reference: str = "main") -> Report:
    settings = Settings(root, select=RULES)
    return check(paths, settings, since=since(reference, paths, settings)).report


def new(root: Path, *paths: str, reference: str = "main") -> list[str]:
    """What is new: the place of each finding, and its rule."""
    found = [
        one for each in report(root, *paths, reference=reference).diagnostics for one in (each, *each.more)
    ]
    lines = {each.path: (root / each.path).read_text("utf-8").replace("\r\n", "\n") for each in found}
    return [
        f"{each.path}:{lines[each.path][: each.finding.span.start].count(chr(10)) + 1} {each.info.name}"
        for each in sorted(found, key=lambda each: each.sort_key)
    ]


def edit(path: Path, old: str, new_text: str, count: int = 1) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == count
    path.write_text(text.replace(old, new_text), "utf-8", newline="")


def test_nothing_is_new_where_nothing_changed(hub: Path) -> None:
    found = report(hub)
    assert (found.diagnostics, found.known) == ((), 13)
    commit(hub, {"hub/notes.txt": "what is no text of the collection\n"})
    assert report(hub).known == 13


def test_a_new_fault_beside_old_ones_is_shown_at_its_place(hub: Path) -> None:
    first = hub / "hub/QA_1-3.md"
    edit(first, "It  was there for  years.", "It  was there for  years.", 3)
    edit(first, "A cache of kind 1 does", "A cache  of kind 1 does")
    edit(first, "Ask the lock before", "Then\nask  the lock before")
    assert new(hub) == ["hub/QA_1-3.md:5 double-space", "hub/QA_1-3.md:16 double-space"]
    commit(hub)
    assert new(hub) == ["hub/QA_1-3.md:5 double-space", "hub/QA_1-3.md:16 double-space"]
