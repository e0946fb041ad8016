"""The index of a folder: what counts as one, what is told of it, and how `qapress index` brings it up to date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.index import folders_without, index_links, indexes
from qapress.markdown.link_text import link_text
from qapress.markdown.parse import parse
from qapress.model.layout import load
from qapress.model.read import read
from qapress.pipeline.diagnose import diagnostics
from qapress.pipeline.lint import make_linter
from qapress.pipeline.renumber import renumber
from qapress.revise.index import Counts, index_plan
from qapress.settings import Settings
from qapress.source.decode import decode
from test_cli import Hub

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qapress.source.names import FileNames

HOUSE = load("house", Path())
RULES = ("QA306", "QA307", "QA308")
MARKED = "<!-- qapress: index -->\n<!-- qapress: /index -->\n"


def collected(files: Mapping[str, str], *, complete: bool = True) -> Collection:
    """The facts of files given as texts."""
    sources = [decode(path, text.encode()) for path, text in sorted(files.items())]
    documents = [read(each, parse(each.well_formed), HOUSE, "en") for each in sources]
    return Collection(tuple(extract(each) for each in documents), complete)


def indexed(files: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Counts]]:
    """The files after `index`, and what became of the rows."""
    sources = {path: decode(path, text.encode()) for path, text in files.items()}
    plan, counts = index_plan(collected(files), sources, files)
    changed = {each.after.path: each.after.encode().decode() for each in plan.changes}
    return {**files, **changed}, counts


def told(files: Mapping[str, str]) -> list[str]:
    """What the rules on indexes find."""
    linter = make_linter(Settings(Path("/nowhere"), select=RULES))
    documents = [linter.document(path, text.encode()) for path, text in files.items()]
    results = [linter.check(each) for each in documents]
    collection = Collection(tuple(each.facts for each in results))
    ids = {(file.path, at): str(at) for file in collection.files for at, _ in enumerate(file.entries)}
    found = diagnostics(linter._replace(names=cast("FileNames", files)), results, collection, ids)
    places = [place for each in found for place in each.places or (each,)]
    assert len(places) >= len(found)
    return [f"{each.info.code} {each.finding.message}" for each in found]


def questions(numbers: range, *titles: str) -> str:
    """A file of questions."""
    asked = zip(numbers, titles, strict=True)
    return "".join(f"## 📌 Q{number}: {title}\n\n### ✅ Answer\n\nText.\n\n" for number, title in asked)


TITLES = (
    ("What is a token?", "What is a token?", "what-is-a-token"),
    ("What does `a|b` mean?", "What does `a\\|b` mean?", "what-does-ab-mean"),
    ("How does [x] (y) work?", "How does \\[x\\] (y) work?", "how-does-x-y-work"),
    ("Is *this* **right**?", "Is *this* **right**?", "is-this-right"),
    ("Why snake_case & C++?", "Why snake_case & C++?", "why-snake_case--c"),
    ("Was kostet das Über-Öl (€5)?", "Was kostet das Über-Öl (€5)?", "was-kostet-das-über-öl-5"),
    ("什么是词元？", "什么是词元？", "什么是词元"),
    ("Read [the docs](https://example.com)?", "Read the docs?", "read-the-docs"),
    ("What is 2 < 3 \\* 4?", "What is 2 < 3 * 4?", "what-is-2--3--4"),
    ("Explain ``a`b`` in full", "Explain ``a`b`` in full", "explain-ab-in-full"),
)
"""Titles in a heading, in a table, and as an anchor."""


@dataclass(frozen=True)
class Style:
    """How a test writes an index: head, one row, whether rows have numbers and anchors."""

    head: str
    row: str
    tail: str = "\nThe end.\n"
    numbered: bool = False
    anchored: bool = True
    table: bool = True
    ending: str = "\n"


STYLES = {
    "table": Style("| No. | Question |\n|---:|---|\n", "| {number} | [{title}]({file}{anchor}) |\n", numbered=True),
    "crlf": Style("|N|Q|L|\n|-|-|-|\n", "|**Q{number}**|[{title}]({file}{anchor})|{more}|\n", numbered=True, ending="\r\n"),
    "unanchored": Style("| Q | L | No. |\n|---|---|---|\n", "| [{title}](./{file}) | {more} | {more} |\n", anchored=False),
    "answers": Style("\n| # | Q | A |\n|---|---|---|\n", "| {number} | {title} | [Answer]({file}{anchor}{tip}) |\n", numbered=True),
    "files": Style("| Q | File |\n|---|---|\n", "| {title} | [{file}]({file}) |\n", anchored=False),
    "labelled": Style("", "* Q{number}: [{title}]({file}{anchor}){more}\n", numbered=True, table=False),
    "inside": Style("", "> - [Q{number}: {title}](<{file}{anchor}>)\n", numbered=True, table=False),
    "counted": Style("", "{number}. [{title}]({file}{anchor}) {more}\n", table=False),
    "bullets": Style("", "- [{title}]({file})\n", anchored=False, table=False),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as it is written."""

    number: int
    title: str
    file: str
    anchor: str
    more: str = ""

    def text(self, style: Style, number: int | None = None) -> str:
        title = self.title if style.table else self.title.replace("\\|", "|")
        anchor = self.anchor if style.anchored else ""
        given = {"number": number or self.number, "file": self.file, "anchor": anchor, "more": self.more}
        return style.row.format(title=title, tip=self.more and f' "{self.more}"', **given)


