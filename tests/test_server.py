"""The life of a server of ours, tried with a stand-in for Java: whoever dies, nothing stays that should not."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from qapress.errors import EngineError
from qapress.grammar import install, keeper, launch, shared, wire
from qapress.grammar.languagetool import LanguageTool
from qapress.grammar.server import Own, open_server
from qapress.grammar.shared import Shared
from qapress.settings import GrammarSettings
from servers import are_gone, keepers, stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for Java is a script")

HOLDER = """\
import sys, time
from qapress.grammar import server
with server.open_server(own=sys.argv[1] == "own") as one:
    print(one.url, flush=True)
    time.sleep(float(sys.argv[2]))
"""
ELSEWHERE = """\
import sys
sys.platform = "elsewhere"
with open({keeper!r}) as script:
    exec(script.read())
"""
"""The keeper of a system that cannot bind the life of a process to that of its parent."""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine on which the stand-in is Java and something is installed; the log of what was started."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LTP_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "LanguageTool-6.8").mkdir()
    (tmp_path / "LanguageTool-6.8" / install.JAR).touch()
    monkeypatch.setattr(launch, "START_SECONDS", 20)
    log = stand_in(tmp_path)
    yield log
    shared.stop()
    assert are_gone(*started(log))


def started(log: Path) -> list[int]:
    """The stand-ins that were started so far."""
    return [int(line) for line in log.read_text("utf-8").split()] if log.exists() else []


def holder(kind: str, seconds: float = 60) -> subprocess.Popen[str]:
    """A run that holds a server and has said so."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, kind, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    return process


