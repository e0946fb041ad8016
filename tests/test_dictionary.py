"""Which words are right here although no speller knows them."""

from __future__ import annotations

from collections import Counter

import pytest

from qapress.prose.dictionary import Dictionary, count_paragraphs
from qapress.prose.slips import distance, slips


def test_dictionary_takes_names_and_repeated_words_for_right() -> None:
    lines = ["The tokenizer reads words.", "A Tokenizer's output", "auto-tokenizers too", "A slipper"]
    doubted = {"tokenizer": {1, 2}, "auto-tokenizer": {3}, "mixtral": {4}, "slippr": {5, 6}, "teh": {7, 8}}
    words = Dictionary(["Qapress"], doubted, Counter({"slipper": 12}) + count_paragraphs(lines))
    right = {
        "tokenizer": "paragraphs", "Tokenizer's": "paragraphs", "tokenizers": "paragraphs", "PyTorch": "name", "LLMs": "name",
        "v2": "name", "qapress": "settings", "Qapress’s": "settings", "€$": "name", "detokenizer": "prefix",
        "word-tokenizer": "compound", "cron": "abbreviation", "scrubblet": "far",
    }  # fmt: skip
    assert {word: words.learned(word).reason for word in right} == right
    assert words.learned("Patroni", ("Patron",), named=True).reason == "name"
    assert [words.learned(each).slip_of for each in ("slippr", "teh")] == ["slipper", "the"]
    near = {"mixtral": "mistral", "dexter": "dexterity", "demixtral": "demistral", "freqent": "frequent"}
    assert [each for each, right in near.items() if words.learned(each, (right,)).reason] == ["dexter"]


def test_a_slip_that_stands_often_is_a_term() -> None:
    doubted = {"logit": set(range(6)), "lagit": set(range(5))}
    words = Dictionary([], doubted, {"logit": 100, "lagit": 5})
    assert (words.learned("logit").reason, words.learned("lagit").slip_of) == ("paragraphs", "logit")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("word", "word", 0),
        ("word", "wrod", 1),
        ("word", "wods", 2),
        ("", "ab", 2),
        ("frequent", "freqent", 1),
    ],
)
def test_slips_between_words(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart
    assert (apart != 1 or one in slips(other) or other in slips(one)) or one == other
