"""Tidy Markdown: what goes, what stays, where addresses lead, and that our own checker finds nothing to object to."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qapress import emit
from qapress.emit.markdown import markdown
from qapress.markdown.safe import safe_html
from qapress.pipeline.check import check
from qapress.settings import Settings
from qapress.settings.values import BuildSettings
from release import SVG, bundle, collected, files_of, page, question
from torture import write as write_torture

if TYPE_CHECKING:
    from qapress.diagnostic import Problem
    from qapress.model.qa import Bundle, Entry

    Files = dict[str, str | bytes]


def tidied(made: Bundle) -> tuple[dict[str, bytes], list[str]]:
    """The files below `markdown/`, and the messages of what was lost."""
    files, lost = files_of("markdown", made)
    return {path.removeprefix("markdown/"): content for path, content in files.items()}, lost


AUTHORED = """\
Authored by **Somebody**.

# Basics

## 📌 Q1: First?

<!-- qapress: id the-first -->

### ✅ Answer

<!-- a note to myself -->
See [the second](QA_2-2.md), [a script](../tools/run.py) <!-- qapress: ignore-line x: y --> and
![a box](/hub/images/box.svg).

## **Follow us**

[Newsletter](https://example.org/)
"""
HUB: Files = {
    "hub/README.md": "# The hub\n\nAll about [the first](QA_1-1.md).\n\n* [stale](QA_2-2.md) list\n",
    "hub/QA_1-1.md": AUTHORED,
    "hub/QA_2-2.md": question(2, "Second | last?", "Text."),
    "hub/images/box.svg": SVG,
}


def texts(root: Path, files: Files, build: BuildSettings | None = None) -> dict[str, str]:
    """The tidy Markdown of some files."""
    settings = Settings(root, build=build or BuildSettings())
    made, _ = tidied(collected(root, files, settings).bundle)
    return {path: content.decode() for path, content in made.items()}


def test_markdown_is_tidy(tmp_path: Path) -> None:
    assert texts(tmp_path, HUB) == {
        "README.md": (
            "# The hub\n\nAll about [the first](QA_1-1.md).\n\n"
            "| No. | Question |\n|---:|---|\n"
            "| 1 | [First?](QA_1-1.md#-q1-first) |\n"
            "| 2 | [Second \\| last?](QA_2-2.md#-q2-second--last) |\n"
        ),
        "QA_1-1.md": (
            "# Basics\n\n## 📌 Q1: First?\n\n<!-- qapress: id the-first -->\n\n### ✅ Answer\n\n"
            "See [the second](QA_2-2.md), a script and\n![a box](images/box.svg).\n"
        ),
        "QA_2-2.md": question(2, "Second | last?", "Text."),
        "images/box.svg": SVG.decode(),
    }


def test_author_lines_and_promotion_are_kept_when_asked_for(tmp_path: Path) -> None:
    kept = texts(tmp_path, HUB, BuildSettings(promo=True, author_lines=True))["QA_1-1.md"]
    assert kept.startswith("Authored by **Somebody**.\n\n# Basics\n")
    assert kept.endswith("## **Follow us**\n\n[Newsletter](https://example.org/)\n")


def test_folders_without_a_common_index_get_one(tmp_path: Path) -> None:
    files: Files = {f"{name}/QA_1-1.md": page("Text.") for name in ("data-sets", "models")}
    made = texts(tmp_path, files)
    assert made["README.md"] == (
        "# The book\n\n* [Data sets](data-sets/README.md)\n* [Models](models/README.md)\n"
    )
    assert "| 1 | [Question 1?](QA_1-1.md#-q1-question-1) |" in made["models/README.md"]


def answer(root: Path, text: str, **files: str | bytes) -> str:
    """What becomes of one answer in `a/QA_1-1.md`, beside `b/QA_2-2.md`, an index, and an image."""
    hub: Files = {
        "a/README.md": "# A\n",
        "a/QA_1-1.md": page(text),
        "b/QA_2-2.md": question(2, "Second?", "Two.") + '\n<a id="own"></a>\n',
        "a/images/a box.svg": SVG,
    }
    made, _ = tidied(bundle(root, hub | files))
    return made["a/QA_1-1.md"].decode().partition("Answer\n\n")[2].removesuffix("\n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("[x](../b/QA_2-2.md#-q2-second)", "[x](../b/QA_2-2.md#-q2-second)"),
        ("[x](../b/QA_2-2.md#second 'T')", '[x](../b/QA_2-2.md#-q2-second "T")'),
        ("[x](</b/QA_2-2.md#-q2-second>)", "[x](../b/QA_2-2.md#-q2-second)"),
        ("[x](../b/QA_2-2.md#OWN)", "[x](../b/QA_2-2.md#OWN)"),
        ("[x](../b/QA_2-2.md#top) [y](#top)", "[x](../b/QA_2-2.md#top) [y](#top)"),
        ("[x](../b/)", "[x](../b/)"),
        ("[x](/b)", "[x](../b/README.md)"),
        ("[x](../b/README.md)", "[x](../b/README.md)"),
        ("[x](README.md) [y](.)", "[x](README.md) [y](.)"),
        ("[x](gone.md), [*y*](run.py 'T')", "x, *y*"),
        ("[x](#gone) [](run.py)", "x run.py"),
        ("[x](javascript:run()) [y](ftp://a/b) [z](//a/b)", "x y [z](//a/b)"),
        (
            "[x](https://a.org/b?c#d) <https://a.org> <a@b.org>",
            "[x](https://a.org/b?c#d) <https://a.org> <a@b.org>",
        ),
        ("[1. x](gone.md)", "1\\. x"),
        ("[- x](gone.md)", "\\- x"),
        ("[x][r] and [r]\n\n[r]: /b/QA_2-2.md 'T'", '[x][r] and [r]\n\n[r]: ../b/QA_2-2.md "T"'),
        ("[x][r] and [r]\n\n[r]: gone.md", "x and r"),
        ("![x](images/a%20box.svg)", "![x](images/a%20box.svg)"),
        ("![](</a/images/a box.svg>)", "![](images/a%20box.svg)"),
        ("![x](gone.png) ![](gone.png)", "x gone.png"),
        ("![x](https://a.org/b.png)", "![x](https://a.org/b.png)"),
        ("[![x](/a/images/a%20box.svg)](gone.md)", "![x](images/a%20box.svg)"),
        ("<a href='/b/QA_2-2.md'>x</a>", "<a href='../b/QA_2-2.md'>x</a>"),
        ('<a class="b" href="gone.md">x</a>', '<a class="b" >x</a>'),
        ('A <img alt="box" src=gone.png width=9>.', "A box."),
        ('A <img src="/a/images/a box.svg">', 'A <img src="images/a%20box.svg">'),
    ],
)
def test_an_address_leads_somewhere_or_leaves_its_text(tmp_path: Path, given: str, kept: str) -> None:
    assert answer(tmp_path, given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a  \nb\\\nc   \nd \n\n\n\ne\t", "a\\\nb\\\nc\\\nd\n\ne"),
        ("```\na  \n\n\n\nb\n```", "```\na  \n\n\n\nb\n```"),
        ("`a \nb`", "`a \nb`"),
        ("a <!-- c --> b <!-- d -->", "a b"),
        ("- a\n\n<!-- c -->\n\n- b", "- a\n\n<!-- -->\n\n- b"),
        ("- a\n\n<!-- c -->\n\n      b", "- a\n\n<!-- -->\n\n      b"),
        ("a\n\n<!-- c -->\n\n      b", "a\n\n      b"),
        ("| a |\n|---|\n| b | <!-- c -->", "| a |\n|---|\n| b |"),
        ("<div>a <!-- c --> b</div>", "<div>a b</div>"),
        ("Z.\n\n[^n]: A note.\n\n    > <!-- c -->", "Z.\n\n[^n]: A note.\n\n    >"),
    ],
)
def test_blanks_and_comments_go_and_the_text_stays(tmp_path: Path, given: str, kept: str) -> None:
    assert answer(tmp_path, given) == kept


@pytest.mark.parametrize(
    ("given", "kept", "losses"),
    [
        (
            "A <script>b</script> c.",
            "A  c.",
            ["the HTML element <script> is left out with all that it holds"],
        ),
        (
            "<script>\na\n</script>\n\nB.",
            "…\n\nB.",
            ["the HTML element <script> is left out with all that it holds"],
        ),
        ("A <iframe src=x>b", "A b", ["the HTML element <iframe> is left out with all that it holds"]),
        ("A </form> b", "A  b", []),
        (
            "A <b title='onload=x' onclick='x()' ONload=y>c</b>.",
            "A <b title='onload=x'  >c</b>.",
            [f"the attribute {name} of the HTML element <b> is left out" for name in ("onclick", "ONload")],
        ),
        (
            "<div onclick=x>\na\n</div>",
            "<div >\na\n</div>",
            ["the attribute onclick of the HTML element <div> is left out"],
        ),
        ("`<script>a</script>` <b>", "`<script>a</script>` <b>", []),
        ("```\n<script>\n```", "```\n<script>\n```", []),
    ],
)
def test_what_runs_something_is_left_out_and_told(
    tmp_path: Path, given: str, kept: str, losses: list[str]
) -> None:
    made, lost = tidied(bundle(tmp_path, {"a.md": page(f"Z.\n\n{given}")}))
    assert made["a.md"].decode() == page(f"Z.\n\n{kept}")
    assert lost == losses


def test_each_loss_is_told_once_and_as_the_book_tells_it(tmp_path: Path) -> None:
    text = "[x](gone.md) ![y](gone.png) ![z](../../z.png) ![](data:image/png;base64,AA) [w](#gone)"
    _, lost = tidied(bundle(tmp_path, {"a.md": page(text)}))
    assert lost == [
        "the link to gone.md leads to nothing in the bundle",
        "the image gone.png does not exist, or is no file",
        "the image ../../z.png lies outside the root",
        "the image data:image/png;base64,AA is no file, but written into its address",
        "the link to #gone leads to nothing in the bundle",
    ]


# --- ids ----------------------------------------------------------------------------------------------


def test_ids_that_do_not_follow_from_the_title_are_written_down(tmp_path: Path) -> None:
    files: Files = {
        "a.md": question(1, "Why?", "A. <!-- note -->") + "\n" + question(2, "水?", "B."),
        "b.md": question(3, "Why?", "<!-- qapress: id kept; was old -->\n\nC.")
        + "\n"
        + question(4, "Why?", "D."),
    }
    first = bundle(tmp_path / "first", files)
    made, _ = tidied(first)
    second = bundle(tmp_path / "second", dict(made))
    assert list(first.ids.values()) == list(second.ids.values())
    assert b"<!-- qapress: id kept; was old -->" in made["b.md"]
    assert made["a.md"].count(b"<!-- qapress: id ") == 2
    assert tidied(second)[0] == made


# --- indexes ------------------------------------------------------------------------------------------


def index(root: Path, files: Files, name: str = "README.md") -> str:
    return tidied(bundle(root, files))[0][name].decode()


def test_an_index_keeps_title_and_introduction_and_is_made_anew(tmp_path: Path) -> None:
    written = """---
title: Matter
---
![logo](logo.svg)

# The *hub* <!-- draft -->

All about [one][1]; more in `code`.

* no links here

1. [stale](QA_1-1.md)

## Follow us

[1]: QA_1-1.md
"""
    files: Files = {
        "README.md": written,
        "QA_1-1.md": question(1, "Is `a|b` [a link](https://a.org) *here*?", "One."),
        "notes.md": "# Some *notes*\n",
        "sub/QA_2-2.md": "## Unnumbered?\n\n### Answer\n\nTwo.\n",
        "logo.svg": SVG,
    }
    assert (
        index(tmp_path, files)
        == """\
# The *hub*

All about [one][1]; more in `code`.

* no links here

[1]: QA_1-1.md

| No. | Question |
|---:|---|
| 1 | [Is `a\\|b` a link *here*?](QA_1-1.md#-q1-is-ab-a-link-here) |

* [Some notes](notes.md)
* [Sub](sub/README.md)
"""
    )
    assert index(tmp_path, files, "sub/README.md") == (
        "# Sub\n\n| Question |\n|---|\n| [Unnumbered?](QA_2-2.md#unnumbered) |\n"
    )


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        ("* [x](QA_1-1.md)\n", []),
        (
            "* [x](QA_1-1.md)\n\nLicensed.\n",
            ["left out: text outside the introduction of README.md (the lists of an index are made anew)"],
        ),
    ],
)
def test_what_an_index_loses_is_told(tmp_path: Path, behind: str, told: list[str]) -> None:
    made = collected(tmp_path, {"README.md": f"# Hub\n\nSaid.\n\n{behind}", "QA_1-1.md": page("One.")})
    assert [each for each in made.notes if each.startswith("left out")] == told


def test_a_readme_with_questions_is_no_index_and_loses_none(tmp_path: Path) -> None:
    made, _ = tidied(bundle(tmp_path, {"README.md": page("One.")}))
    assert made["README.md"].decode() == page("One.")
    made, _ = tidied(bundle(tmp_path, {"README.md": page("One."), "b.md": question(2, "Two?", "Two.")}))
    assert made["README.md"].decode() == page("One.")


@pytest.mark.parametrize("name", ["index.md", "readme.markdown"])
def test_an_index_of_another_name_stays_where_links_find_it(tmp_path: Path, name: str) -> None:
    files: Files = {name: "# Own\n", "QA_1-1.md": page(f"See [there]({name}) and [here](.).")}
    made, lost = tidied(bundle(tmp_path, files))
    assert lost == []
    assert sorted(made) == ["QA_1-1.md", name]


def test_what_layouts_set_apart_goes_with_what_leads_there(tmp_path: Path) -> None:
    files: Files = {"a.md": page("See [us](#follow-us).") + "\n## Follow us\n\n[Here](https://a.org).\n"}
    made, lost = tidied(bundle(tmp_path / "without", files))
    assert made["a.md"].decode() == page("See us.")
    assert lost == ["the link to #follow-us leads to nothing in the bundle"]
    kept = Settings(tmp_path / "with", build=BuildSettings(promo=True))
    assert tidied(collected(tmp_path / "with", files, kept).bundle)[0]["a.md"].decode() == files["a.md"]


# --- whole hubs ---------------------------------------------------------------------------------------

PIECES = (
    "Plain text, `code`, **bold** and $x^2$.",
    "[one](QA_1-1.md) and [two](../b/QA_2-2.md#-q2-question-2)",
    "[three](/b/QA_2-2.md#question-2) [four](gone.md) [five](#-q1-question-1)",
    "[six](../README.md), [seven](..), [eight](../b/ 'title') [nine][n]",
    "![box](../images/box.svg) ![gone](gone.png) <img src='../images/box.svg' alt='b'>",
    "<a href='../b/QA_2-2.md'>html</a> <kbd>K</kbd>",
    "Hard  \nbreak\\\nand `co \nde` <!-- c --> d",
    "<!-- qapress: ignore double-space: because -->\nTwo  blanks.",
    "<!-- a note -->",
    "- one\n- two\n  1. deep  \n     still",
    "> quoted <!-- c -->\n> > deeper",
    "| a | b |\n|---|--:|\n| [x](QA_1-1.md) | y | <!-- c -->",
    "```python\nprint('  ')  \n\n\n\n# [x](gone.md) <!-- c -->\n```",
    "    indented  \n    code",
    "Said.[^n]\n\n[^n]: A [note](QA_1-1.md).",
    "[n]: ../b/QA_2-2.md 'T'",
    "<details>\n<summary>More</summary>\n\n[x](QA_1-1.md)\n\n</details>",
    "<div>\n\nraw <b>html</b> <!-- c -->\n\n</div>",
    "#### A heading\n\n[to it](#a-heading) [or](#a-heading-1)",
    "Setext\n------",
    "* * *",
    "---",
)
ANSWERS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("\n\n".join)


def first_page(text: str) -> str:
    """A page with an author line."""
    return "Authored by **Me**.\n\n" + question(1, "Question 1?", f"A. {text}")


def second_page(text: str) -> str:
    """A page with a title and a closing section."""
    asked = question(2, "Question 2?", f"B.\n\n{text}")
    return f"# Title\n\n{asked}\n## Follow [us](x.md)\n\nPlease.\n"


HUBS = st.fixed_dictionaries(
    {
        "README.md": st.sampled_from(["# Hub\n", "# Hub\n\nIntro [x](a/QA_1-1.md).\n\n* [stale](b)\n"]),
        "a/QA_1-1.md": ANSWERS.map(first_page),
        "b/QA_2-2.md": ANSWERS.map(second_page),
        "images/box.svg": st.just(SVG),
    }
)
ADDRESSES = re.compile(r"</?a\b[^>]*>|<img\b[^>]*\balt=[\"']([^\"']*)[\"'][^>]*>")


def rendered(entry: Entry) -> str:
    """What a reader sees of an entry, less where links lead."""
    blocks = (*entry.question.blocks, *(entry.answer.blocks if entry.answer else ()))
    html = ADDRESSES.sub(r"\1", safe_html((*entry.question.inlines, *blocks)))
    return re.sub(r" (?=</(?:p|li|h\d|t[dh]|summary|div)>)", "", re.sub(r"\s+", " ", html))


def assert_tidy(first: Bundle, root: Path) -> None:
    """Emitted files say the same, lead somewhere, are clean, and are emitted again as they are."""
    lost: list[tuple[str, Problem]] = []
    markdown.emit(first, emit.EmitOptions(report=lambda *loss: lost.append(loss)))
    made, _ = tidied(first)
    second = bundle(root, dict(made))
    old = [each for document in first.documents for each in document.entries]
    new = [each for document in second.documents for each in document.entries]
    assert [*second.ids.values()] == [*first.ids.values()]
    for key in ("label", "aliases", "section", "tags", "kind"):
        assert [getattr(each, key) for each in new] == [getattr(each, key) for each in old]
    cut = [each.span for _, each in lost if each.kind == "dropped-html"]
    whole = [
        n for n, each in enumerate(old) if not any(each.span.start <= at.start < each.span.end for at in cut)
    ]
    assert [rendered(new[n]) for n in whole] == [rendered(old[n]) for n in whole]
    assert tidied(second) == (made, [])
    for path, content in made.items():
        if path.endswith(".md"):
            assert b"\r" not in content
            assert re.search(rb"[^\n]\n\Z", content)
            assert not re.search(rb"qapress: (?!id )", content)
    found = check(
        [], Settings(root, select=("links", "missing-index-row", "dead-index-link", "index-title-mismatch"))
    )
    told = [each for each in found.report.diagnostics if each.info.name != "missing-alt-text"]
    assert [(each.path, each.finding.message) for each in told] == []


@settings(max_examples=50)
@given(files=HUBS)
def test_tidy_markdown_says_the_same_and_every_link_leads_somewhere_property(files: Files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_tidy(bundle(Path(folder, "first"), files), Path(folder, "second"))


def test_the_torture_hub_is_tidied_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    assert_tidy(bundle(write_torture(tmp_path), {}), tmp_path / "second")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_line_feeds(tmp_path: Path, newline: str) -> None:
    files: Files = {"a.md": page("A.\n\n```\nb\n```").replace("\n", newline).encode()}
    assert tidied(bundle(tmp_path, files))[0]["a.md"].decode() == page("A.\n\n```\nb\n```")
