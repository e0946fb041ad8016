"""Every kind of node, the HTML and text made of them, and input that means harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from laws import faults
from qapress.markdown.parse import parse
from qapress.markdown.plain import plain
from qapress.markdown.render import html, same_rendering
from qapress.markdown.safe import safe_html
from qapress.markdown.slug import slug, unique_slugs
from qapress.markdown.walk import protected

if TYPE_CHECKING:
    from qapress.markdown.tree import Attributes, Node


def find(text: str, kind: str) -> Node:
    """The first node of a kind."""
    return next(node for node in parse(text).walk() if node.kind == kind)


def kinds(text: str) -> list[str]:
    """The kinds of the top-level nodes."""
    return [node.kind for node in parse(text).children]


@pytest.mark.parametrize(
    ("text", "kind", "source", "literal", "attributes"),
    [
        ("---\na: b\n---\nx", "front_matter", "---\na: b\n---", "a: b", {}),
        ("# A #\n", "heading", "# A #", "", {"level": 1, "setext": False}),
        ("A\n---\n", "heading", "A\n---", "", {"level": 2, "setext": True}),
        ("a\n\n***\n", "thematic_break", "***", "", {}),
        (
            "~~~py x\na\n~~~\n",
            "code_block",
            "~~~py x\na\n~~~",
            "a",
            {"info": "py x", "fenced": True, "closed": True},
        ),
        ("```\na", "code_block", "```\na", "a", {"info": "", "fenced": True, "closed": False}),
        (
            "    a\n\n    b\n\nc",
            "code_block",
            "    a\n\n    b",
            "a\n\nb",
            {"info": "", "fenced": False, "closed": True},
        ),
        (
            "    a \n      \n\t\t\n",
            "code_block",
            "    a ",
            "a ",
            {"info": "", "fenced": False, "closed": True},
        ),
        ("<div>\na\n</div>\n", "html_block", "<div>\na\n</div>", "<div>\na\n</div>", {}),
        ("<!-- a\nb -->\n", "comment", "<!-- a\nb -->", " a\nb ", {"closed": True}),
        ("x <!-- a --> y", "comment", "<!-- a -->", " a ", {"closed": True}),
        ("<!-- a\n", "comment", "<!-- a", " a", {"closed": False}),
        ("[a]: /u 't'\n", "definition", "[a]: /u 't'", "", {"label": "a", "url": "/u", "title": "t"}),
        ("> [!tip]\n> a\n", "alert", "> [!tip]\n> a", "", {"label": "tip"}),
        ("3. a\n\n4. b\n", "list", "3. a\n\n4. b", "", {"ordered": True, "start": 3, "tight": False}),
        ("- [x] a\n", "list_item", "- [x] a", "", {"checked": True}),
        ("a|b\n:-:|-:\n", "table", "a|b\n:-:|-:", "", {"align": ("center", "right")}),
        ("$$\na\n$$\n", "math_block", "$$\na\n$$", "a", {}),
        (
            "```math\na\n```",
            "math_block",
            "```math\na\n```",
            "a",
            {"info": "math", "fenced": True, "closed": True},
        ),
        ("a $x_1$ b", "math", "$x_1$", "x_1", {}),
        ("a $$x$$ b", "math", "$$x$$", "x", {"display": True}),
        ("a $`x`$ b", "math", "$`x`$", "x", {}),
        ("<details>\n\na\n\n</details>\n", "details", "<details>\n\na\n\n</details>", "", {"closed": True}),
        ("<details>\n\na\n", "details", "<details>", "", {"closed": False}),
        ("a[^N]\n\n[^n]: b\n", "footnote_reference", "[^N]", "", {"label": "n", "number": 1}),
        ("[^n]: b\n\n    c\n\nd", "footnote_definition", "[^n]: b\n\n    c", "", {"label": "n", "number": 1}),
        ("a ~~b~~", "strikethrough", "~~b~~", "", {}),
        ("a `` ` `` b", "code", "`` ` ``", "`", {}),
        ("[a](/u 't')", "link", "[a](/u 't')", "", {"url": "/u", "title": "t"}),
        ("<http://a.b>", "link", "<http://a.b>", "", {"url": "http://a.b", "title": "", "auto": True}),
        (
            "see www.a.b/c_d_e.",
            "link",
            "www.a.b/c_d_e",
            "",
            {"url": "http://www.a.b/c_d_e", "title": "", "auto": True},
        ),
        ("to a.b@c.de!", "link", "a.b@c.de", "", {"url": "mailto:a.b@c.de", "title": "", "auto": True}),
        ("![a](b)", "image", "![a](b)", "", {"url": "b", "title": ""}),
        (
            "\\\\.a@b.de",
            "link",
            ".a@b.de",
            "",
            {"url": "mailto:.a@b.de", "title": "", "auto": True},
        ),
        ("a  \nb", "line_break", "  \n", "", {}),
        ("a\nb", "soft_break", "\n", "", {}),
        ("a <b>c", "html", "<b>", "<b>", {}),
        ("&eacute;", "text", "&eacute;", "é", {}),
        ("\\*", "text", "\\*", "*", {}),
    ],
)
def test_kinds(text: str, kind: str, source: str, literal: str, attributes: Attributes) -> None:
    node = find(text, kind)
    assert (text[node.span.start : node.span.end], node.text, node.attributes) == (
        source,
        literal,
        attributes,
    )


@pytest.mark.parametrize(
    "text",
    [
        "$10 and $20",
        "$10 to `a$b`",
        "from $5 to 10$",
        "`$x$`",
        "US$ and A$",
        "$ a $",
        "$a\n\nb$",
        "\\$a$",
        "a$b$",
    ],
)
def test_money_and_code_are_no_math(text: str) -> None:
    assert "math" not in {node.kind for node in parse(text).walk()}


def test_notes_stay_where_they_are_defined() -> None:
    assert kinds("a[^1]\n\n[^1]: b\n\nc[^2]\n") == ["paragraph", "footnote_definition", "paragraph"]
    assert "footnote_reference" not in {node.kind for node in parse("a[^2]").walk()}
    assert find("[^a](u)", "link").attributes["url"] == "u"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n> q\nlazy\n- x\n# h\n", ["paragraph", "block_quote", "list", "heading"]),
        ("> q\n***\n", ["block_quote", "thematic_break"]),
        ("- a\n***\nb\n", ["list", "thematic_break", "paragraph"]),
    ],
)
def test_blocks_stand_in_the_order_of_the_text(text: str, expected: list[str]) -> None:
    assert kinds(text) == [node.kind for node in parse(text, plugins=False).children] == expected


@pytest.mark.parametrize("blank", ["", " ", "    ", "     ", "\t", "    \t", "        "])
@pytest.mark.parametrize("text", ["a", "*a*", "> a", "- a"])
def test_a_line_of_blanks_is_blank(text: str, blank: str) -> None:
    assert kinds(f"{text}\n{blank}\n---\n")[1:] == ["thematic_break"]


@pytest.mark.parametrize(
    ("text", "tight"),
    [
        ("- - a\n\n  b\n", False),
        ("- a\n  - b\n\n  # c\n", False),
        ("- a\n  - b\n- c\n\nd\n", True),
        ("- a\n- b\n\n\nc\n", True),
    ],
)
def test_an_item_with_a_blank_line_between_blocks_makes_its_list_loose(text: str, *, tight: bool) -> None:
    assert find(text, "list").attributes["tight"] is tight


@pytest.mark.xfail(
    reason="mistune 3.4 takes a line behind a container into it though no paragraph is open", strict=True
)
@pytest.mark.parametrize("text", ["> # a\nb\n", "> ***\nb\n", "- # a\nb\n"])
def test_only_paragraphs_go_on_without_marks(text: str) -> None:
    assert kinds(text)[1:] == ["paragraph"]


def test_notes_are_numbered_for_the_reader() -> None:
    tree = parse("a[^x], b[^y], c[^x]\n\n[^y]: d\n\n[^x]: e\n")
    assert plain(tree.children) == "a[2], b[1], c[2]\n\n[1] d\n\n[2] e"
    assert html(tree.children[0]).count('<sup class="footnote">2</sup>') == 2
    assert 'a<sup class="footnote">2</sup>, b' in safe_html(tree.children)


def test_details_hold_markdown_and_nest() -> None:
    text = "<details><summary>S *a*</summary>\n\n- b\n\n<details>\n\nc\n\n</details>\n\n</details>\n\nd\n"
    outer, after = parse(text).children
    assert [node.kind for node in outer.children] == ["summary", "list", "details"]
    assert [node.kind for node in outer.children[0].children] == ["text", "emphasis"]
    assert after.kind == "paragraph"


@pytest.mark.parametrize(
    "text", ["</details>\n\na", "<details>\n\n<details>\n\na\n\n</details>\n", "a\n\n</details> b"]
)
def test_details_that_do_not_pair_lose_nothing(text: str) -> None:
    assert "a" in plain(parse(text).children)
    assert ("b" in text) == ("b" in plain(parse(text).children))


def test_rules_at_the_start_are_no_front_matter() -> None:
    assert kinds("---\n\n## Q1: Why?\n\n---\n")[0] == "thematic_break"
    assert kinds("---\n---\n") == ["front_matter"]


def test_table_cells_read_escaped_bars_first() -> None:
    text = "| a |\n|---|\n| `x\\|y` z | lost |\n"
    code = find(text, "code")
    assert code.text == "x|y"
    assert [text[code.offset(index)] for index in range(3)] == ["x", "|", "y"]
    assert plain(parse(text).children) == "a\nx|y z"


def test_short_rows_are_filled_up() -> None:
    table = find("a | b\n-|-\n1\n", "table")
    assert [len(row.children) for row in table.children] == [2, 2]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("a  b\nc", "a b c", True),
        ("# A", "A\n===", True),
        ("* a\n* b", "- a\n- b", True),
        ("`a  b`", "`a b`", False),
        ("    a  b", "    a b", False),
        ("$a  b$", "$a b$", False),
        ("a*b*", "a*b", False),
        ("a b", "ab", False),
        ("- a\n- b", "- a\n\n- b", False),
        ("---\na: b\n---", "---\na: c\n---", False),
    ],
)
def test_same_rendering(a: str, b: str, *, same: bool) -> None:
    assert same_rendering(parse(a), parse(b)) is same


def test_html_escapes_text() -> None:
    assert html(parse('a < b & "c" `<i>`')) == "<p>a &lt; b &amp; &quot;c&quot; <code>&lt;i&gt;</code></p>\n"


def test_safe_html_keeps_nothing_that_runs() -> None:
    text = "<script>x()</script>\n\n<img src=x onerror=y>\n\n[a](javascript:z) *b* <!-- c -->\n"
    made = safe_html(parse(text).children)
    assert "<em>b</em>" in made
    assert not [word for word in ("script", "onerror", "x()", "<!--") if word in made]


def test_plain_text() -> None:
    text = "# A *b*\n\nc `d`\ne ![f](g) [h](i)<br>j\n\n1. k\n2. l\n\n   m\n\n- [x] n\n- [ ] o\n\n<!-- p -->\n\n```\nq\n```\n"
    assert plain(parse(text).children) == (
        "A b\n\nc d e f h\nj\n\n1. k\n\n2. l\n\n   m\n\n- [x] n\n- [ ] o\n\nq"
    )


def test_protected_places() -> None:
    text = "---\na: b\n---\nw `c` $m$ [x](u) <i>y</i> <http://a.b> ![z](v)\n\n    k\n"
    assert [text[start:end] for start, end in protected(parse(text))] == [
        *("---\na: b\n---", "`c`", "$m$", "](u)", "<i>", "</i>", "<http://a.b>", "](v)", "    k"),
    ]


def test_slugs() -> None:
    assert slug("📌 Q1: What is `a_b`, really?") == "-q1-what-is-a_b-really"
    assert unique_slugs(["A", "a", "a-1", "A"]) == ("a", "a-1", "a-1-1", "a-2")


@pytest.mark.parametrize(
    "text",
    [
        "*a_" * 40_000,
        "> " * 3_000 + "a",
        "[" * 20_000 + "]" * 20_000,
        "- " * 3_000 + "a",
        "$" * 50_000,
        "~" * 50_000,
        "a " * 1_500_000,
        "`" * 50_000 + "a",
        "<details>\n\n" * 3_000,
        "<!--" * 20_000,
        "http://" * 20_000,
        "|a" * 20_000 + "\n" + "|-" * 20_000,
        "[^a]: " * 3_000,
        "".join("  " * depth + "- a\n" for depth in range(300)),
        "> - " * 2_000 + "a",
        "*a **b " * 10_000,
        "~~a~~b" * 10_000,
        "[a](" * 10_000,
        "![" * 10_000 + "](a)" * 10_000,
        "&amp;" * 20_000,
        ">\t" * 2_000 + "a",
        "```\n" * 10_000,
        "[^1]" * 20_000 + "\n\n[^1]: a",
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_makes_a_tree_of_bounded_size_and_depth(text: str) -> None:
    """Whatever is quadratic would take minutes here: no clock is asked."""
    count = depth = 0
    level = [parse(text)]
    while level:
        count, depth = count + len(level), depth + 1
        level = [child for node in level for child in node.children]
    assert 1 < count <= 2 * len(text)
    assert depth <= 90


@pytest.mark.parametrize("quote", ["> a\n", "> a\nlazy\n", "> - a\n", "> > a\n"])
def test_a_heading_right_behind_a_quote_is_not_in_it(quote: str) -> None:
    tree = parse(f"{quote}## Q2: What is a token?\n")
    assert [node.kind for node in tree.children] == ["block_quote", "heading"]


@pytest.mark.parametrize("mark", ["-", "- \u2028", "2. x"])
def test_a_list_mark_right_behind_a_quote_leaves_the_paragraph_before_it_alone(mark: str) -> None:
    text = f"a\n> b\n{mark}\n"
    tree = parse(text)
    assert faults(text, tree) == []
    assert [node.kind for node in tree.children] == ["paragraph", "block_quote", "list"]
