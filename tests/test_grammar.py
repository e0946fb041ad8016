"""Grammar whatever the engine: what is sent to it, how its answers are put, and what happens without one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from qapress.errors import EngineError
from qapress.grammar import engine
from qapress.grammar.check import Grammar, opened
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source
from said import said


def document(text: str, language: str = "en") -> Document:
    source = Source("a.md", text)
    return Document("a.md", source, parse(source.well_formed), None, language)


def settled(**grammar: Any) -> Settings:
    return Settings(Path(), grammar=GrammarSettings(**{"engine": "embedded", **grammar}))


def test_code_stands_in_messages_where_a_word_of_ours_stood() -> None:
    match = engine.Match(
        0, 3, "X", "MISC", "grammar", "Did you mean 'Item1s'? Item1 is odd.", ("Item1's", "Item10")
    )
    with_answer = Grammar(Fixed((match,)), settled())
    (problem,) = said(with_answer, document(r"An `a\1`."))
    assert problem.message == r"did you mean 'Item1s'? `a\1` is odd"
    assert problem.candidates == (r"`a\1`'s", "Item10")


@dataclass
class Fixed:
    """An engine that always gives the same answer, or none when the text holds "poison" or nothing works.

    It is its own kind, and knows English only.
    """

    matches: tuple[engine.Match, ...] = ()
    broken: bool = False
    name: str = "fixed"
    asked: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    batch: int = 2_000

    def version(self, language: str) -> str:
        return f"1 for {language}"

    def open(self, language: str) -> Fixed:
        self.opened.append(language)
        if not language.startswith("en"):
            raise EngineError(f"knows no {language}")
        return self

    def check(self, text: str) -> tuple[engine.Match, ...]:
        self.asked.append(text)
        if self.broken or "poison" in text:
            raise EngineError("no answer")
        return self.matches


def test_a_passage_without_an_answer_is_left_and_the_rest_is_checked() -> None:
    some = Fixed()
    running = Grammar(some, settled())
    said(running, document("One.\n\nTwo.\n\nA poison.\n\nFour.\n\nFive."))
    assert running.state.state == "partial"
    assert running.state.reason == "not checked: the text at a.md:5 (no answer)"
    assert set(some.asked) >= {"One.\n\nTwo.", "A poison.", "Four.\n\nFive."}


def test_an_engine_that_is_gone_is_not_asked_for_ever() -> None:
    gone = Fixed(broken=True)
    running = Grammar(gone, settled())
    assert said(running, document("".join(f"Word {n}.\n\n" for n in range(500)))) == ()
    assert len(gone.asked) < 20
    assert running.state == ("skipped", "the grammar engine no longer answers: no answer", True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word " * 500, "more than 2,000 characters without the end of a sentence"),
        ("See " + "( " * 20_000, "more than 10,000 characters in one paragraph"),
        ("See " + "[" * 150, "a long run of brackets"),
        ("x" * 100_000, "more than 10,000 characters in one paragraph"),
        ("x" * 9_000, "more than 2,000 characters without the end of a sentence"),
        ("A. " * 10_000, "more than 10,000 characters in one paragraph"),
        ("A " + "x" * 300 + ".", "a word of more than 200 letters"),
    ],
)
def test_text_that_would_stop_an_engine_is_not_sent(text: str, reason: str) -> None:
    some = Fixed()
    running = Grammar(some, settled())
    said(running, document(f"Before.\n\n{text}\n\nAfter."))
    assert some.asked == ["Before.\n\nAfter."]
    assert reason in running.state.reason


def test_what_other_passages_had_a_part_in_is_asked_again_alone() -> None:
    some = Fixed((engine.Match(0, 3, "EN_WORD_COHERENCY", "MISC", "misspelling", "Mixed."),))
    assert said(Grammar(some, settled()), document("One.\n\nTwo.\n\nThree.")) == ()
    assert some.asked == ["One.\n\nTwo.\n\nThree.", "One."]


def test_large_documents_go_in_batches() -> None:
    some = Fixed()
    text = "".join(f"A sentence of some length, the one of number {n}.\n\n" for n in range(2000))
    said(Grammar(some, settled()), document(text))
    assert len(some.asked) > 3
    assert max(map(len, some.asked)) <= 1.2 * some.batch


def test_what_an_engine_says_moves_no_cursor() -> None:
    state = Grammar(None, settled(), "a\x1b[31m server\nspoke").state
    assert state.reason == "a\ufffd[31m server\ufffdspoke"


def test_nothing_waits_with_a_long_passage() -> None:
    some, long = Fixed(batch=20_000), "A poison. " * 250
    said(Grammar(some, settled()), document(f"One.\n\nTwo.\n\n{long}\n\nFour.\n\nFive."))
    assert some.asked == ["One.\n\nTwo.", long.strip(), "Four.\n\nFive."]


def test_a_language_is_opened_once_however_its_tag_is_written() -> None:
    some = Fixed()
    running = Grammar(some, settled())
    for language in ("en", "EN-us", "en-US", "en-GB"):
        said(running, document(f"Good {language}.", language))
    assert some.opened == ["en-US", "en-GB"]


def test_odd_characters_reach_no_engine() -> None:
    assert engine.sendable("a\0\udc80\ud83cé") == "a\ufffd\ufffd\ufffdé"


def test_offsets_of_bytes_and_utf16() -> None:
    text = "aé🎲b"
    utf8 = engine.code_points(text, lambda char: len(char.encode()))
    assert [utf8(offset) for offset in (0, 1, 3, 7, 8)] == [0, 1, 2, 3, 4]
    utf16 = engine.code_points(text, lambda char: 1 + (char > "\uffff"))
    assert [utf16(offset) for offset in (0, 1, 2, 3, 4, 5)] == [0, 1, 2, 2, 3, 4]


def test_states() -> None:
    done = Grammar(Fixed(), settled())
    said(done, document("Good."))
    assert done.state.state == "done"
    said(done, document("Gut.", language="de"))
    assert done.state.reason == "not checked: a.md (knows no de-DE)"


def test_passages_that_are_equal_are_asked_about_once() -> None:
    some = Fixed((engine.Match(0, 3, "X", "MISC", "grammar", "Bad."),))
    found = said(Grammar(some, settled()), document("One.\n\nTwo.\n\nOne."))
    assert some.asked == ["One.\n\nTwo."]
    assert [each.span for each in found] == [(0, 3), (12, 15)]


def test_without_a_home_folder_there_is_no_languagetool(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "LTP_PATH"):
        monkeypatch.delenv(name, raising=False)
    with opened(settled(engine="languagetool"), Path()) as running:
        assert said(running, document("This is an test.")) == ()
    assert running.state.state == "skipped"
    assert running.state.reason.startswith("this user has no home folder: set `LTP_PATH`")


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr("qapress.grammar.embedded_data.find_spec", lambda _: None)
    with opened(settled(engine="auto")) as running:
        assert said(running, document("This is an test.")) == ()
    assert running.state.state == "skipped"
    assert "pip install 'qapress[grammar]'" in running.state.reason
    with opened(settled()) as named:
        assert said(named, document("This is an test.")) == ()
    assert (named.state.state, named.state.failed) == ("skipped", True)
    assert "embedded grammar engine is not installed" in named.state.reason


def test_no_engine_is_loaded_unless_grammar_runs() -> None:
    script = "import sys, qapress.rules; qapress.rules.load(); print([m for m in sys.modules if m.startswith('qapress.grammar') or m == 'lt_py'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
