"""The real LanguageTool: installed by Maven, started, asked, stopped, and gone whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.errors import EngineError
from qapress.grammar.check import Grammar, opened
from qapress.grammar.choose import chosen
from qapress.grammar.install import JAR, install, installed
from qapress.grammar.server import running_server
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source
from said import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Problem
    from qapress.settings.values import Engine

pytestmark = pytest.mark.border

CONTENT = Path(__file__).parents[2] / "content"
SECONDS = 5
"""How long a server may take to be gone."""

MARKED = """\
## 📌 Q1: What is «an» *token*?

### ✅ Answer

👩🏽‍💻 A `tokenizer` cuts text 🎲 «and and» cleans it: it is «an» `function` of «thhe» text &amp; «a» `array`.

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
from qapress.grammar.server import running_server
with running_server() as url:
    print(url, flush=True)
    time.sleep(300)
"""


def document(text: str, path: str = "a.md") -> Document:
    source = Source(path, text)
    return Document(path, source, parse(source.well_formed), None, "en")


def settings(engine: Engine, url: str | None = None) -> Settings:
    return Settings(Path(), grammar=GrammarSettings(engine=engine, url=url))


def java_below(pid: int) -> list[int]:
    """The Java processes that a process has started, at any depth."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.split("\n") if line]
    below = {pid}
    for _ in rows:
        below |= {int(child) for child, parent, _ in rows if int(parent) in below}
    return [int(each) for each, _, name in rows if int(each) in below and "java" in name]


def are_gone(processes: list[int]) -> bool:
    """Whether processes end within some seconds; one that nobody has waited for counts as ended."""
    for _ in range(10 * SECONDS):
        listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True)
        states = dict(line.split() for line in listed.stdout.split("\n") if line)
        if all(states.get(str(each), "Z").startswith("Z") for each in processes):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def jars() -> Path:
    """LanguageTool's folder; what an earlier run installed is taken."""
    return install()


@pytest.fixture(scope="module")
def server(jars: Path) -> Iterator[Grammar]:
    with opened(settings("languagetool")) as running:
        yield running
    assert java_below(os.getpid()) == []


@pytest.fixture(scope="module")
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


def test_a_killed_server_leaves_the_rest_unchecked(jars: Path) -> None:
    others = java_below(os.getpid())
    with opened(settings("languagetool")) as running:
        (java,) = (each for each in java_below(os.getpid()) if each not in others)
        os.kill(java, signal.SIGKILL)
        assert are_gone([java])
        assert said(running, document("One word.\n\nThis is an test.")) == ()
    assert running.state.state == "partial"
    assert "no answer" in running.state.reason
    assert "\n" not in running.state.reason


def test_a_server_that_already_runs_is_used_as_it_is(jars: Path) -> None:
    with running_server() as url:
        before = java_below(os.getpid())
        with opened(settings("auto", f"{url.replace('127.0.0.1', 'localhost')}v2")) as running:
            (problem,) = said(running, document("It is an test."))
        assert seen(problem, "It is an test.")[:2] == ("EN_A_VS_AN", "an")
        assert java_below(os.getpid()) == before


def test_an_absent_server_is_told() -> None:
    url = "http://127.0.0.1:9/"
    for engine in ("languagetool", "auto"):
        with opened(settings(engine, url)) as running:
            assert said(running, document("It is an test.")) == ()
        assert (running.state.state, running.state.failed) == ("skipped", engine == "languagetool")
        assert running.state.reason.startswith(f"LanguageTool at {url} cannot be used")


def test_an_unknown_language_is_told(jars: Path) -> None:
    with (
        chosen(GrammarSettings(engine="languagetool"), own=True) as engines,
        pytest.raises(EngineError, match="cannot be used for xx"),
    ):
        engines.open("xx")


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name
)
def test_nothing_is_left_when_the_holder_dies(jars: Path, number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith("http://127.0.0.1:")
        left = java_below(holder.pid)
        assert len(left) == 1
        holder.send_signal(number)
    assert are_gone(left)


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
