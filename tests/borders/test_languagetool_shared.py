"""The real LanguageTool, shared: one Java for many runs, and none when nobody wants it any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from qapress.grammar import shared
from qapress.grammar.install import home, install
from qapress.grammar.languagetool import LanguageTool
from qapress.grammar.shared import Shared
from qapress.settings import GrammarSettings
from servers import are_gone, java_below, keepers, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qapress.grammar.engine import Match

pytestmark = pytest.mark.border

RUN = """\
import time
from qapress.grammar.languagetool import LanguageTool
from qapress.grammar.server import open_server
from qapress.settings import GrammarSettings

start = time.perf_counter()
with open_server(own=False) as server:
    (match,) = LanguageTool(server, GrammarSettings(), "en-US").check("This is an test.")
    print(time.perf_counter() - start, server.url, match.rule)
"""
CLIENT = """\
import sys, time
from qapress.grammar.shared import Shared

server = Shared(idle=float(sys.argv[1]))
print(server.url, flush=True)
time.sleep(300)
"""
PARAGRAPH = "This is a sentence about the server, which answers many of them without a fault in it. "


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder without a server, so that nobody's own is used; what was installed is taken."""
    install()
    monkeypatch.setenv("LTP_PATH", str(home()))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("qapress.grammar.install.user_cache", lambda: tmp_path)
    yield tmp_path
    told = shared.status()
    shared.stop()
    assert told is None or are_gone(told.jvm, told.keeper)


def run() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True)


def engine(server: Shared) -> LanguageTool:
    return LanguageTool(server, GrammarSettings(), "en-US")


def javas() -> set[int]:
    return {each for each, row in table().items() if row[2].split(" ")[0].endswith("java")}


def test_runs_at_once_and_twenty_after_them_start_one_server(place: Path) -> None:
    told = [each.communicate(timeout=120)[0].split() for each in (run(), run())]
    first = shared.status()
    told += [run().communicate(timeout=60)[0].split() for _ in range(20)]
    last = shared.status()
    assert first is not None
    assert last is not None
    assert (last.jvm, last.started) == (first.jvm, first.started)
    assert {(url, rule) for _, url, rule in told} == {(first.url, "EN_A_VS_AN")}
    assert sorted(float(seconds) for seconds, _, _ in told[2:])[10] < 0.15  # 0.02 on a quiet machine
    assert java_below(last.keeper) == [last.jvm]


def test_a_started_server_has_loaded_english_and_ends_when_it_is_idle(place: Path) -> None:
    told = shared.start(idle=2)
    with closing(Shared()) as server:
        begin = time.monotonic()
        engine(server).check("This is an test.")
        assert time.monotonic() - begin < 1.5
        engine(server).check(PARAGRAPH * 200)  # 17 KB take longer than the idle time, or nearly
        time.sleep(2)
        assert shared.status() is not None
    assert are_gone(told.jvm, told.keeper)
    assert shared.status() is None


def test_a_killed_client_leaves_the_server_to_its_idle_end(place: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", CLIENT, "3"], stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        assert client.stdout.readline()
        told = shared.status()
        assert told is not None
        time.sleep(4)
        client.kill()
    now = shared.status()
    assert now is not None
    assert now.jvm == told.jvm
    assert are_gone(told.jvm, told.keeper)


@pytest.mark.parametrize(
    ("victim", "number"),
    [("keeper", "SIGKILL"), ("keeper", "SIGTERM"), ("guard", "SIGKILL"), ("java", "SIGKILL")],
)
def test_no_java_is_left_when_a_process_is_killed_and_the_next_run_works(
    place: Path, victim: str, number: str
) -> None:
    with closing(Shared()) as server:
        java = server.status.jvm
        chain = dict(zip(("keeper", "guard"), keepers(java), strict=True), java=java)
        os.kill(chain[victim], getattr(signal, number))
        assert are_gone(*chain.values())
    assert shared.status() is None
    with closing(Shared()) as another:
        assert java_below(another.status.keeper) == [another.status.jvm]


def test_a_request_outlives_the_server_that_another_run_replaces(place: Path) -> None:
    with closing(Shared()) as one, closing(Shared()) as other:
        found: list[tuple[Match, ...]] = []
        mine, before = engine(one), one.status.jvm
        text = PARAGRAPH * 60 + "This is an test."
        asking = Thread(target=lambda: found.append(mine.check(text)))
        asking.start()
        time.sleep(0.1)
        other.restart()
        asking.join(60)
        assert [each.rule for each in found[0] if each.start > len(PARAGRAPH) * 60] == ["EN_A_VS_AN"]
        assert one.url == other.url
        assert one.status.jvm != before
    assert before not in javas()