@dataclass
class Folder:
    """A folder of questions, and the rows that its index should have."""

    style: Style
    files: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def with_index(self, rows: list[Row]) -> dict[str, str]:
        """The files and an index of these rows."""
        counted = "{number}. " in self.style.row
        lines = [each.text(self.style, at if counted else None) for at, each in enumerate(rows, 1)]
        text = "# Words\n\nAll of them.\n\n" + self.style.head + "".join(lines) + self.style.tail
        return {**self.files, "README.md": text.replace("\n", self.style.ending)}


@st.composite
def folders(draw: st.DrawFn) -> Folder:
    """A folder in any style, with two to ten questions in files of at most three."""
    folder = Folder(draw(st.sampled_from(list(STYLES.values()))))
    titles = draw(st.permutations(TITLES))[: draw(st.integers(2, len(TITLES)))]
    for first in range(0, len(titles), 3):
        some = titles[first : first + 3]
        numbers = range(first + 1, first + 1 + len(some))
        file = f"QA_{numbers[0]}-{numbers[-1]}.md"
        folder.files[file] = questions(numbers, *(heading for heading, _, _ in some))
        for number, (_, title, anchor) in zip(numbers, some, strict=True):
            folder.rows.append(Row(number, title, file, f"#-q{number}-{anchor}", f" m{number}"))
    return folder


def damages(style: Style) -> dict[str, Callable[[Row], Row | None]]:
    """What may happen to a row so that its question is still known."""
    possible: dict[str, Callable[[Row], Row | None]] = {
        "none": lambda row: row,
        "case": lambda row: replace(row, title=row.title.swapcase().rstrip("?？") + " !"),
        "file": lambda row: replace(row, file="QA_90-99.md"),
    }
    if style.anchored:
        possible["title"] = lambda row: replace(row, title="Something that is wholly different")
        possible["anchor"] = lambda row: replace(row, anchor="#nowhere")
        possible["dash"] = lambda row: replace(row, anchor=f"#{row.anchor[2:]}")
    if style.numbered:
        possible["number"] = lambda row: replace(row, number=row.number + 70)
    return possible


def squeezed(text: str) -> str:
    """A text with single blanks, and none before a line end: cells of new rows are left empty."""
    return re.sub(r" +(\r?\n)", r"\1", re.sub(r"\| +(?=\|)", "|", text))


