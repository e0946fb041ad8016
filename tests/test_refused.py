"""Fixes that would harm: what is refused, what is not, and where it is told."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import qapress
from qapress.diagnostic import Applicability
from qapress.lint import fixer
from qapress.pipeline.fix import fix
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

GARBLED_LINK = "One  two [cafÃ©].\n\n[cafÃ©]: https://example.org\n"
"""A link whose words are the name of its address; a blank before it goes."""
WHY = "the fix of garbled-text was not made: it would break a link"


def fixed(root: Path, text: str, level: Applicability = Applicability.SAFE) -> fixer.Fixed:
    linter = make_linter(Settings(root))
    document = linter.document("QA_1-2.md", text.encode())
    tools = fixer.Linter(linter.again, linter.visible)
    return fixer.fix(document, linter.selection.rules, tools, level)


@pytest.mark.parametrize(
    "text",
    [
        "[cafÃ©]\n\n[cafÃ©]: /u\n",
        "![cafÃ©][]\n\n[cafÃ©]: /u.png\n",
        "# To recieve\n\n[x](#to-recieve)\n",
    ],
)
def test_a_link_is_not_broken(tmp_path: Path, text: str) -> None:
    result = fixed(tmp_path, text)
    assert result.source.text == text
    assert [each.why for each in result.refused] == ["it would break a link"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[cafÃ©](/u)\n", "[café](/u)\n"),
        ("[cafÃ©][u]\n\n[u]: /u\n", "[café][u]\n\n[u]: /u\n"),
        ("# To recieve\n\n[x](#gone)\n", "# To receive\n\n[x](#gone)\n"),
        (
            "# To recieve\n\n<a name=there></a>[x](#there)\n",
            "# To receive\n\n<a name=there></a>[x](#there)\n",
        ),
    ],
)
def test_other_links_hinder_nothing(tmp_path: Path, text: str, expected: str) -> None:
    result = fixed(tmp_path, text)
    assert (result.source.text, result.refused) == (expected, ())


def test_a_question_that_its_damage_hid_comes_back(tmp_path: Path) -> None:
    text = "ï»¿## 📌 Q1: What is it?\n\n### ✅ Answer\n\nIt.\n"
    result = fixed(tmp_path, text)
    assert result.source.text == text.removeprefix("ï»¿")
    assert result.refused == ()


def test_a_line_that_was_meant_as_a_heading_becomes_one(tmp_path: Path) -> None:
    text = "## Q1: What is it?\n\n### Answer\n\nIt is this.\n##Q2: And that?\n\n### Answer\n\nThat.\n"
    result = fixed(tmp_path, text, Applicability.UNSAFE)
    assert result.source.text == text.replace("##Q2", "## Q2")
    assert result.refused == ()


def test_it_is_told_where_the_text_stands_at_last(tmp_path: Path) -> None:
    (refused,) = fixed(tmp_path, GARBLED_LINK).refused
    mended = GARBLED_LINK.replace("  ", " ")
    assert mended[slice(*refused.at)] == "Ã©"


def test_python_gets_it_with_what_remains() -> None:
    result = qapress.fix(GARBLED_LINK)
    assert result.text == GARBLED_LINK.replace("  ", " ")
    told = {each.info.name: each.finding.message for each in result.remaining}
    assert told["fix-refused"] == WHY
    assert "garbled-text" in told
    assert WHY in {each.finding.message for each in qapress.fix(GARBLED_LINK, ["mojibake"]).remaining}
    assert "fix-refused" not in {
        each.info.name for each in qapress.fix(GARBLED_LINK, ignore=["tool"]).remaining
    }
    assert qapress.check_text(GARBLED_LINK, select=["fix-refused"]).diagnostics == ()


def test_a_comment_cannot_suppress_it_but_the_finding_behind_it() -> None:
    comment = "<!-- qapress: ignore-file {}: as it came -->\n\n"
    told = {
        each.finding.message for each in qapress.fix(comment.format("fix-refused") + GARBLED_LINK).remaining
    }
    assert told >= {WHY, "'fix-refused' cannot be suppressed"}
    left = qapress.fix(comment.format("garbled-text") + GARBLED_LINK).remaining
    assert [each.info.name for each in left] == ["garbled-code"]


def test_a_file_without_refusals_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("One  two.\n", "utf-8")
    (tmp_path / "b.md").write_text(GARBLED_LINK, "utf-8")
    done = fix((), Settings(tmp_path))
    assert list(done.refused) == ["b.md"]


@pytest.mark.parametrize(
    ("command", "code", "told", "reported"),
    [
        (["fix"], 0, "b.md:1:13: left as it was: garbled-text: it would break a link\n", ""),
        (
            ["check", "--fix", "--output-format", "concise"],
            1,
            "",
            f"b.md:1:13: warning QA903 {WHY}  [fix-refused]\n",
        ),
    ],
)
def test_the_command_line_tells_it_once(
    tmp_path: Path, command: list[str], code: int, told: str, reported: str
) -> None:
    (tmp_path / "b.md").write_text(GARBLED_LINK, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "qapress", *command],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == code
    assert (told in done.stderr, "left as it was" in done.stderr) == (True, bool(told))
    assert (reported in done.stdout, "QA903" in done.stdout) == (True, bool(reported))
