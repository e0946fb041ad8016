"""The real LanguageTool: installed by Maven, started, asked, stopped, and gone whatever happens."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.errors import EngineError
from qapress.grammar import keeper, launch
from qapress.grammar.check import Grammar, opened
from qapress.grammar.choose import chosen
from qapress.grammar.install import JAR, VERSION, install, installed
from qapress.grammar.languagetool import UNKNOWN_LANGUAGE, LanguageTool
from qapress.grammar.server import open_server
from qapress.grammar.wire import version
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source
from said import said
from servers import are_gone, java_below, keepers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Problem
    from qapress.grammar.server import Server
    from qapress.settings.values import Engine

pytestmark = pytest.mark.border

CONTENT = Path(__file__).parents[2] / "content"
START = 30
"""Seconds that the start of another server may take on a busy machine."""

MARKED = """\
## 📌 Q1: What is «an» *token*?

### ✅ Answer

👩🏽‍💻 A `tokenizer` cuts text 🎲 «and and» cleans it: it is «an» `function` of «sentennce» text &amp; «a» `array`.

| «An» cell | with `code` and «an» [token](a.md) |
|---|---|
| 中文 שלום | here «is is» wrong ![«an» picture](a.png) |

$$
x
$$

where $x$ is «a» index[^1].

[^1]: «A» owl.
"""
"""Text whose faults, between guillemets, lie behind what shifts the offsets of bytes and of UTF-16."""
FAULTY = re.sub("[«»]", "", MARKED)

HOLDER = """\
import sys, time
from qapress.grammar.languagetool import UNKNOWN_LANGUAGE, LanguageTool
from qapress.grammar.server import open_server
with open_server(own=True) as server:
    print(server.url, flush=True)
    time.sleep(300)
"""


UNLUCKY = """\
import sys
own = {{"__name__": "keeper", "__file__": __file__}}
with open({keeper!r}) as script:
    exec(script.read(), own)
ports, free_port = iter([{port}]), own["free_port"]
own["free_port"] = lambda: next(ports, None) or free_port()
sys.exit(own["main"](sys.argv[1]))
"""
"""A keeper whose first port somebody else takes before the server does."""


def document(text: str, path: str = "a.md") -> Document:
    source = Source(path, text)
    return Document(path, source, parse(source.well_formed), None, "en")


def settings(engine: Engine, url: str | None = None) -> Settings:
    return Settings(Path(), grammar=GrammarSettings(engine=engine, url=url))


@pytest.fixture(scope="module")
def jars() -> Path:
    """LanguageTool's folder; what an earlier run installed is taken."""
    return install()


@pytest.fixture(scope="module")
def own(jars: Path) -> Iterator[Server]:
    """One server for the tests that leave it as it is."""
    with open_server(own=True) as server:
        yield server
    assert java_below(os.getpid()) == []


@pytest.fixture
def server(own: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Grammar]:
    monkeypatch.setattr("qapress.grammar.server.open_server", lambda **_: nullcontext(own))
    with opened(settings("languagetool")) as running:
        yield running


@pytest.fixture
def embedded() -> Iterator[Grammar]:
    with opened(settings("embedded")) as running:
        yield running


def seen(problem: Problem, text: str) -> tuple[str, str, str]:
    """A problem as both engines must report it."""
    assert problem.origin is not None
    return problem.origin.rule, text[problem.span.start : problem.span.end], problem.hint


def test_the_jars_are_found_again(jars: Path) -> None:
    assert installed() == jars
    assert (jars / JAR).stat().st_size < 10_000
    assert len(list((jars / "libs").glob("*.jar"))) == 48


def test_places_are_exact(server: Grammar) -> None:
    marks = [each.start() for each in re.finditer("[«»]", MARKED)]
    spans = [
        (start - 2 * n, end - 2 * n - 1)
        for n, (start, end) in enumerate(zip(marks[::2], marks[1::2], strict=True))
    ]
    assert [each.span for each in said(server, document(FAULTY))] == spans
    assert server.state.state == "done"


def test_both_engines_say_the_same(server: Grammar, embedded: Grammar) -> None:
    files = {path: path.read_text("utf-8") for path in sorted(CONTENT.rglob("*.md"))}
    assert len(files) >= 5
    texts = [
        FAULTY,
        *files.values(),
        *(text.replace(" the ", " teh ").replace(" a ", " an ") for text in files.values()),
    ]
    for text in texts:
        first, second = said(server, document(text)), said(embedded, document(text))
        assert [(each.span, seen(each, text)) for each in first] == [
            (each.span, seen(each, text)) for each in second
        ]
    assert (server.state.state, embedded.state.state) == ("done", "done")


def test_the_content_has_no_fault(server: Grammar) -> None:
    for path in sorted(CONTENT.rglob("*.md")):
        text = path.read_text("utf-8")
        assert [seen(each, text) for each in said(server, document(text)) if each.severity is None] == []


