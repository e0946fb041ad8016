"""Questions that stand twice: what is taken for a copy, what is not, and what it costs."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.facts.copies import copies
from qapress.facts.extract import extract
from qapress.facts.facts import Collection, Facts
from qapress.facts.sketch import hashes
from qapress.markdown.parse import parse
from qapress.model.layout import load
from qapress.model.read import read
from qapress.source.text import Source

HOUSE = load("house", Path())
TABLE = Path(__file__).with_name("duplicates.txt").read_text("utf-8")


class Pair(NamedTuple):
    """Two entries, each a title and an answer, and what is alike in them."""

    kind: str
    one: tuple[str, str]
    other: tuple[str, str]


def pairs() -> list[Pair]:
    """The pairs of the table."""
    blocks = re.split(r"\n\n(?=(?:copy|near): )", TABLE)[1:]
    return [
        Pair(kind, *map(entry, text.split("\n--\n")))
        for kind, text in (each.split("\n", 1) for each in blocks)
    ]


def entry(text: str) -> tuple[str, str]:
    """Title and answer."""
    title, _, answer = text.strip("\n").partition("\n")
    return title, answer


PAIRS = pairs()
COPIES = [each for each in PAIRS if each.kind.startswith("copy")]
NEAR = [each for each in PAIRS if each.kind.startswith("near")]


def facts(path: str, *entries: tuple[str, str], language: str = "en") -> Facts:
    """A file with questions of these titles and answers."""
    text = "\n".join(
        f"## 📌 Q{number}: {title}\n\n### ✅ Answer\n\n{answer}\n"
        for number, (title, answer) in enumerate(entries, 1)
    )
    source = Source(path, text)
    return extract(read(source, parse(source.text), HOUSE, language))


def found(*files: Facts) -> list[str]:
    """`path Qn = path Qn` of each copy."""
    told = []
    for each in copies(Collection(files)):
        (facts_,) = (file for file in files if file.path == each.place.path)
        (entry,) = (entry for entry in facts_.entries if entry.at == each.place.span)
        told.append(f"{each.place.path} {entry.label} = {each.first.path} {each.first_entry.label}")
    return told


def test_the_table_is_long_enough() -> None:
    assert len(COPIES) >= 30
    assert len(NEAR) >= 60


@pytest.mark.parametrize("pair", COPIES, ids=lambda pair: pair.kind)
def test_a_copy_is_found_whichever_comes_first(pair: Pair) -> None:
    assert found(facts("a.md", pair.one), facts("b.md", pair.other)) == ["b.md Q1 = a.md Q1"]
    assert found(facts("a.md", pair.other, pair.one)) == ["a.md Q2 = a.md Q1"]


@pytest.mark.parametrize("pair", NEAR, ids=lambda pair: pair.kind)
def test_what_is_only_alike_is_no_copy(pair: Pair) -> None:
    assert found(facts("a.md", pair.one), facts("b.md", pair.other)) == []
    assert found(facts("a.md", pair.other, pair.one)) == []


def test_in_one_collection_the_same_copies_are_found() -> None:
    """All pairs at once, so that every entry is compared with those of all other pairs."""
    ones = [facts(f"a/{at}.md", pair.one) for at, pair in enumerate(PAIRS)]
    others = [facts(f"b/{at}.md", pair.other) for at, pair in enumerate(PAIRS)]
    told = found(*ones, *others)
    near = {f"{at}.md" for at, pair in enumerate(PAIRS) if pair in NEAR}
    assert [each for each in told if each.split()[0].partition("/")[2] in near] == []
    missed = {f"b/{at}.md" for at, pair in enumerate(PAIRS) if pair in COPIES} - {
        each.split()[0] for each in told
    }
    assert missed == set()


OVERFITTING = COPIES[0].one
DROPOUT = next(each.one for each in NEAR if each.one[0] == "What is dropout?")


def test_the_order_of_files_does_not_matter() -> None:
    files = [
        facts(f"{name}.md", *some) for name, some in (("c", [OVERFITTING]), ("a", [DROPOUT, OVERFITTING]))
    ]
    assert found(*files) == found(*files[::-1]) == ["c.md Q1 = a.md Q2"]


def test_files_count_in_natural_order() -> None:
    assert found(facts("QA_10.md", OVERFITTING), facts("QA_9.md", OVERFITTING)) == [
        "QA_10.md Q1 = QA_9.md Q1"
    ]


def test_each_further_copy_is_told_once_and_names_the_first() -> None:
    files = [facts(f"{name}.md", OVERFITTING) for name in "abc"]
    assert found(*files) == ["b.md Q1 = a.md Q1", "c.md Q1 = a.md Q1"]


def test_documents_of_another_language_are_no_copies() -> None:
    assert found(facts("en.md", OVERFITTING), facts("de.md", OVERFITTING, language="de")) == []


@pytest.mark.parametrize("answer", ["", "TODO", "To be completed.", "…", "Coming soon, stay tuned!"])
def test_an_answer_that_says_nothing_is_no_copy(answer: str) -> None:
    entries = facts("a.md", ("What is a token?", answer), ("What is a token?", answer))
    assert [each.sketch for each in entries.entries] == [b"", b""]
    assert found(entries) == []


def test_a_title_of_many_questions_proves_nothing() -> None:
    def quiz(code: str) -> tuple[str, str]:
        return (
            "What is printed?",
            f"The call `{code}` prints a number: all that it is given are numbers, and so is the result.",
        )

    alike = [quiz("seven(2)"), quiz("eight(2)")]
    assert len(found(facts("a.md", *alike))) == 1, "by themselves they may be one question"
    others = [("What is printed?", each.one[1]) for each in NEAR[:4]]
    assert found(facts("a.md", *others, *alike)) == []


def test_a_boilerplate_under_many_titles_is_no_copy() -> None:
    text = (
        "We are looking for somebody who writes this answer. Fork the repository, write some fifty words with an "
        "example, and open a pull request against the main branch, please."
    )
    titles = ["mutex", "semaphore", "monitor", "barrier", "latch"]
    assert (
        found(facts("a.md", *((f"How does one use the {each} of a kernel?", text) for each in titles))) == []
    )


def test_the_question_s_code_counts() -> None:
    def quiz(path: str, code: str) -> Facts:
        text = f"## Q1: What is the output?\n\n```js\n{code}\n```\n\n### Answer\n\nIt prints a number, 42 in fact.\n"
        return extract(read(Source(path, text), parse(text), HOUSE, "en"))

    assert found(quiz("a.md", "console.log(40 + 2)"), quiz("b.md", "console.log(84 / 2)")) == []
    assert found(quiz("a.md", "console.log(40 + 2)"), quiz("b.md", "console.log(40 + 2)")) == [
        "b.md Q1 = a.md Q1"
    ]


def test_the_number_does_not_count() -> None:
    files = [facts("a.md", DROPOUT, OVERFITTING), facts("b.md", OVERFITTING)]
    assert files[0].entries[1].sketch == files[1].entries[0].sketch


@given(st.text(alphabet="ab é语📌`#-\n1", max_size=120), st.text(alphabet="ab ?`é语", max_size=20))
def test_any_text_has_a_sketch_and_is_its_own_copy(answer: str, title: str) -> None:
    one, other = facts("a.md", (title, answer)), facts("b.md", (title, answer))
    sketched = [each for each in one.entries if each.sketch]
    assert [len(hashes(each.sketch)) >= 2 for each in sketched] == [True] * len(sketched)
    assert len(found(one, other)) >= len(sketched)


def test_a_sketch_is_small() -> None:
    long = " ".join(random.Random(1).choices(OVERFITTING[1].split(), k=5_000))
    (entry,) = facts("a.md", ("What is long?", long)).entries
    assert len(entry.sketch) <= 48
