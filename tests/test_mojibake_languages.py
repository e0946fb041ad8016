"""Clean text of many languages stays as it is, whole and in parts, in capitals and in other forms of Unicode."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.mojibake import repair
from qapress.mojibake.result import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CLEAN = Path(__file__).parent / "corpus" / "clean" / "languages"
TEXTS = {path.stem: path.read_bytes().decode() for path in sorted(CLEAN.glob("*.md"))}
each_language = pytest.mark.parametrize("name", TEXTS)


def touched(texts: Iterable[str]) -> list[Repair]:
    """The repairs that are not the text itself without a word."""
    return [found for each in texts if (found := repair(each)) != Repair(each)]


def forms(text: str) -> Iterator[str]:
    """The same text as other programs would have written it."""
    yield text
    yield text.upper()
    yield text.lower()
    yield text.title()
    yield text.swapcase()
    yield text.replace("\n", "\r\n")
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield unicodedata.normalize(form, text)


def test_there_are_many_languages() -> None:
    assert len(TEXTS) >= 40
    assert all(len(each) > 250 for each in TEXTS.values())


@each_language
def test_a_language_is_clean_in_any_form(name: str) -> None:
    assert touched(forms(TEXTS[name])) == []


@each_language
def test_a_line_is_clean_by_itself(name: str) -> None:
    assert touched(line for text in forms(TEXTS[name]) for line in text.split("\n")) == []


@each_language
def test_a_word_is_clean_by_itself(name: str) -> None:
    words = {word: None for text in forms(TEXTS[name]) for word in text.split()}
    assert touched(words) == []


@each_language
def test_two_words_are_clean_without_a_blank(name: str) -> None:
    """As they stand in tables, alternatives and tight lists."""
    words = TEXTS[name].split()
    assert touched(f"{one}{sign}{two}" for one, two in pairwise(words) for sign in "|/,") == []


def test_all_languages_are_clean_together() -> None:
    assert touched(["\n".join(TEXTS.values())]) == []


def test_a_garbled_file_leaves_the_clean_lines_of_others() -> None:
    """One garbled English line is evidence for its page and none against another language."""
    garbled = "The modelâ€™s â€œnaÃ¯veâ€ view â€“ and itâ€™s right.\n"
    for text in TEXTS.values():
        assert repair(garbled + text).text.split("\n", 1)[1] == text
