"""LanguageTool installed as users do it: by the real Maven into an empty place, killed, twice at once, by hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from qapress.grammar import archive, install

pytestmark = pytest.mark.border

ROOT = Path(__file__).parents[2]
FOLDER = f"LanguageTool-{install.VERSION}"
HOST = "127.0.0.1"
NOWHERE = f"http://{HOST}:9/"
"""Where nobody listens."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing is installed; Maven's own repository stays where it is."""
    repository = Path.home() / ".m2" / "repository"
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={repository}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("LTP_PATH", raising=False)
    monkeypatch.setenv("no_proxy", HOST)
    return tmp_path / "cache" / "qapress" / "languagetool"


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_: object) -> None:
        pass


def qapress(
    *arguments: str, folder: Path | None = None, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qapress", *arguments],
        cwd=folder,
        input=stdin,
        env={**os.environ, **env},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "qapress", "languagetool", "install"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def without(program: str, folder: Path) -> str:
    """A PATH on which one program is missing: links to all others."""
    folder.mkdir()
    for each in reversed(os.environ["PATH"].split(os.pathsep)):
        for path in Path(each).glob("*"):
            link = folder / path.name
            if path.name != program:
                link.unlink(missing_ok=True)
                link.symlink_to(path)
    return str(folder)


def running(name: str) -> list[str]:
    """The command lines, of all processes, that name a folder."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.split("\n") if name in line]


def is_whole(place: Path) -> bool:
    """Whether nothing else lies there than the jars that we know, each as it must be."""
    rows = Path(install.__file__).with_name("jars.txt").read_text("utf-8").split("\n")
    wanted = sorted(row.split()[0] for row in rows if row and not row.startswith("#"))
    found = sorted(sha256(each.read_bytes()).hexdigest() for each in (place / FOLDER / "libs").iterdir())
    return found == wanted and [each.name for each in place.iterdir()] == [FOLDER]


def test_install_and_use_in_an_empty_home(place: Path) -> None:
    nothing = json.loads(qapress("languagetool", "status", "--output-format", "json").stdout)
    assert (nothing["installed"], nothing["server"]) == (None, None)
    first = qapress("languagetool", "install")
    assert (first.returncode, first.stdout) == (0, f"{(place / FOLDER).as_posix()}\n")
    assert first.stderr.startswith(
        f"fetching LanguageTool, about 45 MB, into {(place / FOLDER).as_posix()}\n"
    )
    assert "note: " not in first.stderr
    assert is_whole(place)
    again = qapress("languagetool", "install")
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert again.stderr == "LanguageTool is already installed; --force installs it again\n"
    text = "## 📌 Q1: What is it?\n\n### ✅ Answer\n\nIt is an test of grammar.\n"
    checked = qapress("--no-cache", "check", "--engine", "languagetool", "-", stdin=text)
    assert "grammar/EN_A_VS_AN]" in checked.stdout
    assert running(str(place)) == []


def test_a_damaged_jar_is_fetched_again(place: Path) -> None:
    assert qapress("languagetool", "install").returncode == 0
    jar = next((place / FOLDER / "libs").glob("languagetool-core-*.jar"))
    jar.write_bytes(jar.read_bytes()[:-1])
    again = qapress("languagetool", "install")
    assert again.returncode == 0
    assert again.stderr.startswith("fetching ")
    assert is_whole(place)
    jar.write_bytes(b"")
    assert qapress("languagetool", "install", "--force").returncode == 0
    assert is_whole(place)


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name
)
def test_a_killed_installation_is_made_good_by_the_next(place: Path, number: signal.Signals) -> None:
    with started() as process:
        for _ in range(300):
            if running(str(place)):
                break
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    for _ in range(50):
        if not running(str(place)):
            break
        time.sleep(0.1)
    assert running(str(place)) == []
    assert not (place / FOLDER).exists()
    assert qapress("languagetool", "install").returncode == 0
    assert is_whole(place)


def test_two_at_once(place: Path) -> None:
    both = [started(), started()]
    said = [process.communicate(timeout=200) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes == [0, 2]
    (error,) = (talk for process, (_, talk) in zip(both, said, strict=True) if process.returncode == 2)
    assert error.endswith(f"error: another process installs LanguageTool into {place.as_posix()}\n")
    assert is_whole(place)


def test_without_maven_the_package_names_the_archive(place: Path, tmp_path: Path) -> None:
    path = without("mvn", tmp_path / "bin")
    done = qapress("languagetool", "install", PATH=path, LTP_DOWNLOAD_HOST_NEW_RELEASES=NOWHERE)
    assert done.returncode == 2
    first, _, last, *_ = done.stderr.split("\n")
    assert first.startswith("fetching LanguageTool, about 259 MB, into ")
    assert last == f"error: {NOWHERE}{FOLDER}.zip cannot be downloaded: connection refused"
    assert list(place.iterdir()) == []


DOWNLOAD = """\
import sys
from qapress.cli.main import run
from qapress.grammar import install
install.ARCHIVE = sys.argv[1]
sys.exit(run(["languagetool", "install", "--from", "download"]))
"""
"""Install an archive that has another hash than the published one."""


def test_what_comes_as_an_archive_runs(place: Path, tmp_path: Path) -> None:
    """A server of this machine has an archive laid out as the published one, made of the jars that Maven brings."""
    assert qapress("languagetool", "install").returncode == 0
    site = tmp_path / "site"
    made = Path(shutil.make_archive(str(site / FOLDER), "zip", place, FOLDER))
    shutil.rmtree(place)
    with ThreadingHTTPServer((HOST, 0), partial(Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        done = subprocess.run(
            [sys.executable, "-c", DOWNLOAD, sha256(made.read_bytes()).hexdigest()],
            env={**os.environ, "LTP_DOWNLOAD_HOST_NEW_RELEASES": f"http://{HOST}:{server.server_port}/"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        server.shutdown()
    assert (done.returncode, done.stdout) == (0, f"{(place / FOLDER).as_posix()}\n"), done.stderr
    assert is_whole(place)
    started = qapress("languagetool", "start", "--idle", "60")
    assert started.stderr == "LanguageTool 6.8 runs, and ends when nobody used it for 60 seconds\n"
    assert qapress("languagetool", "stop").stderr == "stopped\n"


def test_the_archive_is_the_one_of_the_package() -> None:
    from language_tool_python.download_lt import EXPECTED_DOWNLOAD_SHA256, LTP_DOWNLOAD_VERSION

    assert install.VERSION == LTP_DOWNLOAD_VERSION
    assert EXPECTED_DOWNLOAD_SHA256[install.VERSION] == install.ARCHIVE
    assert archive.address(install.VERSION).endswith(f"/{FOLDER}.zip")


def test_the_package_finds_what_maven_brought(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from language_tool_python.download_lt import LocalLanguageTool

    assert qapress("languagetool", "install").returncode == 0
    monkeypatch.setenv("LTP_PATH", str(place))
    (found,) = LocalLanguageTool.get_installed_versions()
    assert found.version_name == install.VERSION
    assert found.get_jar_path() == place / FOLDER / install.JAR


def test_without_network_maven_says_one_line(place: Path, tmp_path: Path) -> None:
    done = qapress(
        "languagetool",
        "install",
        MAVEN_OPTS=f"-Dmaven.repo.local={tmp_path / 'repository'} -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9",
    )
    assert done.returncode == 2
    assert re.fullmatch(
        r"error: Maven could not fetch LanguageTool: its repository cannot be reached \(Connection refused\)",
        done.stderr.rstrip("\n").rpartition("\n")[2],
    )
    assert list(place.iterdir()) == []


def test_java_is_not_needed_to_install_but_told(place: Path, tmp_path: Path) -> None:
    path = without("java", tmp_path / "bin")
    assert qapress("languagetool", "install").returncode == 0
    done = qapress("languagetool", "install", PATH=path)
    assert done.returncode == 0
    assert done.stderr.endswith(
        "note: it runs on Java 17 or newer, and no `java` that works is on the PATH\n"
    )


def test_the_commands_of_the_readme_run(place: Path, tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("\n## Grammar\n")[2].partition("\n## ")[0]
    commands = re.findall(r"^qapress (.+)$", section, re.MULTILINE)
    assert commands[-1] == "languagetool stop"
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "notes.md").write_text("# Notes\n\nIt is an test.\n", "utf-8")
    done = {each: qapress(*each.split(), folder=tmp_path / "hub", CI="") for each in commands}
    assert {command: each.returncode for command, each in done.items()} == {
        "check --grammar": 1,
        "words": 0,
        "languagetool install": 0,
        "check --engine languagetool": 1,
        "languagetool status": 0,
        "languagetool stop": 0,
    }, {command: each.stderr for command, each in done.items()}
    for command in ("check --grammar", "check --engine languagetool"):
        assert "notes.md:3:7: warning QA450 " in done[command].stdout
    lines = done["languagetool status"].stdout.split("\n")
    assert lines[0] == f"LanguageTool: {install.VERSION} in {(place / FOLDER).as_posix()}"
    assert re.search(r"^server: http://127\.0\.0\.1:\d+/ since .*; \d+ MB of memory$", lines[3])
    assert done["languagetool stop"].stderr == "stopped\n"
    assert running(str(place)) == []
