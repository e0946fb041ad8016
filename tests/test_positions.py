"""Where nodes say that they stand is where they stand: laws, over Markdown made by Hypothesis."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laws import faults
from qapress.markdown.parse import parse
from qapress.markdown.render import same_rendering

Lines = list[str]

WORDS = st.sampled_from(
    [
        *[
            "token",
            "Q1:",
            "naïve",
            "语言模型",
            "📌",
            "👩\u200d🔬",
            "1",
            "x_y",
            "$10",
            "&",
            "*",
            "]",
            "(",
            "\\",
            "|",
        ],
        "a\u00a0b",
        "\u2028",
    ]
)
MARKED = st.sampled_from(
    [
        *[
            "*em*",
            "**strong**",
            "~~gone~~",
            "`code`",
            "[ref]",
            "[text][ref]",
            "[^note]",
            "$x^2$",
            "&amp;",
            "&#x41;",
            "\\*",
            "\\[",
            "<b>",
        ],
        *[
            "*a**b***",
            "<http://a.b>",
            "www.example.org.",
            "https://a.b/c)",
            "me@example.org",
            "***",
            "_a",
            "a|b",
        ],
        *("`` a`b ``", "[link](u 't')", "![image](i.png)", "<!-- c -->"),
    ]
)
LITERALS: list[Lines] = [
    ["```python", "print(1)", "", "\tindented", "```"],
    ["~~~", "<b>", "~~~~"],
    ["```", "never closed"],
    ["```math", "x", "```"],
    ["    code", "", "\tmore", "      deep"],
    ["$$", "x = 1", "$$"],
    ["$$y$$"],
    ["<div>", "some *text*", "</div>"],
    ["<!-- one comment -->"],
    ["<!-- two", "", "lines -->"],
    ["<!-- not closed"],
    ["<details>", "<summary>What *is* it?</summary>"],
    ["</details>"],
    ["<details><summary>a</summary>b</details>"],
    ["[ref]: https://example.org 'title'"],
    ["[ref]:", "  <u>", '  "title"'],
    ["[^note]: A *note*", "", "    goes on"],
    ["***"],
    ["---"],
    ["==="],
    [""],
    ["   \t"],
    ["> [!NOTE]", "> Mind *this*."],
    ["| a | b |", "|:--|--:|", r"| 1 \| 2 | `x\|y` | more |", "| 3"],
    ["a | b", "- | -", "*c* | d"],
]


@st.composite
def lines_of_text(draw: st.DrawFn) -> Lines:
    """Some lines of a paragraph, a few with a hard break or an indentation."""
    words = st.lists(st.one_of(WORDS, MARKED), min_size=1, max_size=5)
    texts = st.builds(str.join, st.sampled_from([" ", " ", "", "  ", "\t"]), words)
    lines = st.tuples(st.sampled_from(["", "", " ", "   "]), texts, st.sampled_from(["", "", "  ", "\\"]))
    return draw(st.lists(lines.map("".join), min_size=1, max_size=3))


@st.composite
def headings(draw: st.DrawFn) -> Lines:
    """A heading of either kind."""
    text = draw(lines_of_text())
    mark = draw(st.sampled_from(["# ", "## ", "###### ", "===", "---"]))
    return [mark + text[0] + draw(st.sampled_from(["", " #", " ##  "]))] if mark[0] == "#" else [*text, mark]


@st.composite
def several(draw: st.DrawFn, inner: st.SearchStrategy[Lines], size: int) -> Lines:
    """Some blocks, blank lines between some of them."""
    blocks = draw(st.lists(st.tuples(inner, st.sampled_from([[], [""]])), min_size=1, max_size=size))
    return [line for lines, gap in blocks for line in [*lines, *gap]]


@st.composite
def quotes(draw: st.DrawFn, inner: st.SearchStrategy[Lines]) -> Lines:
    """A quote, now and then with lazy lines or a tab behind the mark."""
    first, *rest = draw(inner)
    marks = st.sampled_from(["> ", "> ", "> ", ">", ">\t", " > ", ""])
    return ["> " + first, *(draw(marks) + line for line in rest)]


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[Lines]) -> Lines:
    """A list of one to three items, of a task list sometimes, indented by blanks or by tabs."""
    mark = draw(st.sampled_from(["- ", "* ", "1. ", "10) ", "-   ", "-\t", "- [x] ", "- [ ] "]))
    indent = draw(st.sampled_from([" " * len(mark), "  ", "\t", "    "]))
    made: Lines = []
    for lines in draw(st.lists(inner, min_size=1, max_size=3)):
        made += [(indent if index else mark) + line if line else "" for index, line in enumerate(lines)]
    return made


BLOCKS = st.recursive(
    st.one_of(lines_of_text(), headings(), st.sampled_from(LITERALS)),
    lambda inner: st.one_of(quotes(several(inner, 3)), lists(several(inner, 3))),
    max_leaves=6,
)
MARKDOWN = st.tuples(
    st.sampled_from(["", "", "", "---\ntitle: A\n---\n", "---\n# a\n---\n"]),
    several(BLOCKS, 5).map("\n".join),
    st.sampled_from(["", "\n", "\n\n", "  \n"]),
).map("".join)
MARKS = list("\n\n \t>-*_`~#[]()!<&;$|:=+1.\\ax\"'^@/")
ANY = st.text(st.one_of(st.sampled_from(MARKS), st.characters(exclude_characters="\r")), max_size=80)
REPEATED = st.sampled_from(["*a_", "> ", "- ", "[", "](", "`", "$", "~", "<", "\t", "\n", "&", "|", "a"])


@given(text=MARKDOWN, plugins=st.booleans())
def test_law_of_places_in_markdown(text: str, *, plugins: bool) -> None:
    assert faults(text, parse(text, plugins=plugins)) == []


@given(text=ANY, plugins=st.booleans())
def test_law_of_places_in_any_text(text: str, *, plugins: bool) -> None:
    tree = parse(text, plugins=plugins)
    assert tree.span == (0, len(text))
    assert faults(text, tree) == []


@given(st.lists(st.tuples(REPEATED, st.integers(1, 40)), max_size=6))
def test_law_of_places_in_repetitions(parts: list[tuple[str, int]]) -> None:
    text = "".join(mark * count for mark, count in parts)
    assert faults(text, parse(text)) == []


@given(MARKDOWN)
def test_law_that_a_text_has_one_rendering(text: str) -> None:
    assert same_rendering(parse(text), parse(text))


@given(
    st.lists(st.sampled_from(["a[^1]", "[^1]: note", "[ref]: /u", "<!-- c -->", "***", "# b"]), max_size=6)
)
def test_law_that_blocks_stay_where_they_are_written(blocks: list[str]) -> None:
    kinds = {
        "a[^1]": "paragraph",
        "[^1]: note": "footnote_definition",
        "[ref]: /u": "definition",
        "<!-- c -->": "comment",
        "***": "thematic_break",
        "# b": "heading",
    }
    made = [each.kind for each in parse("\n\n".join(blocks)).children]
    assert made == [kinds[each] for each in blocks]
