"""Text read with the pages of East Asia, in which neighbours share characters and bytes get lost in between."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from garbling import LINES, faithful, unambiguous, units
from qapress.mojibake import prefilter, repair
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.images import Reading
from qapress.mojibake.pages import MULTI_BYTE, page
from qapress.mojibake.symbols import repertoire
from qapress.mojibake.wide import stretches

LOSSLESS = "The model’s result, it’s naïve café: Привет, 🚀 or 📌."
SKIN = "🏻🏼🏽🏾🏿"
"""Nobody writes these alone."""
HEADINGS = [
    f"## {symbol} Q12: What is attention?"
    for symbol in repertoire()
    if symbol[0] >= "\U0001f000" and symbol not in SKIN
]
"""Emoji in headings; each fifth is enough."""


@cache
def repaired(name: str, policy: Policy) -> list[str]:
    """The lines after they were garbled and repaired as one text."""
    return repair("\n".join(garble(line, name, policy) for line in LINES)).text.split("\n")


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("name", MULTI_BYTE)
def test_no_line_becomes_worse(name: str, policy: Policy) -> None:
    worse = [
        (line, result)
        for line, result in zip(LINES, repaired(name, policy), strict=True)
        if not faithful(units(line, name, policy), result)
    ]
    assert worse == []


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize(
    ("name", "share"), [("gb18030", 0.97), ("gbk", 0.97), ("cp932", 0.98), ("shift_jis", 0.9)]
)
def test_lines_with_one_origin_come_back(name: str, share: float, policy: Policy) -> None:
    known = [
        line == result
        for line, result in zip(LINES, repaired(name, policy), strict=True)
        if garble(line, name, policy) != line and unambiguous(units(line, name, policy), name, policy)
    ]
    assert sum(known) >= share * len(known) > 80


@pytest.mark.parametrize("policy", [Policy.DROP, Policy.FFFD, Policy.QM])
@pytest.mark.parametrize("name", ["gb18030", "gbk", "cp932", "shift_jis", "cp949"])
def test_each_unique_emoji_comes_back_and_no_other(name: str, policy: Policy) -> None:
    images = [garble(heading, name, policy) for heading in HEADINGS]
    times = Counter(images)
    text = "\n".join(["It’s “a” test, isn’t it?", *HEADINGS[::5]])
    results = repair(garble(text, name, policy)).text.split("\n")[1:]
    found = list(zip(HEADINGS[::5], images[::5], results, strict=True))
    assert [(line, result) for line, image, result in found if result not in {line, image}] == []
    unique = [line == result for line, image, result in found if times[image] == 1]
    assert sum(unique) >= 0.98 * len(unique) > 0


@pytest.mark.parametrize("name", ["gb18030", "gbk"])
def test_neighbours_that_share_characters(name: str) -> None:
    assert repair(garble(LOSSLESS, name)).text == LOSSLESS


def test_a_character_holds_the_end_of_one_symbol_and_the_letter_behind_it() -> None:
    run = garble("’s", "gbk")
    assert [(each.start, each.end, each.origins) for each in stretches(run, Reading("gbk"))] == [
        (0, 2, ("’s",))
    ]


def test_clean_words_are_not_what_is_left_of_utf_8() -> None:
    assert not page("gbk").holds("中文的文本")
    assert not page("cp932").holds("これは日本語です")
    assert not page("cp949").holds("한국어입니다")
    assert page("gbk").holds(garble("“中文的文本”", "gbk"))


@pytest.mark.parametrize(
    ("name", "image"), [(n, garble("caf\xe9 ", n)) for n in ("gbk", "cp932", "cp949", "big5")]
)
def test_a_letter_read_with_a_page_of_east_asia_is_seen(name: str, image: str) -> None:
    assert prefilter.suspicious(image), name


@pytest.mark.parametrize("name", ["gbk", "gb18030", "cp932", "shift_jis"])
def test_emoji_are_seen(name: str) -> None:
    emoji = [each for each in repertoire()[:3000] if each[0] >= "\U0001f000"]
    passed = [each for each in emoji if not prefilter.suspicious(garble(f"## {each} Q1", name))]
    assert len(passed) <= 0.005 * len(emoji)
