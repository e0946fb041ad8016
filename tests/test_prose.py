"""Running text out of Markdown: what is read, what stands in for what is not, and the exact way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.markdown.parse import parse
from qapress.prose.sound import starts_with_vowel
from qapress.prose.text import leaves, passages, running_text

if TYPE_CHECKING:
    from qapress.prose.text import Passage

INLINES = (
    "plain#",
    "**plain#**",
    "*plain# plain#*",
    "`hidden#`",
    "an `` hidden# ` ``",
    "$hidden#$",
    '[plain#](https://example.com/hidden# "hidden#")',
    "[*plain#*][label]",
    "![plain#](hidden#.png)",
    "<https://example.com/hidden#>",
    '<kbd title="hidden#">plain#</kbd>',
    "plain#<br>plain#",
    "~~hidden#~~",
    "plain#[^note]",
    "<!-- hidden# -->",
    "🚀 plain#",
    "👩🏽‍💻plain#🏳️‍🌈",
    "中文plain#字",
    "مرحبا plain# بالعالم",
    "שלום plain#",
    "plain# e\u0301te\u0301 \u00e9t\u00e9",
    "&amp; plain#&nbsp;plain# &lt;",
    r"\* plain# \_\[",
    "plain#, (plain#); plain#!",
)
"""Pieces of a line: what is called plain is prose, what is called hidden is not. `#` becomes a number."""

BLOCKS = (
    "{}",
    "{}\n{}",
    "{}  \n{}",
    "## {}",
    "- {}\n- [ ] {}\n\n  {}",
    "1. {}\n   - {}\n     {}",
    "> {}\n> {}",
    "> [!NOTE]\n> {}",
    "| {} | plain# |\n|---|:-:|\n| `hidden#` | {} |",
    "```text\nhidden#\n```",
    "$$\nhidden#\n$$",
    "plain#\n\n    hidden#",
    "<div>\nhidden#\n</div>",
    "<!-- hidden#\nhidden# -->",
    "<details>\n<summary>plain#</summary>\n\n{}\n\n</details>",
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A Markdown text in which every word tells whether it is prose."""
    line = st.lists(st.sampled_from(INLINES), min_size=1, max_size=6).map(
        lambda ins: " ".join(("plain#", *ins))
    )
    blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6))
    filled = [re.sub(r"\{\}", lambda _: draw(line).replace("\\", "\\\\"), block) for block in blocks]
    whole = "\n\n".join(("---\ntitle: hidden#\n---", *filled, "[^note]: plain#", "[label]: /hidden#"))
    parts = whole.split("#")
    return "".join(part + f"{number}x" for number, part in enumerate(parts[:-1])) + parts[-1]


def read(text: str) -> list[Passage]:
    return list(running_text(parse(text), text))


@given(documents())
def test_every_own_character_is_that_of_the_source(text: str) -> None:
    for passage in read(text):
        places = zip(passage.text, passage.starts, passage.ends, passage.literal, strict=True)
        for char, start, end, literal in places:
            assert 0 <= start <= end <= len(text)
            if literal:
                assert (text[start], end) == (char, start + 1)
        own = [s for s, literal in zip(passage.starts, passage.literal, strict=True) if literal]
        assert own == sorted(set(own))
        assert list(passage.starts) == sorted(passage.starts)


@given(documents())
def test_prose_is_read_once_and_nothing_else_is_read(text: str) -> None:
    found = [
        (match[0], passage.span(*match.span()), passage.is_literal(*match.span()))
        for passage in read(text)
        for match in re.finditer(r"plain\d+x|hidden\d+x", passage.text)
    ]
    expected = [(match[0], match.span(), True) for match in re.finditer(r"plain\d+x", text)]
    assert sorted(found) == sorted(expected)


@given(documents())
def test_dummies_lie_over_what_they_stand_for(text: str) -> None:
    for passage in read(text):
        for word, (start, end) in passage.dummies:
            at = passage.text.index(word)
            assert passage.span(at, at + len(word)) == (start, end)
            assert "hidden" in text[start:end] or text[start] == "!"


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("An `array` of a `token`", "An Item1 of a Node2."),
        ("a `user` and an $n$", "a Node1 and an Item2."),
        ("an `SQL` or a `SQL` query", "an Item1 or a Node2 query."),
        ("Press <kbd>Ctrl</kbd> now", "Press Ctrl now."),
        ("one<br>two", "one two."),
        ("A note [^1] here, and here [^1].\n\n[^1]: It.", "A note here, and here."),
        ("The ~~old~~ new way ~~out~~", "The new way."),
        ("before <!-- why --> after", "before after."),
        ("fish &amp; chips \\*", "fish & chips *."),
        ("one\ntwo  \nthree", "one two three."),
        ("The 🎲 rolls 👩🏽‍💻", "The 🎲 rolls 👩🏽‍💻."),
        ("See <https://example.com>.", "See Node1."),
        ("Look: ![a dot](a.png)", "Look: Node1."),
        ("# What is it", "What is it."),
        ("# What is it?", "What is it?"),
    ],
)
def test_text(markdown: str, text: str) -> None:
    assert read(markdown)[0].text == text


def test_alternative_text_is_read_behind_its_paragraph() -> None:
    kinds = [(each.leaf.kind, each.text) for each in read("A ![small *dot*](a.png) here\n\nNext")]
    assert kinds == [("paragraph", "A Node1 here."), ("alt", "small dot."), ("paragraph", "Next.")]


def test_what_need_not_begin_like_a_sentence() -> None:
    text = "First\n\n$$\nx\n$$\n\nwhere x\n\n- item\n\n  more\n\n| cell |\n|---|\n\n# Heading\n\nLast"
    opens = {text[leaf.node.span.start : leaf.node.span.end]: leaf.opens for leaf in leaves(parse(text))}
    assert opens == {
        "First": True,
        "where x": False,
        "item": False,
        "more": True,
        "cell": False,
        "# Heading": True,
        "Last": True,
    }


def test_passages_without_a_word_of_the_writers_are_left_out() -> None:
    assert read("`code`\n\n| 1 | 2.5 |\n|---|---|\n\n- \n\n![](a.png)") == []


def test_blocks_are_told_apart_without_parsing_their_inlines() -> None:
    text = "# A\n\nB `c`"
    first, second = leaves(parse(text))
    assert [each.text for each in passages(first, text)] == ["A."]
    assert [each.text for each in passages(second, text)] == ["B Node1."]


@pytest.mark.parametrize(
    ("name", "vowel"),
    [
        ("array", True), ("token", False), ("user_id", False), ("useless", False), ("union", False), ("unset", True),
        ("hour", True), ("hash", False), ("x", True), ("n", True), ("u", False), ("k", False), ("8bit", True),
        ("11", True), ("18", True), ("1", False), ("100", False), ("110", False), ("URL", None), ("LLM", None),
        ("SQL", None), ("IO", True), ("HTMLParser", None), ("getItem", False), ("ItemList", True), ("O(n)", True),
        ("__init__", None), ("--all", None), ("", None), ("->", None), ("eu_west", False), ("one_hot", False),
        ("uint8", False), ("Uint8Array", False), ("onerror", True), ("once", False), ("one", False), ("xray_id", True),
        ("*args", None), ("&self", None), ("%timeit", None), ("url", None), ("src", None), ("v8::Array", None), ("os.path", None), ("api", True),
    ],
)  # fmt: skip
def test_first_sound(name: str, vowel: bool | None) -> None:
    assert starts_with_vowel(name) is vowel