@given(st.data(), folders())
def test_index_undoes_any_damage(data: st.DataObject, folder: Folder) -> None:
    style, rows = folder.style, folder.rows
    whole = folder.with_index(rows)
    assert indexed(whole)[0] == whole, "what is right stays as it is"
    assert told(whole) == []
    possible = damages(style)
    chosen = data.draw(st.lists(st.sampled_from(sorted(possible)), min_size=len(rows), max_size=len(rows)))
    damaged = [each for name, row in zip(chosen, rows, strict=True) if (each := possible[name](row))]
    lost = data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=(len(rows) - 1) // 2))
    damaged = [each for at, each in enumerate(damaged) if at not in lost]
    damaged += [Row(40, "What is long gone?", "QA_40-42.md", "#-q40-what-is-long-gone")] * data.draw(
        st.integers(0, 1)
    )
    if style.numbered:
        damaged = data.draw(st.permutations(damaged))
    expected = folder.with_index(
        [replace(each, more="") if at in lost else each for at, each in enumerate(rows)]
    )
    files = folder.with_index(damaged)
    after, counts = indexed(files)
    assert squeezed(after["README.md"]) == squeezed(expected["README.md"])
    assert told(after) == []
    assert indexed(after)[0] == after, "a second run changes nothing"
    assert counts["README.md"].added == len(lost)


# What is an index, and what is none


PART = {"QA_1-3.md": questions(range(1, 4), "What is a token?", "What is a word?", "What is a text?")}
REST = {"QA_4-5.md": questions(range(4, 6), "What is a page?", "What is a book?")}
WHOLE = {**PART, **REST}


@pytest.mark.parametrize(
    "text",
    [
        "Begin with [the first part](QA_1-3.md).\n",
        "* [Questions 1 to 3](QA_1-3.md)\n* [Questions 4 to 5](QA_4-5.md)\n* [Contributing](NOTHING.md)\n",
        "| Part | File |\n|---|---|\n| 1 | [Part one](QA_1-3.md) |\n| 2 | [Part two](QA_4-5.md) |\n",
        "* Read [What is a token?](QA_1-3.md#-q1-what-is-a-token) first.\n* Then [the rest](QA_4-5.md).\n",
        "Favourites:\n\n* [What is a token?](QA_1-3.md#-q1-what-is-a-token)\n* [What is a book?](QA_4-5.md)\n",
        "* [ruff](https://example.com/ruff.md) – fast\n* [rumdl](https://example.com/) – faster\n",
        "| Paper | Year |\n|---|---|\n| [Attention](https://example.com/a.pdf) | 2017 |\n",
        "* [Set up](docs/setup.md)\n* [Gone](docs/gone.md)\n",
    ],
    ids=["prose", "parts", "table of parts", "sentences", "some", "tools", "papers", "other files"],
)
def test_links_in_a_readme_are_no_index(text: str) -> None:
    files = {**WHOLE, "README.md": f"# Hub\n\n{text}"}
    assert told(files) == []
    assert indexed(files)[0] == files
    assert index_links(collected(files)) == {}
    assert folders_without(collected(files)) == ("",)


def test_only_a_file_that_the_layout_names_is_an_index() -> None:
    rows = "* [What is a token?](QA_1-3.md)\n* [What is a word?](QA_1-3.md)\n* [What is a text?](QA_1-3.md)\n"
    for name, known in (
        ("README.md", True),
        ("readme.markdown", True),
        ("index.md", True),
        ("notes.md", False),
    ):
        assert bool(indexes(collected({**PART, name: rows}))) is known


def test_of_single_files_nothing_is_said() -> None:
    files = {**PART, "README.md": "* [What is a token?](QA_1-3.md)\n* [What is a word?](QA_9-9.md)\n"}
    assert indexes(collected(files, complete=False)) == ()


def test_one_index_over_several_folders_in_sections() -> None:
    files = {
        "words/QA_1-2.md": questions(range(1, 3), "What is a token?", "What is a word?"),
        "words/QA_3-3.md": questions(range(3, 4), "What is new?"),
        "texts/QA 1(2).md": questions(range(1, 3), "What is a text?", "What is a token?"),
        "README.md": (
            "# Hub\n\n## Texts\n\n| 1 | [What is a text?](texts/QA%201%282%29.md#-q1-what-is-a-text) |\n|---|---|\n"
            "| 1 | [What is a text?](texts/QA%201%282%29.md#-q1-what-is-a-text) |\n"
            "\n## Words\n\n1. [What is a token?](./words/QA_1-2.md)\n1. [What is a word?](./words/QA_1-2.md)\n"
        ),
    }
    assert told(files) == [
        "QA306 Q2 in texts/QA 1(2).md has no row in this index",
        "QA306 Q3 in words/QA_3-3.md has no row in this index",
    ]
    after = indexed(files)[0]
    assert after["README.md"] == files["README.md"].replace(
        "\n\n## Words",
        "\n| 2 | [What is a token?](texts/QA%201%282%29.md#-q2-what-is-a-token) |\n\n## Words",
    ).replace(
        "[What is a word?](./words/QA_1-2.md)\n",
        "[What is a word?](./words/QA_1-2.md)\n1. [What is new?](./words/QA_3-3.md)\n",
    )
    assert told(after) == []


