"""`qapress baseline`: accept what is found now."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from qapress.cli import described, options, streams
from qapress.cli.exit_codes import FAILED, FOUND
from qapress.cli.prefix import prefix
from qapress.cli.session import Session, incomplete, refuse_nothing
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.pipeline.baseline import Updated
    from qapress.pipeline.check import Checked
    from qapress.pipeline.known import Filter
    from qapress.settings import Settings
    from qapress.settings.values import Engine


@dataclass(frozen=True)
class Wanted:
    """The options of one call."""

    paths: tuple[str, ...]
    force_exclude: bool
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    grammar: bool | None
    engine: Engine | None
    file: Path | None
    prune: bool
    diff: bool


@described.command(
    "baseline",
    more="Writes a file with a line for each finding, to be committed; `check --baseline FILE` leaves these "
    "out, also when lines move, files are renamed or questions renumbered. Run it again to accept what is "
    "new and to drop what is gone. What a run does not look at, other files and rules that are off, stays "
    "in the file.",
    examples=(
        ("baseline", "accept all that is found now"),
        ("baseline --ignore QA0 --grammar", "some rules only, and grammar"),
        ("baseline --prune", "drop what is gone, accept nothing"),
        ("baseline --prune --diff", "what would be dropped; for CI"),
    ),
)
@options.paths
@options.force_exclude
@options.selecting
@options.grammar
@click.option(
    "--file",
    type=options.Named(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The baseline; default: qapress-baseline.jsonl beside the configuration.",
)
@click.option("--prune", is_flag=True, help="Only drop the lines whose findings are gone.")
@options.diff
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Write the baseline, or print the patch, and give the exit code."""
    wanted = Wanted(**given)
    if "-" in wanted.paths:
        raise UsageError("standard input (-) has no place in a baseline; give files or folders")
    settings = session.settings(wanted.paths)
    settings = options.selected(settings, wanted.select, wanted.extend_select, wanted.ignore)
    settings = options.with_engine(settings, wanted.grammar, wanted.engine)
    refuse_nothing(wanted.paths, settings)
    updated = _updated(session, settings, wanted)
    if wanted.diff and updated.changed:
        from qapress.report.parts.diff import patch

        streams.write([patch(updated.before, updated.after, prefix(settings.root, "patch"))])
    from qapress.report.parts.places import one_line

    for line in _told(updated, wanted, settings):
        session.tell(one_line(line))
    if incomplete(updated.checked.report):
        return FAILED
    return FOUND if wanted.diff and updated.changed else 0


def _file(wanted: Wanted, settings: Settings) -> Path:
    from qapress.pipeline.baseline import NAME

    return wanted.file or settings.root / NAME


def _updated(session: Session, settings: Settings, wanted: Wanted) -> Updated:
    from qapress.pipeline.baseline import update
    from qapress.pipeline.check import check

    def run(filters: Sequence[Filter]) -> Checked:
        return check(
            wanted.paths,
            settings,
            jobs=session.processes,
            force_exclude=wanted.force_exclude,
            remember=not session.no_cache,
            filters=filters,
        )

    return update(run, _file(wanted, settings), settings, prune=wanted.prune, keep=wanted.diff)


def _told(updated: Updated, wanted: Wanted, settings: Settings) -> list[str]:
    """What was done, what was left alone, and what the file is for."""
    from qapress.pipeline import hooks
    from qapress.report.parts.closing import by_rule, counted

    would = "would accept" if wanted.diff and updated.changed else "accepts"
    parts = [f"{updated.after.path} {would} {counted(updated.accepted, 'finding')}"]
    if updated.new and updated.before is None:
        parts[0] += f" ({by_rule(updated.new)})"
    elif updated.new and not wanted.prune:
        parts.append(f"{len(updated.new)} new ({by_rule(updated.new)})")
    if updated.gone:
        parts.append(f"{updated.gone} gone")
    if updated.kept:
        parts.append(f"{updated.kept} kept that this run did not look at")
    lines = ["; ".join(parts)]
    name = quote(_from_here(_file(wanted, settings)))
    if wanted.prune and updated.new:
        lines.append(f"not accepted: {counted(len(updated.new), 'new finding')}")
    if updated.before is None or (wanted.prune and updated.new):
        lines.append(f"to be told only what is new: qapress check --baseline {name}")
        if (settings.root / hooks.NAME).is_file():
            lines.append(f"and in {hooks.NAME}, for check and collection: args: [--baseline, {name}, --]")
    return lines


def _from_here(file: Path) -> str:
    """A path as the next command takes it."""
    try:
        return os.path.relpath(file).replace(os.sep, "/")
    except ValueError:  # another drive of Windows
        return file.absolute().as_posix()
