"""`renumber`: numbers run, and everything that named a question still does."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Span
from qapress.errors import WriteError
from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.facts.numbering import number_faults
from qapress.facts.order import natural_key
from qapress.pipeline import read
from qapress.revise.references import references
from qapress.revise.renumber import Tools, renumber
from qapress.revise.targets import Written
from qapress.settings import Settings
from qapress.source.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qapress.model.layout import Layout
    from qapress.revise.plan import Plan
    from qapress.source.text import Source

Files = dict[str, str]


class Done(NamedTuple):
    """A collection after renumbering; `left` are the lines about what stayed."""

    files: Files
    numbers: int
    references: int
    pinned: int
    left: tuple[str, ...]


def done(
    files: Mapping[str, str],
    *folders: str,
    settings: Settings | None = None,
    outside: Mapping[str, str] | None = None,
) -> Done:
    """Renumber the folders (all without any), with edits made and names changed in memory."""
    settings = settings or Settings(Path())
    documents = [read.document(path, text.encode(), settings) for path, text in sorted(files.items())]
    chosen = folders or tuple({path.rpartition("/")[0] for path in files})
    tools = Tools(
        partial(read.parsed, settings=settings), partial(layout, settings), settings.links_repository
    )
    others = [read.document(path, text.encode(), settings) for path, text in (outside or {}).items()]
    made = renumber(documents, chosen, tools, others)
    after = {**files, **{each.path: each.raw for each in news(made.plan)}}
    for old in made.plan.renames:
        if old not in made.plan.renames.values():
            del after[old]
    return Done(after, made.numbers, made.references, made.pinned, made.left)


def news(plan: Plan) -> Iterable[Source]:
    return (each.after for each in plan.changes)


def layout(settings: Settings, path: str) -> Layout:
    return read.layout_of(path, settings)


def ids(files: Mapping[str, str]) -> list[str]:
    """The ids of all questions in the order in which the files are read."""
    settings = Settings(Path())
    facts = [extract(read.document(path, files[path].encode(), settings)) for path in sorted(files)]
    settled = settle(facts)
    return [settled[key] for key in sorted(settled, key=lambda each: (natural_key(each[0]), each[1]))]


def q(number: object, title: str, answer: str = "Because.") -> str:
    """A question in the house layout."""
    return f"## 📌 Q{number}: {title}\n\n### ✅ Answer\n\n{answer}\n"


HUB = {
    "llm/QA_1-2.md": q(1, "What is one?") + "\n" + q(2, "What is two?", "See Q1 and Q3–Q4."),
    "llm/QA_3-4.md": q(3, "What is three?")
    + "\n"
    + q(4, "What is four?", "See [Q2](QA_1-2.md#-q2-what-is-two)."),
    "llm/README.md": (
        "| No. | Question |\n|---|---|\n"
        "| 1 | [What is one?](QA_1-2.md#-q1-what-is-one) |\n"
        "| 2 | [What is two?](QA_1-2.md#-q2-what-is-two) |\n"
        "| 3 | [What is three?](QA_3-4.md#-q3-what-is-three) |\n"
        "| 4 | [What is four?](QA_3-4.md) |\n"
    ),
    "other/notes.md": 'Read [this](../llm/QA_3-4.md#-q4-what-is-four), or [Q4](../llm/QA_3-4.md "Q4").\n',
}


def test_numbers_that_run_stay() -> None:
    assert done(HUB) == Done(HUB, 0, 0, 0, ())


def test_a_question_is_inserted_in_the_middle() -> None:
    new = q("?", "What is new?", "It is no Q4 of the year, but Q2.") + "\n"
    files = HUB | {"llm/QA_1-2.md": HUB["llm/QA_1-2.md"].replace("## 📌 Q2", new + "## 📌 Q2")}
    after = done(files)
    assert after.files == {
        "llm/QA_1-3.md": (
            q(1, "What is one?")
            + "\n"
            + q(2, "What is new?", "It is no Q5 of the year, but Q3.")
            + "\n"
            + q(3, "What is two?", "See Q1 and Q4–Q5.")
        ),
        "llm/QA_4-5.md": (
            q(4, "What is three?") + "\n" + q(5, "What is four?", "See [Q3](QA_1-3.md#-q3-what-is-two).")
        ),
        "llm/README.md": (
            "| No. | Question |\n|---|---|\n"
            "| 1 | [What is one?](QA_1-3.md#-q1-what-is-one) |\n"
            "| 3 | [What is two?](QA_1-3.md#-q3-what-is-two) |\n"
            "| 4 | [What is three?](QA_4-5.md#-q4-what-is-three) |\n"
            "| 5 | [What is four?](QA_4-5.md) |\n"
        ),
        "other/notes.md": 'Read [this](../llm/QA_4-5.md#-q5-what-is-four), or [Q5](../llm/QA_4-5.md "Q4").\n',
    }
    assert (after.numbers, after.pinned, after.left) == (4, 0, ())
    assert [each for each in ids(after.files) if each != "what-is-new"] == ids(HUB)
    assert done(after.files).files == after.files


@pytest.mark.parametrize(
    ("numbers", "want"),
    [
        ("91 92 93", "91 92 93"),
        ("91 ? 92", "91 92 93"),
        ("? 91 92", "91 92 93"),
        ("1 3 2", "1 2 3"),
        ("17 17a 18", "17 18 19"),
        ("7 7 8", "7 8 9"),
        ("4 9 10", "4 5 6"),
        ("0 1 1", "0 1 2"),
        ("01 03 11", "01 02 03"),
        ("? ? ?", "1 2 3"),
    ],
)
def test_numbers_run_from_the_first_sensible_one(numbers: str, want: str) -> None:
    titles = ("one", "two", "three")
    made = done({"a.md": "\n".join(map(q, numbers.split(), titles))})
    assert made.files == {"a.md": "\n".join(map(q, want.split(), titles))}


@pytest.mark.parametrize(
    ("name", "numbers", "want"),
    [
        ("QA_1-3.md", "2 3", "QA_1-2.md"),
        ("QA_91-93.md", "91 93", "QA_91-92.md"),
        ("QA_1-3.markdown", "91 92", "QA_91-92.markdown"),
        ("QA_01-03.md", "? 1 2 3", "QA_01-04.md"),
        ("QA_5-6.md", "? ?", "QA_5-6.md"),
        ("notes.md", "1 3", "notes.md"),
    ],
)
def test_a_name_follows_what_is_in_its_file(name: str, numbers: str, want: str) -> None:
    made = done({name: "\n".join(q(number, f"What {at}?") for at, number in enumerate(numbers.split()))})
    assert list(made.files) == [want]


def test_folders_without_numbers_and_folders_not_named_stay() -> None:
    files = {"a/x.md": "## Why?\n\n### Answer\n\nSee Q2.\n", "b/x.md": q(1, "Why?") + "\n" + q(3, "How?")}
    assert done(files, "a").files == files
    assert done(files).files["a/x.md"] == files["a/x.md"]


REFERENCES = {
    "see Q2.": "see Q3.",
    "Q1 and Q2": "Q1 and Q3",
    "Q2-Q3, Q2–3, Q2—Q3, Q2-3, Q1 – Q2": "Q3-Q4, Q3–4, Q3—Q4, Q3-4, Q1 – Q3",
    "(Q2), **Q2**, *Q2*, _Q2_, Q1/Q2, Q2/Q3": "(Q3), **Q3**, *Q3*, _Q3_, Q1/Q3, Q3/Q4",
    "Q2's and Q2’s": "Q3's and Q3’s",
    "- Q2\n- > Q3": "- Q3\n- > Q4",
    "| Q2 |\n|---|\n| Q3 |": "| Q3 |\n|---|\n| Q4 |",
    "<p align=center>see Q2</p>": "<p align=center>see Q3</p>",
    "<details><summary>Q2</summary>\n\nQ3\n\n</details>": "<details><summary>Q3</summary>\n\nQ4\n\n</details>",
    "[see Q2](https://example.org/Q2)": "[see Q3](https://example.org/Q2)",
    "#### What Q2 leaves open": "#### What Q3 leaves open",
    "As [question 2](#-q2-how) says, and [it](#-q2-how)": "As [question 3](#-q3-how) says, and [it](#-q3-how)",
    "A note.[^1]\n\n[^1]: From Q2.": "A note.[^1]\n\n[^1]: From Q3.",
}
NONE = [
    "`Q2`",
    "```text\nQ2\n```",
    "    Q2",
    "$Q2$ and $$Q2$$",
    "<!-- Q2 -->",
    '<span id="Q2">x</span>',
    "<pre>\nQ2\n</pre>",
    "https://example.org/Q2 and <https://example.org/?Q2>",
    "![x](Q2.png)",
    "Q2FY, FAQ2, Q2x9, AQ2, see_Q2_x, Q2_x, #Q2, @Q2, a.Q2, Q2.5, Q2.md, docs/Q2, Q2=3, Q-2, q2",
    "Q2 2025, Q2/2025, Q2-2025, 2025 Q2, FY25 Q2, FY2025-Q2, Q2 of 2024, Q2'25, Q2 FY25, in Q2, 2026",
    "Q0002345678901",
]


@pytest.mark.parametrize("text", [*REFERENCES, *NONE])
def test_references_in_text(text: str) -> None:
    files = {"QA_1-3.md": "\n".join([q(1, "Why?", text), q("?", "New?"), q(2, "How?"), q(3, "Who?")])}
    want = REFERENCES.get(text, text)
    after = "\n".join([q(1, "Why?", want), q(2, "New?"), q(3, "How?"), q(4, "Who?")])
    made = done(files)
    assert made.files == {"QA_1-4.md": after}
    assert made.left == ()


def test_a_reference_in_a_title_keeps_the_id() -> None:
    files = {"a.md": q("?", "New?") + "\n" + q(1, "Why?") + "\n" + q(2, "How does Q1 help?")}
    made = done(files)
    comment = "\n\n<!-- qapress: id how-does-q1-help -->"
    last = q(3, "How does Q2 help?").replace("help?", f"help?{comment}")
    assert made.files == {"a.md": q(1, "New?") + "\n" + q(2, "Why?") + "\n" + last}
    assert made.pinned == 1
    assert ids(made.files) == ids(files)


def test_an_id_by_the_content_is_kept() -> None:
    files = {
        "a.md": q("?", "New?")
        + "\n"
        + q(1, "What is shown?", "One.")
        + "\n"
        + q(2, "What is shown?", "See Q1."),
        "b/a.md": q(1, "What is shown?", "Three."),
    }
    made = done(files)
    assert ids(made.files) == ids(files)
    assert made.pinned > 0
    assert "See Q2." in made.files["a.md"]
    assert done(made.files).files == made.files


def test_a_number_that_stands_twice_and_is_named_is_refused() -> None:
    files = {
        "a/QA_1-2.md": q(1, "Why?") + "\n" + q(2, "How?"),
        "a/QA_3-4.md": q(2, "Who?") + "\n" + q(3, "When?", "As in Q1, and\nas in Q2."),
    }
    with pytest.raises(WriteError) as error:
        done(files)
    assert str(error.value) == (
        "a/QA_3-4.md:12:7: 'Q2' has 2 meanings, since Q2 stands at a/QA_1-2.md:7:7 and a/QA_3-4.md:1:7; "
        "write the right number, or Q? where a number is still to be given\nnothing was written"
    )


def test_a_link_tells_which_question_is_meant() -> None:
    files = {
        "a.md": q(1, "Why?")
        + "\n"
        + q(1, "Who?")
        + "\n"
        + q(2, "When?", "See [Q1](#-q1-who) and [Q1](#-q1-why).")
    }
    assert "See [Q2](#-q2-who) and [Q1](#-q1-why)." in done(files).files["a.md"]


def test_a_link_in_a_heading_is_its_label() -> None:
    heading = "## [Q2](b.md#-q2-how): Who?\n\n### ✅ Answer\n\nWe.\n"
    files = {"a.md": q(1, "Why?") + "\n" + heading, "b.md": q("?", "New?") + "\n" + q(2, "How?")}
    made = done(files)
    assert made.files["a.md"] == files["a.md"].replace("b.md#-q2", "b.md#-q4")
    assert made.files["b.md"] == q(3, "New?") + "\n" + q(4, "How?")


def test_a_number_with_markup_in_it_is_refused() -> None:
    files = {"a.md": q("?", "Why?") + "\n## Q**1**2 How?\n\n### ✅ Answer\n\nSo.\n"}
    with pytest.raises(WriteError, match=r"a\.md:7:7: mark-up stands within the number; write it plainly"):
        done(files)


def test_a_link_that_another_number_would_make_is_refused() -> None:
    text = "As [here][Q1].\n\n[Q2]: https://example.org"
    with pytest.raises(
        WriteError, match=r"a\.md: renumbering would make or break a link; nothing was written"
    ):
        done({"a.md": q("?", "Why?") + "\n" + q(1, "How?", text)})


def test_a_reference_to_nobody_is_left_and_told() -> None:
    made = done({"a.md": q(1, "Why?", "See Q7 and Q3.") + "\n" + q(3, "Who?")})
    assert "See Q7 and Q2." in made.files["a.md"]
    assert made.left == ("a.md:5:5: 'Q7' is left: no question has the number Q7",)


def test_a_reference_to_nobody_that_would_mean_somebody_is_told() -> None:
    made = done({"a.md": q(1, "Why?", "See Q2.") + "\n" + q(3, "Who?")})
    assert "See Q2." in made.files["a.md"]
    assert made.left == ("a.md:5:5: 'Q2' is left: no question has the number Q2; now another one becomes Q2",)


def test_a_file_above_several_folders_is_left_and_told() -> None:
    folder = {"QA_1-2.md": q(1, "Why?") + "\n" + q(3, "How?")}
    files = {
        "README.md": "Begin with Q3, not with Q1, or with [Q3](b/QA_1-2.md).\n",
        **{f"a/{name}": text for name, text in folder.items()},
        **{f"b/{name}": text for name, text in folder.items()},
    }
    made = done(files)
    assert made.files["README.md"] == "Begin with Q3, not with Q1, or with [Q2](b/QA_1-2.md).\n"
    assert made.left == ("README.md:1:12: 'Q3' is left: it may mean a question of a, b",)
    above_one = {path: text for path, text in files.items() if not path.startswith("a/")}
    assert done(above_one).files["README.md"].startswith("Begin with Q2, not with Q1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see Q1 and 2.", "Q1 and 2"),
        ("see Q1, 2 and others", "Q1, 2"),
        ("Q2 to 3\n", "Q2 to 3"),
        ("see question 2", "question 2"),
        ("Questions\n2 and 3", "Questions 2"),
    ],
)
def test_a_number_without_a_label_is_left_and_told(text: str, said: str) -> None:
    made = done({"a.md": "\n".join([q(1, "Why?", text), q("?", "New?"), q(2, "How?"), q(3, "Who?")])})
    assert text.replace("Q2", "Q3") in made.files["a.md"]
    assert [each.partition(": ")[2] for each in made.left] == [
        f"'{said}' is left: it may mean a question whose number changes"
    ]


@pytest.mark.parametrize(
    "text", ["Q1 and 2.5", "Q1, 2 %", "Q1 and 20", "question 1", "Q1 and 2x", "`Q1 and 2`", "questions 2.5"]
)
def test_other_numbers_are_not_told(text: str) -> None:
    made = done({"a.md": "\n".join([q(1, "Why?", text), q("?", "New?"), q(2, "How?")])})
    assert (made.left, text in made.files["a.md"]) == ((), True)


@pytest.mark.parametrize(
    ("title", "want"),
    [
        ("# Questions 1 to 2\n", "# Questions 1 to 3\n"),
        ("# QA 1–2: *Basics*\n", "# QA 1–3: *Basics*\n"),
        ("QA 1-2\n=====\n", "QA 1-3\n=====\n"),
        ("# Questions 1 to 4\n", "# Questions 1 to 4\n"),
        ("# Basics\n\nQuestions 1 to 2\n", "# Basics\n\nQuestions 1 to 2\n"),
        ("## Questions 1 to 2\n", "## Questions 1 to 2\n"),
    ],
)
def test_the_title_of_a_file_says_its_numbers(title: str, want: str) -> None:
    made = done({"QA_1-2.md": "\n".join([title, q(1, "Why?"), q("?", "New?"), q(2, "How?")])})
    assert made.files["QA_1-3.md"].startswith(want)


def test_what_stays_as_it_is_is_not_counted() -> None:
    titles = "# Questions 1 to 2\n", "# Questions 3 to 5\n"
    first = "\n".join([titles[0], q(1, "Why?"), q(2, "How?")])
    second = "\n".join([titles[1], q(3, "Who?"), q(5, "When?")])
    made = done({"QA_1-2.md": first, "QA_3-5.md": second})
    assert made.files["QA_3-4.md"].startswith("# Questions 3 to 4\n")
    assert (made.numbers, made.references) == (1, 1)


def test_a_page_above_several_folders_has_rows_of_each() -> None:
    rows = "| Q2 | [How?](a/QA_1-2.md#-q2-how) |\n"
    items = "- Q2: [How?](a/QA_1-2.md)\n- **2.** [How?](a/QA_1-2.md)\n- [How?](a/QA_1-2.md), Q1\n- x [a](b)\n"
    files = {
        "README.md": f"| No. | Question |\n|---|---|\n{rows}\n{items}",
        "a/QA_1-2.md": q("?", "New?") + "\n" + q(1, "Why?") + "\n" + q(2, "How?"),
        "b/QA_1-2.md": q(1, "Why?") + "\n" + q(2, "How?"),
    }
    made = done(files)
    assert made.files["README.md"] == (
        "| No. | Question |\n|---|---|\n| Q3 | [How?](a/QA_1-3.md#-q3-how) |\n\n"
        "- Q3: [How?](a/QA_1-3.md)\n- **3.** [How?](a/QA_1-3.md)\n- [How?](a/QA_1-3.md), Q1\n- x [a](b)\n"
    )
    assert made.left == ("README.md:7:24: 'Q1' is left: it may mean a question of a, b",)


def test_links_of_files_outside_are_told() -> None:
    files = {"a/QA_1-2.md": q("?", "New?") + "\n" + q(1, "Why?") + "\n" + q(2, "How?")}
    text = "[a](a/QA_1-2.md#-q2-how), [b](a/QA_1-2.md), [c](a/x.md), [d](#here)\n"
    made = done(files, outside={"README.md": text})
    assert made.left == (
        "README.md:1:1: the link to 'a/QA_1-2.md#-q2-how' is left: `include` does not name its file",
        "README.md:1:27: the link to 'a/QA_1-2.md' is left: `include` does not name its file",
    )


LINKS = {
    "[x](QA_2-3.md)": "[x](QA_3-4.md)",
    "[x](<QA_2-3.md>)": "[x](<QA_3-4.md>)",
    "[x](./QA_2-3.md#-q2-who-is-it 'Q2')": "[x](./QA_3-4.md#-q3-who-is-it 'Q2')",
    "[x](../a%20b/QA_2-3.md#-q3-où-and-why)": "[x](../a%20b/QA_3-4.md#-q4-où-and-why)",
    "[x](../a%20b/QA_2-3.md#-q3-o%C3%B9-and-why)": "[x](../a%20b/QA_3-4.md#-q4-o%C3%B9-and-why)",
    "[x](/a%20b/QA\\_2-3.md)": "[x](/a%20b/QA\\_3-4.md)",
    "[x](QA_2-3.md?plain=1#L3)": "[x](QA_3-4.md?plain=1#L3)",
    "[x](QA_2-3.html#q2-who-is-it)": "[x](QA_3-4.html#q3-who-is-it)",
    "[x](QA_2-3.md#who-is-it)": "[x](QA_3-4.md#who-is-it)",
    "[x](QA_2-3.md#here)": "[x](QA_3-4.md#here)",
    "[x](QA_2-3.md#-answer-1)": "[x](QA_3-4.md#-answer-1)",
    "[QA_2-3.md](QA_2-3.md), [`QA_2-3`](QA_2-3.md)": "[QA_3-4.md](QA_3-4.md), [`QA_3-4`](QA_3-4.md)",
    "[2](QA_2-3.md#-q2-who-is-it), [2. Who](QA_2-3.md#-q2-who-is-it)": "[3](QA_3-4.md#-q3-who-is-it), [3. Who](QA_3-4.md#-q3-who-is-it)",
    "[2 x](QA_2-3.md#-q2-who-is-it), [2](QA_2-3.md#-answer)": "[2 x](QA_3-4.md#-q3-who-is-it), [2](QA_3-4.md#-answer)",
    "[x][1], [Q2][], [Q2], [x] [y]\n\n[1]: QA_2-3.md#-q2-who-is-it\n[Q2]: QA_2-3.md": "[x][1], [Q3][Q2], [Q3][Q2], [x] [y]\n\n[1]: QA_3-4.md#-q3-who-is-it\n[Q2]: QA_3-4.md",
    '<a href="QA_2-3.md#-q2-who-is-it">x</a>': '<a href="QA_3-4.md#-q3-who-is-it">x</a>',
    "<p><a href='QA_2-3.md'>Q2</a></p>": "<p><a href='QA_3-4.md'>Q3</a></p>",
    "[x](QA_2-3.md#nowhere)": "[x](QA_3-4.md#nowhere)",
    "[x](QA_1-2.md), [x](QA_22-3.md), `QA_2-3.md`, [x](https://example.org/QA_2-3.md)": "[x](QA_1-2.md), [x](QA_22-3.md), `QA_2-3.md`, [x](https://example.org/QA_2-3.md)",
    "[x](https://github.com/o/r/blob/main/a%20b/QA_2-3.md)": "[x](https://github.com/o/r/blob/main/a%20b/QA_3-4.md)",
    "| 2 | [x](QA_2-3.md) |\n|--|--|\n| **3.** | [x](QA_2-3.md) | 3 |\n| 2 | [y](QA_2-3.md#-q3-où-and-why) |": "| 3 | [x](QA_3-4.md) |\n|--|--|\n| **4.** | [x](QA_3-4.md) | 3 |\n| 2 | [y](QA_3-4.md#-q4-où-and-why) |",
}


@pytest.mark.parametrize("text", LINKS)
def test_links_lead_where_they_led(text: str) -> None:
    files = {
        "a b/QA_1-1.md": q(1, "Why?", text) + "\n" + q("?", "New?"),
        "a b/QA_2-3.md": q(2, "Who is it?", '<a id="here"></a>') + "\n" + q(3, "Où and why?"),
    }
    made = done(files, settings=Settings(Path(), links_repository="https://github.com/o/r"))
    assert made.files["a b/QA_1-2.md"] == q(1, "Why?", LINKS[text]) + "\n" + q(2, "New?")
    assert made.left == ()


def test_anchors_of_repeated_headings() -> None:
    files = {
        "a.md": "\n".join(
            [
                q("?", "Why?"),
                q(1, "Why?", "See [1](#-q1-why), [1](#-q1-why-1) and [2](#-q2-why)."),
                q(1, "Why?"),
                q(2, "Why?"),
            ]
        )
    }
    assert "See [2](#-q2-why), [3](#-q3-why) and [4](#-q4-why)." in done(files).files["a.md"]


def test_names_in_a_chain_and_a_circle() -> None:
    files = {f"QA_{at}-{at}.md": q(at, f"What is {at}?", "See [x](QA_2-2.md).") for at in range(1, 5)}
    files["QA_1-1.md"] = q("?", "New?") + "\n" + files["QA_1-1.md"]
    made = done(files)
    assert list(made.files) == ["QA_3-3.md", "QA_4-4.md", "QA_1-2.md", "QA_5-5.md"]
    assert made.files["QA_4-4.md"] == q(4, "What is 3?", "See [x](QA_3-3.md).")


@given(st.data())
def test_any_insertion_and_deletion(data: st.DataObject) -> None:
    """Numbers run again, no link dies, every reference means the question that it meant."""
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    first = data.draw(st.sampled_from([1, 1, 9, 91]))
    total = sum(sizes)
    ends = "\n" if data.draw(st.booleans()) else "\r\n"
    files: dict[str, list[tuple[object, str, int]]] = {}
    number = first
    for size in sizes:
        held = range(number, number + size)
        aims = data.draw(st.lists(st.integers(first, first + total - 1), min_size=size, max_size=size))
        files[f"QA_{number}-{number + size - 1}.md"] = [
            (n, f"topic {n}", aim) for n, aim in zip(held, aims, strict=True)
        ]
        number += size
    gone = data.draw(st.sets(st.integers(first, first + total - 1), max_size=max(0, total - 1)))
    kept = {n for n in range(first, first + total) if n not in gone}
    for entries in files.values():
        entries[:] = [each for each in entries if each[0] not in gone]
        for at in sorted(data.draw(st.lists(st.integers(0, len(entries)), max_size=2)), reverse=True):
            entries.insert(at, ("?", f"news {data.draw(st.integers(0, 99))}", min(kept)))
    path_of = {n: name for name, entries in files.items() for n, *_ in entries if n != "?"}
    texts = {}
    for name, entries in files.items():
        parts = [
            q(
                n,
                f"What is {title}?",
                f"See Q{aim} or [Q{aim}]({path_of[aim]}#-q{aim}-what-is-topic-{aim}) {title}."
                if aim in kept
                else "Alone.",
            )
            for n, title, aim in entries
        ]
        if parts:
            texts[name] = ends.join(parts).replace("\n", ends)
    made = done(texts)
    order = sorted(made.files, key=natural_key)
    documents = [read.document(path, made.files[path].encode(), Settings(Path())) for path in order]
    numbers = [int(each.number or 0) for document in documents for each in document.entries]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert all(
        each.promised == (int(each.entries[0].number or 0), int(each.entries[-1].number or 0))
        for each in documents
    )
    assert number_faults(Collection(tuple(map(extract, documents)))) == ()
    assert ids(made.files) == ids(texts)
    assert done(made.files) == Done(made.files, 0, 0, 0, ())
    assert made.left == ()
    now = {each.question.title: each.number for document in documents for each in document.entries}
    then = {n: f"What is topic {n}?" for n in kept}
    for entries in files.values():
        for n, title, aim in entries:
            if aim in kept:
                new = now[then[aim]]
                place = f"#-q{new}-what-is-topic-{aim}) {title}."
                assert any(
                    f"See Q{new} or [Q{new}](" in text and place in text for text in made.files.values()
                ), n
    assert all(text.count("\n") == text.count("\r\n") for text in made.files.values()) or ends == "\n"


@given(st.text(alphabet="Q12ab4-– /_.#@'\n*`[]()|<>&;é", max_size=60))
def test_references_stand_where_they_say(text: str) -> None:
    document = read.parsed(decode("a.md", text.encode()), Settings(Path()))
    for each in references(document, "Q"):
        digits = document.source.slice(each.span)
        assert int(digits.rstrip("ab")) == each.number.value
        assert document.source.slice(each.whole).startswith("Q")


@given(st.text(alphabet="aé%4_- &.\\", max_size=12), st.booleans())
def test_an_address_is_edited_where_it_is_written(name: str, encoded: bool) -> None:
    raw = f"{name}/QA_4-6.md#-q4-é-x".replace("é", "%C3%A9" if encoded else "é")
    written = Written(raw, Span(0, len(raw)))
    edits = [*written.renamed("QA_4-6.md", "QA_4-10.md"), *written.led_to("-q44-é-x")]
    for (start, end), text in reversed(edits):
        raw = raw[:start] + text + raw[end:]
    assert raw == f"{name}/QA_4-10.md#-q44-é-x".replace("é", "%C3%A9" if encoded else "é")


HALF = "\n".join([q(1, "Why?"), q("?", "New?"), q(2, "How?", "See Q1.")])
WHOLE = "\n".join([q(1, "Why?"), q(2, "New?"), q(3, "How?", "See Q1.")])


class Ran(NamedTuple):
    """What a process left behind."""

    code: int
    out: bytes
    err: str


def run(folder: Path, *args: str) -> Ran:
    command = [sys.executable, "-m", "qapress", *args]
    made = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return Ran(made.returncode, made.stdout, made.stderr.decode())


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Two folders with the same questions, one of them waiting for its number."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "QA_1-2.md").write_bytes(HALF.encode())
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_the_command_writes_and_tells(hub: Path) -> None:
    assert run(hub, "renumber") == Ran(0, b"", "changed 2 files: 4 numbers, 2 file names\n")
    assert sorted(each.name for each in (hub / "a").iterdir()) == ["QA_1-3.md"]
    assert (hub / "b" / "QA_1-3.md").read_bytes() == WHOLE.encode()
    assert run(hub, "renumber") == Ran(0, b"", "nothing to change\n")
    assert run(hub, "--quiet", "renumber", "--check") == Ran(0, b"", "")


def test_check_writes_nothing(hub: Path) -> None:
    assert run(hub, "renumber", "--check") == Ran(1, b"", "would change 2 files: 4 numbers, 2 file names\n")
    assert (hub / "a" / "QA_1-2.md").read_bytes() == HALF.encode()
    assert not (hub / ".qapress_cache").exists()


def test_the_patch_says_what_is_renamed(hub: Path) -> None:
    made = run(hub, "renumber", "--diff", "b")
    assert made.code == 1
    lines = made.out.decode().split("\n")
    assert lines[:7] == [
        "diff --git a/b/QA_1-2.md b/b/QA_1-3.md",
        "similarity index 73%",
        "rename from b/QA_1-2.md",
        "rename to b/QA_1-3.md",
        "--- a/b/QA_1-2.md",
        "+++ b/b/QA_1-3.md",
        "@@ -4,13 +4,13 @@",
    ]
    assert [each for each in lines[7:] if each[:1] in "-+"] == [
        "-## 📌 Q?: New?",
        "+## 📌 Q2: New?",
        "-## 📌 Q2: How?",
        "+## 📌 Q3: How?",
        "",
    ]


@pytest.mark.parametrize("given", ["b", "b/QA_1-2.md", "b/*.md"])
def test_only_the_folders_that_are_named(hub: Path, given: str) -> None:
    assert run(hub, "renumber", given).code == 0
    assert (hub / "a" / "QA_1-2.md").read_bytes() == HALF.encode()
    assert (hub / "b" / "QA_1-3.md").read_bytes() == WHOLE.encode()


def refused(folder: Path, *args: str) -> str:
    """What is told where nothing is written."""
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    made = run(folder, "renumber", *args)
    assert (made.code, made.out) == (2, b"")
    assert {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()} == before
    return made.err


def test_what_cannot_be_done_is_refused(hub: Path) -> None:
    assert refused(hub, "-") == "error: standard input (-) is no collection; give files or folders\n"
    assert "no such file or folder" in refused(hub, "nowhere")
    (hub / "b" / "QA_1-3.md").write_bytes(b"")
    want = "error: cannot rename b/QA_1-2.md to b/QA_1-3.md: it exists already; move it away\n"
    assert refused(hub) == want
    assert refused(hub, "--check") == want
    (hub / "b" / "QA_1-3.md").unlink()
    (hub / "a" / "QA_1-2.md").write_bytes(HALF.replace("Q?", "Q1").encode())
    assert refused(hub) == (
        "error: a/QA_1-2.md:17:5: 'Q1' has 2 meanings, since Q1 stands at a/QA_1-2.md:1:7 and a/QA_1-2.md:7:7; "
        "write the right number, or Q? where a number is still to be given\nnothing was written\n"
    )
    (hub / "a" / "QA_1-2.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert refused(hub) == "error: a/QA_1-2.md: it is no text; nothing was written\n"


def test_a_stopped_run_is_undone_by_the_next_that_writes(hub: Path) -> None:
    text = HALF.encode()
    cache = hub / ".qapress_cache" / "revision"
    (cache / "before" / "a").mkdir(parents=True)
    (cache / "before" / "a" / "QA_1-2.md").write_bytes(text)
    (hub / "a" / "QA_1-2.md").rename(hub / "a" / "QA_1-3.md")
    steps = [
        {"path": "a/QA_1-2.md", "before": sha256(text).hexdigest(), "after": None, "mode": 0o644},
        {"path": "a/QA_1-3.md", "before": None, "after": sha256(text).hexdigest(), "mode": None},
        {"path": "b/QA_1-2.md", "before": sha256(text).hexdigest(), "after": None, "mode": 0o644},
    ]
    (cache / "journal.json").write_text(json.dumps({"version": 1, "steps": steps}))
    assert refused(hub, "--check").startswith(
        "error: an earlier run was stopped half-way; run the command with"
    )
    assert run(hub, "renumber", "b").err == (
        "an earlier run was stopped half-way; its changes were undone\n"
        "changed 1 file: 2 numbers, 1 file name\n"
    )
    assert [each.name for each in (hub / "a").iterdir()] == ["QA_1-2.md"]
