"""`qapress upgrade`: raise the edition of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress import __version__
from qapress.cli import described, options, streams
from qapress.cli.exit_codes import FAILED, FOUND
from qapress.cli.session import complain
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.upgrade import Upgrade
    from qapress.settings import Settings


@described.command(
    "upgrade",
    more="With `edition` in the configuration, the rules of later versions wait. This writes the edition of "
    "the installed version into the same place, and tells what its rules find.",
    examples=(
        ("upgrade --diff", "see what would change and what would be found"),
        ("upgrade", "do it"),
    ),
)
@options.diff
@click.pass_obj
def command(session: Session, *, diff: bool) -> int:
    """Raise the edition, or say what would change, and give the exit code."""
    from qapress.pipeline.upgrade import upgrade

    if session.config_from is not None:
        raise UsageError("--config-from reads what was committed, and upgrade writes a file; leave it out")
    settings = session.settings(())
    done = upgrade(settings, write=not diff, jobs=session.processes)
    if done is None:
        session.tell(_nothing(settings))
        return 0
    if diff:
        from qapress.report.parts.diff import patch

        streams.write([patch(done.file.before, done.file.after)])
    session.tell("\n".join(_told(done, write=not diff)))
    if complain(done.unread):
        return FAILED
    return FOUND if diff else 0


def _nothing(settings: Settings) -> str:
    """Why no rule waits."""
    from qapress.pipeline.upgrade import installed

    if settings.edition is None:
        return (
            f"nothing to change: no edition is set, so that all rules of qapress {__version__} run; "
            f'`edition = "{installed()}"` in {_file(settings)} makes later ones wait'
        )
    return f"nothing to change: the edition is {settings.edition}, and this is qapress {__version__}"


def _file(settings: Settings) -> str:
    """The name of the file that the edition would stand in."""
    return settings.file.name if settings.file else "qapress.toml"


def _told(done: Upgrade, *, write: bool) -> Iterator[str]:
    """What was raised, what runs anew, and what that finds."""
    from qapress.report.parts.closing import counted, statistics

    is_, run, find = ("is", "run", "find") if write else ("would be", "would run", "would find")
    yield f"{done.place}: the edition {is_} raised from {done.old} to {done.new}"
    if not done.added:
        yield "no rule that came since then runs by this configuration"
        return
    if write and len(done.added) == 1:
        run, find = "runs", "finds"
    they = "it" if len(done.added) == 1 else "they"
    rules = f"{counted(len(done.added), 'rule')} {run} anew (qapress rules --newer-than {done.old})"
    if not done.found:
        yield f"{rules} and {find} nothing"
        return
    yield f"{rules}; so often {they} {find} something:"
    yield from (line.rstrip("\n") for line in statistics(done.found))
    yield "qapress check --select NAME shows where, qapress explain NAME says why"
