"""LanguageTool's installation without network and Java: real archives from a server of this machine."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.errors import EngineError, QapressError, WriteError
from qapress.grammar import archive, install, java, maven, shared
from qapress.source.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

posix = pytest.mark.skipif(os.name != "posix", reason="programs are scripts and signals are sent")
FOLDER = f"LanguageTool-{install.VERSION}"
INSTALL = """\
import sys
from qapress.grammar import archive, install
archive.address = lambda version: sys.argv[1]
install.ARCHIVE = sys.argv[2]
install.find_spec = lambda name: name
print(install.install("download", tell=lambda text: print(text, flush=True)))
"""
"""Install what lies at an address, so as it is done where `language_tool_python` is there to name it."""


def packed(name: str = f"{FOLDER}/{install.JAR}") -> bytes:
    """An archive of some megabytes with one jar, and beside it what fills it."""
    whole, jar = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(jar, "w") as inner:
        inner.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n")
        inner.writestr("Server.class", "")
    with zipfile.ZipFile(whole, "w") as outer:
        outer.writestr(name, jar.getvalue())
        outer.writestr(f"{FOLDER}/libs/filling", bytes(3_000_000))
    return whole.getvalue()


@dataclass
class Site:
    """A server that has one archive; `send` is how much of it comes, `waits` whether it then stays silent."""

    url: str = ""
    data: bytes = field(default_factory=packed)
    send: int | None = None
    waits: bool = False
    asked: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(request.path)
        if not request.path.endswith(".zip"):
            request.send_error(404)
            return
        request.send_response(200)
        request.send_header("Content-Length", str(len(self.data)))
        request.end_headers()
        request.wfile.write(self.data[: self.send])
        if self.waits:
            request.wfile.flush()
            time.sleep(60)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        found.url = f"http://127.0.0.1:{server.server_port}/LanguageTool.zip"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for LanguageTool where none is, on a machine that has neither Maven nor Java."""
    place = tmp_path / "jars"
    monkeypatch.setenv("LTP_PATH", str(place))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return place


