"""`qapress renumber`: numbers that run through each folder, and everything that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import revise
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from qapress.cli.session import Session


@click.command("renumber", help=COMMANDS["renumber"])
@revise.options
@click.pass_obj
def command(
    session: Session, /, paths: tuple[str, ...], *, diff: bool, check: bool, force_exclude: bool
) -> int:
    """Renumber, or say what would change, and give the exit code."""
    from qapress.pipeline.renumber import renumber

    write = not (diff or check)
    settings = revise.opened(session, paths, write=write)
    outcome = renumber(paths, settings, write=write, force_exclude=force_exclude)
    return revise.told(session, outcome, diff=diff, write=write)