@contextmanager
def answering(loud: bool) -> Iterator[int]:
    """The port of somebody else's server, which answers as one of the web does, or not at all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    visitor, _ = listener.accept()
                    with visitor:
                        visitor.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        if loud:
            Thread(target=answer, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_what_is_missing_is_told(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "none"))
    with pytest.raises(EngineError, match="not installed: run `qapress languagetool install`"):
        Own()
    assert shared.status() is None
    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(tmp_path / "none"))
        with pytest.raises(EngineError, match="needs Java 17 or newer: no `java` is on the PATH"):
            shared.start()


@pytest.mark.parametrize("own", [True, False], ids=["own", "shared"])
@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("sys.exit('Error: java.lang.UnsupportedClassVersionError: HTTPServer')", "on the PATH is older"),
        ("sys.exit('Picked up x\\nError: Could not create the VM.\\n\\tat x')", "start: Error: Could not"),
        ("os.write(1, os.urandom(99_999)); sys.exit(1)", "LanguageTool does not start: "),
        ("sys.exit()", "it ended and said nothing"),
        ("print('Loading', flush=True); time.sleep(60)", "no answer within 1 seconds"),
        ("print('x' * 99_999, flush=True); time.sleep(60)", "no answer within 1 seconds"),
    ],
    ids=["old", "broken", "garbage", "silent", "hangs", "talks"],
)
def test_a_server_that_does_not_start_is_told(
    log: Path, monkeypatch: pytest.MonkeyPatch, before: str, message: str, own: bool
) -> None:
    stand_in(log.parent, before)
    monkeypatch.setattr(launch, "START_SECONDS", 1)
    with pytest.raises(EngineError, match=message) as told, open_server(own=own):
        pass
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300
    assert are_gone(*started(log))
    assert shared.status() is None


@pytest.mark.parametrize("own", [True, False], ids=["own", "shared"])
def test_a_machine_that_cannot_reach_itself_is_told_at_once(
    log: Path, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    """As in a sandbox without its loopback interface; the address is of a network that is for examples."""
    source, script = launch.KEEPER.read_text("utf-8"), log.parent / "keeper.py"
    script.write_text(source.replace(f'"{keeper.HOST}"', '"203.0.113.1"'), "utf-8")
    monkeypatch.setattr(launch, "KEEPER", script)
    begin = time.monotonic()
    with (
        pytest.raises(
            EngineError, match=r"no program on this machine can reach another at 203\.0\.113\.1 \("
        ),
        open_server(own=own),
    ):
        pass
    assert time.monotonic() - begin < 6
    assert not started(log)


def test_where_the_port_is_in_use_another_is_taken(log: Path) -> None:
    first = f"if open({str(log)!r}).read().count(chr(10)) == 1: sys.exit('java.net.BindException: in use')"
    stand_in(log.parent, first)
    with open_server(own=True) as server:
        wire.knock(server.url, 5)
    assert len(started(log)) == 2


def test_an_own_server_ends_with_its_context(log: Path) -> None:
    with open_server(own=True) as server:
        first = server.url
        assert server.restart() != first
        one, other = started(log)
        assert are_gone(one)
        wire.knock(server.url, 5)
    assert are_gone(other)
    assert shared.status() is None


@pytest.mark.parametrize("system", [sys.platform, "elsewhere"])
@pytest.mark.parametrize("victim", ["keeper", "guard", "java"])
@pytest.mark.parametrize("kind", [Own, Shared])
def test_nothing_is_left_when_one_is_killed(
    log: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Own | Shared], victim: str, system: str
) -> None:
    if system == "elsewhere":
        script = log.parent / "keeper.py"
        script.write_text(ELSEWHERE.format(keeper=keeper.__file__), "utf-8")
        monkeypatch.setattr(launch, "KEEPER", script)
    with closing(kind()) as server:
        (java,) = started(log)
        chain = dict(zip(("keeper", "guard"), keepers(java), strict=True), java=java)
        os.kill(chain[victim], signal.SIGKILL)
        assert are_gone(*chain.values())
        server.restart()
        wire.knock(server.url, 5)


@pytest.mark.skipif(sys.platform != "linux", reason="what Linux does")
def test_the_system_kills_the_server_when_all_others_are_killed_at_once(log: Path) -> None:
    with closing(Own()):
        (java,) = started(log)
        for each in keepers(java):
            os.kill(each, signal.SIGSTOP)
        for each in reversed(keepers(java)):
            os.kill(each, signal.SIGKILL)
        assert are_gone(java)


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize("who", ["holder", "keeper"])
def test_an_own_server_is_gone_with_its_holder(log: Path, who: str, number: str) -> None:
    with holder("own") as process:
        (java,) = started(log)
        chain = [java, *keepers(java)]
        os.kill(process.pid if who == "holder" else chain[1], getattr(signal, number))
        assert are_gone(*chain)
        process.kill()


def test_a_shared_server_outlives_its_client_until_its_idle_end(log: Path) -> None:
    before = shared.start(idle=2)
    with holder("shared") as process:
        time.sleep(3)  # used all the time, be it by one long request
        process.kill()
    after = shared.status()
    assert after is not None
    assert after.jvm == before.jvm == started(log)[0]
    assert after.last_use > before.last_use + 2.5
    assert are_gone(after.jvm, after.keeper)
    assert shared.status() is None
    assert not list((log.parent / "cache").rglob("*.json"))


def test_many_runs_start_one_server(log: Path) -> None:
    for _ in range(3):
        with holder("shared", 0):
            pass
    with open_server(own=False) as server:
        told = shared.status()
    assert told is not None
    assert (told.url, [told.jvm]) == (server.url, started(log))


def test_runs_that_start_at_once_start_one_server(log: Path) -> None:
    command = [sys.executable, "-c", HOLDER, "shared", "0"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({each.communicate(timeout=30)[0] for each in runs}) == 1
    assert len(started(log)) == 1


def test_a_run_that_dies_while_it_starts_the_server_leaves_nothing_and_lets_others_start(log: Path) -> None:
    stand_in(log.parent, f"if open({str(log)!r}).read().count(chr(10)) == 1: time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", HOLDER, "shared", "0"]) as first:
        while not started(log):
            time.sleep(0.05)
        first.kill()
    with open_server(own=False):
        one, _ = started(log)
        assert are_gone(one)


def test_the_idle_time_can_be_changed_and_is_kept_by_a_restart(log: Path) -> None:
    first = shared.start(idle=100)
    second = shared.start(idle=50)
    assert (first.idle, second.idle, first.jvm) == (100, 50, second.jvm)
    with closing(Shared()) as server:
        server.restart()
        assert (server.status.idle, server.status.version) == (50, "6.8")
    assert shared.stop()
    assert not shared.stop()
    assert are_gone(*started(log))


def test_the_state_is_private(log: Path) -> None:
    shared.start()
    (state,) = (log.parent / "cache").rglob("*.json")
    assert state.stat().st_mode & 0o777 == 0o600
    assert state.parent.stat().st_mode & 0o777 == 0o700
    told = json.loads(state.read_text("utf-8"))
    with socket.create_connection(("127.0.0.1", told["port"]), 5) as stranger:
        stranger.sendall(b"0123456789abcdef0123456789abcdef stop\n")
        assert stranger.recv(1) == b""
    assert shared.status() is not None


@pytest.mark.parametrize("fault", ["dead keeper", "foreign port", "mute port", "garbage", "another's"])
def test_a_state_that_tells_of_no_server_is_replaced(
    log: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    first = shared.start()
    (state,) = (log.parent / "cache").rglob("*.json")
    told = state.read_text("utf-8")
    os.kill(first.keeper, signal.SIGKILL)
    assert are_gone(first.jvm)
    with answering("foreign" in fault) as port:
        texts = {"dead keeper": told, "garbage": "{", "another's": "[1]"}
        monkeypatch.setattr(shared, "PATIENCE", 1)
        state.write_text(texts.get(fault, json.dumps({**json.loads(told), "port": port})), "utf-8")
        assert shared.status() is None
        with open_server(own=False) as server:
            wire.knock(server.url, 5)
    assert len(started(log)) == 2


def test_where_nothing_can_be_shared_the_server_is_the_runs_own(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (log.parent / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(log.parent / "file"))
    with open_server(own=False):
        assert shared.status() is None
        assert len(started(log)) == 1
    assert are_gone(*started(log))
    with pytest.raises(EngineError, match=r"no server can be shared, .* cannot be written"):
        shared.start()


def test_what_answers_otherwise_is_another_server(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shared.start()
    monkeypatch.setattr(launch, "FLAGS", ("-Xmx1g",))
    assert shared.status() is None
    second = shared.start()
    assert first.jvm != second.jvm
    assert shared.stop()
    assert are_gone(first.jvm, second.jvm)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests that may take no longer than two seconds."""
    monkeypatch.setattr(wire, "LEAST_SECONDS", 2.0)


