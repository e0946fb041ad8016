"""A LanguageTool server of our own: started for a run, gone with it, however the run ends."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from qapress.errors import EngineError
from qapress.grammar.install import JAR, installed

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 5
PORTS_TO_TRY = 3

FLAGS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dsun.net.httpserver.nodelay=true")
"""A small heap and quick compiler halve memory and start; without `nodelay` each request waits 40 ms."""
CONFIG = """\
pipelineCaching=true
maxPipelinePoolSize=4
pipelineExpireTimeInSeconds=3600
maxTextLength=200000
maxCheckTimeMillis=30000
"""
"""The server's settings. Never `pipelinePrewarming`, which loads every language, nor `cacheSize`, whose cache
of results needs protobuf: it is not among our jars."""

NO_JAVA = "LanguageTool needs Java 17 or newer: no `java` is on the PATH"
OLD_JAVA = "LanguageTool needs Java 17 or newer: the `java` on the PATH is older"
NO_JARS = (
    "LanguageTool is not installed: let language_tool_python download it "
    "(`python -c 'import language_tool_python as lt; lt.LanguageTool(\"en-US\").close()'`), "
    "or set `grammar.url` to a server that runs"
)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a server that runs as long as the context; the installed one is taken.

    Raises:
        EngineError: Java or the jars are missing, or the server does not start.
    """
    java, folder = shutil.which("java"), installed()
    if java is None:
        raise EngineError(NO_JAVA)
    if folder is None:
        raise EngineError(NO_JARS)
    with TemporaryDirectory(prefix="qapress-languagetool-", ignore_cleanup_errors=True) as temporary:
        process, port = _start([java, *FLAGS, "-cp", str(folder / JAR)], folder, Path(temporary))
        try:
            yield f"http://{HOST}:{port}/"
        finally:
            _stop(process)


def _start(java: list[str], folder: Path, temporary: Path) -> tuple[subprocess.Popen[bytes], int]:
    (temporary / "server.properties").write_text(CONFIG, "utf-8")
    log = temporary / "server.log"
    for _ in range(PORTS_TO_TRY):
        port = _free_port()
        server = ["org.languagetool.server.HTTPServer", "--port", str(port)]
        process = _keep([*java, *server, "--config", str(temporary / "server.properties")], folder, log)
        if _answers(process, port):
            return process, port
        _stop(process)
        said = log.read_text("utf-8", "replace")
        if "UnsupportedClassVersionError" in said:
            raise EngineError(OLD_JAVA)
        if "BindException" not in said and "Address already in use" not in said:
            break
    raise EngineError(f"LanguageTool does not start: {_last_words(said)}")


def _keep(command: list[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start a command under the keeper, in a session of its own so that no terminal's signal reaches it."""
    keeper = [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py"))]
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603 - a command of our own making
            [*keeper, *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=os.name == "posix",
        )


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers; False when it ended or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection(HOST, port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/v2/healthcheck")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the keeper's input, at which it kills the server, and wait for both."""
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _last_words(said: str) -> str:
    lines = [
        line.strip() for line in said.split("\n") if line.strip() and not line.startswith(("\t", "NOTE:"))
    ]
    return lines[-1][:200] if lines else f"no answer within {START_SECONDS} seconds"
