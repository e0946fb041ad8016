"""Comments that switch rules off: what each instruction covers, and what is said of idle ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.check import check
from qapress.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def shown(tmp_path: Path, text: str, **settings: tuple[str, ...]) -> list[str]:
    """`line name` of each finding that is shown for a file of this text."""
    checked = check([], Settings(tmp_path, **settings), stdin=("notes.md", text.encode()))  # type: ignore[arg-type]
    source = checked.source("notes.md")
    return [f"{source.line(d.finding.span.start)} {d.info.name}" for d in checked.report.shown()]


ENTRIES = """\
## 📌 Q1: What is a  token?

### ✅ Answer

A piece  of text.

## 📌 Q2: What is a  vocabulary?

### ✅ Answer

All  tokens.
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One  two.\n\nThree  four.\n", ["1 double-space", "3 double-space"]),
        ("<!-- qapress: ignore double-space: why -->\nOne  two.\n\nThree  four.\n", ["4 double-space"]),
        (
            "<!-- qapress: ignore QA402: why -->\n\n- One  two.\n- Five  six.\n\nThree  four.\n",
            ["6 double-space"],
        ),
        ("<!-- qapress: ignore language: why: because -->\n\nOne  two.\n", []),
        ("- <!-- qapress: ignore QA402: why -->\n\n  One  two.\n\n- Three  four.\n", ["5 double-space"]),
        ("One  two. <!-- qapress: ignore-line double-space: why -->\nThree  four.\n", ["2 double-space"]),
        (
            "<!-- qapress: ignore-start double-space: why -->\n\nOne  two.\n\n<!-- qapress: ignore-end -->\n\nFive  six.\n",
            ["7 double-space"],
        ),
        ("One  two.\n\n<!-- qapress: ignore-file double-space: why -->\n\nThree  four.\n", []),
        (
            "<!-- qapress: ignore-question double-space: why -->\n\n" + ENTRIES,
            ["9 double-space", "13 double-space"],
        ),
        ("`<!-- qapress: ignore-file double-space: why -->`\n\nOne  two.\n", ["3 double-space"]),
        (
            "<!-- qapress: ignore trailing-whitespace: why -->\n\nOne  two.\n",
            ["1 unused-suppression", "3 double-space"],
        ),
        ("<!-- qapress: ignore double-space -->\n\nOne  two.\n", ["1 missing-suppression-reason"]),
        ("<!-- qapress: ignore-file unused-suppression: why -->\n", ["1 unused-suppression"]),
    ],
)
def test_what_is_shown(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert shown(tmp_path, text) == expected


def test_a_rule_that_did_not_run_makes_no_comment_idle(tmp_path: Path) -> None:
    text = "<!-- qapress: ignore double-space: why -->\n\nOne two.\n"
    assert shown(tmp_path, text, select=("encoding", "tool")) == []


@pytest.mark.parametrize(
    "token", ["number-gap", "numbering", "grammar", "grammar/EN_A_VS_AN", "unknown-math"]
)
def test_a_rule_that_this_run_cannot_judge_makes_no_comment_idle(tmp_path: Path, token: str) -> None:
    assert shown(tmp_path, f"<!-- qapress: ignore-file {token}: why -->\n\nText.\n") == []


def test_a_rule_that_is_off_for_the_file_makes_no_comment_idle(tmp_path: Path) -> None:
    settings = Settings(tmp_path, per_file_ignores={"notes.md": ("double-space",)})
    text = b"<!-- qapress: ignore-file double-space: why -->\n\nOne  two.\n"
    assert check([], settings, stdin=("notes.md", text)).report.shown() == ()


@pytest.mark.parametrize("comment", ["qapress: Ignore double-space: why", "qapress ignore double-space: why"])
def test_an_instruction_written_otherwise_is_named(tmp_path: Path, comment: str) -> None:
    assert shown(tmp_path, f"<!-- {comment} -->\n\nText.\n") == ["1 unused-suppression"]


def test_a_comment_about_the_program_is_no_instruction(tmp_path: Path) -> None:
    assert shown(tmp_path, "<!-- qapress builds the book from this file -->\n\nText.\n") == []


def test_what_is_hidden_stays_in_the_report_with_its_reason(tmp_path: Path) -> None:
    text = "<!-- qapress: ignore double-space: as printed in 1952 -->\nOne  two.\n"
    report = check([], Settings(tmp_path), stdin=("notes.md", text.encode())).report
    assert [(d.info.name, d.suppressed) for d in report.diagnostics] == [
        ("double-space", "as printed in 1952")
    ]
