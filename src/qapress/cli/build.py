"""`qapress build`: make a release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qapress.cli import complete, described, options, streams
from qapress.cli.exit_codes import FOUND
from qapress.cli.interrupt import interruptible
from qapress.cli.session import refuse_nothing
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.build import Built
    from qapress.pipeline.check import Checked

DESCRIPTIONS = frozenset(("LICENSE", "SHA256SUMS", "licenses.spdx.json", "manifest.json"))
"""Files of every release that describe the others; a summary leaves them out."""


@dataclass(frozen=True)
class Wanted:
    """The options of one call."""

    paths: tuple[str, ...]
    formats: tuple[str, ...]
    out: Path
    name: str | None
    title: str | None
    release: str | None
    allow_errors: bool


@described.command(
    "build",
    more="It lies in FOLDER/NAME-RELEASE, and beside it as a zip, whole or not at all. PDF needs the extra "
    "pdf: pip install 'qapress[pdf]'.",
    examples=(
        ("build", "what the configuration says"),
        ("build --formats markdown,jsonl", "other formats"),
        ("build --name notes --release 1.0", "as dist/notes-1.0"),
    ),
)
@options.paths
@options.words(
    "--formats",
    "FORMATS",
    "Such as markdown,json,jsonl,csv,pdf; default: those of the configuration.",
    complete.formats,
)
@click.option(
    "--out",
    type=options.Named(path_type=Path, file_okay=False),
    default=Path("dist"),
    metavar="FOLDER",
    help="Where the release is put; default: dist.",
)
@click.option(
    "--name",
    metavar="NAME",
    help="First part of the file names; default: build.name, else a slug of the title.",
)
@click.option(
    "--title", metavar="TITLE", help="Title on the cover; default: build.title, else that of the index."
)
@click.option("--release", metavar="RELEASE", help="Name of the release; default: what git describe says.")
@click.option("--allow-errors", is_flag=True, help="Build although errors stand; the manifest records it.")
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Build, say what was made and what was lost, and give the exit code."""
    from qapress.cli.progress import Progress
    from qapress.pipeline.build import FindingsLeftError, build

    wanted = Wanted(**given)
    if "-" in wanted.paths:
        raise UsageError("standard input (-) is no collection; give files or folders")
    settings = session.settings(wanted.paths)
    refuse_nothing(wanted.paths, settings)
    try:
        with interruptible(), Progress(quiet=session.quiet) as progress:
            built = build(
                wanted.paths,
                settings,
                formats=wanted.formats,
                out=wanted.out,
                name=wanted.name,
                title=wanted.title,
                release=wanted.release,
                allow_errors=wanted.allow_errors,
                progress=progress,
            )
    except FindingsLeftError as error:
        streams.write(_findings(session, error.checked))
        streams.say(f"error: {error}")
        return FOUND
    streams.write(_findings(session, built.losses))
    for note in (*built.notes, *_lost(built.losses)):
        session.tell(f"note: {note}")
    streams.write(_made(built))
    return 0


def _findings(session: Session, checked: Checked) -> Iterator[str]:
    """The findings of a build as a person reads them, without the advice that ends a check."""
    from qapress import report

    how = report.ReportOptions(color=session.colored, closing=False)
    return report.load("text").write(checked.report, checked.source, how)


def _lost(losses: Checked) -> Iterator[str]:
    """How much of each kind the formats do not show as it was written; the report above has the places."""
    from qapress.report.parts.closing import by_rule

    if shown := losses.report.shown():
        yield f"not shown as written: {by_rule(shown)}"


def _made(built: Built) -> Iterator[str]:
    """What lies there now: the folder with all that is in it, each format with its size, and the zip."""
    from qapress.report.parts.closing import counted

    questions, files = counted(built.losses.report.questions, "question"), counted(len(built.files), "file")
    yield f"{built.folder.as_posix()}/ ({questions}, {files}, {_size(sum(built.files.values()))})\n"
    sizes: dict[str, int] = {}
    for path, size in built.files.items():
        name = path.parts[0] + ("/" if len(path.parts) > 1 else "")
        if name not in DESCRIPTIONS:
            sizes[name] = sizes.get(name, 0) + size
    width = max(map(len, sizes), default=0)
    for name, size in sizes.items():
        yield f"  {name:<{width}} {_size(size):>9}\n"
    yield f"{built.zip.as_posix()}\n"


def _size(count: int) -> str:
    """Bytes in the unit that a person would choose (powers of 1000)."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{count / 1000:.1f} kB"
