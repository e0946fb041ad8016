"""Layouts, the reading of documents by them, ids and data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.errors import ConfigError
from qapress.markdown.parse import parse
from qapress.model.data import document_data
from qapress.model.ids import SLUG_LIMIT, slug_id
from qapress.model.layout import load
from qapress.model.read import read
from qapress.source.text import Source

if TYPE_CHECKING:
    from qapress.model.qa import Document

HOUSE = load("house", Path())
ANSWER = "\n\n### ✅ Answer\n\nA piece of a word.\n\n"


def document(text: str, path: str = "notes.md") -> Document:
    source = Source(path, text)
    return read(source, parse(source.well_formed), HOUSE, "en")


def titles(text: str) -> list[str]:
    return [each.question.title for each in document(text).entries]


def answers(text: str) -> list[str | None]:
    found = document(text)
    return [found.source.slice(each.answer.span) if each.answer else None for each in found.entries]


def kinds(text: str) -> list[str]:
    return [each.kind for each in document(text).problems]


GARBLED = "📌".encode().decode("cp1252", "ignore")


@pytest.mark.parametrize(
    ("heading", "marker", "label", "number", "title"),
    [
        ("## 📌 Q1: What is a token?", "📌", "Q1", "1", "What is a token?"),
        ("## Q1: What is a token?", "", "Q1", "1", "What is a token?"),
        (f"## {GARBLED} Q91: Why?", GARBLED, "Q91", "91", "Why?"),
        ("## ð\x9f\x93\x8c Q1: Why?", "ð\x9f\x93\x8c", "Q1", "1", "Why?"),
        ("## \ufffd\ufffd Q1: Why?", "\ufffd\ufffd", "Q1", "1", "Why?"),
        ("## :pushpin: Q1: Why?", ":pushpin:", "Q1", "1", "Why?"),
        ("## Topic Q1: Why?", "Topic", "Q1", "1", "Why?"),
        ("## 📌Q1: Why?", "📌", "Q1", "1", "Why?"),
        ("## Q17a: Why?", "", "Q17a", "17a", "Why?"),
        ("## Q?: Why?", "", "Q?", None, "Why?"),
        ("## Q7:Why?", "", "Q7", "7", "Why?"),
        ("## Q7 Why?", "", "Q7", "7", "Why?"),
        ("## Q7) Why?", "", "Q7", "7", "Why?"),
        ("## Q1：什么是词元？", "", "Q1", "1", "什么是词元？"),
        ("## **Q1: What is `x`?** ##", "", "Q1", "1", "What is x?"),
        ("##Q1: Why?", "", "Q1", "1", "Why?"),
        ("Q1: Why?\n---", "", "Q1", "1", "Why?"),
        ("### Q1: Why?", "", "Q1", "1", "Why?"),
        ("## What is a token?", "", "", None, "What is a token?"),
        ("## P3O: What is a token?", "", "", None, "P3O: What is a token?"),
    ],
)
def test_headings(heading: str, marker: str, label: str, number: str | None, title: str) -> None:
    (entry,) = document(heading + "\n\n#### Answer\n\nText.\n").entries
    found = entry.marker, entry.label, entry.number, entry.question.title
    assert found == (marker, label, number, title)


@pytest.mark.parametrize(
    "heading", ["## FAQ1: Why?", "## Compare Q4 and Q8", "##### Q1: Why?", "## Q1st round"]
)
def test_no_question(heading: str) -> None:
    assert titles(f"{heading}\n\nText.\n") == []


@pytest.mark.parametrize(
    "heading", ["### ✅ Answer", "### Answer:", "###Answer", "### **Answer**", "## Answers"]
)
def test_answer_headings(heading: str) -> None:
    assert answers(f"## Q1: Why?\n\n{heading}\n\nText.\n") == ["Text."]


def test_spans_are_those_of_the_source() -> None:
    text = "# Tokens\n\n## 📌 Q12: What *is* it?" + ANSWER + "---\n"
    found = document(text)
    (entry,) = found.entries
    cut = found.source.slice
    assert entry.number_span is not None
    assert cut(entry.number_span) == "12"
    assert cut(entry.question.title_span) == "What *is* it?"
    assert cut(entry.span) == "## 📌 Q12: What *is* it?" + ANSWER.rstrip()
    assert entry.answer is not None
    assert entry.answer.marker == "✅"
    assert found.title == "Tokens"


def test_author_line_promo_and_links_back_are_no_answer() -> None:
    text = (
        "Authored by **A. Writer**, who [posts](https://example.org).\n\n"
        f"## Q1: One?{ANSWER}[⬆ Back to Top](#top)\n\n---\n\n"
        f"## Q2: Two?{ANSWER}## **Toolkit**\n\nSee our tools.\n\n---\n"
    )
    found = document(text)
    assert answers(text) == ["A piece of a word."] * 2
    assert [found.source.slice(each.span)[:11] for each in found.front] == ["Authored by"]
    assert [each.kind for each in found.closing] == [
        "paragraph",
        "thematic_break",
        "heading",
        "paragraph",
        "thematic_break",
    ]
    assert found.problems == ()


def test_a_question_keeps_the_blocks_before_its_answer() -> None:
    (entry,) = document("## Q1: What is printed?\n\n```python\nprint(1)\n```\n\n### Answer\n\n1\n").entries
    assert [each.kind for each in entry.question.blocks] == ["code_block"]


def test_sections_are_the_headings_above() -> None:
    text = f"# Book\n\n# Basics\n\n## Q1: One?{ANSWER}# Training\n\n### Q2: Two?{ANSWER}"
    found = document(text)
    assert found.title == "Book"
    assert [each.section for each in found.entries] == [("Basics",), ("Training",)]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("<!-- qapress: id what-is-a-token -->", ("what-is-a-token", ())),
        ("<!-- qapress: id what-is-a-token; was old -->", ("what-is-a-token", ("old",))),
        ("<!--qapress: id a; was b; was c-->", ("a", ("b", "c"))),
        ("<!-- id a -->", (None, ())),
    ],
)
def test_ids_in_comments(comment: str, expected: tuple[str | None, tuple[str, ...]]) -> None:
    found = document(f"## Q1: One?\n\n{comment}{ANSWER}")
    (entry,) = found.entries
    assert (entry.explicit_id, entry.aliases) == expected
    assert entry.question.blocks == ()


def test_ids_in_front_matter_are_those_of_an_only_question() -> None:
    front = "---\nid: what-is-a-token\naliases: [old, older]\n---\n\n"
    found = document(f"{front}## Q1: One?{ANSWER}")
    (entry,) = found.entries
    assert (entry.explicit_id, entry.aliases) == ("what-is-a-token", ("old", "older"))
    assert entry.id_span is not None
    assert found.source.slice(entry.id_span) == "what-is-a-token"
    both = document(f"{front}## Q1: One?{ANSWER}## Q2: Two?{ANSWER}").entries
    assert [each.explicit_id for each in both] == [None, None]


# The traps of real repositories.


def test_trap_a_fence_ends_with_its_list_item() -> None:
    text = "## Q1: One?\n\n### Answer\n\n- item\n\n  ```python\n  x\n\n## Q2: Two?" + ANSWER
    assert titles(text) == ["One?", "Two?"]
    assert kinds(text) == ["unclosed-fence"]


def test_trap_a_stray_fence_swallows_questions() -> None:
    stray = f"## Q1: One?{ANSWER}```\n\n## Q2: Two?{ANSWER}```python\nx\n```\n"
    assert titles(stray) == ["One?"]
    assert document(stray).problems[0].message == "the code block hides Q2"


def test_trap_dashes_make_headings_of_text() -> None:
    text = f"## Q1: One?\n\n### Answer\n\nOne\nand two.\n---\n\n## Q2: Two?{ANSWER}**More tools**\n----\n\nText\n"
    assert answers(text) == ["One\nand two.\n---", "A piece of a word."]
    assert kinds(text) == ["promo-reads-as-heading"] * 2


def test_trap_front_matter_is_no_heading() -> None:
    found = document(f"---\ntitle: Tokens\nlanguage: pt-BR\n---\n\n## Q1: One?{ANSWER}")
    assert (found.title, found.language, found.problems) == ("Tokens", "pt-BR", ())


def test_trap_code_lists_and_headings_inside_answers() -> None:
    inside = "```python\n# Q9: comment\n## Q8: comment\n```\n\n1. one\n2. two\n\n#### Q1 and Q2 in figures\n\nText."
    text = f"## Q1: One?\n\n### Answer\n\n{inside}\n\n- ## Q7: in a list\n\n## Q2: Two?{ANSWER}"
    assert titles(text) == ["One?", "Two?"]
    assert kinds(text) == []


def test_trap_promo_headings_share_the_level_of_questions() -> None:
    text = f"## Questions 1 to 2\n\n## Q1: One?{ANSWER}## Our book\n\nBuy it.\n\n## Q2: Two?{ANSWER}"
    assert titles(text) == ["One?", "Two?"]
    assert answers(text) == ["A piece of a word."] * 2
    assert kinds(text) == ["orphan-text"]


def test_trap_badly_nested_html() -> None:
    html = "<div><details>\n<summary>More\nthan one line</summary>\n\nText\n\n</div></details>"
    text = f"## Q1: One?\n\n### Answer\n\n{html}\n\n## Q2: Two?{ANSWER}"
    assert answers(text) == [html, "A piece of a word."]


@pytest.mark.parametrize("label", ["Q1：", "Q1。", "Q1:", "Q1 :", "Q1:  "])
def test_trap_marks_and_blanks(label: str) -> None:
    assert titles(f"## {label}One?{ANSWER}") == ["One?"]


def test_trap_a_file_of_links_has_no_questions() -> None:
    assert titles("# Links\n\n- [One](a.md)\n- [Two](b.md)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") == []
    assert kinds("# Links\n\n- [One](a.md)\n") == []


def test_a_lost_question_heading_is_told() -> None:
    text = f"## Q1: One?{ANSWER}### ✅ Answer\n\nOf what?\n"
    assert kinds(text) == ["orphan-text"]


def test_problems_of_the_source_are_kept() -> None:
    problem = document("##Q1:One?\n").problems[0]
    source = Source("a.md", "text\n", problems=(problem,))
    assert read(source, parse(source.text), HOUSE, "en").problems == (problem,)


@pytest.mark.parametrize(
    ("yaml", "line", "column", "message"),
    [
        ("title: a\ntitle: b", 3, 1, "the key 'title' stands twice"),
        ("title: &x a", 2, 8, "anchors, aliases and tags are not allowed"),
        ("title: !!int 1", 2, 8, "anchors, aliases and tags are not allowed"),
        ("title: a: b", 2, 9, "mapping values are not allowed here"),
        ("a: b\n[c]: d", 3, 1, "a key must be text"),
        ("a:\n  - " + "[" * 30 + "]" * 30, 3, 24, "it is nested more than 20 levels deep"),
    ],
)
def test_front_matter_that_is_wrong(yaml: str, line: int, column: int, message: str) -> None:
    found = document(f"---\n{yaml}\n---\n\n## Q1: One?{ANSWER}")
    (problem,) = found.problems
    assert problem.message == f"the front matter is not valid YAML: {message}"
    assert found.source.position(problem.span.start) == (line, column)
    assert len(found.entries) == 1


@pytest.mark.parametrize(("value", "title"), [("no", "no"), ("1:20", "1:20"), ("2020-01-01", "2020-01-01")])
def test_front_matter_guesses_nothing(value: str, title: str) -> None:
    assert document(f"---\ntitle: {value}\n---\n\ntext\n").title == title


@pytest.mark.parametrize("line", ["title: [a, b]", "language: en glish"])
def test_front_matter_of_the_wrong_type(line: str) -> None:
    found = document(f"---\n{line}\n---\n\ntext\n")
    assert [each.kind for each in found.problems] == ["schema-violation"]
    assert (found.title, found.language) == (None, "en")


# Layouts.


def test_a_layout_of_the_users_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[answer]\nkind = "rest"\n[question]\nlevel = [3]\n', "utf-8")
    layout = load("mine.toml", tmp_path)
    source = Source("a.md", "### Q1: One?\n\nText.\n")
    (entry,) = read(source, parse(source.text), layout, "en").entries
    assert entry.answer is not None
    assert read(source, parse(source.text), layout, "en").problems == ()
    assert layout.question_pattern == HOUSE.question_pattern


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[answr]\n", "mine.toml:1: unknown table [answr]; did you mean 'answer'?"),
        ("[answer]\n\nkin = 1\n", "mine.toml:3: unknown key 'kin' in [answer]; did you mean 'kind'?"),
        ('[answer]\nkind = "table"\n', 'mine.toml:2: kind: must be "heading" or "rest", not \'table\''),
        ("[question]\nlevel = [7]\n", "mine.toml:2: level: must be a list of heading levels, 1 to 6"),
        ("[question]\npattern = 1\n", "mine.toml:2: pattern: must be a regular expression in quotes"),
        ("[question]\npattern = 'Q'\n", "mine.toml:2: pattern: must name the group (?P<label>…)"),
        ("[strip]\nlines = ['(']\n", "mine.toml:2: lines: is no regular expression: "),
        ("[strip]\nlines = ['(a+)+b']\n", "mine.toml:2: lines: can match one line in too many ways"),
        ("[strip]\nlines = ['(a|a)* b']\n", "mine.toml:2: lines: can match one line in too many ways"),
        (
            "[strip]\nlines = ['(?:a?){26}a{26}b']\n",
            "mine.toml:2: lines: can match one line in too many ways",
        ),
        ("[answer]\npattern = '^a*a*a*a*b'\n", "mine.toml:2: pattern: can match one line in too many ways"),
        ("[question]\nlevel = [true]\n", "mine.toml:2: level: must be a list of heading levels, 1 to 6"),
        ("[answer]\npattern = '[[a]||b]'\n", "mine.toml:2: pattern: is no regular expression: "),
        ("a = " + "1" * 5_000, "mine.toml: a number is too long"),
        ("a = " + "[" * 5_000, "mine.toml: nested too deeply"),
        ("[strip\n", "mine.toml: Expected ']'"),
    ],
)
def test_layouts_that_are_wrong(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="^" + re.escape(message)):
        load("mine.toml", tmp_path)


def test_a_layout_that_names_only_what_it_must(tmp_path: Path) -> None:
    wanted = "[files]\npattern = '(?P<low>.*)-(?P<high>x)?'\n[question]\nlevel = [2]\npattern = '(?P<label>.)(?P<number>.)'\n"
    (tmp_path / "mine.toml").write_text(wanted, "utf-8")
    layout = load("mine.toml", tmp_path)
    source = Source("a-x.md", "## Q1 One?\n\n### Answer\n\nText.\n")
    found = read(source, parse(source.text), layout, "en")
    assert [entry.label for entry in found.entries] == ["Q"]
    assert (found.problems, layout.promised("a-x.md")) == ((), None)


@pytest.mark.parametrize("name", ["a\0.toml", "a" * 300 + ".toml"], ids=ascii)
def test_layouts_with_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(name, tmp_path)


def test_a_copy_of_the_house_layout_is_accepted(tmp_path: Path) -> None:
    house = Path(load.__code__.co_filename).parent / "layouts" / "house.toml"
    (tmp_path / "mine.toml").write_bytes(house.read_bytes())
    assert load("mine.toml", tmp_path) == HOUSE


def test_layouts_are_sought_under_the_root(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lies outside"):
        load("../mine.toml", tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load("mine.toml", tmp_path)
    with pytest.raises(ConfigError, match="did you mean 'house'"):
        load("hous", tmp_path)


def test_the_house_layout_is_small() -> None:
    text = (Path(load.__code__.co_filename).parent / "layouts" / "house.toml").read_text("utf-8")
    assert sum(bool(line) and not line.startswith("#") for line in text.split("\n")) <= 40


# Ids and data.


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What is a token?", "what-is-a-token"),
        ("What's an LLM's “context”?", "whats-an-llms-context"),
        ("Ångström & café", "angstrom-cafe"),
        ("ﬁve ²", "five-2"),
        ("什么是词元？", ""),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 80, "x" * 60),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_id(title) == slug


@given(st.text())
def test_slugs_are_short_and_plain(title: str) -> None:
    slug = slug_id(title)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= SLUG_LIMIT
    assert slug_id(slug) == slug


def test_the_hash_is_that_of_the_text_without_the_number() -> None:
    def digest(text: str) -> str:
        found = document_data(document(text)).data["questions"][0]
        return str(found["content_hash"])

    assert digest(f"## Q1: One?{ANSWER}") == digest(f"Text.\n\n## Q17a: One?{ANSWER}---\n")
    assert digest(f"## Q1: One?{ANSWER}") != digest(f"## Q1: One!{ANSWER}")


def test_data_have_every_key_of_the_contract() -> None:
    text = (
        "## 📌 Q1: What is `x`?\n\n<!-- qapress: id what-is-x; was x -->\n\n### ✅ Answer\n\n"
        "A *piece* of a word. <!-- qapress: ignore-line double-space: shown -->\n\n"
        "<!-- qapress: ignore double-space: shown -->\n\n"
        "```python title\nx = 1\n```\n\n![A picture](img/a%20b.svg) ![far](https://example.org/b.png)\n"
    )
    made = document_data(document(text, "llm/QA_1-1.md")).data
    (question,) = made.pop("questions")
    answer = question.pop("answer")
    assert made == {"path": "llm/QA_1-1.md", "title": None, "language": "en"}
    assert question.pop("content_hash").startswith("sha256:")
    assert question == {
        "id": "what-is-x",
        "aliases": ["x"],
        "order": 1,
        "number": "1",
        "label": "Q1",
        "kind": "open",
        "title": "What is x?",
        "question": {
            "markdown": "What is `x`?",
            "text": "What is x?",
            "html": "What is <code>x</code>?",
        },
        "answered": True,
        "code": [{"language": "python", "text": "x = 1"}],
        "options": [],
        "section": [],
        "tags": [],
        "difficulty": None,
        "references": [],
        "assets": ["img/a%20b.svg"],
        "language": "en",
        "translation_of": None,
        "license": None,
        "authors": [],
        "added": None,
        "changed": None,
        "source": {"path": "llm/QA_1-1.md", "line": 1, "end_line": 15, "commit": None, "url": None},
    }
    assert "qapress:" not in answer["markdown"] + answer["html"] + answer["text"]
    assert answer["markdown"].startswith("A *piece* of a word. \n\n```python")
    assert answer["html"].startswith("<p>A <em>piece</em> of a word.")
    assert answer["words"] == len(answer["text"].split())


def test_light_data_differ_only_in_the_forms_left_out() -> None:
    found = document(f"## Q1: One?{ANSWER}")
    full, light = (
        document_data(found).data["questions"][0],
        document_data(found, forms=()).data["questions"][0],
    )
    assert light["answer"] == {"markdown": "A piece of a word.", "text": "", "html": "", "words": 0}
    assert full["answer"]["words"] == 5
    assert light["content_hash"] == f"sha256:{'0' * 64}"
    same = [key for key in full if key not in ("answer", "question", "content_hash")]
    assert {key: light[key] for key in same} == {key: full[key] for key in same}


def test_data_without_an_answer_and_with_settled_ids() -> None:
    made = document_data(document("## Q1: One?\n\n## Q2: 词元\n"), {0: "settled"}).data["questions"]
    assert [each["answer"] for each in made] == [None, None]
    assert [each["answered"] for each in made] == [False, False]
    assert made[0]["id"] == "settled"
    assert re.fullmatch("q-[0-9a-f]{6}", made[1]["id"])


def test_pointers_lead_to_the_markdown() -> None:
    found = document(f"# Book\n\n## Q12: One?{ANSWER}```python\nx\n```\n")
    made = document_data(found)

    def at(*path: str | int) -> str:
        return found.source.slice(made.span(path))

    assert at("title") == "# Book"
    assert at("questions", 0, "title") == "One?"
    assert at("questions", 0, "number") == "12"
    assert at("questions", 0, "hint") == "## Q12: One?"
    assert at("questions", 0, "answer", "words").startswith("A piece")
    assert at("questions", 0, "code", 0, "language") == "```python\nx\n```"
    assert at("questions", 5, "a/b~c") == "# Book"