def test_an_index_above_may_list_some_of_a_folder_that_has_its_own() -> None:
    own = "* [What is a token?](QA_1-3.md)\n* [What is a word?](QA_1-3.md)\n* [What is a text?](QA_1-3.md)\n"
    above = "* [What is a word?](a/QA_1-3.md)\n* [What is a txt?](a/QA_1-3.md#-q3-what-is-a-text)\n"
    files = {"a/QA_1-3.md": PART["QA_1-3.md"], "a/README.md": own, "README.md": above}
    assert told(files) == ["QA307 the index calls Q3 'What is a txt?', its heading says 'What is a text?'"]
    assert indexed(files)[0] == {**files, "README.md": above.replace("txt", "text")}


def test_titles_that_are_all_the_same_stay_with_their_questions() -> None:
    file = questions(range(1, 4), *["What's the output?"] * 3)
    rows = "".join(
        f"| {n} | [What's the output?](QA_1-3.md#-q{n}-whats-the-output) | easy |\n" for n in (1, 2, 3)
    )
    files = {"QA_1-3.md": file, "README.md": f"| No. | Question | Level |\n|---|---|---|\n{rows}"}
    assert told(files) == []
    assert indexed(files)[0] == files


def test_missing_rows_in_one_place_are_told_once() -> None:
    titles = ["One?", "Two?", "Three?", "Four?", "Five?", "Six?", "Seven?", "Eight?"]
    unnumbered = "".join(f"## {each}\n\n### Answer\n\nText.\n\n" for each in titles)
    rows = "".join(f"* [{each}](QA_1-8.md)\n" for each in (titles[0], *titles[4:]))
    numbered = questions(range(1, 9), *titles)
    assert told({"QA_1-8.md": numbered, "README.md": rows}) == [
        "QA306 Q2 to Q4 in QA_1-8.md have no row in this index"
    ]
    assert told({"QA_1-8.md": unnumbered, "README.md": rows}) == [
        "QA306 'Two?', 'Three?' and 'Four?' in QA_1-8.md have no row in this index"
    ]
    assert told({"QA_1-8.md": unnumbered, "README.md": rows[: rows.index("* [Eight")] + "\n" + rows}) == [
        "QA306 'Two?', 'Three?' and 'Four?' in QA_1-8.md have no row in this index"
    ]


def test_a_second_row_is_told_and_removed_only_beside_the_first() -> None:
    row = "* [What is a token?](QA_1-3.md#-q1-what-is-a-token)\n"
    more = "* [What is a word?](QA_1-3.md#-q2-what-is-a-word)\n* [What is a text?](QA_1-3.md#-q3-what-is-a-text)\n"
    files = {**PART, "README.md": f"Begin here:\n\n{row}\nAll:\n\n{row}{more}{row}"}
    assert told(files) == ["QA307 Q1 has two rows here"]
    assert indexed(files)[0] == {**files, "README.md": f"Begin here:\n\n{row}\nAll:\n\n{row}{more}"}


def test_what_is_no_question_stays() -> None:
    text = (
        "* [What is a token?](QA_1-3.md)\n  * [a note](notes.md)\n* [What is a word?](QA_1-3.md)\n"
        "* [What is a text?](QA_1-3.md)\n* [Contributing](CONTRIBUTNG.md)\n* Gone: [What was it?](QA_9-9.md)\n"
    )
    files = {**PART, "README.md": text, "notes.md": "# Notes\n"}
    assert told(files) == [
        "QA308 the row 'Contributing' leads to 'CONTRIBUTNG.md', which does not exist",
    ]
    assert indexed(files)[0] == files


