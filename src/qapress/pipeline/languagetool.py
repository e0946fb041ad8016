"""`languagetool`: LanguageTool installed, its shared server started and stopped, and how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from qapress.grammar import install as jars
from qapress.grammar import java

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from qapress.grammar.install import Plan, Way
    from qapress.grammar.java import Java
    from qapress.grammar.shared import Status

CLIENT = "language_tool_python"


@dataclass(frozen=True, slots=True)
class State:
    """What of LanguageTool is here: jars, Java, a package, the shared server.

    `folder` is the newest installation and `version` that of LanguageTool. `client` is the version of the
    package that downloads without Maven and asks servers elsewhere; the shared server is asked without it.
    `memory` is in bytes, None where the system does not tell.
    """

    folder: Path | None
    version: str | None
    java: Java | None
    client: str | None
    server: Status | None
    memory: int | None


def plan(way: Way | None = None, *, force: bool = False) -> Plan | Path:
    """How LanguageTool would be installed, or the folder where it already is.

    Raises:
        EngineError: what is needed for it is not there.
    """
    return (None if force else jars.whole()) or jars.plan(way)


def install(planned: Plan, tell: Callable[[str], None]) -> Path:
    """Do what was planned; the folder. The shared server is stopped where its jars are replaced.

    Raises:
        EngineError: it cannot be fetched, or is not what we know.
        WriteError: it cannot be written, or another process installs it.
    """
    from qapress.grammar import shared

    if planned.folder.exists():
        shared.stop()
    return jars.install(planned.way, force=True, tell=tell)


def start(idle: float | None = None) -> Status:
    """Start the shared server unless it runs; it ends when nobody used it for `idle` seconds.

    Raises:
        EngineError: Java or LanguageTool is missing, or the server does not start.
    """
    from qapress.grammar import shared

    return shared.start(shared.IDLE if idle is None else idle)


def stop() -> bool:
    """Stop the shared server; whether one ran."""
    from qapress.grammar import shared

    return shared.stop()


def status() -> State:
    """How things stand; nothing is started."""
    from qapress.grammar import shared

    folder, server = jars.installed(), shared.status()
    return State(
        folder,
        jars.version(folder) if folder else None,
        java.find(),
        _client(),
        server,
        java.memory(server.jvm) if server else None,
    )


def lacking() -> tuple[str, ...]:
    """What a check with LanguageTool needs besides LanguageTool, and is not here: a line each."""
    found, notes = java.find(), []
    if found is None:
        notes.append(f"it runs on Java {java.LEAST} or newer, and no `java` that works is on the PATH")
    elif not found.is_enough:
        notes.append(f"it runs on Java {java.LEAST} or newer, and {found.path} is Java {found.version}")
    return tuple(notes)


def _client() -> str | None:
    try:
        return version(CLIENT)
    except PackageNotFoundError:
        return None
