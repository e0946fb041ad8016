"""Releases as data: JSON, JSONL and CSV hold the same, stand by themselves, and nothing in them can run."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qapress import emit
from qapress.emit.csv import COLUMNS, GUARDED, guarded
from qapress.emit.json import bundle_data
from qapress.errors import EmitError
from qapress.markdown.parse import parse
from qapress.markdown.safe import safe_html
from qapress.markdown.target import lines_address
from qapress.pipeline.verify import verify
from qapress.settings import Settings
from release import SVG, bundle, files_of, page, question, validator
from test_tidy import ANSWERS, HUB, first_page, second_page

if TYPE_CHECKING:
    from qapress.model.qa import Bundle

    Files = dict[str, str | bytes]


def questions(made: Bundle) -> list[dict[str, Any]]:
    """The data of all questions."""
    documents = bundle_data(made, emit.EmitOptions())["documents"]
    return [each for document in documents for each in document["questions"]]


# --- JSON ---------------------------------------------------------------------------------------------

LINKED: Files = {
    "a/README.md": "# Index\n",
    "a/QA_1-1.md": page(
        "See [it](../b/QA_2-2.md#-q2-second), [all](README.md#index), [file](/b/QA_2-2.md), [gone](x.md), "
        "![a box](<a box.svg>) and <img src='a%20box.svg' alt='b'>. <!-- note -->"
    ),
    "b/QA_2-2.md": question(2, "Second?", "See [Q1][1].[^n]") + "\n[1]: ../a/QA_1-1.md#-q1-question-1\n"
    "\n[^n]: A note.\n\n[^m]: Nobody's.\n",
    "b/QA_3-3.md": question(3, "[Third](QA_2-2.md#second)?", "Three.[^n]")
    + "\n"
    + question(4, "Fourth?", "Four.\n\n[^n]: Of three.\n"),
    "a/a box.svg": SVG,
}


def test_addresses_in_json_lead_into_the_release_and_texts_stand_by_themselves(tmp_path: Path) -> None:
    first, second, third, fourth = questions(bundle(tmp_path, LINKED))
    assert first["answer"]["markdown"] == (
        "See [it](#second), [all](markdown/a/README.md#index), [file](markdown/b/QA_2-2.md), gone, "
        "![a box](markdown/a/a%20box.svg) and <img src='markdown/a/a%20box.svg' alt='b'>."
    )
    assert first["assets"] == ["markdown/a/a box.svg"]
    assert second["answer"]["markdown"] == "See [Q1][1].[^n]\n\n[1]: #question-1\n\n[^n]: A note."
    assert third["question"]["html"] == '<a href="#second">Third</a>?'
    assert third["answer"]["markdown"] == "Three.[^n]\n\n[^n]: Of three."
    assert third["answer"]["text"] == "Three.[1]\n\n[1] Of three."
    assert fourth["answer"]["text"] == "Four."


def test_json_satisfies_its_schema_and_reads_back_equal(tmp_path: Path) -> None:
    made = bundle(tmp_path, HUB)
    files, _ = files_of("json", made)
    data = json.loads(files["book.json"])
    assert data == bundle_data(made, emit.EmitOptions())
    validator("qa-bundle").validate(data)
    first, second = (each["questions"][0] for each in data["documents"])
    assert (first["id"], first["order"], first["assets"]) == ("the-first", 1, ["markdown/images/box.svg"])
    assert (second["order"], second["title"]) == (2, "Second | last?")
    assert "qapress:" not in first["answer"]["markdown"]
    assert [each["path"] for each in data["assets"]] == ["markdown/images/box.svg"]


def test_an_id_that_is_written_into_the_markdown_is_no_part_of_a_title(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": question(1, "Why?", "A.") + "\n" + question(2, "Why?", "B.")})
    assert [each["question"]["markdown"] for each in questions(made)] == ["Why?", "Why?"]


def test_an_answer_of_which_nothing_is_left_is_an_ellipsis(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": page("<embed src=x> <embed src=y>")})
    assert [each["answer"]["markdown"] for each in questions(made)] == ["…"]
    validator("qa-bundle").validate(bundle_data(made, emit.EmitOptions()))


def test_json_brings_the_images_that_it_names(tmp_path: Path) -> None:
    for name in ("json", "jsonl"):
        assert files_of(name, bundle(tmp_path, LINKED))[0]["markdown/a/a box.svg"] == SVG


@settings(max_examples=40)
@given(texts=st.lists(ANSWERS, min_size=2, max_size=2))
def test_markdown_in_json_gives_the_html_beside_it_property(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = texts
    files: Files = {"a/QA_1-1.md": first_page(first), "b/QA_2-2.md": second_page(second)}
    made = bundle(tmp_path_factory.mktemp("hub"), files)
    (content,) = (content for path, content in files_of("json", made)[0].items() if path.endswith(".json"))
    data = json.loads(content)
    validator("qa-bundle").validate(data)
    assert data == bundle_data(made, emit.EmitOptions())
    asked = (each for document in data["documents"] for each in document["questions"])
    for each in (each for each in asked if each["answered"]):
        answer = each["answer"]
        assert squeezed(safe_html(parse(answer["markdown"]).children)) == squeezed(answer["html"])
        assert "<!--" not in re.sub(r"(?s)```.*?```", "", answer["markdown"])


def squeezed(html: str) -> str:
    """HTML with the numbers of footnotes left out, since a part counts its own."""
    return re.sub(r"\s+", " ", re.sub(r"(<sup[^>]*>)\d+", r"\1", html)).strip()


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/o/n", "https://github.com/o/n/blob/c0/a%20b/%C3%A9.md#L3-L9"),
        ("https://github.com/o/n.git", "https://github.com/o/n/blob/c0/a%20b/%C3%A9.md#L3-L9"),
        ("https://github.com/o/n/tree/dev/", "https://github.com/o/n/blob/c0/a%20b/%C3%A9.md#L3-L9"),
        ("https://gitlab.com/g/s/n", "https://gitlab.com/g/s/n/-/blob/c0/a%20b/%C3%A9.md#L3-9"),
        ("https://codeberg.org/o/n", "https://codeberg.org/o/n/src/commit/c0/a%20b/%C3%A9.md#L3-L9"),
        ("https://bitbucket.org/o/n", "https://bitbucket.org/o/n/src/c0/a%20b/%C3%A9.md#lines-3:9"),
        ("no address", None),
    ],
)
def test_a_source_has_the_page_of_its_lines(repository: str, address: str | None) -> None:
    assert lines_address(repository, "c0", "a b/é.md", (3, 9)) == address


def test_a_source_has_a_page_only_at_a_known_commit(tmp_path: Path) -> None:
    settings = Settings(tmp_path, links_repository="https://github.com/o/n")
    made = bundle(tmp_path, {"a.md": page("One.")}, settings)
    assert [each["source"]["url"] for each in questions(made)] == [None]
    made = made._replace(commit="c0ffee", inside="docs/")
    assert [each["source"]["url"] for each in questions(made)] == [
        "https://github.com/o/n/blob/c0ffee/docs/a.md#L1-L5"
    ]


# --- what could run -----------------------------------------------------------------------------------

HOSTILE = [
    "<script>act()</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<scr<script>ipt>act()</script>",
    "<img src=x onerror=act()>",
    '<img src="x" OnError="act()" alt="a">',
    "<img src='x'onerror='act()'>",
    "<img/src/onerror=act()>",
    "<svg onload=act()><script>act()</script></svg>",
    "<svg><a xlink:href='javascript:act()'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=act()></style></mglyph></table></mtext></math>",
    "<a href='javascript:act()'>x</a>",
    "<a href=' jav\tascript:act()'>x</a>",
    "<a href='&#106;avascript:act()'>x</a>",
    "<a href='&#x6A;&#x61;vascript&colon;act()'>x</a>",
    "<a href='vbscript:act()'>x</a> <a href='data:text/html,<script>act()</script>'>y</a>",
    "[x](javascript:act()) [y](JaVaScRiPt:act()) [z](<java\tscript:act()>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=) ![y](data:image/svg+xml;base64,PHN2Zz4=)",
    "<javascript:act()> <vbscript:act()>",
    "[x][y]\n\n[y]: javascript:act()",
    "![x](javascript:act() 'a\" onerror=\"act()')",
    '[x](https://example.org/"onmouseover="act())',
    "<iframe src='https://example.org'></iframe><iframe srcdoc='<script>act()</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'><applet code='X'></applet>",
    "<form action='https://example.org'><button formaction='javascript:act()'>x</button></form>",
    "<input autofocus onfocus=act()> <select onchange=act()></select> <textarea></textarea>",
    "<style>@import 'https://example.org/x.css'; body { background: url(javascript:act()) }</style>",
    "<div style='background:url(https://example.org/x)'>x</div> <p style=behavior:url(x)>y</p>",
    "<link rel=stylesheet href=https://example.org/x.css> <meta http-equiv=refresh content='0;url=x'>",
    "<base href='https://example.org/'> <body onload=act()> <html onclick=act()>",
    "<video src=x onerror=act()><source onerror=act()></video> <audio src=x autoplay></audio>",
    "<details open ontoggle=act()><summary onclick=act()>x</summary>y</details>",
    "<template><script>act()</script></template> <noscript><img src=x onerror=act()></noscript>",
    "<!--><script>act()</script--> <!-- --!><script>act()</script>",
    "<![CDATA[<script>act()</script>]]> <?php act() ?> <!DOCTYPE html>",
    '```"><script>act()</script>\n</code></pre><script>act()</script>\n```',
    "`<script>act()</script>` $<script>act()</script>$",
    "<table background='javascript:act()'><tr><td background='https://example.org/x'>x</td></tr></table>",
    "<a id=location name=cookie class='x y' target=_blank ping='https://example.org'>x</a>",
    "<x-y onclick=act()>x</x-y> <marquee onstart=act()>x</marquee> <isindex action=javascript:act()>",
    "> [!NOTE]\n> <img src=x onerror=act()>\n\n[^a]\n\n[^a]: <script>act()</script>",
    "<details>\n<summary><script>act()</script></summary>\n\n<img src=x onerror=act()>\n</details>",
]
ACTIVE = (
    *(
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "applet",
        "form",
        "button",
        "select",
        "textarea",
        "link",
    ),
    *("meta", "base", "svg", "math", "template", "noscript", "video", "audio", "source", "frame", "frameset"),
    *("body", "html", "head", "isindex", "portal"),
)


class Seen(HTMLParser):
    """What of HTML could run, load or post something, as a browser would read it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self.found.append(tag)
        if tag == "input" and dict(attrs).get("type", "checkbox") != "checkbox":
            self.found.append("input")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
            if name.startswith("on") or name in {
                "style",
                "srcdoc",
                "formaction",
                "action",
                "ping",
                "background",
            }:
                self.found.append(f"{tag}@{name}")
            if scheme and name in {"href", "src", "cite"} and scheme[0] not in {"http:", "https:", "mailto:"}:
                self.found.append(f"{tag}@{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    def handle_pi(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("answer", HOSTILE)
def test_nothing_in_the_html_of_json_can_run(tmp_path: Path, answer: str) -> None:
    made = bundle(tmp_path, {"a.md": question(1, f"What? {answer.split(chr(10))[0]}", f"A.\n\n{answer}")})
    for each in questions(made):
        for html in (each["question"]["html"], each["answer"]["html"]):
            assert Seen(html).found == []


def test_what_could_run_is_seen_where_it_stands() -> None:
    unsafe = "<p onclick=x><script>y</script><a href=' java\nscript:z'>a</a><!-- c --><input type=image>"
    assert Seen(unsafe).found == [
        "p@onclick",
        "script",
        "a@href= java\nscript:z",
        "comment  c ",
        "input",
    ]


# --- JSONL --------------------------------------------------------------------------------------------

ODD = 'Line\u2028paragraph\u2029next\u0085tab\tquote" back\\slash 👨🏻‍💻 \u202eright'


def test_a_line_is_a_question_that_stands_by_itself(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": "# T\n\n" + page(ODD, "Two."), "b.md": question(3, "Third?", "Three.")})
    made = made._replace(license="CC-BY-4.0", authors=("Me",), homepage="https://example.org/")
    content = files_of("jsonl", made)[0]["book.jsonl"].decode()
    lines = content.splitlines()  # also at what only Unicode takes for the end of a line
    assert content == "\n".join(lines) + "\n"
    read = [json.loads(each) for each in lines]
    for each in read:
        validator("qa-line").validate(each)
    own = {"bundle": "book", "release": "1", "homepage": "https://example.org/"}
    terms = {"license": "CC-BY-4.0", "authors": ["Me"]}
    assert read == [
        {**own, "document": title, **each, **terms}
        for title, each in zip(["T", "T", None], questions(made), strict=True)
    ]
    assert read[0]["answer"]["markdown"] == ODD


def test_the_schema_of_a_line_has_the_keys_of_a_question() -> None:
    folder = Path(__file__).parents[1] / "schema"
    line, document = (
        json.loads((folder / f"{name}.v1.schema.json").read_text("utf-8"))
        for name in ("qa-line", "qa-document")
    )
    asked = document["$defs"]["question"]["properties"]
    assert [*line["properties"]] == ["bundle", "release", "homepage", "document", *asked]
    assert line["required"] == [*line["properties"]]


def test_a_line_that_breaks_the_schema_is_told_with_its_number() -> None:
    with pytest.raises(
        EmitError, match=r"line 1 of book\.jsonl breaks its schema at \$: 'bundle' is a required"
    ):
        verify({PurePosixPath("book.jsonl"): b"{}\n"}, "book")


@pytest.mark.parametrize(
    ("license_", "facts"),
    [
        ("CC-BY-4.0", {"license": "cc-by-4.0"}),
        ("CC-BY-4.0 AND MIT", {"license": "other", "license_name": "CC-BY-4.0 AND MIT"}),
        (None, {}),
    ],
)
def test_the_card_of_the_data_set_has_facts_for_machines(
    tmp_path: Path, license_: str | None, facts: dict[str, str]
) -> None:
    made = bundle(tmp_path, {"a.md": page("One.", "Two.")})._replace(title="What: a 'book'", license=license_)
    head, text = files_of("jsonl", made)[0]["README.md"].decode().removeprefix("---\n").split("---\n", 1)
    assert yaml.safe_load(head) == {
        "pretty_name": "What: a 'book'",
        "language": ["en"],
        **facts,
        "task_categories": ["question-answering"],
        "size_categories": ["n<1K"],
        "configs": [{"config_name": "default", "data_files": "book.jsonl"}],
    }
    assert text.startswith("\n# What: a 'book'\n\n2 questions with answers, release 1. ")


# --- CSV ----------------------------------------------------------------------------------------------


def rows(content: bytes) -> list[dict[str, str]]:
    """A table as a program reads it, the guard taken away."""
    read = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [{key: cell[1:] if GUARDED.match(cell) else cell for key, cell in row.items()} for row in read]


def test_a_table_has_a_row_a_question(tmp_path: Path) -> None:
    answer = 'Says "a, b".\n\n- one\n- two'
    made = bundle(tmp_path, {"a.md": "# T\n\n## Part\n\n### Q1: =1+1?\n\n#### Answer\n\n" + answer + "\n"})
    content = files_of("csv", made._replace(license="MIT", authors=("A", "B")))[0]["book.csv"]
    assert content.startswith(b"\xef\xbb\xbfid,order,number,title,")
    assert content.endswith(b"\r\n")
    assert b"'=1+1?" in content
    (row,) = rows(content)
    assert tuple(row) == COLUMNS
    assert row == dict.fromkeys(COLUMNS, "") | {
        "id": "1-1",
        "order": "1",
        "number": "1",
        "title": "=1+1?",
        "question": "=1+1?",
        "answer": answer,
        "answer_markdown": answer,
        "section": "Part",
        "kind": "open",
        "language": "en",
        "words": "7",
        "license": "MIT",
        "authors": "A; B",
        "path": "a.md",
        "line": "5",
        "bundle": "book",
        "release": "1",
    }


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n a＝1"), max_size=6) | st.text())
def test_no_cell_is_a_formula_and_each_can_be_had_back_property(cell: str) -> None:
    made = guarded(cell)
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", made)
    assert (made[1:] if GUARDED.match(made) else made) == cell


def test_a_database_takes_the_table(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": page("+ one", "@two")})
    table = rows(files_of("csv", made)[0]["book.csv"])
    with sqlite3.connect(":memory:") as database:
        database.execute(f"create table asked ({', '.join(map(json.dumps, COLUMNS))})")
        marks = ", ".join("?" * len(COLUMNS))
        database.executemany(f"insert into asked values ({marks})", [[*row.values()] for row in table])
        found = database.execute('select answer_markdown from asked order by "order"').fetchall()
    assert found == [("+ one",), ("@two",)]


def test_a_question_without_an_answer_has_empty_cells(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": "## Q1: Why?\n"})
    (row,) = rows(files_of("csv", made)[0]["book.csv"])
    assert (row["title"], row["answer"], row["words"]) == ("Why?", "", "")
