"""Only what is new: a hub with 200 old findings, and a pull request that adds two."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

import aged
from qapress.pipeline.baseline import NAME, less, load
from qapress.pipeline.check import check as check_paths
from qapress.pipeline.since import since
from qapress.settings import Settings
from release import lay, question
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qapress.diagnostic import Report

NEW = (
    ("systems/QA_1-3.md", "QA401", "'recieved' should be 'received'"),
    ("systems/QA_16-18.md", "QA501", "the link leads to 'gone/newer.md', which does not exist"),
)
STALE = ("qapress-baseline.jsonl", "QA904", "the finding that this line accepts is gone")
FRESH = "\n".join(
    (
        question(1, "Why are messages kept?", "So that what was recieved is not lost when the process ends."),
        question(2, "Who reads them?", "Whoever asks first."),
        question(3, "How long are they kept?", "Until they were read, or for a day."),
    )
)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qapress", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8", timeout=60)


def check(folder: Path, *words: str) -> dict[str, Any]:
    """The report of a check, as data."""
    done = run(folder, "check", "--output-format", "json", *words)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def told(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each place that a report tells: path, code, message."""
    return [
        (place["path"], each["code"], each["message"])
        for each in report["diagnostics"]
        for place in (each, *each["places"])
    ]


def commit(folder: Path, message: str) -> None:
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-q", "-m", message)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hub as it is on the branch main, with its baseline."""
    folder = tmp_path_factory.mktemp("old") / "ein hüb"
    lay(folder, dict(aged.files()))
    run_git(folder, "init", "-q", "-b", "main")
    done = run(folder, "baseline")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"qapress-baseline.jsonl accepts {aged.OLD} findings (")
    commit(folder, "the hub as it was found")
    return folder


@pytest.fixture(scope="module")
def branch(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pull request with questions before all others: each file gets the name that another had.

    There are lines more, half the files have CRLF, one finding is mended, and two are new.
    """
    folder = tmp_path_factory.mktemp("branch") / "hub"
    run_git(old, "clone", "-q", str(old), str(folder))
    run_git(folder, "checkout", "-q", "-b", "work")
    for part in reversed(range(aged.FILES)):
        run_git(folder, "mv", aged.name(part), aged.name(part, shift=3))
        path, text = folder / aged.name(part, shift=3), aged.page(part, shift=3)
        text = text.replace("### ✅ Answer\n", "### ✅ Answer\n\nA short answer: it waits.\n")
        if part == 2:
            text = text.replace("was recieved is kept until somebody asks for the column", "came is kept")
            assert text.count("recieved") == 2
        if part == 4:
            text += "\nSee also [the newer one](gone/newer.md).\n"
        path.write_bytes(text.replace("\n", "\r\n" if part % 2 else "\n").encode())
    lay(folder, {aged.name(0): FRESH})
    commit(folder, "A question before all others")
    return folder


def test_there_are_200_old_findings(old: Path) -> None:
    assert len(told(check(old))) == aged.OLD
    assert run(old, "check").returncode == 1
    done = run(old, "check", "--baseline", "qapress-baseline.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"9 files, 24 questions: nothing new; {aged.OLD} known\n")


def test_a_pull_request_that_adds_two_shows_two(branch: Path) -> None:
    report = check(branch, "--baseline", "qapress-baseline.jsonl")
    assert told(report) == [STALE, *NEW]
    assert report["summary"]["known"] == aged.OLD - 1
    assert (report["summary"]["errors"], report["summary"]["warnings"]) == (1, 1)
    assert run(branch, "check", "--baseline", "qapress-baseline.jsonl").returncode == 1


@pytest.mark.parametrize("words", [(), ("--baseline", "qapress-baseline.jsonl")], ids=["alone", "together"])
def test_a_pull_request_that_adds_two_shows_two_since_main(branch: Path, words: tuple[str, ...]) -> None:
    report = check(branch, "--changed-since", "origin/main", *words)
    assert told(report) == [*([STALE] if words else []), *NEW]


MENDED = (("is  one", "is one"), ("doesnâ€™t", "doesn’t"), (" , or", " or"))
ADDED = ("We say  so.", "It teh is.", "This waits , too.", "[more](new/x.md)", "They doâ€™t.", "It is  kept.")


class Work:
    """What somebody makes of the hub: questions in another order, in other files, mended and made worse."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.questions = [aged.question(0, word) for word in aged.WORDS]
        self.mended = self._changed(lambda text: text.replace(*chance.choice(MENDED)))
        self.added = self._changed(lambda text: f"{text}\n{chance.choice(ADDED)}\n")
        self._changed(lambda text: re.sub("What is a (.+) for", r"Why would anybody want a \1", text))

    def _changed(self, change: Callable[[str], str]) -> int:
        """Change some questions; how many."""
        some = self.chance.sample(range(len(self.questions)), self.chance.randrange(5))
        for index in some:
            self.questions[index] = change(self.questions[index])
        return len(some)

    def files(self) -> dict[str, str]:
        """The files, renumbered, by names that other files had, some with CRLF and further lines."""
        chance, start = self.chance, self.chance.randrange(aged.FILES)
        groups = [self.questions[part * 3 : part * 3 + 3] for part in range(aged.FILES)]
        if chance.random() < 0.3:
            chance.shuffle(groups)
        folder = chance.choice(["systems", "systems", "parts"])
        files = {"README.md": aged.files()["README.md"]}
        for place in range(aged.FILES):
            part = (place + start) % aged.FILES
            group = groups[part][:: chance.choice([1, -1])]
            numbered = (text.replace("Q0", f"Q{place * 3 + at}") for at, text in enumerate(group, 1))
            text = aged.introduction(part) + "\n".join(numbered)
            text = text.replace("Answer\n", chance.choice(["Answer\n", "Answer\n\nShortly: it waits.\n"]))
            name = aged.name(place).replace("systems", folder)
            files[name] = text.replace("\n", chance.choice(["\n", "\r\n"]))
        return files


@pytest.mark.parametrize("seed", range(8))
def test_of_any_work_what_it_adds_is_shown(old: Path, tmp_path: Path, seed: int) -> None:
    work = Work(Random(seed))
    run_git(old, "clone", "-q", str(old), str(tmp_path / "hub"))
    for name in aged.files():
        (tmp_path / "hub" / name).unlink()
    hub = lay(tmp_path / "hub", dict(work.files()))
    settings = Settings(hub, ignore=("id-changed",))
    known = less(load(hub / NAME, hub))
    by_baseline = data_of(check_paths([], settings, filters=[known]).report)
    assert [code for _, code, _ in by_baseline].count("QA904") == work.mended
    new = [each for each in by_baseline if each[1] != "QA904"]
    assert len(new) == work.added
    assert data_of(check_paths([], settings, since=since("main", (), settings)).report) == new
    both = check_paths([], settings, filters=[known], since=since("main", (), settings)).report
    assert data_of(both) == by_baseline


def data_of(report: Report) -> list[tuple[str, str, str]]:
    """Each place that a report tells: path, code, message; sorted."""
    every = (each for one in report.diagnostics for each in (one, *one.more))
    return sorted((each.path, each.info.code, each.finding.message) for each in every)
