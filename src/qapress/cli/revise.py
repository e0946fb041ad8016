"""What the commands share that change several files, all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import options as shared
from qapress.cli import streams
from qapress.cli.exit_codes import FOUND
from qapress.cli.prefix import prefix
from qapress.cli.session import refuse_nothing
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qapress.cli.options import Command
    from qapress.cli.session import Session
    from qapress.pipeline.revise import Outcome
    from qapress.settings import Settings


def options(command: Command) -> Command:
    """`PATH…`, `--diff`, `--check`, `--force-exclude`."""
    command = click.option(
        "--check", is_flag=True, help="Write nothing; exit with 1 if something would change."
    )(shared.force_exclude(command))
    return shared.paths(shared.diff(command))


def run(
    session: Session,
    action: Callable[..., Outcome],
    paths: tuple[str, ...],
    *,
    diff: bool,
    check: bool,
    force_exclude: bool,
) -> int:
    """Make the changes of `action`, or say what would change, and give the exit code.

    `action` is called as `(paths, settings, write=…, force_exclude=…)`.
    """
    write = not (diff or check)
    settings = _opened(session, paths, write=write)
    outcome = action(paths, settings, write=write, force_exclude=force_exclude)
    if diff:
        _print_diff(outcome, prefix(settings.root, "patch"))
    return _told(session, outcome, write=write)


def _opened(session: Session, paths: Sequence[str], *, write: bool) -> Settings:
    """The settings for a command that writes; what an earlier run left half done is put back and told.

    Raises:
        UsageError: standard input is given, or no file matches.
        WriteError: an earlier run left files behind that changed since.
    """
    from qapress.pipeline.revise import recovered

    if "-" in paths:
        raise UsageError("standard input (-) is no collection; give files or folders")
    settings = session.settings(paths)
    said = recovered(settings, write=write)
    if said:
        streams.say(said)
    refuse_nothing(paths, settings)
    return settings


def _print_diff(outcome: Outcome, way: str) -> None:
    from qapress.report.parts.diff import patch

    streams.write(patch(each.before, each.after, way) for each in outcome.plan.changes)


def _told(session: Session, outcome: Outcome, *, write: bool) -> int:
    """Say what was done, and give the exit code."""
    from qapress.report.parts.closing import counted

    changes = outcome.plan.changes
    for each in outcome.left:
        streams.say(each)
    parts = ", ".join(counted(number, noun) for number, noun in outcome.counts if number)
    if changes:
        files = counted(len(changes), "file")
        session.tell(f"{'changed' if write else 'would change'} {files}: {parts}")
    else:
        session.tell("nothing to change")
    return FOUND if changes and not write else 0