def languagetool(server: Own | Shared) -> LanguageTool:
    return LanguageTool(server, GrammarSettings(), "en-US")


@pytest.mark.parametrize("kind", [Own, Shared])
def test_a_hung_server_is_replaced_and_its_text_left(
    log: Path, kind: type[Own | Shared], hasty: None
) -> None:
    with closing(kind()) as server:
        engine = languagetool(server)
        assert engine.check("It is.") == ()
        os.kill(started(log)[0], signal.SIGSTOP)
        with pytest.raises(EngineError, match=r"gave no answer within \d seconds"):
            engine.check("It is.")
        assert engine.check("It is.") == ()
        one, _ = started(log)
        assert are_gone(one)


@pytest.mark.parametrize("kind", [Own, Shared])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_server_that_is_gone_is_started_again(
    log: Path, kind: type[Own | Shared], number: signal.Signals, hasty: None
) -> None:
    """One that was killed before a request, or hung before a run meets it."""
    with closing(kind()) as server:
        if number == signal.SIGKILL:
            engine = languagetool(server)
            os.kill(started(log)[0], number)
        else:
            os.kill(started(log)[0], number)
            engine = languagetool(server)
        assert engine.check("It is.") == ()
        assert engine.version == "6.8"
        assert len(started(log)) == 2


def test_a_server_that_dies_of_every_text_is_told(log: Path) -> None:
    stand_in(log.parent, asked="'poison' in said and os._exit(1)")
    with open_server(own=True) as server:
        engine = LanguageTool(server, GrammarSettings(), "en-US")
        with pytest.raises(EngineError, match="LanguageTool gave no answer: ") as told:
            engine.check("poison")
        assert "\n" not in str(told.value)
        assert engine.check("It is.") == ()


def test_a_server_that_starts_no_more_is_told(log: Path) -> None:
    with open_server(own=False) as server:
        engine = LanguageTool(server, GrammarSettings(), "en-US")
        stand_in(log.parent, "sys.exit('no room')")
        os.kill(started(log)[0], signal.SIGKILL)
        with pytest.raises(EngineError, match="LanguageTool does not start: no room"):
            engine.check("It is.")


def test_a_server_replaced_by_another_run_is_found(log: Path) -> None:
    with closing(Shared()) as one, closing(Shared()) as other:
        first, second = languagetool(one), languagetool(other)
        assert first.check("It is.") == second.check("It is.") == ()
        one.restart()
        assert second.check("It is.") == first.check("It is.") == ()
        assert one.url == other.url
        assert len(started(log)) == 2


