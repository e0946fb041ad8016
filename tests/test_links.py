"""Where links lead, what headings are called, and what the rules on links say of both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.facts.extract import extract
from qapress.facts.links import links
from qapress.markdown.parse import parse
from qapress.markdown.slug import heading_anchors, slug, unique_slugs
from qapress.markdown.target import own_address
from qapress.model.layout import load
from qapress.model.read import read
from qapress.pipeline.assets import MEDIA_TYPES
from qapress.pipeline.check import check
from qapress.pipeline.fix import fix
from qapress.rules.unused_image import IMAGE
from qapress.settings import Settings
from qapress.source.names import FileNames
from qapress.source.text import Source

if TYPE_CHECKING:
    from qapress.model.qa import Document

HOUSE = load("house", Path())
GITHUB = "https://github.com/owner/name"
RAW = "https://raw.githubusercontent.com/owner/name"


def document(text: str, path: str = "a.md") -> Document:
    source = Source(path, text)
    return read(source, parse(source.well_formed), HOUSE, "en")


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def found(root: Path, files: dict[str, str], paths: tuple[str, ...] = (), repository: str = "") -> list[str]:
    """What the rules on links find, as `path:line severity name: message`."""
    write(root, files)
    settings = Settings(root, select=("links",), links_repository=repository or None)
    checked = check([str(root / each) for each in paths], settings)
    every = [each for first in checked.report.diagnostics for each in (first, *first.more)]
    return [
        f"{each.path}:{checked.source(each.path).line(each.finding.span.start)} {each.severity.label} "
        f"{each.info.name}: {each.finding.message}"
        for each in every
    ]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Storage & cost", "storage--cost"),
        ("📌 Q1: What is a token?", "-q1-what-is-a-token"),
        ("Speed 🚀", "speed-"),
        ("⚠️ Limits", "\ufe0f-limits"),  # the variation selector is a mark, the joiner below is not
        ("👩‍💻 Code", "-code"),
        ("🅰 or 🅱", "🅰-or-🅱"),  # symbols that count as letters
        ("What is C++ / C#?", "what-is-c--c"),
        ("snake_case, kebab-case", "snake_case-kebab-case"),
        ("2² and ½ and Ⅷ", "2-and--and-ⅷ"),
        ("ÜBER Straße, ΣΟΦΌΣ", "über-straße-σοφός"),
        ("什么是词元？", "什么是词元"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("a\u00a0b\u2003c\td", "abcd"),
        ("Two  blanks — dash", "two--blanks--dash"),
        ("it’s :rocket: time", "its-rocket-time"),
        ("&amp; <br> *x* **y** `z_1` ~~w~~", "-x-y-z_1-w"),
        ("![logo](x.png) Hub", "-hub"),
        ('<img src="x.png" alt="logo"> Hub', "-hub"),
        ("[Link *text*](x.md) here", "link-text-here"),
        ("<!-- hidden -->Shown", "shown"),
        ("$x^2$ grows", "x2-grows"),
    ],
)
def test_anchor_of_a_heading(heading: str, name: str) -> None:
    text = heading if "&amp;" not in heading else heading.replace(" <br>", "")
    assert [each for each, _ in heading_anchors(parse(f"# {text}\n").blocks())] == [name]


def test_anchors_of_a_file() -> None:
    text = "A\nb\n===\n\n> # In a quote\n\n- ## In a list\n\n<h2 align='center'>By <b>hand</b> &amp; eye</h2>\n\n# ab\n"
    names = [each for each, _ in heading_anchors(parse(text).blocks())]
    assert names == ["ab", "in-a-quote", "in-a-list", "by-hand--eye", "ab-1"]


def test_repeated_names() -> None:
    assert unique_slugs(["a", "a", "a 1", "a-1", "a"]) == ("a", "a-1", "a-1-1", "a-1-2", "a-2")
    assert unique_slugs(["!", "?", "-1"]) == ("", "-1", "-1-1")
    assert slug(" a ") == "-a-"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/blob/main/a/b.md#x", "/a/b.md#x"),
        ("/blob/master/a%20b.md?plain=1#L3", "/a%20b.md?plain=1#L3"),
        ("/tree/HEAD/docs/", "/docs/"),
        ("/tree/main", "/"),
        ("/raw/refs/heads/main/x.png", "/x.png"),
        ("/-/blob/main/a.md", "/a.md"),
        ("/src/branch/main/a.md", "/a.md"),
        ("/blob/mainly/a.md", None),
        ("/blob/v1.0/a.md", None),
        ("/blob/0123456789abcdef0123456789abcdef01234567/a.md", None),
        ("/issues/3", None),
        ("", None),
        ("-two/blob/main/a.md", None),
    ],
)
def test_address_in_the_own_repository(url: str, address: str | None) -> None:
    assert own_address(GITHUB + url, GITHUB) == address
    assert own_address(GITHUB.upper().replace("HTTPS", "https") + url, f"{GITHUB}.git/") == address


def test_raw_address_branch_and_folder() -> None:
    assert own_address(f"{RAW}/main/a.svg", GITHUB) == "/a.svg"
    assert own_address(f"{RAW}/refs/heads/dev/x/a.svg", f"{GITHUB}/tree/dev/x") == "/a.svg"
    assert own_address(f"{RAW}/dev/a.svg", f"{GITHUB}/tree/dev/x") is None
    assert own_address(f"{RAW}/dev/x/a.svg", f"{GITHUB}/tree/dev/x") == "/a.svg"
    assert own_address(f"{GITHUB}/blob/main/docs/a.md", GITHUB, "docs/") == "/a.md"
    assert own_address(f"{GITHUB}/blob/main/b.md", GITHUB, "docs/") is None
    gitlab = "https://gitlab.com/group/team/name"
    assert (
        own_address(f"{gitlab}/-/raw/next/a.md?inline=false", f"{gitlab}/-/tree/next") == "/a.md?inline=false"
    )
    assert own_address(f"{GITHUB}/blob/main/a.md", None) is None
    assert own_address(f"{GITHUB}/blob/main/a.md", "git@github.com:owner/name") is None


@pytest.mark.parametrize(
    ("text", "url", "written"),
    [
        ("[a](b.md)", "b.md", "b.md"),
        ('[a]( <b c.md> "t")', "b%20c.md", "b c.md"),
        ("[a](b(c).md 't')", "b(c).md", "b(c).md"),
        ("[](b.md)", "b.md", "b.md"),
        ("![](b.png)", "b.png", "b.png"),
        ("[`](`](b.md)", "b.md", "b.md"),
        ("[*a* **b**](b.md)", "b.md", "b.md"),
        ("[a][B]\n\n[b]: <c d.md>\n[b]: e.md", "c%20d.md", "c d.md"),
        ("[b][]\n\n[b]:\n  c.md 't'", "c.md", "c.md"),
        ("<https://a.b/c>", "https://a.b/c", "https://a.b/c"),
        ("see www.a.b/c now", "http://www.a.b/c", "www.a.b/c"),
        ("> [a](b\\_c.md)", "b_c.md", "b\\_c.md"),
        ('x <a class="z" href="b.md">a</a>', "b.md", "b.md"),
        ("<p>\n<A HREF='b c.md'>a</A>\n</p>", "b%20c.md", "b c.md"),
        ("> <img data-src='x' src=b.png>", "b.png", "b.png"),
        ("<video src='b.mp4' poster='c.png'></video>", "b.mp4", "b.mp4"),
    ],
)
def test_address_of_a_link(text: str, url: str, written: str) -> None:
    first = links(document(text))[0]
    assert first.target is not None
    assert (first.url, text[slice(*first.target)]) == (url, written)


def test_what_is_no_link() -> None:
    text = "[a] `[a](b.md)` \\[a](b.md) <!-- [a](b.md) <a href='b.md'> -->\n\n    [a](b.md)\n\n[a\\]: b.md\n[c]: d.md\n"
    assert links(document(text)) == ()


def test_html_in_code_is_no_place() -> None:
    text = "`<a id='no'>`\n\n```html\n<a id='never'>\n```\n\n<a data-id='nor' id=yes></a>\n"
    assert extract(document(text)).anchors == ("yes",)


def test_garbled_symbols_break_no_link() -> None:
    text = "## ðŸ“Œ Q1: Why?\n\n### âœ… Answer\n\nSo.\n"
    assert "-q1-why" in extract(document(text)).anchors


HEADINGS = st.lists(
    st.text(st.sampled_from("aB9_-. &!*`~$#[](){}<>|\\'\"éß̈ΣK词🚀\ufe0f\u200d²"), min_size=1, max_size=20),
    min_size=1,
    max_size=4,
)


@given(HEADINGS)
def test_a_link_made_of_an_anchor_leads_there(headings: list[str]) -> None:
    """Through the whole way: the name in an address, encoded or not, is one of the places of its file."""
    text = "".join(f"# {each}\n\n" for each in headings)
    names = [each for each, _ in heading_anchors(document(text).tree.blocks())]
    for name in names:
        url = links(document(f"[x](#{quote(name)})\n"))[0].url
        bare = links(document(f"[x](<#{name}>)\n"))[0].url
        assert url == bare == f"#{quote(name)}"
    assert set(names) <= set(extract(document(text)).anchors)


def test_every_anchor_of_odd_headings_is_alive(tmp_path: Path) -> None:
    headings = ["⚠️ Limits", "词元 & Co.", "a (b) c", "Ünder_score", "`x` <y>", "50 % off", "a", "a", "🚀"]
    text = "".join(f"## {each}\n\n" for each in headings)
    names = [each for each, _ in heading_anchors(parse(text).blocks())]
    given = "".join(
        f"[x](#{quote(name)}) [y](<a.md#{name}>) [z](./#user-content-{quote(name)})\n" for name in names
    )
    assert found(tmp_path, {"README.md": text + given.replace("a.md", "README.md"), "b.md": "# B\n"}) == []


def test_places_in_other_files(tmp_path: Path) -> None:
    files = {
        "README.md": "[a](x/#start) [b](x/#stop) [c](x/QA.md#Start) [d](x#start) [e](x/QA.md?plain=1#L9) [f](x/q.py#L9)\n",
        "x/README.md": "# Start\n",
        "x/QA.md": "# Start\n\n[up](../README.md#readme) [here](QA.md#strat)\n",
        "x/q.py": "",
    }
    assert found(tmp_path, files) == [
        "README.md:1 error dead-anchor: no place in x/README.md is called 'stop'",
        "README.md:1 note dead-anchor: the place in x/QA.md is called 'start', not 'Start'",
        "x/QA.md:3 error dead-anchor: no place in this file is called 'strat'; did you mean 'start'?",
    ]
    assert found(tmp_path, files, ("README.md",)) == []  # of files that were not read nothing is known


def test_own_addresses_are_checked_like_relative_ones(tmp_path: Path) -> None:
    text = (
        f"[a]({GITHUB}/blob/main/b.md#start) [b]({GITHUB}/blob/main/b.md#strat)\n"
        f"[c]({GITHUB}/blob/main/B.md)\n"
        f"![d]({RAW}/main/no.png)\n"
        f"[e]({GITHUB}/blob/v1/no.md) [f]({GITHUB}/pulls) <{GITHUB}/blob/main/b.md>\n"
        f"<{GITHUB}/blob/main/no.md>\n"
    )
    gone = "error dead-link: the link leads to"
    own = "note absolute-own-link: the link gives the full address of a file of this repository;"
    assert sorted(found(tmp_path, {"a.md": text, "b.md": "# Start\n"}, repository=GITHUB)) == [
        "a.md:1 error dead-anchor: no place in b.md is called 'strat'; did you mean 'start'?",
        f"a.md:1 {own} 'b.md#start' will do",
        f"a.md:1 {own} 'b.md#strat' will do",
        f"a.md:2 {gone} '{GITHUB}/blob/main/B.md', which does not exist; the file is called 'b.md'",
        f"a.md:3 error missing-image: the image '{RAW}/main/no.png' does not exist",
        f"a.md:5 {gone} '{GITHUB}/blob/main/no.md', which does not exist",
    ]
    assert found(tmp_path, {}) == []  # unknown, it is another host


def test_own_addresses_count_from_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = (
        f"[a]({GITHUB}/blob/main/docs/b.md) [b]({GITHUB}/blob/main/c.md) [c]({GITHUB}/blob/main/docs/d.md)\n"
    )
    assert [
        each.partition(": ")[0] for each in found(tmp_path / "docs", {"a.md": text, "b.md": ""}, (), GITHUB)
    ] == [
        "a.md:1 note absolute-own-link",
        "a.md:1 error dead-link",
    ]


def test_shortened_addresses_lead_to_the_same(tmp_path: Path) -> None:
    blob = f"{GITHUB}/blob/main"
    text = (
        f"[a]({blob}/x/a.md#p) [b]({blob}/x/b%20c.md?plain=1) [c]({blob}/d.md) [d]({GITHUB}/tree/main/)\n"
        f'[e](<{blob}/x/y/e(1).md> "t") <a href="{blob}/d.md">f</a> [g]({GITHUB}/raw/main/d.md) ![h]({RAW}/main/h.png)\n'
    )
    write(tmp_path, {"x/a.md": text, "x/b c.md": "", "d.md": "", "x/y/e(1).md": "", "h.png": ""})
    settings = Settings(tmp_path, select=("absolute-own-link",), links_repository=GITHUB)
    assert fix([], settings).files == ()
    (fixed,) = fix([], settings, unsafe=True).files
    assert fixed.after.text == (
        "[a](#p) [b](b%20c.md?plain=1) [c](../d.md) [d](../)\n"
        f'[e](<y/e(1).md> "t") <a href="../d.md">f</a> [g]({GITHUB}/raw/main/d.md) ![h](../h.png)\n'
    )


def test_names_that_differ_in_case(tmp_path: Path) -> None:
    text = (
        "[a](Guide/Start.md#here) [b](./guide/start.MD?plain=1) [c](guide/STA%52T.md) ![d](IMG/Übung.png)\n"
        "[e][E] [f](BOTH/x.md)\n\n[e]: <guide/My notes.md> 'note'\n"
    )
    there = ["guide/start.md", "guide/my notes.md", "img/übung.png", "both/x.md", "Both/x.md"]
    write(tmp_path, {"a.md": text, **dict.fromkeys(there, "")})
    (fixed,) = fix([str(tmp_path / "a.md")], Settings(tmp_path, select=("links",))).files
    assert fixed.after.text == (
        "[a](guide/start.md#here) [b](./guide/start.md?plain=1) [c](guide/start.md) ![d](img/übung.png)\n"
        "[e][E] [f](BOTH/x.md)\n\n[e]: <guide/my notes.md> 'note'\n"
    )


def test_anchors_are_mended_where_one_fits(tmp_path: Path) -> None:
    text = "# 📌 A b\n\n## C\n\n[x](#A-b) [y](#c) [z](#C) [w](#ab) [v](#d)\n"
    write(tmp_path, {"a.md": text})
    settings = Settings(tmp_path, select=("dead-anchor",))
    (safe,) = fix([], settings).files
    assert safe.after.text.endswith("[x](#A-b) [y](#c) [z](#c) [w](#ab) [v](#d)\n")
    (unsafe,) = fix([], settings, unsafe=True).files
    assert unsafe.after.text.endswith("[x](#-a-b) [y](#c) [z](#c) [w](#-a-b) [v](#d)\n")


def test_near_names(tmp_path: Path) -> None:
    there = [
        "x/notes.md",
        "x/QA_1-3.md",
        "x/QA_4-6.md",
        "deep/er/only-here.md",
        "x/readme.md",
        "deep/readme.md",
    ]
    write(tmp_path, dict.fromkeys(there, ""))
    names = FileNames(tmp_path)
    wanted = {
        "x/notse.md": "x/notes.md",
        "x/notes.txt": None,
        "x/QA_7-9.md": None,  # other numbers are another file
        "x/QA_4_6.md": "x/QA_4-6.md",
        "only-here.md": "deep/er/only-here.md",
        "y/only-here.md": "deep/er/only-here.md",
        "er/readme.md": None,  # several are called so
        "x/" + "n" * 300 + ".md": None,
    }
    assert {each: names.near(each) for each in wanted} == wanted
    assert names.spelled("X/NOTES.md") == "x/notes.md"
    assert names.spelled("x/notes.md") is names.spelled("X/no.md") is names.spelled("x/n\0.md") is None


def test_a_dead_definition_is_told_once(tmp_path: Path) -> None:
    text = "[a][x] [b][X] ![c][x]\n\n[x]: gone.md\n[unused]: lost.md\n"
    assert found(tmp_path, {"a.md": text}, ("a.md",)) == [
        "a.md:3 error dead-link: the link leads to 'gone.md', which does not exist",
        "a.md:3 error missing-image: the image 'gone.md' does not exist",
    ]


def test_unused_images(tmp_path: Path) -> None:
    shown = {
        "a.md": "![a](img/a.png) [b](img/b%20b.png) <img src='img/c.png' srcset='img/d.png 2x'>\n\n[e]\n",
        "x/b.md": f"![f]({GITHUB}/raw/main/img/f.png) ![g](/img/g.PNG)\n\n[h]: ../img/h.png\n",
    }
    images = [f"img/{name}" for name in ("a.png", "b b.png", "c.png", "d.png", "f.png", "g.PNG", "h.png")]
    others = ["img/i.svg", "img/ignored.png", "img/out.png", "site/logo.png", "img/data.csv"]
    write(tmp_path, {**shown, **dict.fromkeys([*images, *others], ""), ".gitignore": "ignored.*\n"})
    settings = Settings(tmp_path, select=("unused-image",), exclude=("img/out.png",), links_repository=GITHUB)
    report = check([], settings).report
    assert [each.path for each in report.diagnostics] == ["img/h.png", "img/i.svg"]
    assert check([str(tmp_path / "a.md")], settings).report.diagnostics == ()


def test_images_of_a_build_count_as_images() -> None:
    assert all(IMAGE.fullmatch(f"a{suffix}") for suffix in MEDIA_TYPES)


def test_thousands_of_dead_links_are_told_in_time(tmp_path: Path) -> None:
    text = "".join(
        f"[x](#name-{n}) [y](file-{n}.md) [z](other.md#y{n})\n\n# Heading {n}\n\n" for n in range(3000)
    )
    write(tmp_path, {"other.md": text, **{f"file {n}.md": "" for n in range(500)}})
    report = check([], Settings(tmp_path, select=("links",))).report
    assert sum(len(each.more) + 1 for each in report.diagnostics) == 9000


def test_an_address_of_many_folders_is_dead_and_no_more(tmp_path: Path) -> None:
    text = f"[a]({'a/' * 5000}b.md) ![b]({'../' * 5000}b.png) [c](#{'c' * 5000})\n"
    assert [each.split(":")[1] for each in found(tmp_path, {"a.md": text, "a/c.md": ""})] == [
        "1 error dead-link",
        "1 error dead-anchor",
    ]


def test_messages_are_lines(tmp_path: Path) -> None:
    text = f"[a](x%0Ay.md) ![b](<{'é' * 300}.png>) [c](#d%1B%E2%80%AE) [d](%00/e.md)\n"
    assert found(tmp_path, {"a.md": text}) == [
        "a.md:1 error dead-link: the link leads to 'x%0Ay.md', which does not exist",
        f"a.md:1 error missing-image: the image '{'é' * 200}…' does not exist",
        "a.md:1 error dead-anchor: no place in this file is called 'd%1B%E2%80%AE'",
        "a.md:1 error dead-link: the link leads to '%00/e.md', which does not exist",
    ]
