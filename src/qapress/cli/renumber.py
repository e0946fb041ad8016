"""`qapress renumber`: numbers that run through each folder, and everything that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import described, revise

if TYPE_CHECKING:
    from qapress.cli.session import Session


@described.command(
    "renumber",
    more='Headings, file names, references such as "see Q3", links and indexes follow. All is done or '
    "nothing, and each question keeps its id. A new question is written as Q? where it belongs.",
    examples=(
        ("renumber --diff", "what would change, as a patch"),
        ("renumber", "every folder of the collection"),
        ("renumber topic", "one folder"),
    ),
)
@revise.options
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Renumber, or say what would change, and give the exit code."""
    from qapress.pipeline.renumber import renumber

    return revise.run(session, renumber, **given)
