"""The embedded engine: what it finds in Markdown, and where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qapress.diagnostic import Applicability, Severity
from qapress.errors import EngineError
from qapress.grammar.check import Grammar, opened
from qapress.grammar.embedded import Embedded, is_installed
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source
from said import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Problem

pytestmark = [] if is_installed() else [pytest.mark.border]  # there are wheels for Linux on x86-64 only


def document(text: str) -> Document:
    source = Source("a.md", text)
    return Document("a.md", source, parse(source.well_formed), None, "en")


def settled(**grammar: Any) -> Settings:
    return Settings(Path(), grammar=GrammarSettings(**{"engine": "embedded", **grammar}))


@pytest.fixture(scope="session")
def grammar() -> Iterator[Grammar]:
    with opened(settled()) as running:
        yield running


def found(grammar: Grammar, text: str) -> list[tuple[str, str]]:
    """The engine's rules with the text they object to."""
    return [(rule_of(each), text[each.span.start : each.span.end]) for each in said(grammar, document(text))]


def rule_of(problem: Problem) -> str:
    assert problem.origin is not None
    return problem.origin.rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is an test.", [("EN_A_VS_AN", "an")]),
        ("👩🏽‍💻 This is an *test* 🎲 of `code` and a idea.", [("EN_A_VS_AN", "an"), ("EN_A_VS_AN", "a")]),
        (
            "| An cell |\n|---|\n| was was here |",
            [("EN_A_VS_AN", "An"), ("ENGLISH_WORD_REPEAT_RULE", "was was")],
        ),
        ("A `array`, an `token`, an `array` and a `token`.", [("EN_A_VS_AN", "A"), ("EN_A_VS_AN", "an")]),
        ("## Is it an test?", [("EN_A_VS_AN", "an")]),
        ("![This is an test](a.png)", [("EN_A_VS_AN", "an")]),
        ("- [an](b.md) token", [("EN_A_VS_AN", "an")]),
        ("A term[^1].\n\n[^1]: It is an note.", [("EN_A_VS_AN", "an")]),
        ("it begins in lower case.", [("UPPERCASE_SENTENCE_START", "it")]),
        ("- it begins in lower case", []),
        ("Here\n\n$$\nx\n$$\n\nwhere it goes on.", []),
        ("A text2sql model of the users data, in order to help.", []),
        ("`is` `is` and `a a` <b>bold</b> ~~an test~~ <!-- an test --> https://example.com/an/test", []),
    ],
)
def test_what_is_found(grammar: Grammar, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(grammar, text) == expected


def test_a_problem_is_whole(grammar: Grammar) -> None:
    (problem,) = said(grammar, document("This is an test."))
    assert problem.kind == "grammar"
    assert problem.message.startswith("use “a” instead of 'an' if")
    assert (problem.hint, problem.candidates) == ("", ())
    assert problem.severity is None
    assert problem.origin is not None
    assert problem.origin.engine == "lingotweaker"
    assert problem.origin.url == "https://community.languagetool.org/rule/show/EN_A_VS_AN?lang=en"
    assert problem.fix is not None
    assert problem.fix.applicability is Applicability.SUGGESTION
    assert [(edit.span, edit.text) for edit in problem.fix.edits] == [((8, 10), "a")]


def test_spelling_is_a_note_behind_the_dictionary(grammar: Grammar) -> None:
    # "teh" is on the list of known misspellings, which a rule of its own reports
    text = "Wrods, teh PyTorch LLMs of Mixtral.\n\nA tokenizr reads.\n\nThe tokenizr writes, says Mixtral."
    (problem,) = said(grammar, document(text))
    assert (problem.message, problem.severity) == ("“Wrods” is in no dictionary", Severity.NOTE)
    assert problem.candidates[0] == "Words"
    assert 1 < len(problem.candidates) <= 5
    assert said(grammar, document(text), ("wrods",)) == ()


def test_rules_are_switched_on_and_off() -> None:
    text = "This is an test. In order to help, we check the the users data."
    with opened(settled(disable=("EN_A_VS_AN",), enable=("POSSESSIVE_APOSTROPHE",))) as running:
        rules = [rule for rule, _ in found(running, text)]
    assert "EN_A_VS_AN" not in rules
    assert "ENGLISH_WORD_REPEAT_RULE" in rules
    assert "POSSESSIVE_APOSTROPHE" in rules


def test_odd_characters_move_no_place(grammar: Grammar) -> None:
    text = "A \0 and \udc80 \ud83c: here is is 🎲."
    assert found(grammar, text) == [("ENGLISH_WORD_REPEAT_RULE", "is is")]


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from(["🎲", "é", "👩🏽‍💻", "`c`", "$x$", "中", "שלום", "&amp;", "**b**", "\0"]), max_size=8
    )
)
def test_places_are_exact_behind_anything(grammar: Grammar, odd: list[str]) -> None:
    text = f"Some {' '.join(odd)} text, and it is is here."
    assert ("ENGLISH_WORD_REPEAT_RULE", "is is") in found(grammar, text)


def test_a_language_without_data_is_told() -> None:
    with pytest.raises(EngineError, match="cannot check the language 'xx'"):
        Embedded(GrammarSettings(), "xx")
