"""`qapress index`: the index of each folder in step with its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import revise
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from qapress.cli.session import Session


@click.command("index", help=COMMANDS["index"])
@revise.options
@click.pass_obj
def command(
    session: Session, /, paths: tuple[str, ...], *, diff: bool, check: bool, force_exclude: bool
) -> int:
    """Bring indexes up to date, or say what would change, and give the exit code."""
    from qapress.pipeline.index import index

    write = not (diff or check)
    settings = revise.opened(session, paths, write=write)
    outcome = index(paths, settings, write=write, force_exclude=force_exclude)
    return revise.told(session, outcome, diff=diff, write=write)
