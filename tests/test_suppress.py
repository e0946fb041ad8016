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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "| a | b |\n|---|---|\n| x  y | z | <!-- qapress: ignore-line QA402: why -->\n| x  y | z |\n",
            ["4 double-space"],
        ),
        ("| a |\n|---|\n| x  y <!-- qapress: ignore-line QA402: why --> |\n| x  y |\n", ["4 double-space"]),
        ("<!-- qapress: ignore QA4: why -->\n| a  b |\n|---|\n| x  y |\n\nOne  two.\n", ["6 double-space"]),
        ("# One  two <!-- qapress: ignore-line QA402: why -->\n\nOne  two.\n", ["3 double-space"]),
        ("<!-- qapress: ignore QA402: why -->\n# One  two\n\nOne  two.\n", ["4 double-space"]),
        ("<!-- qapress: ignore QA402: a --> <!-- qapress: ignore QA403: b -->\nx , y  z\n", []),
        ("x , y  z <!-- qapress: ignore-line QA402: a --> <!-- qapress: ignore-line QA403: b -->\n", []),
        ("<!--\n  qapress: ignore QA402,\n  QA403: why\n  at all\n-->\nx , y  z\n", []),
        ("<!-- qapress: ignore QA402: why -->\r\nOne  two.\r\n\r\nOne  two.\r\n", ["4 double-space"]),
        ("> <!-- qapress: ignore QA402: why -->\n> One  two.\n>\n> One  two.\n", ["4 double-space"]),
        (
            "<!-- qapress: ignore QA402: why -->\n> One  two.\n>\n> One  two.\n\nOne  two.\n",
            ["6 double-space"],
        ),
        ("- a\n\n<!-- qapress: ignore ALL: why -->\n\n- One  two.\n- One  two.\n", []),
        ("a[^1]\n\n[^1]: <!-- qapress: ignore QA402: why -->\n    One  two.\n", []),
        (
            "<!-- qapress: ignore QA402: a -->\n<!-- a note -->\n<!-- qapress: ignore QA403: b -->\nx , y  z\n",
            [],
        ),
        ("One two. <!-- qapress: ignore-line QA005: why -->\r\nThree.\nFour.\n", []),
        ("One  two.\n\n<!-- qapress: ignore QA402: why -->", ["1 double-space", "3 unused-suppression"]),
        ("<!-- qapress: ignore-end -->\n", ["1 unused-suppression"]),
        (
            "<!-- qapress: ignore-start QA402: a -->\n\n<!-- qapress: ignore-start QA403: b -->\n\nx , y  z\n\n<!-- qapress: ignore-end QA402 -->\n\nx , y  z\n\n<!-- qapress: ignore-end -->\n",
            ["9 space-before-punctuation", "9 double-space", "11 unused-suppression"],
        ),
    ],
)
def test_in_every_corner(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert shown(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("qapress: Ignore QA402: why", "'Ignore' is no instruction; did you mean 'ignore'?"),
        ("qapress: ignore-next QA402: why", "'ignore-next' is no instruction; did you mean 'ignore-line'?"),
        ("qapress: ids x", "'ids' is no instruction; did you mean 'id'?"),
        ("qapress: indexes", "'indexes' is no instruction; did you mean 'index'?"),
        ("qapress: 1", "'1' is no instruction"),
        ("qapress:", "the comment is not written as an instruction"),
        ("qapress ignore QA402: why", "the comment is not written as an instruction"),
        ("qapress-ignore QA402: why", "the comment is not written as an instruction"),
        ("qapress : ignore QA402: why", "the comment is not written as an instruction"),
        ("QAPRESS: ignore QA402: why", "the comment is not written as an instruction"),
        ("qapress: ignore-file QA901: why", "'QA901' cannot be suppressed"),
        ("qapress: ignore-file tool: why", "'tool' cannot be suppressed"),
        (
            "qapress: ignore-file outdated-translation: why",
            "not yet: the rule 'outdated-translation' comes in a later release",
        ),
        ("qapress: ignore-file qa402: why", "no rule or group is called 'qa402'; did you mean 'QA402'?"),
        (
            "qapress: ignore-file langauge: why",
            "no rule or group is called 'langauge'; did you mean 'language'?",
        ),
        ("qapress: ignore-file QA402: why", "'QA402' finds nothing here"),
        ("qapress: ignore-end", "nothing was started that this could end"),
    ],
)
def test_what_is_wrong_with_a_comment_is_said(tmp_path: Path, comment: str, message: str) -> None:
    text = f"<!-- {comment} -->\n\nText.\n".encode()
    (found,) = check([], Settings(tmp_path), stdin=("notes.md", text)).report.shown()
    assert (found.info.name, found.finding.message) == ("unused-suppression", message)


COPY = "## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA piece of text that a model reads as one.\n"


@pytest.mark.parametrize("word", ["duplicate-question", "QA6", "collection", "ALL"])
@pytest.mark.parametrize("verb", ["ignore", "ignore-question", "ignore-file", "ignore-start"])
def test_findings_over_the_collection_are_hidden_where_they_are_reported(
    tmp_path: Path, verb: str, word: str
) -> None:
    (tmp_path / "a.md").write_text(COPY, "utf-8")
    (tmp_path / "b.md").write_text(f"<!-- qapress: {verb} {word}: two courses -->\n\n{COPY}", "utf-8")
    settings = Settings(tmp_path, select=("duplicate-question", "tool"))
    (found,) = check([], settings).report.diagnostics
    assert (found.path, found.info.name, found.suppressed) == ("b.md", "duplicate-question", "two courses")


def test_findings_over_the_collection_are_not_hidden_at_the_other_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"<!-- qapress: ignore-file QA601: why -->\n\n{COPY}", "utf-8")
    (tmp_path / "b.md").write_text(COPY, "utf-8")
    settings = Settings(tmp_path, select=("duplicate-question", "tool"))
    told = [(each.path, each.info.name) for each in check([], settings).report.shown()]
    assert told == [("a.md", "unused-suppression"), ("b.md", "duplicate-question")]


def test_a_comment_about_the_program_is_no_instruction(tmp_path: Path) -> None:
    assert shown(tmp_path, "<!-- qapress builds the book from this file -->\n\nText.\n") == []


def test_what_is_hidden_stays_in_the_report_with_its_reason(tmp_path: Path) -> None:
    text = "<!-- qapress: ignore double-space: as printed in 1952 -->\nOne  two.\n"
    report = check([], Settings(tmp_path), stdin=("notes.md", text.encode())).report
    assert [(d.info.name, d.suppressed) for d in report.diagnostics] == [
        ("double-space", "as printed in 1952")
    ]
