"""`qapress index`: the index of each folder in step with its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import described, revise

if TYPE_CHECKING:
    from qapress.cli.session import Session


@described.command(
    "index",
    more="The index is the list or table in a folder's README.md. Where there is none yet, it is written "
    "between <!-- qapress: index --> and <!-- qapress: /index -->.",
    examples=(
        ("index --diff", "what would change, as a patch"),
        ("index", "every folder of the collection"),
    ),
)
@revise.options
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Bring indexes up to date, or say what would change, and give the exit code."""
    from qapress.pipeline.index import index

    return revise.run(session, index, **given)