def test_a_row_with_more_below_it_is_never_removed() -> None:
    text = (
        "* Q1: [What is a token?](QA_1-3.md)\n* Q2: [What is a word?](QA_1-3.md)\n"
        "* Q7: [What is gone?](QA_7-9.md)\n  * a note\n* Q8: [What is gone, too?](QA_7-9.md)\n"
        "* Q3: [What is a text?](QA_1-3.md)\n"
    )
    after, counts = indexed({**PART, "README.md": text})
    assert after["README.md"] == text.replace("* Q8: [What is gone, too?](QA_7-9.md)\n", "")
    assert counts["README.md"] == Counts(removed=1)


def test_links_by_reference_and_cut_rows_become_whole() -> None:
    files = {
        "QA_1-3.md": questions(range(1, 4), "What is `a|b`?", "What is a word?", "What is a text?"),
        "README.md": (
            "| No. | Question |\n|---|---|\n| 1 | [What is `a|b`?](QA_1-3.md#-q1-what-is-ab) |\n"
            "| 2 | [What is a word?][two] |\n| 4 | [What is a text?](QA 1-3.md) |\n\n[two]: QA_0-2.md\n"
        ),
    }
    assert told(files) == [
        "QA308 the link of a row is cut off: write '|' as '\\|' in it, and a blank in its address as '%20'",
        "QA308 the row of Q2 leads to 'QA_0-2.md', which does not exist",
        "QA308 the link of a row is cut off: write '|' as '\\|' in it, and a blank in its address as '%20'",
    ]
    after = indexed(files)[0]
    assert told(after) == []
    assert "| 1 | [What is `a\\|b`?](QA_1-3.md" in after["README.md"]
    assert "| 2 | [What is a word?](QA_1-3.md" in after["README.md"]
    assert "| 3 | [What is a text?](QA_1-3.md" in after["README.md"]


# Places that comments mark


def test_a_marked_place_is_filled_and_kept() -> None:
    text = f"# Hub\n\n* [What is a token?](QA_1-3.md)\n\n{MARKED}\nThe end.\n"
    after, counts = indexed({**WHOLE, "README.md": text})
    lines = after["README.md"].split("\n")
    assert lines[4:8] == ["<!-- qapress: index -->", "", "| No. | Question |", "|---:|---|"]
    assert lines[8] == "| 1 | [What is a token?](QA_1-3.md#-q1-what-is-a-token) |"
    assert lines[12:] == [
        "| 5 | [What is a book?](QA_4-5.md#-q5-what-is-a-book) |",
        *("", "<!-- qapress: /index -->", "", "The end.", ""),
    ]
    assert counts["README.md"] == Counts(added=5)
    assert told(after) == []
    assert indexed(after)[0] == after
    more = {**after, "QA_6-6.md": questions(range(6, 7), "What is a shelf?")}
    assert told(more) == ["QA306 Q6 in QA_6-6.md has no row in this index"]
    assert indexed(more)[1]["README.md"] == Counts(added=1)


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_what_stands_in_a_marked_place_stays(end: str) -> None:
    own = (
        "My words.\n\n| No. | Question | Level |\n|---|---|---|\n| 1 | [First](QA_1-3.md) | easy |\n"
        "| 9 | [Gone](QA_7-9.md) | hard |\n\nMore words."
    )
    text = f"<!-- qapress: index -->\n{own}\n{end}<!-- qapress: /index -->\n"
    after, counts = indexed({**PART, "README.md": text})
    assert f"\n{own}\n\n" in after["README.md"]
    assert "\n\n| No. | Question |\n|---:|---|\n| 1 | [What is a token?]" in after["README.md"]
    assert counts["README.md"] == Counts(added=3)
    assert indexed(after)[0] == after


def test_a_marked_place_above_lists_the_folders_that_have_no_index() -> None:
    files = {f"{name}/{path}": text for name in ("a", "b", "c") for path, text in PART.items()}
    own = {"b/README.md": MARKED, "README.md": f"# Hub\n\n{MARKED}"}
    after = indexed({**files, **own})[0]
    assert after["README.md"].count("](a/QA_1-3.md#") == after["README.md"].count("](c/QA_1-3.md#") == 3
    assert "](b/" not in after["README.md"]
    assert after["b/README.md"].count("](QA_1-3.md#") == 3
    assert folders_without(collected(after)) == ()


