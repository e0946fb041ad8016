"""Running text out of Markdown: what is read, what stands in for what is not, and the exact way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.markdown.parse import parse
from qapress.prose.sound import starts_with_vowel
from qapress.prose.text import leaves, passages, running_text

if TYPE_CHECKING:
    from qapress.prose.text import Passage


def read(text: str) -> list[Passage]:
    return list(running_text(parse(text), text))


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
        ("# What is it ##", "What is it."),
        ("- one item", "one item."),
        ("It has:", "It has:"),
        ("one - ", "one -"),
        ("one<br> two <br/>\nthree", "one two three."),
        ("See <code>an *x*</code>, <samp>y", "See Node1, y."),
        ("in <b>.npmrc</b> <img src=x>, and", "in .npmrc, and."),
        ("(~~a~~ one <!-- b -->)", "(one)."),
        ('He said "one ~~two~~" there', 'He said "one" there.'),
        ("Node1 and `x`", "Node1 and Node2."),
        ("An “`array`” or a (`array`)", "An “Item1” or a (Item2)."),
    ],
)
def test_text(markdown: str, text: str) -> None:
    assert read(markdown)[0].text == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("L'`index` de `array` et l’`objet` !", "L'Item1 de Node2 et l’Item3 !"),
        ("Das `array` und `index` y `int`", "Das Node1 und Node2 y Node3."),
        ("第一行\n第二行 `x`\n和 abc\n中文", "第一行第二行 Node1 和 abc 中文。"),
        ("> これは、\n> 「文」 ~~x~~。", "これは、「文」。"),
        ("# 什么是词元", "什么是词元。"),
        ("中文 ~~x~~，然后", "中文，然后。"),
        ("한국어\n단어", "한국어 단어."),
        ("ما هذا؟", "ما هذا؟"),
        ("\u200fשלום `x` עולם", "\u200fשלום Node1 עולם."),
    ],
)
def test_other_languages(markdown: str, text: str) -> None:
    assert read(markdown)[0].text == text


@pytest.mark.parametrize(
    ("markdown", "opens"),
    [
        *(
            ("# how does it work?", True),
            ("# how to make it small", True),
            ("# options", False),
            ("# run `x` now", False),
        ),
        *(
            ("one.", True),
            ("npm install it", False),
            ("or:", False),
            ("He said “one.”", True),
            ("- one.", False),
        ),
    ],
)
def test_what_ends_like_a_sentence_must_begin_like_one(markdown: str, opens: bool) -> None:
    assert read(markdown)[0].leaf.opens is opens


def test_a_match_at_the_end_stays_inside_the_text() -> None:
    passage = read("# One word ##")[0]
    assert passage.text == "One word."
    assert passage.span(4, 9) == (6, 10)


def test_alternative_texts_inside_one_another_are_read() -> None:
    assert [each.text for each in read("![one ![two ![three](c)](b)](a)")] == [
        "one Node1.",
        "two Node1.",
        "three.",
    ]


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
