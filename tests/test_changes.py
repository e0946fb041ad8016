"""What became of questions between two versions, as a comparison of values and as it is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.emit.changelog import page
from qapress.emit.changelog.sections import sections
from qapress.facts.changes import compare
from qapress.markdown.parse import parse
from qapress.markdown.plain import plain
from qapress.model.changes import Changes, Version, changes_data, version
from qapress.model.data import document_data
from qapress.pipeline.read import document
from qapress.settings import Settings
from release import question, validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qapress.model.changes import Change

SENTENCES = (
    "A cache keeps what was computed once, so that nobody has to compute it again.",
    "The queue grows whenever requests arrive faster than a worker can serve them.",
    "Every gradient is averaged over the batch before the weights are moved.",
    "A checksum tells that a file was damaged on its way, not who damaged it.",
    "Rows with equal keys meet in one partition, which may then be too large.",
    "The lock is taken before the file is opened and given back behind it.",
)


def asked(title: str, answer: str, number: int | str = 1, path: str = "a/QA_1-3.md") -> Version:
    """A question with the id of its title."""
    name = "-".join("".join(each for each in title.lower() if each.isalnum() or each == " ").split())
    markup = f"{title} {answer}"
    return Version(name, (), str(number), f"Q{number}", title, path, 1, title, answer, (), markup)


def hub(count: int, start: int = 1) -> list[Version]:
    """Questions that have little in common, numbered from `start`."""
    return [
        asked(f"What is thing {chr(97 + at % 26)}{at}?", f"{SENTENCES[at % 6]} Mark {at * 7919}.", start + at)
        for at in range(count)
    ]


def kinds(changes: Iterable[Change]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.shown.title, each.kinds) for each in changes]


def told(old: Sequence[Version], new: Sequence[Version]) -> Changes:
    return Changes("v1", None, "", compare(old, new))


def lines(old: Sequence[Version], new: Sequence[Version]) -> list[str]:
    """What is told of two versions, a line each."""
    return [line for line in "".join(page(told(old, new))).split("\n")[1:] if line]


# -- which question is which -------------------------------------------------------------------------------


def test_a_question_is_known_by_its_id() -> None:
    old = asked("What is a token?", SENTENCES[0])
    new = asked("What is a token?", SENTENCES[1], 7, "b/QA_7-9.md")
    (change,) = compare([old], [new])
    assert (change.before, change.after) == (old, new)
    assert change.kinds == ("answer", "renumbered", "moved")


def test_a_former_id_leads_to_the_question() -> None:
    old = asked("What is a token?", SENTENCES[0])
    new = asked("Why split text?", SENTENCES[1])._replace(aliases=("what-is-a-token",))
    assert [each.kinds for each in compare([old], [new])] == [("reworded", "id", "answer")]
    assert [each.kinds for each in compare([new], [old])] == [("reworded", "id", "answer")]


def test_a_title_that_only_one_has_leads_to_the_question() -> None:
    old = asked("What is a token?", "One.")
    new = asked("What is a token?", "Two.")._replace(id="token")
    assert kinds(compare([old], [new])) == [("What is a token?", ("id", "answer"))]


def test_a_retitled_question_is_known_by_its_answer() -> None:
    old, new = hub(6), hub(6)
    new[2] = asked("How would you describe the third thing?", old[2].answer, 3)
    assert kinds(compare(old, new)) == [("How would you describe the third thing?", ("reworded", "id"))]


def test_a_long_answer_is_known_by_itself_though_it_is_made_of_what_many_say() -> None:
    said = [f"{SENTENCES[at % 6]} {SENTENCES[at // 6]}" for at in range(36)]
    said += [f"{SENTENCES[at // 6]} {SENTENCES[5]} {SENTENCES[at % 6]}" for at in range(36)]
    old = [asked(f"Topic {at}", each, at) for at, each in enumerate(said)]
    new = [asked(f"Entry {at * 7}", each, at) for at, each in enumerate(said)]
    assert {each.kinds for each in compare(old, new)} == {("reworded", "id")}
    assert len(compare(old[:5], [asked("Entry", "See above.")])) == 6


def test_a_question_with_new_title_and_half_a_new_answer_is_known_between_its_neighbours() -> None:
    old, new = hub(5), hub(5)
    half = " ".join(old[2].answer.split()[:6])
    new[2] = asked("Which remark describes it?", f"{half} {SENTENCES[5][:60]}", 3)
    assert kinds(compare(old, new)) == [("Which remark describes it?", ("reworded", "id", "answer"))]
    alone = [asked("Which remark describes it?", f"{half} {SENTENCES[5][:60]}", 9)]
    assert [each.kinds for each in compare(old, [*old[:2], *old[3:], *alone])] == [("added",), ("removed",)]


def test_a_question_in_place_of_another_is_another() -> None:
    old, new = hub(5), hub(5)
    new[2] = asked("Why sleep?", "People who are tired make mistakes that nobody needs.", 3)
    assert [each.kinds for each in compare(old, new)] == [("added",), ("removed",)]


def test_equal_titles_are_told_apart_by_their_answers() -> None:
    old = [asked("Why?", each)._replace(id=f"why-{at}") for at, each in enumerate(SENTENCES)]
    new = [each._replace(id=f"{each.id}-edited", answer=f"{each.answer} Indeed.") for each in old]
    assert [(each.before, each.after) for each in compare(old, new[::-1])] == list(
        zip(old[::-1], new[::-1], strict=True)
    )


def test_an_id_that_two_claim_leads_to_none() -> None:
    old = asked("What is a token?", SENTENCES[0])
    heirs = [
        asked("Why split?", SENTENCES[1])._replace(aliases=(old.id,)),
        asked("Why merge?", SENTENCES[2])._replace(aliases=(old.id,)),
    ]
    assert [each.kinds for each in compare([old], heirs)] == [("added",), ("added",), ("removed",)]


# -- what differs ------------------------------------------------------------------------------------------


def read(text: str, path: str = "a/QA_1-3.md") -> list[Version]:
    """The questions of a file as versions."""
    made = document(path, text.encode(), Settings(Path()))
    return [version(each) for each in document_data(made, forms=("text",)).data["questions"]]


def page_of(answer: str) -> list[Version]:
    return read(question(1, "Why?", answer))


@pytest.mark.parametrize(
    ("before", "after", "found", "words"),
    [
        ("One two three.", "One two  \nthree.", (), (0, 0)),
        ("One two three.", "One two\r\nthree.", (), (0, 0)),
        ("One two three.", "One **two** three.", ("markup",), (0, 0)),
        ("See [it](https://a.example).", "See [it](https://b.example).", ("markup",), (0, 0)),
        ("See [it](QA_1-3.md#x).", "See [it](QA_2-4.md#y).", (), (0, 0)),
        ("![a box](a.svg)", "![a box](b.svg)", ("markup",), (0, 0)),
        ("One two three.", "One two four.", ("answer",), (1, 1)),
        ("One two three.", "two One three.", ("answer",), (0, 0)),
        ("One two three.", "One.", ("answer",), (1, 3)),
        ("```python\nif a:\n    b\nc\n```", "```python\nif a:\n    b\n    c\n```", ("answer",), (0, 0)),
        ("令牌是什么", "令牌是文本", ("answer",), (2, 2)),
        ("Text.", "", ("answer",), (0, 1)),
    ],
)
def test_an_answer_changes_when_its_words_or_its_code_do(
    before: str, after: str, found: tuple[str, ...], words: tuple[int, int]
) -> None:
    changes = compare(page_of(before), page_of(after))
    assert [each.kinds for each in changes] == ([found] if found else [])
    assert [each.words for each in changes] == ([words] if found else [])


def test_a_text_below_the_title_belongs_to_the_question() -> None:
    text = "## 📌 Q1: What is printed?\n\n```python\nprint(1)\n```\n\n### ✅ Answer\n\nA number.\n"
    (change,) = compare(read(text), read(text.replace("(1)", "(2)")))
    assert "reworded" in change.kinds
    assert lines(read(text), read(text.replace("(1)", "(2)")))[:2] == [
        "## Reworded",
        "- Q1: What is printed? (the text below the title)",
    ]


def test_a_reference_that_follows_a_new_number_is_no_change() -> None:
    old = [asked("What is a?", "First.", 1), asked("What is b?", "See Q1, and [Q1](x.md#q1-a).", 2)]
    new = [asked("What is a?", "First.", 2), asked("What is b?", "See Q2, and [Q2](x.md#q2-a).", 1)]
    assert [each.kinds for each in compare(old, new)] == [("renumbered",)] * 2
    wrong = [new[0], new[1]._replace(answer="See Q3, and [Q2](x.md#q2-a).")]
    assert compare(old, wrong)[1].kinds == ("answer", "renumbered")


def test_the_right_options_of_a_quiz_belong_to_the_answer() -> None:
    def quiz(right: str) -> Version:
        options = [{"key": key, "correct": key == right, "text": key, "markdown": key} for key in "AB"]
        (question,) = document_data(document("a.md", text.encode(), Settings(Path()))).data["questions"]
        return version({**question, "options": options})

    text = question(1, "Which?", "That one.")
    (change,) = compare([quiz("A")], [quiz("B")])
    assert (change.kinds, change.words) == (("answer",), (1, 1))


# -- laws --------------------------------------------------------------------------------------------------

VERSIONS = st.lists(st.sampled_from(hub(30)), unique=True, max_size=12)


@given(VERSIONS)
def test_nothing_differs_from_itself(questions: list[Version]) -> None:
    assert compare(questions, questions) == ()


@given(VERSIONS, st.integers(1, 500))
def test_new_numbers_change_nothing_else(questions: list[Version], start: int) -> None:
    numbered = [
        each._replace(number=str(start + at), label=f"Q{start + at}") for at, each in enumerate(questions)
    ]
    for change in compare(questions, numbered):
        assert change.kinds == ("renumbered",)
        assert change.before in questions


@given(VERSIONS, VERSIONS)
def test_what_is_added_one_way_is_removed_the_other_way(old: list[Version], new: list[Version]) -> None:
    there, back = compare(old, new), compare(new, old)
    assert {each.after for each in there if each.before is None} == {
        each.before for each in back if each.after is None
    }
    assert {(each.before, each.after) for each in there} == {(each.after, each.before) for each in back}


@given(VERSIONS, VERSIONS)
def test_every_question_is_accounted_for_once(old: list[Version], new: list[Version]) -> None:
    changes = compare(old, new)
    before = [each.before for each in changes if each.before]
    after = [each.after for each in changes if each.after]
    same = [each for each in new if each in old and each not in after]
    assert sorted([*before, *same]) == sorted(old)
    assert sorted([*after, *same]) == sorted(new)


# -- what is told ------------------------------------------------------------------------------------------


def test_a_question_inserted_at_the_top_is_told_in_two_lines() -> None:
    old = hub(100, start=2)
    new = [asked("Why sleep?", "Tired people err.", 1), *hub(100, start=3)]
    new[0] = new[0]._replace(number="2", label="Q2")
    assert lines(old, new) == [
        "## Added",
        "- Q2: Why sleep?",
        "## Renumbered",
        "- a: 100 questions, Q2–Q101 → Q3–Q102",
    ]


def test_numbers_are_told_in_runs_by_folder() -> None:
    old = [*hub(6), *[each._replace(path="b/QA_1-3.md", id=f"b-{each.id}") for each in hub(2)]]
    shifts = (0, 0, 1, 1, 3, 3, 1, 1)
    new = [
        each._replace(number=str(int(each.number or 0) + shift), label=f"Q{int(each.number or 0) + shift}")
        for each, shift in zip(old, shifts, strict=True)
    ]
    assert lines(old, new) == [
        "## Renumbered",
        "- a: 2 questions, Q3–Q4 → Q4–Q5",
        "- a: 2 questions, Q5–Q6 → Q8–Q9",
        "- b: 2 questions, Q1–Q2 → Q2–Q3",
    ]


def test_numbers_that_are_none_stand_alone() -> None:
    old = [asked("What is a?", "A.", "17a"), asked("What is b?", "B.")._replace(number=None, label="")]
    new = [asked("What is a?", "A.", "18a"), asked("What is b?", "B.", 19)]
    assert lines(old, new)[1:] == ["- a: 1 question, Q17a → Q18a", "- a: 1 question, no number → Q19"]


def test_a_number_may_be_longer_than_any_that_is_counted_with() -> None:
    old = asked("What is a?", "A.", "9" * 5000)
    (line,) = lines([old], [old._replace(number="1", label="Q1")])[1:]
    assert line.endswith("9 → Q1")


def test_a_new_order_is_told_in_one_line() -> None:
    old = hub(40)
    new = [old[at * 7 % 40]._replace(number=str(at + 1), label=f"Q{at + 1}") for at in range(40)]
    assert lines(old, new)[1:] == ["- a: 38 questions in a new order"]


def test_questions_that_moved_are_told_by_folder() -> None:
    old = hub(6)
    new = [*(each._replace(path="b/QA_1-3.md") for each in old[:2]), old[2]._replace(path="b/QA_1-3.md")]
    new += [each._replace(path="a/QA_4-6.md") for each in old[3:]]
    assert lines(old, new)[1:] == [
        "- a → b: 3 questions, now Q1–Q3",
        "- a: 3 questions in other files of the folder",
    ]


def test_a_page_of_markdown_says_what_it_means() -> None:
    old = [asked("What is *args?", "See.", path="x.md"), asked("Why <b>?", "No.", 2, "x.md")]
    new = [asked("What is `args_`?", "See.", path="x.md")._replace(id=old[0].id, label="")]
    new += [asked("# 1. [x](y)", "New one.", 3, "x.md")._replace(label="")]
    assert "".join(page(Changes("v1", None, "2_0_", compare(old, new)))) == (
        "# Changes from v1 to 2_0\\_\n\n"
        "## Added\n\n- \\# 1. \\[x\\](y)\n\n"
        "## Removed\n\n- Q2: Why \\<b>?\n\n"
        "## Reworded\n\n- What is \\`args\\_\\`? (was: What is \\*args?)\n"
    )


SAYING = st.text(st.sampled_from("ab1 #>+-=~|.)([]{}*_`<>/!&;:\\\"'$^@hw\té"), max_size=12)


@given(SAYING, st.sampled_from(("", "Q7")))
def test_no_title_can_be_more_than_text(title: str, label: str) -> None:
    question = asked("x", "y")._replace(title=title, label=label)
    tree = parse("".join(page(told([], [question]))))
    (item,) = (node for node in tree.walk() if node.kind == "list_item")
    assert {node.kind for child in item.children for node in child.walk()} <= {"text", "paragraph", "escape"}
    assert plain(item.children) == " ".join([*([f"{label}:"] if label else []), *title.split()])


def test_a_page_without_changes_says_so() -> None:
    assert "".join(page(Changes("v1", None, "", ()))) == "# Changes since v1\n\nNo question changed.\n"


def test_the_id_that_was_lost_is_told_unless_it_is_kept_as_a_former_one() -> None:
    old, new = asked("What is a token?", SENTENCES[0]), asked("What are tokens?", SENTENCES[0])
    (section,) = sections(told([old], [new]))
    assert [(each.note, each.lost) for each in section.items] == [
        ("was: What is a token?", "what-is-a-token")
    ]
    (section,) = sections(told([old], [new._replace(aliases=(old.id,))]))
    assert [each.lost for each in section.items] == [""]


def test_the_data_fit_their_schema() -> None:
    old, new = hub(8), hub(8, start=2)
    new[1] = new[1]._replace(answer="Something else.")
    new[2] = asked("How would you describe the third thing?", old[2].answer, 4)
    del new[5]
    new.append(asked("Why sleep?", "Tired people err.", 9))
    data = changes_data(told(old, new))
    empty: dict[str, Any] = {"schema_version": 1, "name": "b", "title": "B", "release": "2", "count": 0}
    empty |= {"language": "en", "license": None, "authors": [], "homepage": None}
    validator("qa-bundle").validate({**empty, "documents": [], "assets": [], "changes": data})
    assert data["added"] == ["why-sleep"]
    assert data["changed"] == [new[1].id, new[2].id]
    assert data["removed"] == [old[5].id]
    assert [each["kinds"] for each in data["questions"]].count(["renumbered"]) == 5
