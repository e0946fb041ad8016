"""`qapress languagetool`: install LanguageTool, and manage the server that checks share."""

from __future__ import annotations

from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qapress.cli import options, streams
from qapress.cli.described import DescribedGroup
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.languagetool import State

WAYS = {
    "maven": "by Maven, which keeps a copy in its own repository, 20 MB more where it is new",
    "download": "from where language_tool_python downloads it, with all languages",
}
"""How LanguageTool comes, as it is told before it does."""
NO_CLIENT = "needed only for the download and for `grammar.url`: `pip install 'qapress[languagetool]'`"
MEGA = 1_000_000


@click.group(
    "languagetool",
    cls=DescribedGroup,
    help=f"{COMMANDS['languagetool']}\n\nLanguageTool finds faults of grammar and runs on Java 17 or "
    "newer. On Linux on x86-64, pip install 'qapress[grammar]' gives an engine that needs no Java.",
    examples=(
        ("languagetool install", "once"),
        ("check --engine languagetool", "check with it"),
    ),
)
def command() -> None:
    """The group of the commands below."""


@command.command(
    "install",
    examples=(
        ("languagetool install", "as fits this machine"),
        ("languagetool install --from maven", "English only, by Maven"),
    ),
)
@click.option("--force", is_flag=True, help="Install again what is already there.")
@click.option(
    "--from",
    "way",
    type=click.Choice(["maven", "download"]),
    help="maven: 45 MB, for English; download: 259 MB, all languages. Default: maven if there is mvn.",
)
@click.pass_obj
def install(session: Session, /, *, force: bool, way: Any) -> int:
    """Fetch LanguageTool, the original that runs on Java.

    Its size and place are told before it is fetched. It lies in your cache folder, or where LTP_PATH says,
    and is used by every collection. No other command of qapress downloads anything.
    """
    from qapress.cli.progress import Progress
    from qapress.pipeline import languagetool

    # Nobody is asked for a yes: who gives this command wants the download, as with pip or pre-commit, and
    # Ctrl-C ends it and leaves nothing.
    planned = languagetool.plan(way, force=force)
    if isinstance(planned, Path):
        session.tell("LanguageTool is already installed; --force installs it again")
        folder = planned
    else:
        session.tell(
            f"fetching LanguageTool, about {planned.size // MEGA} MB, into {planned.folder.as_posix()}\n"
            f"({WAYS[planned.way]})"
        )
        with Progress(quiet=session.quiet) as progress:
            folder = languagetool.install(planned, progress)
    streams.write([f"{folder.as_posix()}\n"])
    for line in languagetool.lacking():
        session.tell(f"note: {line}")
    return 0


@command.command("start", examples=[("languagetool start --idle 3600", "end it after an hour without use")])
@click.option(
    "--idle",
    type=click.IntRange(1),
    metavar="SECONDS",
    help="End it when nobody used it for so long; default: 600.",
)
@click.pass_obj
def start(session: Session, /, *, idle: int | None) -> int:
    """Start the server that checks share, unless it runs.

    A check with LanguageTool does so by itself; started before, it spares the first check some seconds.
    """
    from qapress.pipeline import languagetool

    server = languagetool.start(idle)
    streams.write([f"{server.url}\n"])
    session.tell(f"LanguageTool {server.version} runs, and ends when nobody used it for {_span(server.idle)}")
    return 0


@command.command("stop", examples=[("languagetool stop", "free its memory")])
@click.pass_obj
def stop(session: Session, /) -> int:
    """Stop the server that checks share."""
    from qapress.pipeline import languagetool

    session.tell("stopped" if languagetool.stop() else "no server runs")
    return 0


@command.command(
    "status",
    examples=(
        ("languagetool status", "a line each"),
        ("languagetool status --output-format json", "for a program"),
    ),
)
@options.form("text", "json")
def status(output_format: str) -> int:
    """Tell what is installed, and whether a server runs."""
    from qapress.pipeline import languagetool

    state = languagetool.status()
    streams.write(_json(state) if output_format == "json" else _text(state))
    return 0


def _text(state: State) -> Iterator[str]:
    """A line each: LanguageTool, Java, the package for the download and for `grammar.url`, the server."""
    yield f"LanguageTool: {_installed(state)}\n"
    java = state.java
    least = "" if java is None or java.is_enough else ", too old: 17 or newer is needed"
    yield f"Java: {java.version} at {java.path}{least}\n" if java else "Java: none that works on the PATH\n"
    client = state.client or f"not installed, {NO_CLIENT}"
    yield f"language_tool_python: {client}\n"
    yield f"server: {_running(state)}\n"


def _installed(state: State) -> str:
    if state.folder:
        return f"{state.version} in {state.folder.as_posix()}"
    return "not installed: `qapress languagetool install`"


def _running(state: State) -> str:
    server = state.server
    if server is None:
        return "does not run"
    size = f"; {state.memory // MEGA} MB of memory" if state.memory else ""
    return (
        f"{server.url} since {_local(server.started)}, used last {_local(server.last_use)}, "
        f"ends when nobody used it for {_span(server.idle)}{size}"
    )


def _json(state: State) -> Iterator[str]:
    """One object; times are ISO 8601 in UTC, memory is in bytes."""
    server, java = state.server, state.java
    data = {
        "schema_version": 1,
        "installed": state.folder and {"path": state.folder.as_posix(), "version": state.version},
        "java": java and {"path": java.path, "version": java.version, "enough": java.is_enough},
        "client": state.client,
        "server": server
        and {
            "url": server.url,
            "version": server.version,
            "keeper": server.keeper,
            "process": server.jvm,
            "started": _utc(server.started),
            "last_use": _utc(server.last_use),
            "idle": server.idle,
            "memory": state.memory,
        },
    }
    yield dumps(data, indent=2) + "\n"


def _local(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _utc(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def _span(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds >= 120 and seconds % 60 == 0:
        return f"{seconds // 60:.0f} minutes"
    return f"{seconds:.0f} seconds"
