"""`qapress index`: the index of each folder in step with its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import revise
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from qapress.cli.session import Session


@click.command("index", help=COMMANDS["index"])
@revise.options
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Bring indexes up to date, or say what would change, and give the exit code."""
    from qapress.pipeline.index import index

    return revise.run(session, index, **given)
