"""By what a finding is known again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.diagnostic import Finding, Identity, Span
from qapress.lint.identity import identifying
from qapress.pipeline.check import check
from qapress.settings import Settings
from qapress.source.text import Source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("One «teh» cat.", "One teh cat."),
        ("One token«,» which", "token, which"),
        ("One two«  »three four", "two three"),
        ("end«  »\nnext", "end"),
        ("x «three whole words» y", "three whole words"),
        ("a long «»line of which nothing is marked", "a long line of which nothing is marked"),
        ("«##  📌 Q1: What is it?»", "## 📌 Q: What is it?"),
        ("## 📌 Q1: «Teh» cat", "Q: Teh cat"),
        ("## Q1«:»What", "Q:What"),
        ("«»", "it is wrong"),
        ("x" * 30 + "«,»" + "y" * 30, "x" * 20 + "," + "y" * 20),
    ],
)
def test_text(marked: str, expected: str) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    at = text.find("Q1")
    number = Span(at + 1, at + 2) if at >= 0 else None
    assert identifying(Source("a.md", text), Finding(Span(start, end), "it is wrong"), number) == expected


def test_what_is_missing_is_known_by_what_it_is() -> None:
    finding = Finding(Span(0, 3), "it is not there", about="What is a token?")
    assert identifying(Source("a.md", "One two three"), finding) == "What is a token?"


def identities(root: Path, **files: str) -> list[Identity]:
    for name, text in files.items():
        (root / f"{name}.md").write_bytes(text.encode())
    return [each.identity for each in check([], Settings(root, ignore=("QA005",))).report.diagnostics]


QUESTION = "## 📌 Q{}: What is a token?\n\n### ✅ Answer\n\nA  piece of [text](gone.md#{}).\n"


def test_a_new_number_and_other_lines_change_nothing(tmp_path: Path) -> None:
    before = identities(tmp_path, a=QUESTION.format(1, 1))
    assert [each.code for each in before] == ["QA402", "QA501"]
    (tmp_path / "a.md").unlink()
    moved = "# A title\n\n" + QUESTION.format(7, 1)
    assert identities(tmp_path, b=moved.replace("\n", "\r\n")) == before


def test_rules_over_the_collection_are_known_by_the_text(tmp_path: Path) -> None:
    first = identities(tmp_path, a=QUESTION.format(1, 1))
    again = identities(tmp_path, gonne="# Notes\n")
    assert again == first == [
        Identity("QA402", "what-is-a-token", "A piece"),
        Identity("QA501", "what-is-a-token", "of [text](gone.md#1)."),
    ]  # fmt: skip


def test_what_is_alike_is_counted(tmp_path: Path) -> None:
    found = identities(tmp_path, a="One  two.\n\nOne  two.\n")
    assert found == [Identity("QA402", "a.md", "One two.", ordinal) for ordinal in (1, 2)]