def test_questions_without_numbers_get_a_table_without_them() -> None:
    files = {"a.md": "## What?\n\n### Answer\n\nThis.\n", "README.md": MARKED}
    assert "\n| Question |\n|---|\n| [What?](a.md#what) |\n" in indexed(files)[0]["README.md"]


# Titles as links


@given(st.text(st.sampled_from("ab *_`[]()!<>&;$~|\\:/.@w#-^{}\"'1 é"), min_size=1, max_size=14))
@example("`$` 5 and $6")
@example("a_b_ \\* &amp; <b>x</b> [l](u) ![i](v)")
def test_a_title_as_the_text_of_a_link_shows_the_same(title: str) -> None:
    heading = parse(f"# {title}\n").children[0]
    text = link_text(heading.children)
    for line in (f"| a |\n|---|\n| x [{text.replace('|', chr(92) + '|')}](b.md) |\n", f"* [{text}](b.md)\n"):
        links = [each for each in parse(line).walk() if each.kind == "link"]
        assert [link_text(each.children) for each in links] == [text]


# The command


ROWS = (
    "# Words\r\n\r\n| No. | Question | Level |\r\n|---:|---|:-:|\r\n"
    "| 1 | [What is a Token](QA_1-3.md#-q1-what-is-a-token) | easy |\r\n"
    "| 7 | [What is a text?](QA_1-3.md#-q3-what-is-a-text) | hard |\r\n"
    "| 9 | [What is gone?](QA_7-9.md#-q9-what-is-gone) | hard |\r\n\r\nThe end."
)
MENDED = (
    "# Words\r\n\r\n| No. | Question | Level |\r\n|---:|---|:-:|\r\n"
    "| 1 | [What is a token?](QA_1-3.md#-q1-what-is-a-token) | easy |\r\n"
    "| 2 | [What is a word?](QA_1-3.md#-q2-what-is-a-word) |  |\r\n"
    "| 3 | [What is a text?](QA_1-3.md#-q3-what-is-a-text) | hard |\r\n\r\nThe end."
)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A repository with an index that fell behind, and folders without one."""
    hub = Hub(tmp_path / "hub")
    hub.put("qapress.toml", "")
    hub.put("words/QA_1-3.md", PART["QA_1-3.md"])
    hub.put("words/README.md", ROWS)
    hub.put("texts/QA_1-3.md", PART["QA_1-3.md"].replace("What is", "Why is"))
    hub.put("texts/README.md", "# Texts\n\nSome.\n")
    hub.put("books/QA_1-3.md", PART["QA_1-3.md"].replace("What is", "Where is"))
    return hub


LEFT = (
    "books: no index; to get one, put <!-- qapress: index --> and <!-- qapress: /index --> into"
    " a new books/README.md, each on its own line\n"
    "texts: no index; to get one, put <!-- qapress: index --> and <!-- qapress: /index --> into"
    " texts/README.md, each on its own line\n"
)
SUMMARY = "1 file: 1 new row, 2 corrected rows, 1 removed row\n"


def test_command(hub: Hub) -> None:
    before = {each: each.read_bytes() for each in hub.folder.rglob("*.md")}
    done = hub.run("index", "--check")
    assert (done.code, done.out, done.err) == (1, "", f"{LEFT}would change {SUMMARY}")
    done = hub.run("index", "--diff")
    assert (done.code, done.err) == (1, f"{LEFT}would change {SUMMARY}")
    assert "+| 2 | [What is a word?](QA_1-3.md#-q2-what-is-a-word) |  |\r\n" in done.out
    assert {each: each.read_bytes() for each in hub.folder.rglob("*.md")} == before
    done = hub.run("index")
    assert (done.code, done.out, done.err) == (0, "", f"{LEFT}changed {SUMMARY}")
    after = {**before, hub.folder / "words/README.md": MENDED.encode()}
    assert {each: each.read_bytes() for each in hub.folder.rglob("*.md")} == after
    for args in ((), ("--check",), ("--diff",)):
        done = hub.run("index", *args)
        assert (done.code, done.out, done.err) == (0, "", f"{LEFT}nothing to change\n")
    assert hub.run("check", "--select", "QA306,QA307,QA308").code == 0


def test_command_on_some_folders(hub: Hub) -> None:
    hub.put("texts/README.md", f"# Texts\n\n{MARKED}")
    done = hub.run("index", "texts/QA_1-3.md", "books")
    assert done.code == 0
    assert done.err == f"{LEFT[: LEFT.index(chr(10)) + 1]}changed 1 file: 3 new rows\n"
    assert (hub.folder / "words/README.md").read_bytes() == ROWS.encode()
    text = (hub.folder / "texts/README.md").read_text("utf-8")
    assert text.count("\n| ") == 4
    assert hub.run("check", "--select", "QA3,QA9,links", "texts").code == 0


def test_marks_reach_no_release(hub: Hub, tmp_path: Path) -> None:
    hub.put("texts/README.md", f"# Texts\n\nAbout texts.\n\n{MARKED}")
    hub.run("index")
    done = hub.run(
        "build", "--formats", "markdown,json", "--out", str(tmp_path / "out"), "--release", "1", "--name", "x"
    )
    assert done.code == 0, done.err
    made = [each for each in (tmp_path / "out").rglob("*") if each.suffix in (".md", ".json")]
    assert len(made) > 5
    assert not [each for each in made if b"qapress: " in each.read_bytes()]


def test_command_refuses_what_it_cannot_know(hub: Hub) -> None:
    assert hub.run("index", "-").err == "error: standard input (-) is no collection; give files or folders\n"
    done = hub.run("index", "nowhere")
    assert done.code == 2
    assert "nowhere" in done.err


def test_own_content_has_its_index() -> None:
    root = Path(__file__).parents[1] / "content"
    files = {each.relative_to(root).as_posix(): each.read_text("utf-8") for each in root.rglob("*.md")}
    assert [each.path for each in indexes(collected(files))] == ["language-models/README.md"]
    assert indexed(files)[0] == files


@pytest.mark.parametrize("title", ["5. What is a token?", ", 📌 Q17: What is a token?", "#3 or what?"])
def test_what_reads_like_a_number_is_part_of_a_title_without_one(title: str) -> None:
    files = {"README.md": MARKED, "notes.md": f"## {title}\n\n### Answer\n\nIt is a word.\n"}
    once = indexed(files)[0]
    assert f"[{title}](notes.md#" in once["README.md"].replace("\\", "")
    assert indexed(once)[0] == once
    assert told(once) == []


@pytest.mark.parametrize("first", [1, 91])
@pytest.mark.parametrize("left", [(0, 1, 2, 3), (1, 2, 3), (2, 3), (0, 3), (1, 2)])
def test_a_counted_list_begins_with_the_number_of_its_first_question(
    first: int, left: tuple[int, ...]
) -> None:
    words = ("token", "word", "text", "page")
    name = f"QA_{first}-{first + 3}.md"
    lines = [f"{first + at}. [What is a {word}?]({name})\n" for at, word in enumerate(words)]
    asked = {name: questions(range(first, first + 4), *(f"What is a {word}?" for word in words))}
    damaged = {**asked, "README.md": "".join(lines[at] for at in left)}
    assert indexed(damaged)[0]["README.md"] == "".join(lines)


def test_a_counted_list_that_loses_its_first_row_begins_with_the_next() -> None:
    files = {"QA_92-93.md": questions(range(92, 94), "What is a word?", "What is a text?")}
    gone = "91. [What is a token?](QA_91-91.md)\n"
    rows = "92. [What is a word?](QA_92-93.md)\n93. [What is a text?](QA_92-93.md)\n"
    assert indexed({**files, "README.md": gone + rows})[0]["README.md"] == rows


@pytest.mark.parametrize(
    ("row", "heading", "made"),
    [
        ("- [Q{}: {}](QA_7-9.md)\n", "What is a text?", "- [What is a text?](QA_7-9.md)\n"),
        ("- [{}. {}](QA_7-9.md)\n", "📌 Q?: What is a text?", "- [?. What is a text?](QA_7-9.md)\n"),
        ("- [Q00{}: {}](QA_7-9.md)\n", "📌 Q?: What is a text?", "- [Q?: What is a text?](QA_7-9.md)\n"),
    ],
)
def test_a_row_of_a_question_without_a_number_settles_in_one_run(row: str, heading: str, made: str) -> None:
    more = f"## {heading}\n\n### ✅ Answer\n\nText.\n\n"
    rows = row.format(7, "What is a token?") + row.format(8, "What is a word?")
    text = questions(range(7, 9), "What is a token?", "What is a word?")
    once, _ = indexed({"QA_7-9.md": text + more, "README.md": rows})
    assert once["README.md"] == rows + made
    assert indexed(once)[0] == once


@pytest.mark.parametrize("title", ["2. What is a list?", "3: É?", "Q2: what is that?"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_title_may_begin_like_a_number_beside_a_column_of_numbers(title: str, count: int) -> None:
    titles = [title, "What is a word?", "What is a text?"][:count]
    numbered = enumerate(titles, 1)
    asked = "".join(f"## 📌 Q{n}: {each}\n\n### ✅ Answer\n\nIt is {n}.\n\n" for n, each in numbered)
    files = {"README.md": MARKED, f"QA_1-{count}.md": asked}
    once = indexed(files)[0]
    assert f"| 1 | [{title}](QA_1-{count}.md#" in once["README.md"]
    assert indexed(once)[0] == once
    assert told(once) == []


# Together with new numbers


@pytest.mark.parametrize("style", ["table", "crlf", "labelled", "counted", "marked"])
@pytest.mark.parametrize("where", ["## 📌 Q1", "## 📌 Q3", "## 📌 Q4", "## 📌 Q5"])
def test_questions_that_get_a_number_get_a_row_with_it(tmp_path: Path, style: str, where: str) -> None:
    rows = [
        Row(number, f"What is a {word}?", file, f"#-q{number}-what-is-a-{word}")
        for number, word, file in zip(
            range(1, 6),
            ("token", "word", "text", "page", "book"),
            ["QA_1-3.md"] * 3 + ["QA_4-5.md"] * 2,
            strict=True,
        )
    ]
    folder = Folder(STYLES.get(style, STYLES["table"]), dict(WHOLE))
    files = indexed({**WHOLE, "README.md": MARKED})[0] if style == "marked" else folder.with_index(rows)
    more = "## 📌 Q?: What is `new`?\n\n### ✅ Answer\n\nIt.\n\n"
    for path, text in files.items():
        (tmp_path / path).write_bytes(text.replace(where, more + where).encode())
    renumber((), Settings(tmp_path), write=True)
    after = {each.name: each.read_bytes().decode() for each in tmp_path.glob("*.md")}
    assert after["README.md"].count("What is `new`?") == 1
    assert after["README.md"].count("\n") == files["README.md"].count("\n") + 1
    assert indexed(after)[0] == after
    assert told(after) == []


# Other names, hostile texts


def test_a_layout_may_call_its_index_otherwise(hub: Hub) -> None:
    hub.put("qapress.toml", 'layout = "ours.toml"\n')
    hub.put("ours.toml", "[index]\npattern = '^toc[.]md$'\n")
    hub.put("words/toc.md", MARKED)
    done = hub.run("index", "words")
    assert (done.code, done.err) == (0, "changed 1 file: 3 new rows\n")
    assert (hub.folder / "words/README.md").read_bytes() == ROWS.encode()
    hub.put("ours.toml", "[index]\npatern = 'x'\n")
    assert hub.run("index", "words").err.startswith(
        "error: ours.toml:2: unknown key 'patern' in [index]; did you"
    )


@pytest.mark.parametrize(
    "rows",
    [
        ("| 1 | [a|" + "[b](c" * 180 + ".md |\n") * 300,
        "| 1 | [" + "x" * 1_000_000 + "](QA_1-3.md) |\n",
        "| 1 | [Same?](QA_1-3.md) |\n" * 3_000,
        "".join(f"| {number} | [Something else {number}?](QA_1-3.md) |\n" for number in range(3_000)),
        "| " + "_" * 100_000 + " | [What is a token?](QA_1-3.md) |\n",
    ],
    ids=["cut", "long", "same", "other", "marks"],
)
def test_hostile_rows_are_read_in_time(rows: str) -> None:
    files = {**PART, "README.md": f"| No. | Question |\n|---|---|\n{rows}"}
    start = process_time()
    after = indexed(files)[0]
    assert process_time() - start < 4
    assert indexed(after)[0] == after