@pytest.fixture
def package(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """As if `language_tool_python` were there and named the archive of the server."""
    monkeypatch.setattr(install, "find_spec", lambda name: name)
    monkeypatch.setattr(archive, "address", lambda _: site.url)
    monkeypatch.setattr(install, "ARCHIVE", site.digest)
    return site


def program(folder: Path, name: str, body: str) -> None:
    """Put a Python script on the PATH that is called as a program."""
    script = folder / "bin" / name
    script.write_text(f"#!{sys.executable}\n{body}\n", "utf-8")
    script.chmod(0o755)


def put_version(folder: Path, version: str) -> Path:
    jar = folder / f"LanguageTool-{version}" / install.JAR
    jar.parent.mkdir(parents=True)
    with zipfile.ZipFile(jar, "w") as made:
        made.writestr("Server.class", "")
    return jar.parent


def left(home: Path) -> list[str]:
    return sorted(each.name for each in home.iterdir())


def test_the_newest_version_is_taken(home: Path) -> None:
    assert install.installed() is None
    for version in ("6.8", "6.10", "5.9"):
        put_version(home, version)
    newest = install.installed()
    assert newest == home / "LanguageTool-6.10"
    assert install.version(newest) == "6.10"


def test_its_place_does_not_hang_on_the_working_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LTP_PATH", "jars")
    assert install.home() == Path.cwd() / "jars"
    monkeypatch.delenv("LTP_PATH")
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    assert install.home().is_relative_to(Path.home())


def test_what_is_there_is_left_unless_it_is_old(home: Path, package: Site) -> None:
    put_version(home, "6.6")
    assert install.install() == home / FOLDER
    assert len(package.asked) == 1
    assert install.install() == home / FOLDER
    newer = put_version(home, "20990101")
    assert install.install() == newer
    assert len(package.asked) == 1


def test_the_archive_is_laid_out_whole(home: Path, package: Site) -> None:
    told: list[str] = []
    assert install.install(tell=told.append) == home / FOLDER
    assert left(home) == [FOLDER]
    assert left(home / FOLDER) == [install.JAR, "libs"]
    assert told == ["1 of 3 MB", "2 of 3 MB", "3 of 3 MB", "unpacking"]


def test_force_replaces_what_is_there(home: Path, package: Site) -> None:
    old = put_version(home, install.VERSION) / "old"
    old.touch()
    assert install.install() == home / FOLDER
    assert old.exists()
    assert install.install(force=True) == home / FOLDER
    assert not old.exists()
    assert left(home) == [FOLDER]


def test_a_damaged_installation_is_replaced(home: Path, package: Site) -> None:
    (put_version(home, install.VERSION) / install.JAR).write_bytes(b"half of a j")
    assert install.install() == home / FOLDER
    assert zipfile.is_zipfile(home / FOLDER / install.JAR)
    assert len(package.asked) == 1


def refused(home: Path, match: str, way: install.Way = "download") -> None:
    """Installing fails with one line, and leaves nothing."""
    with pytest.raises(QapressError, match=match) as failure:
        install.install(way)
    assert "\n" not in str(failure.value)
    assert left(home) == []
    assert install.installed() is None


def test_another_archive_is_refused(home: Path, package: Site) -> None:
    package.data = packed() + b"!"
    refused(home, "nothing was installed: http.* is another archive than the one that is known")


def test_an_archive_without_the_server_is_refused(
    home: Path, package: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.data = packed("other.jar")
    monkeypatch.setattr(install, "ARCHIVE", package.digest)
    refused(home, f"nothing was installed: there is no {install.JAR} in what was fetched")


def test_a_connection_that_ends_too_early_is_told(home: Path, package: Site) -> None:
    package.send = 1_500_000
    refused(home, r"was not downloaded: the connection ended after 1500000 of 3\d+ bytes")


def test_a_missing_archive_is_told(home: Path, package: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "address", lambda _: f"{package.url}?")
    refused(home, "cannot be downloaded: the server says 404")


def test_a_silent_server_is_given_up(home: Path, package: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    package.send, package.waits = 1000, True
    monkeypatch.setattr(archive, "SECONDS", 0.2)
    refused(home, "cannot be downloaded: timed out")


def test_no_connection_is_told(home: Path, package: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "address", lambda _: "http://127.0.0.1:9/LanguageTool.zip")
    refused(home, "cannot be downloaded: connection refused")


def test_a_download_without_end_is_cut_off(
    home: Path, package: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LIMIT", 1_000_000)
    refused(home, "the connection ended|is another archive")


def test_no_way_to_fetch_it_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find_spec", lambda _: None)
    with pytest.raises(
        EngineError, match=r"fetched by Maven \(45 MB\) or by language_tool_python \(259 MB\), and"
    ):
        install.install()
    with pytest.raises(EngineError, match="no `mvn` is on the PATH"):
        install.plan("maven")
    with pytest.raises(EngineError, match=r"pip install 'qapress\[languagetool\]'"):
        install.plan("download")
    assert not home.exists()


@posix
def test_maven_comes_first_where_it_can_run(home: Path, package: Site) -> None:
    assert install.plan() == install.Plan("download", 259_000_000, home / FOLDER)
    program(home.parent, "mvn", "")
    assert install.plan().way == "download"
    assert install.plan("maven").way == "maven"
    program(home.parent, "java", "")
    assert install.plan() == install.Plan("maven", 45_000_000, home / FOLDER)
    assert install.plan("download").way == "download"


SAID = (
    "[ERROR] Plugin a:b:3.8.1 or one of its dependencies could not be resolved: Could not transfer artifact from/to "
    "central (https://repo.example): transfer failed: Unknown host repo.example: Temporary failure -> [Help 1]\n"
    "[ERROR] [Help 1] http://example.org"
)
GOAL = "[ERROR] Failed to execute goal a:b:3.8.1:copy-dependencies (default-cli) on project languagetool: "
FULL = f"{GOAL}Failed to copy artifact 'x' to {'/a/long/path' * 30}: No space left on device -> [Help 1]"
LACKS = f"{GOAL}Could not find artifact x in y -> [Help 1]"


@posix
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            f"raise SystemExit(print({SAID!r}) or 1)",
            r"its repository cannot be reached \(Unknown host repo.example\)",
        ),
        (
            "raise SystemExit('The JAVA_HOME environment variable is not defined\\nthis is needed')",
            r"JAVA_HOME .* is not defined$",
        ),
        (
            "raise SystemExit(print('[ERROR] No disk -> [Help 1]') or 1)",
            "could not fetch LanguageTool: No disk$",
        ),
        (f"raise SystemExit(print({FULL!r}) or 1)", "could not fetch LanguageTool: no space left on device$"),
        (
            f"raise SystemExit(print({LACKS!r}) or 1)",
            "could not fetch LanguageTool: Could not find artifact x in y$",
        ),
        ("raise SystemExit(1)", "it says nothing"),
        ("", r"nothing was installed: Maven brought another logback-classic-1\.5\.21\.jar"),
    ],
)
def test_what_maven_says_is_told_in_a_line(home: Path, body: str, message: str) -> None:
    program(home.parent, "mvn", body)
    refused(home, message, "maven")


def test_a_place_that_cannot_be_written_is_told(
    home: Path, package: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("a file")
    with pytest.raises(WriteError, match=f"LanguageTool cannot be installed: {home.as_posix()}: file exists"):
        install.install()
    monkeypatch.setenv("LTP_PATH", str(home / "below"))
    with pytest.raises(WriteError, match=r"cannot be installed: .*: not a directory"):
        install.install()


def test_a_full_disk_is_told_before_anything_is_fetched(
    home: Path, package: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(install.ROOM, "download", 1 << 60)
    refused(home, r"it takes \d+ MB in .*jars, where \d+ MB are free")
    assert package.asked == []


@posix
def test_a_disk_that_becomes_full_is_told(home: Path, package: Site) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, most))
    try:
        refused(home, "LanguageTool cannot be installed: .*: file too large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def test_two_at_once_are_not_let(home: Path, package: Site) -> None:
    home.mkdir()
    with (
        locked(home, "busy"),
        pytest.raises(WriteError, match=f"another process installs LanguageTool into {home.as_posix()}"),
    ):
        install.install()
    assert install.install() == home / FOLDER


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda each: each.name)
def test_a_killed_installation_leaves_nothing_that_counts(
    home: Path, package: Site, number: signal.Signals
) -> None:
    package.send, package.waits = 2_500_000, True
    with subprocess.Popen(
        [sys.executable, "-c", INSTALL, package.url, package.digest], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "1 of 3 MB\n"
        running.send_signal(number)
    assert install.installed() is None
    assert any(each.startswith(install.STAGING) for each in left(home))
    package.send, package.waits = None, False
    assert install.install() == home / FOLDER
    assert left(home) == [FOLDER]


@posix
def test_maven_and_what_it_started_end_with_a_killed_installation(home: Path) -> None:
    program(
        home.parent,
        "mvn",
        f"""\
import subprocess, sys
with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
    open({str(home.parent / "pid")!r}, "w").write(str(child.pid))
""",
    )
    code = "from qapress.grammar import install; install.install('maven')"
    with subprocess.Popen([sys.executable, "-c", code]) as running:
        for _ in range(100):
            if (home.parent / "pid").is_file() and (home.parent / "pid").read_text():
                break
            time.sleep(0.1)
        child = int((home.parent / "pid").read_text())
        running.kill()
    for _ in range(50):
        if not alive(child):
            break
        time.sleep(0.1)
    assert not alive(child)


def alive(process: int) -> bool:
    """Whether a process runs; one that nobody has waited for counts as ended."""
    done = subprocess.run(
        ["/bin/ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


@posix
@pytest.mark.parametrize(
    ("said", "version", "enough"),
    [
        ('openjdk version "17.0.15" 2025-04-15', "17.0.15", True),
        ('java version "1.8.0_292"', "1.8.0_292", False),
        ('openjdk version "21-ea" 2023-09-19', "21-ea", True),
        ('openjdk version "11.0.2" 2019-01-15', "11.0.2", False),
    ],
)
def test_java_tells_its_version(home: Path, said: str, version: str, enough: bool) -> None:
    program(home.parent, "java", f"import sys; print({said!r}, file=sys.stderr)")
    found = java.find()
    assert found is not None
    assert (found.version, found.is_enough) == (version, enough)


@posix
def test_no_java_and_a_stand_in_for_it(home: Path) -> None:
    assert java.find() is None
    program(home.parent, "java", "raise SystemExit('Unable to locate a Java Runtime.')")
    assert java.find() is None


@posix
def test_memory_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    own = java.memory(os.getpid())
    assert own is not None
    assert 1_000_000 < own < 10_000_000_000
    monkeypatch.setenv("PATH", "")
    assert java.memory(os.getpid()) is None


def test_the_start_jar_names_all_jars(tmp_path: Path) -> None:
    names = [f"a long name of a jar, number {number}.jar" for number in range(50)]
    maven._write_start_jar(tmp_path / "start.jar", names)
    with zipfile.ZipFile(tmp_path / "start.jar") as jar:
        manifest = jar.read("META-INF/MANIFEST.MF").decode()
    lines = manifest.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 72
    path = "".join(line.removeprefix(" ") if line.startswith(" ") else f"\n{line}" for line in lines)
    (listed,) = [line for line in path.split("\n") if line.startswith("Class-Path: ")]
    assert listed.split(" ")[1:] == [
        "./",
        *(f"libs/{name.replace(' ', '%20').replace(',', '%2C')}" for name in names),
    ]


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line where neither Java nor Maven is, and no network."""
    return subprocess.run(
        [sys.executable, "-m", "qapress", *arguments],
        env={
            **{name: value for name, value in os.environ.items() if name != "JAVA_HOME"},
            "HOME": str(home.parent),
            "USERPROFILE": str(home.parent),
            "XDG_CACHE_HOME": str(home.parent / "cache"),
            "LTP_DOWNLOAD_HOST_NEW_RELEASES": "http://127.0.0.1:9/",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_status_of_a_bare_machine(home: Path) -> None:
    done = command(home, "languagetool", "status")
    lines = done.stdout.split("\n")
    assert done.returncode == 0
    assert lines[:2] == [
        "LanguageTool: not installed: `qapress languagetool install`",
        "Java: none that works on the PATH",
    ]
    assert lines[2].startswith("language_tool_python: ")
    assert lines[3:] == ["server: does not run", ""]
    data = json.loads(command(home, "languagetool", "status", "--output-format", "json").stdout)
    assert (data["schema_version"], data["installed"], data["java"], data["server"]) == (1, None, None, None)


def test_status_names_what_is_there(home: Path) -> None:
    folder = put_version(home, install.VERSION)
    done = command(home, "languagetool", "status")
    assert done.stdout.split("\n")[0] == f"LanguageTool: {install.VERSION} in {folder.as_posix()}"


def test_install_where_it_is_installed(home: Path) -> None:
    folder = put_version(home, install.VERSION)
    done = command(home, "languagetool", "install")
    assert (done.returncode, done.stdout) == (0, f"{folder.as_posix()}\n")
    first, note, *_ = done.stderr.split("\n")
    assert first == "LanguageTool is already installed; --force installs it again"
    assert note == "note: it runs on Java 17 or newer, and no `java` that works is on the PATH"
    assert command(home, "--quiet", "languagetool", "install").stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("install",), "error: "),
        (("install", "--from", "maven"), "error: no `mvn` is on the PATH"),
        (("install", "--from", "mvn"), "error: invalid value for '--from': 'mvn' is not one of"),
        (("start",), "error: LanguageTool needs Java 17 or newer: no `java` is on the PATH"),
        (("start", "--idle", "0"), "error: invalid value for '--idle': 0 is not in the range x>=1"),
    ],
)
def test_what_cannot_be_done_exits_with_two(home: Path, arguments: tuple[str, ...], message: str) -> None:
    done = command(home, "languagetool", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (error,) = [line for line in done.stderr.split("\n") if line.startswith("error: ")]
    assert error.startswith(message)
    assert install.installed() is None


def test_stop_where_nothing_runs(home: Path) -> None:
    done = command(home, "languagetool", "stop")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no server runs\n")


def test_the_help_names_the_idle_time(home: Path) -> None:
    assert f"default: {shared.IDLE:g}." in command(home, "languagetool", "start", "--help").stdout


PROGRESS = """\
import time
from qapress.cli import progress
with progress.Progress() as tell:
    tell("early")
    tell("1 of 9 files")
    time.sleep(2 * progress.PATIENCE)
    tell("3 of 9 files")
    time.sleep(4 * progress.PAUSE)
"""
QUICK = """\
from qapress.cli import progress
with progress.Progress() as tell:
    tell("early")
"""


def on_a_terminal(code: str) -> str:
    """What a program writes to standard error where that is a pseudo-terminal; a full stop ends it."""
    import pty

    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True)
    os.write(theirs, b".")
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    return shown.removesuffix(".")


@posix
def test_progress_is_shown_on_a_terminal_only() -> None:
    assert on_a_terminal(QUICK) == ""
    assert [each.rstrip() for each in on_a_terminal(PROGRESS).split("\r")] == [
        "",
        *["1 of 9 files"] * 2,
        *["3 of 9 files"] * 2,
        "",
        "",
    ]
    piped = subprocess.run([sys.executable, "-c", PROGRESS], capture_output=True, text=True, check=True)
    assert (piped.stdout, piped.stderr) == ("", "")
