"""Words that are taken for others: what is found, what is left alone, and what the table may hold."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.lint import make_linter
from qapress.rules._confusions import confusions
from qapress.rules.confused_word import NEAR
from qapress.settings import Settings

if TYPE_CHECKING:
    from qapress.diagnostic import Finding

TABLE = Path(__file__).parent.parent / "src/qapress/rules/confused_word.toml"
SETTINGS = Settings(Path("no-such-root"), select=("confused-word",), preview=True)


def found(text: str, settings: Settings = SETTINGS) -> list[Finding]:
    linter = make_linter(settings)
    document = linter.document("a.md", text.encode())
    return [each for _, each in linter.visible(document, linter.selection.rules)]


def written(text: str) -> list[str]:
    """What each finding proposes."""
    return [each.fix.edits[0].text for each in found(text) if each.fix]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("It is larger then the other.", "than"),
        ("Better use a pool rather then a thread.", "than"),
        ("If it fails, than we try again.", "then"),
        ("This may effect the latency.", "affect"),
        ("It has no affect on the latency.", "effect"),
        ("You may loose the connection.", "lose"),
        ("Lose coupling helps.", "Loose"),
        ("## The Principle Component", "Principal"),
        ("This holds in principal.", "principle"),
        ("They compliment each other.", "complement"),
        ("A **discreet** distribution.", "discrete"),
        ("Casual inference is hard.", "Causal"),
        ("Each object has it’s own lock.", "its"),
        ("Make sure that their is a lock.", "there"),
        ("Turn it on if your using a proxy.", "you're"),
        ("It could of been a proxy.", "have"),
        ("It is on, but it is to small.", "too"),
        ("The flag says weather it is on.", "whether"),
        ("The request was send by a proxy.", "sent"),
    ],
)
def test_a_wrong_word_is_found(text: str, right: str) -> None:
    assert written(text) == [right]


@pytest.mark.parametrize(
    "text",
    [
        "If it is larger then the loop ends, and not before; then it is larger.",
        "To effect a change, affect the cause. In effect, the effect of the change effects no one.",
        "A loose end, a loose bound; the client is loose. We lose the data.",
        "A matter of principle. The principal reason is a principle. The principal of the school.",
        "He paid a compliment. One set is the complement of the other.",
        "Be discreet. A casual reader of a causal graph.",
        "This leads to a race. The things that we see are its best days. All of the team could of course help.",
        "The plan is to build on it. They were there. What it's for is clear; the weather is bad.",
        "The words *affect* and *effect*; one writes “larger then the” or `larger then the`.",
        "The Principle Component Project and the Casual Inference Club.",
        "See [it](larger-then-the.md) in <b>larger</b> <!-- larger then the -->.\n\n    larger then the\n",
    ],
)
def test_what_is_right_or_no_prose_is_left_alone(text: str) -> None:
    assert written(text) == []


def test_only_english_is_looked_at() -> None:
    text = "It is larger then the other."
    assert found(text, replace(SETTINGS, language="de")) == []
    assert len(found(text, replace(SETTINGS, language="en-GB"))) == 1


def test_the_table_is_sound() -> None:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    for pair in table["pair"]:
        wrong, right = pair["wrong"].split(), pair["right"].split()
        assert len(wrong) == len(right)
        assert not set(wrong) & set(right)
        for pattern in (*pair["where"], *pair.get("unless", ())):
            tokens = pattern.split()
            assert tokens.count("_") <= 1
            assert len(tokens) <= NEAR
        assert all("_" in pattern.split() for pattern in pair["where"]), pair["where"]
        assert pair["hint"]


def test_patterns_are_made_for_the_words_that_are_met() -> None:
    confusions.cache_clear()
    assert found("A loose bound.") == []
    assert confusions.cache_info().currsize == 1
    assert written("It is larger then the other.") == ["than"]
    assert confusions.cache_info().currsize == 2


def test_hostile_text_is_answered() -> None:
    start = time.process_time()
    assert found("then " * 20_000) == []
    assert found("if then more " * 10_000) == []
    assert len(found("larger then the " * 5_000)) == 5_000
    assert time.process_time() - start < 20
