"""`qapress check` with real engines as hasty people, unlucky machines and hostile servers have it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from qapress.grammar import shared
from qapress.grammar.install import JAR, home, install
from servers import are_gone, java_below, listening, reply, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.border

ENGINES = ("languagetool", "embedded")
QAPRESS = (sys.executable, "-m", "qapress")
HASTY = """\
import runpy
from qapress.grammar import wire
wire.MOST_SECONDS = 1
runpy.run_module("qapress", run_name="__main__")
"""
"""qapress, but it waits for no answer for longer than a second."""
NUMBERS = count(1)


class Run(NamedTuple):
    """How a run of qapress ended, and how long it took."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def report(self) -> Any:
        """The report in JSON."""
        return json.loads(self.out)

    @property
    def grammar(self) -> Any:
        """How far the grammar check came."""
        return self.report["checks"]["grammar"]

    @property
    def found(self) -> list[tuple[str, int, int, str]]:
        """Path, line, column and rule of each place at which an engine found something."""
        return sorted(
            (place["path"], place["start"]["line"], place["start"]["column"], each["origin"]["rule"])
            for each in self.report["diagnostics"]
            if each["code"] == "QA450"
            for place in (each, *each["places"])
        )


@dataclass
class Hub:
    """A folder of Markdown, and the environment in which qapress runs there."""

    root: Path
    environment: dict[str, str]
    program: tuple[str, ...] = QAPRESS

    def put(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def qapress(self, *arguments: str, text: str | None = None, **environment: str) -> Run:
        """Run a command to its end."""
        begin = time.monotonic()
        done = subprocess.run(
            [*self.program, *arguments],
            cwd=self.root,
            env={**self.environment, **environment},
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=90,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Run(done.returncode, done.stdout, done.stderr, time.monotonic() - begin)

    def check(self, engine: str, *arguments: str, text: str | None = None, **environment: str) -> Run:
        """Check with an engine; the report is JSON."""
        options = ("--select", "grammar,double-space,tool", "--engine", engine, "--output-format", "json")
        return self.qapress("check", *options, *arguments, text=text, **environment)

    def begin(self, engine: str, **environment: str) -> subprocess.Popen[str]:
        """Begin to check, as the first process of a group."""
        return subprocess.Popen(
            [*QAPRESS, "check", "--engine", engine, "--output-format", "json"],
            cwd=self.root,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def server(self) -> Any:
        """The server that runs share, or None."""
        return json.loads(self.qapress("languagetool", "status", "--output-format", "json").out)["server"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment whose cache is empty, so that nobody's own server is used; what is installed is taken."""
    install()
    left_out = {"CI", "QAPRESS_CACHE_DIR"}
    given = {name: value for name, value in os.environ.items() if name not in left_out}
    folder = tmp_path_factory.mktemp("cache")
    environment = {**given, "LTP_PATH": str(home()), "XDG_CACHE_HOME": str(folder)}
    hub = Hub(folder, environment)
    yield environment
    server = hub.server()
    if server:  # whoever was killed while he used it, its idle end comes
        hub.qapress("languagetool", "start", "--idle", "1")
        ended = are_gone(server["process"], server["keeper"])
        hub.qapress("languagetool", "stop")
        assert ended


@pytest.fixture
def hub(tmp_path: Path, place: dict[str, str]) -> Hub:
    """An empty collection."""
    made = Hub(tmp_path / "hub", dict(place))
    made.put("qapress.toml", "")
    return made


@pytest.fixture
def alone(hub: Hub, tmp_path: Path) -> Iterator[Hub]:
    """An empty collection that shares no server with other tests."""
    hub.environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    yield hub
    server = hub.server()
    hub.qapress("languagetool", "stop")
    assert server is None or are_gone(server["process"], server["keeper"])


def fresh(size: int = 1) -> str:
    """Paragraphs that no cache knows, each with one fault in its last word but one."""
    return "".join(f"Text {next(NUMBERS)} of {os.getpid()} is about an test.\n\n" for _ in range(size))


def question(text: str) -> str:
    return f"## 📌 Q1: What is this?\n\n### ✅ Answer\n\n{text}\n"


def below(pid: int) -> list[int]:
    """The processes that a process has started, at any depth."""
    rows, found = table(), {pid}
    for _ in range(6):
        found |= {each for each, (parent, _, _) in rows.items() if parent in found}
    return sorted(found - {pid})


def engines_of(run: subprocess.Popen[str], engine: str) -> list[int]:
    """The processes of an engine that a run holds itself, once they are there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = below(run.pid)
        if java_below(run.pid) if engine == "languagetool" else found:
            return found
        time.sleep(0.02)
    pytest.fail(f"{engine} does not start")


def crippled(hub: Hub, tmp_path: Path) -> dict[str, str]:
    """An environment in which no engine can start: any run that works knows all answers."""
    (tmp_path / "broken" / "lt_py").mkdir(parents=True)
    (tmp_path / "broken" / "lt_py" / "__init__.py").write_text("raise RuntimeError('started')\n", "utf-8")
    return {"PATH": str(tmp_path / "broken"), "PYTHONPATH": str(tmp_path / "broken")}


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_ends_a_run_its_own_engine_ends_too_and_the_cache_is_sound(
    hub: Hub, tmp_path: Path, engine: str
) -> None:
    for number in range(8):
        hub.put(f"QA_{number}.md", question(fresh(20)))
    ends = ((signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, 130))
    runs = [hub.begin(engine, CI="1") for _ in ends]
    for run, (number, code) in zip(runs, ends, strict=True):
        held = engines_of(run, engine)
        if number == signal.SIGINT:
            time.sleep(0.5)  # not at once, but at work
            os.killpg(run.pid, number)
        else:
            os.kill(run.pid, number)
        assert are_gone(*held)
        err = run.communicate()[1]
        assert run.returncode == code
        assert err == ("interrupted\n" if code == 130 else "")
    second = hub.check(engine)
    assert len(second.found) == 160
    third = hub.check(engine, **crippled(hub, tmp_path))
    assert (third.found, third.grammar["state"]) == (second.found, "done")


def begun(hub: Hub, cache: str) -> subprocess.Popen[str]:
    """A run that has the shared server at work; nothing is known in this cache."""
    start = time.time()
    run = hub.begin("languagetool", QAPRESS_CACHE_DIR=str(hub.root / cache))
    while (server := shared.status()) is None or server.last_use < start:
        assert run.poll() is None
        time.sleep(0.01)
    time.sleep(0.1)
    return run


def test_a_shared_server_may_lose_its_keeper_its_client_or_java_while_it_answers(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "LTP_PATH"):
        monkeypatch.setenv(name, hub.environment[name])
    for number in range(6):
        hub.put(f"b{number}.md", question(fresh(25)))
    now = hub.qapress("languagetool", "start") and hub.server()
    found = []
    for victim in ("keeper", "process"):
        before = now
        run = begun(hub, victim)
        os.kill(before[victim], signal.SIGKILL)
        assert are_gone(before["process"], before["keeper"])
        out, err = run.communicate(timeout=60)
        whole = Run(run.returncode, out, err, 0)
        assert (whole.code, whole.grammar["state"], err) == (1, "done", "")
        assert len(whole.found) == 150
        found.append(whole.found)
        now = hub.server()
        assert now["process"] != before["process"]
    run = begun(hub, "client")
    run.kill()
    run.communicate()
    found.append(hub.check("languagetool", QAPRESS_CACHE_DIR=str(hub.root / "client")).found)
    assert found[0] == found[1] == found[2]
    assert hub.server()["process"] == now["process"]


def test_twenty_runs_start_one_java(hub: Hub) -> None:
    path = hub.put("a.md", question(fresh()))
    hub.check("languagetool")
    server = hub.server()
    for _ in range(19):
        path.write_text(question(fresh()), "utf-8")
        assert len(hub.check("languagetool").found) == 1
    last = hub.server()
    assert (last["process"], last["started"]) == (server["process"], server["started"])
    assert java_below(last["keeper"]) == [last["process"]]
    assert len(hub.check("languagetool").found) == 1
    assert hub.server()["last_use"] == last["last_use"]  # all was known


LEFT = ("word " * 40_000, "See " + "[" * 20_000, "x" * 100_000, "A. " * 33_333)
ASKED = ("A. " * 3_300, "of the cat, " * 160 + ". ", "can't've " * 200 + ". ", "(a) " * 480)


@pytest.mark.parametrize("engine", ENGINES)
def test_hostile_text_costs_seconds_and_the_rest_is_checked(hub: Hub, engine: str) -> None:
    if engine == "languagetool":
        hub.qapress("languagetool", "start")
    hub.put("a.md", question("\n\n".join(f"{fresh(1)}{each}" for each in LEFT) + f"\n\n{fresh(1)}"))
    run = hub.check(engine)
    assert run.seconds < 10
    assert [line for _, line, _, _ in run.found] == [5, 9, 13, 17, 21]
    assert run.grammar["state"] == "partial"
    assert run.grammar["reason"] == (
        "not checked: the text at a.md:7 (more than 10,000 characters in one paragraph), and 3 more"
    )
    assert run.code == (2 if run.err else 1)
    (hub.root / "a.md").unlink()
    for name, each in zip("bcde", ASKED, strict=True):
        hub.put(f"{name}.md", question(f"{fresh(3)}{each} {next(NUMBERS)}\n\n{fresh(3)}"))
    run = hub.check(engine)
    assert run.seconds < 12 * len(ASKED)  # 10, and the start of another server
    found = {(path[0], line) for path, line, _, rule in run.found if rule == "EN_A_VS_AN"}
    assert {(name, line) for name in "bcde" for line in (5, 7, 9, 13, 15, 17)} <= found
    assert run.grammar["state"] == "done" or ".md:11 (" in run.grammar["reason"]


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (folder / name).chmod(0o755)


OLD = "echo 'Exception in thread \"main\" java.lang.UnsupportedClassVersionError: x' >&2; exit 1"


@pytest.mark.parametrize(
    ("java", "said"),
    [
        (None, "needs Java 17 or newer: no `java` is on the PATH"),
        (OLD, "needs Java 17 or newer: the `java` on the PATH is older"),
        ("exit 0", "does not start: it ended and said nothing"),
        ("echo one; echo the last word >&2; exit 1", "does not start: the last word"),
    ],
)
def test_a_java_that_does_not_do_is_told_in_a_line(
    alone: Hub, tmp_path: Path, java: str | None, said: str
) -> None:
    alone.put("a.md", question(f"Two  blanks. {fresh()}"))
    if java:
        program(tmp_path / "bin", "java", java)
    path = str(tmp_path / "bin") if java is None else f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    for own in ("", "1"):  # shared, and the run's own
        run = alone.check("languagetool", PATH=path, CI=own)
        assert run.code == 2
        assert (run.err.count("\n"), said in run.err) == (1, True)
        assert [each["name"] for each in run.report["diagnostics"]] == ["double-space"]
        assert (run.grammar["state"], said in run.grammar["reason"]) == ("skipped", True)


def test_what_is_not_installed_is_told_in_a_line(alone: Hub, tmp_path: Path) -> None:
    alone.put("a.md", question(f"Two  blanks. {fresh()}"))
    nothing = {"LTP_PATH": str(tmp_path / "none"), "HOME": str(tmp_path)}
    run = alone.check("languagetool", **nothing)
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert "LanguageTool is not installed: run `qapress languagetool install`" in run.err
    (tmp_path / "jars").mkdir()
    program(tmp_path / "jars" / "LanguageTool-6.8", JAR, "")
    run = alone.check("languagetool", LTP_PATH=str(tmp_path / "jars"), CI="1")
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert "LanguageTool does not start: " in run.err
    broken = crippled(alone, tmp_path)
    run = alone.check("embedded", **broken)
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert "the embedded grammar engine does not start: started" in run.err
    run = alone.check("auto", **broken, **nothing)
    assert (run.code, run.err) == (0, "")  # a blank too many is a note
    assert "does not start: started" in run.grammar["reason"]


def test_a_dead_proxy_changes_nothing(hub: Hub) -> None:
    hub.put("a.md", question(fresh()))
    dead = {
        f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all", "HTTP", "HTTPS", "ALL")
    }
    for engine in ENGINES:
        assert len(hub.check(engine, **dead).found) == 1


LANGUAGES = json.dumps([{"name": "English", "code": "en", "longCode": "en-US"}]).encode()
STRANGE = b'{"matches": [{}], "software": {"version": "6.8"}}'

RUBBISH: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "a page": lambda it: reply(it, b"<html>Hello\nthere</html>"),
    "null": lambda it: reply(it, b"null"),
    "bytes": lambda it: reply(it, bytes(range(256))),
    "500": lambda it: reply(it, b"out of order\n\n", 500),
    "nothing": lambda it: it.connection.close(),
    "languages, then 500": lambda it: (
        reply(it, LANGUAGES) if it.path.endswith("languages") else reply(it, b"no\n", 500)
    ),
    "languages that are none": lambda it: reply(it, b"[3]" if it.path.endswith("languages") else STRANGE),
    "matches that are none": lambda it: reply(it, LANGUAGES if it.path.endswith("languages") else STRANGE),
    "silence": lambda _: time.sleep(10),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_a_server_that_makes_no_sense_is_told_in_a_line(hub: Hub, name: str) -> None:
    hub.put("a.md", question(f"Two  blanks. {fresh(4)}"))
    hub.program = (sys.executable, "-c", HASTY)
    with listening(RUBBISH[name]) as (url, asked), listening(RUBBISH["a page"]) as (proxy, leaked):
        hub.put("qapress.toml", f'grammar.url = "{url}"\n')
        run = hub.check("languagetool", http_proxy=proxy, HTTP_PROXY=proxy, all_proxy=proxy)
        assert (run.code, run.err.count("\n"), len(run.err) < 500) == (2, 1, True)
        assert run.seconds < 5
        assert [each["name"] for each in run.report["diagnostics"]] == ["double-space"]
        assert run.grammar["state"] == "skipped"
        assert 0 < len(asked) < 20
        assert leaked == []


def test_nothing_goes_to_another_host_than_was_set(hub: Hub) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"{other}{handler.path}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    hub.put("a.md", question(fresh()))
    with listening(RUBBISH["matches that are none"]) as (other, leaked), listening(redirect) as (url, asked):
        hub.put("qapress.toml", f'grammar.url = "{url}"\n')
        for run in (
            hub.check("languagetool"),
            hub.qapress("--no-cache", "check", "--engine", "languagetool"),
        ):
            assert (run.code, run.err.count("\n")) == (2, 1)
            assert f"it sends us on to {other}/v2/" in run.err
        assert hub.check("auto").code == 0  # nobody insists on an engine
        assert any("languages" in each for each in asked)
        assert leaked == []


def test_a_bad_certificate_is_told(hub: Hub, tmp_path: Path) -> None:
    import ssl

    pem = tmp_path / "pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
            *("-days", "2", "-keyout", str(pem), "-out", str(tmp_path / "crt")),
        ],
        check=True,
        capture_output=True,
    )
    hub.put("a.md", question(fresh()))
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "crt", pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        hub.put("qapress.toml", f'grammar.url = "https://localhost:{server.server_address[1]}"\n')
        run = hub.check("languagetool")
        trusting = hub.check("languagetool", SSL_CERT_FILE=str(tmp_path / "crt"))
        server.shutdown()
    assert (run.code, run.err.count("\n"), "CERTIFICATE" in run.err.upper()) == (2, 1, True)
    assert "Unsupported method" in trusting.err  # the server was believed, and answers no request


@pytest.mark.parametrize("engine", ENGINES)
def test_standard_input_and_no_cache_leave_nothing(hub: Hub, tmp_path: Path, engine: str) -> None:
    text = question(fresh())
    (tmp_path / "text").write_text(text, "utf-8")
    hub.environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    options = ("check", "--select", "grammar", "--engine", engine, "--output-format", "json", "-")
    with (tmp_path / "text").open() as given:
        run = subprocess.Popen(
            [*QAPRESS, "--no-cache", *options],
            cwd=hub.root,
            env=hub.environment,
            stdin=given,
            stdout=subprocess.PIPE,
            text=True,
        )
    held = engines_of(run, engine)
    done = Run(run.wait(), run.communicate()[0], "", 0)
    assert done.found == [("-", 5, text.index("an test") - text.index("Text") + 1, "EN_A_VS_AN")]
    assert done.code == 1
    assert are_gone(*held)
    assert [each.name for each in hub.root.iterdir()] == ["qapress.toml"]
    assert not list((tmp_path / "cache").rglob("*.json"))


def test_no_state_of_the_cache_harms_a_run(hub: Hub, tmp_path: Path) -> None:
    hub.put("a.md", question(fresh()))
    wanted = hub.check("languagetool").found
    cache = hub.root / ".qapress_cache"
    (answers,) = (cache / "grammar").iterdir()
    for damage in (answers.read_bytes()[:-9], b"\xff\xffqa1" * 99):
        answers.write_bytes(damage)
        assert hub.check("languagetool").found == wanted
    cache.rename(tmp_path / "old")
    for target in (None, tmp_path / "elsewhere"):  # a file, a link
        if target:
            cache.symlink_to(target)
        else:
            cache.write_text("mine", "utf-8")
        run = hub.check("languagetool")
        assert (run.code, run.err, run.found) == (1, "", wanted)
        assert not (tmp_path / "elsewhere").exists()
        cache.unlink()
    unwritable = hub.check("languagetool", QAPRESS_CACHE_DIR="/proc/none")
    assert (unwritable.code, unwritable.err, unwritable.found) == (1, "", wanted)
    full = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; exec "$@" | cat', "sh", *QAPRESS, "check", "--engine", "languagetool"],
        cwd=hub.root,
        env=hub.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 warning" in full.stdout
    assert full.stderr == ""
    assert hub.check("languagetool").found == wanted


def test_a_thousand_files_and_two_runs_at_once(hub: Hub) -> None:
    for number in range(1_000):
        hub.put(f"d{number % 7}/QA_{number}.md", question(f"File {number % 40} has an test. It is fine."))
    with ThreadPoolExecutor() as pool:
        runs = [*pool.map(hub.check, ("languagetool", "languagetool"))]
    assert len(runs[0].found) >= 1_000
    assert runs[0].found == runs[1].found
    warm = hub.check("languagetool")
    assert warm.found == runs[0].found
    assert warm.seconds < 15  # 2 on a quiet machine


SUPPRESSED = """\
<!-- qapress: ignore grammar/EN_A_VS_AN: it is meant -->
This is an test.

<!-- qapress: ignore grammar/IT_IS: it is not there -->
That is an test.

<!-- qapress: ignore grammar: all of it -->
Here is an test.

There is an test of a sentennce that is blorptastic.
"""


def test_what_is_suppressed(hub: Hub) -> None:
    hub.put("a.md", question(SUPPRESSED))
    wrong, unknown = [(9, "EN_A_VS_AN"), (14, "EN_A_VS_AN")], [(14, "MORFOLOGIK_RULE_EN_US")]
    for settings, wanted in {
        "": [*wrong, *unknown],
        'spelling.words = ["sentennce"]': wrong,
        'ignore = ["grammar/EN_A_VS_AN"]': unknown,
        'per-file-ignores = {"a.*" = ["grammar/EN_A_VS_AN"]}': unknown,
        'grammar.disable = ["EN_A_VS_AN"]': unknown,
        'grammar.disable = ["MISC"]': unknown,
        'grammar.disable = ["TYPOS"]': wrong,
    }.items():
        hub.put("qapress.toml", f"{settings}\n")
        # What is not told to an engine is the same for both.
        engines = ENGINES if not settings or "disable" in settings else ENGINES[:1]
        with ThreadPoolExecutor() as pool:
            runs = tuple(pool.map(hub.check, engines))
        for run in runs:
            assert [(line, rule) for _, line, _, rule in run.found] == wanted, settings
            unused = [each["start"]["line"] for each in run.report["diagnostics"] if each["code"] == "QA901"]
            assert 8 in unused, settings
    hub.put("qapress.toml", "")
    off = hub.qapress("check", "--select", "grammar,tool", "--output-format", "json")
    assert off.report["diagnostics"] == []


def test_several_languages_in_one_collection(hub: Hub) -> None:
    hub.put("qapress.toml", 'languages = [{language = "de", include = ["de/**"]}]\n')
    hub.put("a.md", question(fresh()))
    hub.put("b.md", f"---\nlanguage: EN-us\n---\n\n{question(fresh())}")
    hub.put("de/c.md", question(fresh()))
    for engine in ENGINES:
        run = hub.check(engine)
        assert [(path, rule) for path, _, _, rule in run.found] == [(f"{it}.md", "EN_A_VS_AN") for it in "ab"]
        assert run.grammar["reason"].startswith("not checked: de/c.md (")
        assert run.err == f"error: grammar was checked in part; {run.grammar['reason']}\n"
        assert run.code == 2
        assert hub.check(engine, "a.md").code == 1
    assert hub.check("auto").code == 1


def test_findings_hang_on_no_order_nor_way(hub: Hub) -> None:
    names = [hub.put(f"{each}.md", question(fresh(3))).name for each in "abc"]
    options = ("check", "--select", "grammar", "--output-format", "json", "--engine")
    ways = {"languagetool": ("--jobs", "2"), "embedded": ("--no-cache", "--jobs", "2")}
    found = []
    for engine, way in ways.items():
        found.append(hub.check(engine).found)
        found.append(hub.check(engine, *reversed(names)).found)
        other = {"QAPRESS_CACHE_DIR": str(hub.root / engine)}
        found.append(hub.qapress(*way, *options, engine, *names[1:], names[0], **other).found)
    assert len(found[0]) == 9
    assert [each for each in found if each != found[0]] == []
