"""Ids that people write: where a comment counts, what is told of others, and who wins where two want one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.check import check
from qapress.pipeline.read import document
from qapress.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "## 📌 Q{n}: What is {what}?\n\n{comment}\n\n### ✅ Answer\n\n{comment2}\n\nA piece of {what}.\n\n"


def question(what: str = "text", comment: str = "", number: int = 1, inside: str = "") -> str:
    """A question with comments before and behind the heading of its answer."""
    return QUESTION.format(n=number, what=what, comment=comment, comment2=inside)


def told(root: Path, *files: str, whole: bool = True) -> list[str]:
    """The messages about files of these texts: `PATH:LINE MESSAGE`."""
    names = [f"{name}.md" for name in "abcd"[: len(files)]]
    for name, text in zip(names, files, strict=True):
        (root / name).write_text(text, "utf-8")
    settings = Settings(root, select=("schema-violation", "orphan-text", "duplicate-id"))
    checked = check([] if whole else [str(root / name) for name in names], settings)
    return [
        f"{each.path}:{checked.source(each.path).line(each.finding.span.start)} {each.finding.message}"
        for each in checked.report.diagnostics
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (question(comment="<!-- qapress: id a -->"), "a"),
        (question(inside="<!-- qapress: id a -->"), "a"),
        (question(comment="<!-- a note -->\n\n<!-- qapress: id a; was b; -->"), "a"),
        (question(comment="<!--qapress:id a-->"), "a"),
        (question() + "<!-- qapress: id a -->\n", None),
        ("<!-- qapress: id a -->\n\n" + question(), None),
        (question(comment="> <!-- qapress: id a -->"), None),
        (question(comment="`<!-- qapress: id a -->`"), None),
        (question(comment="<!-- see qapress: id a -->"), None),
        (question(comment="<!-- qapress: id-a -->"), None),
    ],
)
def test_where_a_comment_counts(tmp_path: Path, text: str, expected: str | None) -> None:
    (entry,) = document("a.md", text.encode(), Settings(tmp_path)).entries
    assert entry.explicit_id == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (question(comment="<!-- qapress: id -->"), ["a.md:3 the comment gives no id"]),
        (
            question(comment="<!-- qapress: id a b -->"),
            ["a.md:3 an id is one word, and so is each former id behind 'was': not 'a b'"],
        ),
        (
            question(comment="<!-- qapress: id a; old -->"),
            ["a.md:3 an id is one word, and so is each former id behind 'was': not 'old'"],
        ),
        (
            question(comment="<!-- qapress: id A_b -->"),
            ["a.md:3 the id is 'A_b', which is not written as the schema wants it"],
        ),
        (
            question(comment=f"<!-- qapress: id {'a' * 101} -->"),
            ["a.md:3 the id has 101 of at most 100 characters"],
        ),
        (question() + "<!-- qapress: id a -->\n", ["a.md:11 the id in this comment belongs to no question"]),
        (
            question(comment="<!-- qapress: id a -->", inside="<!-- qapress: id b -->"),
            ["a.md:7 the id in this comment belongs to no question"],
        ),
        ("<!-- qapress: id a -->\n\n" + question(), ["a.md:1 the id in this comment belongs to no question"]),
        ("# Ids\n\nLike `<!-- qapress: id a -->`.\n", []),
    ],
)
def test_what_is_told_of_a_comment(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert told(tmp_path, text) == expected


def test_of_two_files_with_one_id_the_first_keeps_it(tmp_path: Path) -> None:
    one = question(comment="<!-- qapress: id same -->")
    other = question("a file", comment="<!-- qapress: id same -->")
    (message,) = told(tmp_path, one, other)
    assert message.startswith("b.md:3 the id 'same' is that of Q1 in a.md; this question gets 'same-")
    assert told(tmp_path, one, other, whole=False) == [message]


def test_front_matter_claims_ids_too(tmp_path: Path) -> None:
    one = question(comment="<!-- qapress: id same -->")
    other = "---\nid: mine\naliases: [same]\n---\n\n" + question("a file")
    assert told(tmp_path, one, other) == ["b.md:2 the former id 'same' is the id of Q1 in a.md"]


def test_a_former_id_may_be_what_a_title_gives_only_as_far_as_all_titles_are_known(tmp_path: Path) -> None:
    renamed = question("a symbol", comment="<!-- qapress: id symbol; was what-is-text -->")
    assert told(tmp_path, renamed, question()) == [
        "a.md:3 the former id 'what-is-text' is the id of Q1 in b.md"
    ]
    assert told(tmp_path, renamed, question(), whole=False) == []
    assert told(tmp_path, renamed, question(), question()) == [], (
        "each of two equal titles has an id of its own"
    )


def test_three_that_want_one_id_are_two_findings(tmp_path: Path) -> None:
    some = [question(what, comment="<!-- qapress: id same -->") for what in ("one", "two", "three")]
    assert [each.split()[0] for each in told(tmp_path, *some)] == ["b.md:3", "c.md:3"]
