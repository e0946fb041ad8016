"""`qapress renumber`: numbers that run through each folder, and everything that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import revise
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from qapress.cli.session import Session


@click.command("renumber", help=COMMANDS["renumber"])
@revise.options
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Renumber, or say what would change, and give the exit code."""
    from qapress.pipeline.renumber import renumber

    return revise.run(session, renumber, **given)