def test_a_server_that_is_killed_or_hangs_is_started_again(jars: Path) -> None:
    others = java_below(os.getpid())

    def java() -> int:
        (one,) = (each for each in java_below(os.getpid()) if each not in others)
        return one

    with opened(settings("languagetool")) as running:
        assert len(said(running, document("This is an test."))) == 1
        first = java()
        os.kill(first, signal.SIGKILL)
        assert are_gone(first)
        assert len(said(running, document("That is an test."))) == 1
        assert running.state.state == "done"

        second = java()
        os.kill(second, signal.SIGSTOP)
        asked = time.monotonic()
        assert said(running, document("Here is an test.")) == ()
        assert time.monotonic() - asked < 10 + START
        assert running.state.state == "partial"
        assert "gave no answer within 4 seconds" in running.state.reason
        assert are_gone(second)
        assert len(said(running, document("There is an test."))) == 1
        assert java() not in (first, second)
    assert java_below(os.getpid()) == others


def test_a_server_that_already_runs_is_used_as_it_is(jars: Path) -> None:
    others = java_below(os.getpid())
    with open_server(own=True) as own:
        url = f"{own.url.replace('127.0.0.1', 'localhost')}v2"
        assert version(url) == VERSION
        with opened(settings("auto", url)) as running:
            (problem,) = said(running, document("It is an test."))
            assert seen(problem, "It is an test.")[:2] == ("EN_A_VS_AN", "an")
            (java,) = (each for each in java_below(os.getpid()) if each not in others)
            os.kill(java, signal.SIGKILL)
            assert are_gone(java)
            assert said(running, document("That is an test.")) == ()
        assert "gave no answer" in running.state.reason
        assert "\n" not in running.state.reason
        assert java_below(os.getpid()) == others


def test_an_absent_server_is_told() -> None:
    url = "http://127.0.0.1:9/"
    for engine in ("languagetool", "auto"):
        with opened(settings(engine, url)) as running:
            assert said(running, document("It is an test.")) == ()
        assert (running.state.state, running.state.failed) == ("skipped", engine == "languagetool")
        assert running.state.reason.startswith(f"LanguageTool at {url} cannot be used")


def test_an_unknown_language_is_told(server: Grammar) -> None:
    with (
        chosen(GrammarSettings(engine="languagetool"), own=True) as engines,
        pytest.raises(EngineError, match="cannot be used for xx"),
    ):
        engines.open("xx")


@pytest.mark.parametrize("language", ["es", "pt-PT", "pt-BR", "ca-ES", "de-DE"])
def test_a_language_without_its_dictionary_is_told_and_others_go_on(own: Server, language: str) -> None:
    """The server does not start without Spanish, Portuguese and Catalan, whose dictionaries are 17 MB more."""
    for _ in range(2):  # Java words the first failure otherwise than the next
        with pytest.raises(EngineError) as told:
            LanguageTool(own, GrammarSettings(), language)
        assert str(told.value) == f"LanguageTool cannot be used for {language}: {UNKNOWN_LANGUAGE}"
    (match,) = LanguageTool(own, GrammarSettings(), "en-US").check("This is an test.")
    assert match.rule == "EN_A_VS_AN"


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"])
def test_nothing_is_left_when_the_holder_dies(jars: Path, number: str) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith("http://127.0.0.1:")
        left = java_below(holder.pid)
        assert len(left) == 1
        holder.send_signal(getattr(signal, number))
    assert are_gone(*left)


@pytest.mark.parametrize("victim", ["keeper", "guard"])
def test_nothing_is_left_when_a_keeper_is_killed(jars: Path, victim: str) -> None:
    others = java_below(os.getpid())
    with open_server(own=True):
        (java,) = (each for each in java_below(os.getpid()) if each not in others)
        both = dict(zip(("keeper", "guard"), keepers(java), strict=True))
        os.kill(both[victim], signal.SIGKILL)
        assert are_gone(java, *both.values())


def test_where_the_port_is_in_use_another_is_taken(
    jars: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "keeper.py"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        script.write_text(UNLUCKY.format(keeper=keeper.__file__, port=port), "utf-8")
        monkeypatch.setattr(launch, "KEEPER", script)
        with open_server(own=True) as server:
            assert str(port) not in server.url


def test_a_java_that_cannot_start_is_told(jars: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(jars.iterdir())
    monkeypatch.setattr(launch, "FLAGS", (*launch.FLAGS, "-Xmx1t", "-Xms1t"))
    with pytest.raises(EngineError, match="LanguageTool does not start: ") as told, open_server(own=True):
        pass
    assert "\n" not in str(told.value)
    assert sorted(jars.iterdir()) == before  # where Java would leave a report of its crash


def test_hostile_text_is_answered_or_left(server: Grammar) -> None:
    hostile = [
        "word " * 40_000,
        "(" * 20_000,
        "x" * 100_000,
        "[x](" * 3000,
        '"' * 1500 + ".",
        "an " * 600 + ".",
    ]
    found = said(server, document("\n\n".join(["This is an test.", *hostile, "That is an test."])))
    assert found[0].span == (8, 10)
    assert server.state.state == "partial"
