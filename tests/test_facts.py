"""Facts of files, numbering over a folder, ids over the collection."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Span
from qapress.facts.extract import extract
from qapress.facts.facts import Collection, EntryFacts, Facts
from qapress.facts.ids import settle
from qapress.facts.numbering import number_faults, parse_number, ranges, worded
from qapress.facts.order import natural_key
from qapress.markdown.parse import parse
from qapress.model.layout import load
from qapress.model.read import read
from qapress.source.text import Source

if TYPE_CHECKING:
    import random

HOUSE = load("house", Path())


def facts(text: str, path: str = "QA_1-2.md") -> Facts:
    source = Source(path, text)
    return extract(read(source, parse(source.text), HOUSE, "en"))


def file(path: str, *numbers: str) -> Facts:
    """A file with questions of these numbers: `?` waits for one, an empty one is none."""
    entries = []
    for at, number in enumerate(numbers):
        given = None if number in ("", "?") else number
        place = Span(at * 10 + 4, at * 10 + 5) if number else None
        label = f"Q{number}" if number else ""
        entries.append(EntryFacts("T", Span(at * 10, at * 10 + 9), given, place, "t", False, b"", label))
    return Facts(path, None, entries=tuple(entries))


def faults(*files: Facts, complete: bool = True) -> list[str]:
    found = number_faults(Collection(files, complete))
    return [f"{each.place.path} {each.kind} {each.label} {each.expected}".rstrip() for each in found]


def of(numbers: str) -> list[str]:
    """The faults of one file with these numbers, without its path."""
    return [each.removeprefix("a.md ") for each in faults(file("a.md", *numbers.split()))]


def test_facts_of_a_file() -> None:
    found = facts(
        "# Tokens\n\n## 📌 Q1: What is a token?\n\n### Answer\n\nText.\n\n## Q?: 词元\n", "llm/QA_1-2.md"
    )
    assert (found.path, found.title, len(found.entries)) == ("llm/QA_1-2.md", "Tokens", 2)
    assert found.promised == (1, 2)
    first, second = found.entries
    assert (first.slug, first.number, first.label, first.explicit) == ("what-is-a-token", "1", "Q1", False)
    assert (second.slug, second.number, second.label) == ("", None, "Q?")
    assert second.number_at is not None
    assert facts("# Notes\n", "README.md").entries == ()
    assert facts("# Notes\n", "README.md").promised is None


def test_an_explicit_id_is_told_apart() -> None:
    (entry,) = facts("## Q1: One?\n\n<!-- qapress: id first -->\n\n### Answer\n\nText.\n").entries
    assert (entry.slug, entry.explicit) == ("first", True)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("1 2 3", []),
        ("91 92 93", []),
        ("17 17a 17b 18", []),
        ("1 3", ["gap Q3 Q2"]),
        ("1 5 9", ["gap Q5 Q2 to Q4", "gap Q9 Q6 to Q8"]),
        ("1 999999999", ["gap Q999999999 Q2 to Q999999998"]),
        ("1 1", ["duplicate Q1 Q2"]),
        ("1 2 2 3", ["duplicate Q2"]),
        ("4 5 5 7", ["duplicate Q5 Q6"]),
        ("1 3 2 4", ["order Q3"]),
        ("1 20 3", ["order Q20 Q2"]),
        ("1 2 30 4", ["order Q30 Q3"]),
        ("9 1 2 3", ["order Q9"]),
        ("5 2 3 4", ["order Q5 Q1"]),
        ("1 2 2 5", ["duplicate Q2 Q3", "gap Q5 Q4"]),
        ("1 ? 3", ["pending Q? Q2"]),
        ("1 ? 2", ["pending Q?"]),
        ("1 2 ? ?", ["pending Q? Q3", "pending Q? Q4"]),
        ("? 2 3", ["pending Q? Q1"]),
        ("? ?", ["pending Q?", "pending Q?"]),
        ("1 ? 5", ["pending Q? Q2", "gap Q5 Q3 to Q4"]),
        ("1 2 3 1 2 3", ["duplicate Q1 Q4", "duplicate Q2 Q5", "duplicate Q3 Q6"]),
        ("01 2", []),
    ],
)
def test_faults_of_numbers(numbers: str, expected: list[str]) -> None:
    assert of(numbers) == expected


def test_questions_without_numbers_are_a_style_unless_others_have_some() -> None:
    assert faults(file("a.md", "", "")) == []
    assert faults(file("a.md", "1", "", "3")) == ["a.md pending  Q2"]


def test_numbers_run_through_the_files_of_a_folder() -> None:
    early, late = file("a/QA_2-2.md", "2"), file("a/QA_10-10.md", "4")
    assert faults(late, early, file("b/QA_1-1.md", "1")) == ["a/QA_10-10.md gap Q4 Q3"]
    assert faults(late, early, complete=False) == []
    assert faults(file("a/x.md", "1", "1", "4"), late, complete=False) == [
        "a/x.md duplicate Q1 Q2",
        "a/x.md gap Q4 Q3",
    ]


def test_a_duplicate_names_the_other_place() -> None:
    first, second = file("a/1.md", "1", "2"), file("a/2.md", "2", "3")
    (fault,) = number_faults(Collection((first, second)))
    assert fault.place.path == "a/2.md"
    assert fault.first is not None
    assert (fault.first.path, fault.first.span) == ("a/1.md", Span(14, 15))


@given(st.integers(3, 40), st.randoms(use_true_random=False))
def test_one_slip_is_one_fault(size: int, chance: random.Random) -> None:
    """Whatever is done to one number inside a run, exactly one fault is told, and it names what is missing."""
    numbers = list(range(1, size + 1))
    at = chance.randrange(1, size - 1)
    deed = chance.choice(["drop", "pend", "repeat", "exceed"])
    if deed == "drop":
        del numbers[at]
    text = [str(each) for each in numbers]
    if deed != "drop":
        text[at] = {"pend": "?", "repeat": str(at), "exceed": str(size + 50)}[deed]
    (fault,) = number_faults(Collection((file("a.md", *text),)))
    assert fault.kind == {"drop": "gap", "pend": "pending", "repeat": "duplicate", "exceed": "order"}[deed]
    assert fault.expected == f"Q{at + 1}"


@given(st.lists(st.integers(1, 12).map(str) | st.just("?"), max_size=12))
def test_no_fault_exactly_when_the_numbers_run(numbers: list[str]) -> None:
    values = [int(each) if each != "?" else 0 for each in numbers]
    runs = all(b == a + 1 for a, b in pairwise(values)) and 0 not in values
    assert (of(" ".join(numbers)) == []) == runs


def test_numbers_in_words() -> None:
    assert worded("Q", ranges([9, 4, 5, 7, 6])) == "Q4 to Q7, Q9"
    assert parse_number("17a") > parse_number("17")
    assert parse_number("9") < parse_number("10")


def test_natural_order() -> None:
    names = ["b/QA_1.md", "a/QA_10-12.md", "a/QA_4-6.md", "a/b/QA_1.md", "a/README.md"]
    assert sorted(names, key=natural_key) == [
        "a/b/QA_1.md",
        "a/QA_4-6.md",
        "a/QA_10-12.md",
        "a/README.md",
        "b/QA_1.md",
    ]


# Ids.


def entry(slug: str, content: str, *, explicit: bool = False) -> EntryFacts:
    return EntryFacts("T", Span(0, 1), None, None, slug, explicit, content.encode())


def settled(*entries: EntryFacts) -> list[str]:
    return list(settle([Facts("a.md", None, entries=entries)]).values())


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([("a", "1"), ("b", "2")], ["a", "b"]),
        ([("a", "1"), ("a", "2")], ["a-6b86b2", "a-d4735e"]),
        ([("", "1"), ("", "2")], ["q-6b86b2", "q-d4735e"]),
        ([("a", "1"), ("a", "1")], ["a-6b86b2", "a-6b86b2-2"]),
    ],
)
def test_settled_ids(entries: list[tuple[str, str]], expected: list[str]) -> None:
    assert settled(*(entry(*each) for each in entries)) == expected


def test_an_explicit_id_wins() -> None:
    assert settled(entry("a", "1"), entry("a", "2", explicit=True)) == ["a-6b86b2", "a"]
    assert settled(entry("a", "1", explicit=True), entry("a", "2", explicit=True)) == ["a", "a-d4735e"]
    assert settled(entry("a-d4735e", "3"), entry("a", "1"), entry("a", "2")) == [
        "a-d4735e",
        "a-6b86b2",
        "a-d4735e-2",
    ]


@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from("123"), st.booleans()), max_size=8)
)
def test_ids_are_unique(entries: list[tuple[str, str, bool]]) -> None:
    found = settled(*(entry(slug, content, explicit=own and bool(slug)) for slug, content, own in entries))
    assert len(set(found)) == len(found)


def test_ids_do_not_depend_on_numbers_and_folders() -> None:
    text = "## Q{}: One?\n\n### Answer\n\nText.\n\n## Q{}: One?\n\n### Answer\n\nOther.\n"
    before = settle([facts(text.format(1, 2), "a/QA_1-2.md")])
    after = settle([facts(text.format(11, 12), "b/QA_11-12.md")])
    assert list(before.values()) == list(after.values())
    assert len(set(before.values())) == 2
