"""The embedded engine: what it finds in Markdown, and where."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qapress.diagnostic import Applicability, Severity
from qapress.errors import EngineError
from qapress.grammar import embedded
from qapress.grammar.check import Grammar, opened
from qapress.grammar.embedded import Embedded
from qapress.grammar.embedded_data import is_installed, missing, version
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source
from said import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Problem

pytestmark = [] if is_installed() else [pytest.mark.border]  # there are wheels for Linux on x86-64 only


SOURCES = Path(embedded.__file__).parents[2]


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
    assert (problem.message, problem.severity) == ("'Wrods' is no word that the speller knows", Severity.NOTE)
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


TABLES = "A. " * 40_000
"""An engine computes for minutes about this."""

HOLDER = """\
import sys, time
from qapress.grammar.embedded import Embedded
from qapress.settings import GrammarSettings
engine = Embedded(GrammarSettings(), "en-US")
print(engine._worker._process.pid, flush=True)
if sys.argv[1] == "busy":
    engine.ready()
    engine._worker._send("A. " * 40_000)
    print("asked", flush=True)
if sys.argv[1] != "ends":
    time.sleep(300)
"""


def is_gone(pid: int) -> bool:
    """Whether a process ends within some seconds; one that nobody has waited for counts as ended."""
    for _ in range(150):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_an_answer_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "SECONDS", 2.0)
    engine = Embedded(GrammarSettings(), "en-US")
    engine.ready()
    first = engine._worker._process.pid
    before = time.monotonic()
    with pytest.raises(EngineError, match="the embedded grammar engine gave no answer within 2 seconds"):
        engine.check(TABLES)
    assert time.monotonic() - before < 5
    assert is_gone(first)
    monkeypatch.setattr(embedded, "SECONDS", 8.0)
    assert [each.rule for each in engine.check("This is an test.")] == ["EN_A_VS_AN"]
    second = engine._worker._process.pid
    engine.close()
    assert is_gone(second)


def test_an_engine_that_dies_is_started_again() -> None:
    engine = Embedded(GrammarSettings(), "en-US")
    engine.ready()
    os.kill(engine._worker._process.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="the embedded grammar engine was killed, or crashed"):
        engine.check("This is an test.")
    assert [each.rule for each in engine.check("This is an test.")] == ["EN_A_VS_AN"]
    engine.close()


def test_an_engine_that_nobody_holds_is_gone() -> None:
    engine = Embedded(GrammarSettings(), "en-US")
    pid = engine._worker._process.pid
    del engine
    assert is_gone(pid)


@pytest.mark.parametrize("state", ["starts", "busy", "ends"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda it: it.name)
def test_nothing_is_left_when_the_holder_dies(state: str, number: signal.Signals) -> None:
    command = [sys.executable, "-c", HOLDER, state]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as holder:
        assert holder.stdout is not None
        pid = int(holder.stdout.readline())
        if state == "busy":
            assert holder.stdout.readline() == "asked\n"
        if state != "ends":
            holder.send_signal(number)
    assert is_gone(pid)


def test_an_engine_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LT_DATA_DIR", str(tmp_path))
    engine = Embedded(GrammarSettings(), "en-US")
    for _ in range(2):
        with pytest.raises(EngineError, match=r"the embedded grammar engine does not start: .*data") as told:
            engine.check("This is an test.")
        assert "\n" not in str(told.value)


def test_the_versions_are_told_without_a_start() -> None:
    assert (
        version("en-US") == f"{metadata.version('lingotweaker')}+{metadata.version('lingotweaker-data-en')}"
    )
    script = "import sys; from qapress.grammar.embedded_data import version; version('en-US'); print('lt_py' in sys.modules, 'importlib.metadata' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("xx", "cannot check the language 'xx': take `--engine languagetool`"),
        ("ga-IE", "cannot check the language 'ga-IE': take `--engine languagetool`"),
        ("uk-UA", "cannot check the language 'uk-UA' without its data: `pip install lingotweaker-data-uk`"),
        ("lt", "cannot check the language 'lt' without its data: `pip install lingotweaker-data-ltu`"),
        (
            "en-ZA",
            "cannot check the language 'en-ZA': it knows en-US, en-GB; or take `--engine languagetool`",
        ),
    ],
)
def test_a_language_that_cannot_be_had_is_told(language: str, message: str) -> None:
    with pytest.raises(EngineError) as told:
        Embedded(GrammarSettings(), language)
    assert str(told.value) == f"the embedded grammar engine {message}"


@pytest.mark.parametrize("language", ["en", "en-US", "en-GB"])
def test_a_language_that_can_be_had(language: str) -> None:
    assert missing(language) == ""


def package(folder: Path, version: str, *, empty: bool) -> None:
    """Put a package of the engine into a folder: one without a wheel is empty."""
    (folder / f"lingotweaker-{version}.dist-info").mkdir()
    (folder / f"lingotweaker-{version}.dist-info" / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: lingotweaker\nVersion: {version}\n"
    )
    if not empty:
        (folder / "lt_py").mkdir()
        (folder / "lt_py" / "__init__.py").touch()


@pytest.mark.parametrize(
    ("version", "empty", "message"),
    [
        (
            "",
            True,
            "the embedded grammar engine is not installed: `pip install 'qapress[grammar]'` on Linux x86-64",
        ),
        (
            "0.0.1",
            True,
            "is not installed: lingotweaker 0.0.1 is empty on this system; take `--engine languagetool`",
        ),
        ("0.1.9", False, "qapress does not work with lingotweaker 0.1.9: `pip install 'qapress[grammar]'`"),
        ("0.3.0", False, "qapress does not work with lingotweaker 0.3.0: `pip install 'qapress[grammar]'`"),
        ("0.2.11", False, "without its data: `pip install lingotweaker-data-en`"),
    ],
)
def test_what_is_installed_wrongly_is_told(tmp_path: Path, version: str, empty: bool, message: str) -> None:
    """Nothing is on the path but the sources, the standard library and what is put there."""
    if version:
        package(tmp_path, version, empty=empty)
    script = f"import sys; sys.path += [{str(tmp_path)!r}, {str(SOURCES)!r}]; from qapress.grammar.embedded_data import missing; print(missing('en-US'))"
    done = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True)
    assert message in done.stdout
    assert done.stdout.count("\n") == 1