ECHO = 'return self.answer(__import__("urllib.parse").parse.parse_qs(said)["text"][0].encode())'
"""A stand-in that answers with the text that it is asked about."""
SOUND: dict[str, Any] = {
    "offset": 1,
    "length": 2,
    "message": "Wrong.",
    "replacements": [{"value": "right"}],
    "rule": {"id": "A_RULE", "category": {"id": "MISC"}, "issueType": "grammar"},
}


def answer(**changed: Any) -> str:
    """An answer with one match that is sound but for what is changed."""
    said = {"matches": [{**SOUND, **changed}], "software": {"version": "6.8"}}
    return json.dumps(said, ensure_ascii=False)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageTool]:
    """An engine whose server answers with the text that it is asked about, once it has been met."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("echo")
        patched.setenv("LTP_PATH", str(folder))
        patched.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        (folder / "LanguageTool-6.8").mkdir()
        (folder / "LanguageTool-6.8" / install.JAR).touch()
        log = stand_in(folder, asked=f"if 'matches' in said: {ECHO}")
        with closing(Own()) as server:
            yield languagetool(server)
        assert are_gone(*started(log))


RULE = SOUND["rule"]
UNSOUND: dict[str, list[Any]] = {
    "offset": ["x", None, 1.5, -1, 9_999, 10**40, [1]],
    "length": ["x", None, 0.5, -2, 9_999],
    "rule": [
        *(3, None, {}, [], "x"),
        *({**RULE, "id": each} for each in (3, None, "")),
        *({**RULE, "category": each} for each in (3, {}, {"id": None})),
        {**RULE, "issueType": None},
    ],
    "message": [None, 3, ["x"]],
    "replacements": [None, 3, {}, [{}], [3], [{"value": None}]],
}


@pytest.mark.parametrize(
    "text",
    [
        '{"matches": [{}], "software": {"version": "6.8"}}',
        '{"matches": ["x"], "software": {"version": "6.8"}}',
        answer(offset=9_999, message="🎲"),  # its offsets are no code points
        *(answer(**{name: each}) for name, values in UNSOUND.items() for each in values),
    ],
)
def test_a_match_that_makes_no_sense_is_told(echo: LanguageTool, text: str) -> None:
    with pytest.raises(EngineError) as told:
        echo.check(text)
    assert str(told.value) == f"LanguageTool gave no answer: {wire.STRANGE}"
    assert [each.rule for each in echo.check(answer())] == ["A_RULE"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("EN_A_VS_AN", "EN_A_VS_AN"),
        ("AO90_AVÉ-MARIA", "AO90_AVÉ-MARIA"),
        ("OF_CAUSE[2]", "OF_CAUSE[2]"),
        ("x y\n::error::", "x_y_error_"),
        ("\x1b[2J\u202ex", "_[2J_x"),
        ("x" * 5_000, "x" * 100),
    ],
)
def test_an_id_cannot_break_a_report(echo: LanguageTool, given: str, taken: str) -> None:
    assert [each.rule for each in echo.check(answer(rule={**RULE, "id": given}))] == [taken]


def test_rules_are_named_in_one_order(log: Path) -> None:
    asked = log.parent / "asked"
    stand_in(log.parent, asked=f"open({str(asked)!r}, 'a').write(said + chr(10))")
    settings = GrammarSettings(disable=("Z_RULE", "A_RULE", "M_RULE"), enable=("Y", "B"))
    with open_server(own=True) as server:
        LanguageTool(server, settings, "en-US").check("It is.")
    first, second = (parse_qs(line) for line in asked.read_text("utf-8").split())
    disabled = first["disabledRules"][0].split(",")
    assert disabled == sorted(disabled)
    assert {"Z_RULE", "A_RULE", "M_RULE"} < set(disabled)
    assert first["enabledRules"] == ["B,Y"]
    assert {**first, "text": second["text"]} == second


def test_requests_may_take_longer_the_longer_they_are() -> None:
    assert wire.seconds_for("word") < 5
    assert wire.seconds_for("x" * 5_000) < wire.seconds_for("x" * 10_000) < 10
    assert wire.seconds_for("x" * 200_000) == 10


@pytest.mark.parametrize("loud", [True, False])
def test_an_address_where_something_else_answers_is_told(loud: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_SECONDS", 0.5)
    with (
        answering(loud) as port,
        pytest.raises(EngineError, match=f"LanguageTool at http://127.0.0.1:{port}/v2 cannot be used: "),
    ):
        wire.version(f"http://127.0.0.1:{port}/v2")
