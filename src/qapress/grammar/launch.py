"""Start a LanguageTool server under its keeper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from qapress import __version__, programs
from qapress.errors import EngineError
from qapress.grammar import install

START_SECONDS = 60
"""How long a server may take to answer at all, or to load a language: each takes some 2 s on 2 quiet cores,
and up to 10 s beside seven programs."""
STOP_SECONDS = 5

FLAGS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    f"-XX:ErrorFile={os.devnull}",
    "-Dsun.net.httpserver.nodelay=true",
)
"""A small heap and quick compiler halve memory and start; without `nodelay` each request waits 40 ms. A
server that runs out of memory would hang: it ends, and another is started. What Java writes when
it crashes would stay in LanguageTool's folder."""
PROPERTIES = Path(__file__).with_name("server.properties")
KEEPER = Path(__file__).with_name("keeper.py")

NO_JAVA = "LanguageTool needs Java 17 or newer: no `java` is on the PATH"
OLD_JAVA = "LanguageTool needs Java 17 or newer: the `java` on the PATH is older ({})"
NO_JARS = (
    "LanguageTool is not installed: run `qapress languagetool install`, "
    "or set `grammar.url` to a server that runs"
)
NO_START = "LanguageTool does not start: {}"
NOISE = ("\t", "NOTE:", "Picked up ")
"""How lines begin that tell nothing: the inner ones of a stack trace, what Java read in the environment."""


class Recipe(NamedTuple):
    """What a server is made of: the program `java`, LanguageTool's folder and version."""

    java: str
    folder: Path
    version: str

    @property
    def key(self) -> str:
        """What tells apart servers that do not answer alike: by LanguageTool, qapress, flags and settings."""
        what = "\0".join([str(self.folder), __version__, *FLAGS, PROPERTIES.read_text("utf-8")])
        return f"{self.version}-{sha256(what.encode()).hexdigest()[:12]}"

    def order(self, **more: Any) -> dict[str, Any]:
        """What the keeper is told."""
        program = [self.java, *FLAGS, "-cp", str(self.folder / install.JAR)]
        command = [*program, "org.languagetool.server.HTTPServer", "--config", str(PROPERTIES)]
        known = {"command": command, "folder": str(self.folder), "version": self.version}
        return {**known, "seconds": START_SECONDS, **more}


def recipe() -> Recipe:
    """What this machine has of what a server needs.

    Raises:
        EngineError: Java or LanguageTool is missing.
    """
    java, folder = programs.find("java"), install.installed()
    if java is None:
        raise EngineError(NO_JAVA)
    if folder is None:
        raise EngineError(NO_JARS)
    return Recipe(java, folder, install.version(folder))


def launch(order: dict[str, Any]) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """Start a keeper and wait for its server: the process whose end ends them, and what the keeper answers.

    It gets a session of its own, so that no terminal's signal reaches it.

    Raises:
        EngineError: the server does not start; nothing is left of it.
    """
    reader, writer = os.pipe()
    keeper = subprocess.Popen(  # noqa: S603 - a command of our own making
        [sys.executable, "-I", "-S", str(KEEPER), json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=writer,
        stderr=subprocess.DEVNULL,
        cwd=order["folder"],
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows
    )
    os.close(writer)
    answer: dict[str, Any] = {}
    try:
        with os.fdopen(reader, "rb") as said:
            answer = json.loads(said.readline() or b"{}")
    finally:
        if "url" not in answer:
            end(keeper)
    if "url" not in answer:
        raise EngineError(_why(answer, order))
    return keeper, answer


def end(keeper: subprocess.Popen[bytes]) -> None:
    """End the keeper's input, at which it kills a server that is not shared, and wait for it."""
    try:
        keeper.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.communicate()


def _why(answer: dict[str, Any], order: dict[str, Any]) -> str:
    said = answer.get("said", "")
    if "UnsupportedClassVersionError" in said:
        return OLD_JAVA.format(order["command"][0])
    lines = [line.strip() for line in said.split("\n") if line.strip() and not line.startswith(NOISE)]
    if answer.get("late"):
        lines.append(f"no answer within {order['seconds']} seconds")
    return NO_START.format(" ".join(lines[-1].split())[:200] if lines else "it ended and said nothing")
