"""On a damaged hub the linter finds exactly what is wrong, and `fix` leaves exactly what needs a person."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from damage import Damaged, damaged, remaining
from faults import FAULTS
from hub import SIZES, files, write
from qapress.pipeline.check import check
from qapress.pipeline.configure import configured
from qapress.rules import load

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = {"too-large", "grammar", "fix-refused", "id-changed", "stale-baseline"}
"""A file of 64 MiB, an engine, a fix that would harm and what is known of earlier states have tests of their own."""
both_line_ends = pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])


def found(root: Path) -> Counter[tuple[str, int, str]]:
    """All that a check of the whole hub reports, each place of a repeated fault by itself."""
    checked = check([], configured([str(root)]))
    shown = (each for first in checked.report.shown() for each in (first, *first.more))
    return Counter(
        (each.path, checked.source(each.path).line(each.finding.span.start), each.info.name) for each in shown
    )


def on_disk(root: Path, like: Damaged) -> dict[str, bytes]:
    """The same files as they stand there now."""
    return {path: (root / path).read_bytes() for path in like.files}


def run_fix(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`qapress fix` as its users call it."""
    command = [sys.executable, "-m", "qapress", "fix", *options]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )


@both_line_ends
def test_the_hub_is_whole_and_without_a_fault(tmp_path: Path, newline: str) -> None:
    hub = files(newline)
    questions = {path: data.count("## 📌 Q".encode()) for path, data in hub.items() if "QA_" in path}
    assert len(questions) == 39
    assert sum(questions.values()) == 115
    assert {path.partition("/")[0] for path in questions} == set(SIZES)
    assert found(write(tmp_path, hub)) == Counter()


def test_the_damage_is_wide() -> None:
    rules = {each.info.name for each in load() if each.info.group != "publish"}
    assert {fault.rule for fault in FAULTS} == rules - NOT_HERE
    assert len(FAULTS) >= 60
    assert {path for path in files() if "QA_" in path} <= {fault.path for fault in FAULTS}


@both_line_ends
def test_found_is_what_was_made(tmp_path: Path, newline: str) -> None:
    hub = damaged(files(newline), FAULTS, newline)
    assert found(write(tmp_path, hub.files)) == hub.expected


@both_line_ends
def test_fix_leaves_what_needs_a_person_and_restores_the_rest(tmp_path: Path, newline: str) -> None:
    clean = files(newline)
    before, after = damaged(clean, FAULTS, newline), damaged(clean, remaining(FAULTS), newline)
    assert before.expected - after.expected  # some faults are mended
    done = run_fix(write(tmp_path, before.files))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "left as it was" not in done.stderr
    fixed = on_disk(tmp_path, before)
    for path, data in fixed.items():
        assert data.split(b"\n") == after.files[path].split(b"\n"), path
    assert found(tmp_path) == after.expected
    assert run_fix(tmp_path).stderr == "nothing to mend\n"
    assert on_disk(tmp_path, before) == fixed


def test_unsafe_fixes_settle_at_once_and_bring_nothing_new(tmp_path: Path) -> None:
    hub = damaged(files(), FAULTS)
    left = Counter((path, rule) for path, _, rule in damaged(files(), remaining(FAULTS)).expected.elements())
    done = run_fix(write(tmp_path, hub.files), "--unsafe-fixes")
    assert done.returncode == 0, done.stderr
    now = Counter((path, rule) for path, _, rule in found(tmp_path).elements())
    assert now < left
    assert run_fix(tmp_path, "--unsafe-fixes").stderr == "nothing to mend\n"
