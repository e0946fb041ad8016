"""`qapress explain`: the page of a rule."""

from __future__ import annotations

import click

from qapress.cli import streams
from qapress.cli.table import COMMANDS


@click.command("explain", help=COMMANDS["explain"])
@click.argument("name", metavar="CODE|NAME")
def command(name: str) -> int:
    """Print the page, with what is known of the rule behind its title."""
    from qapress.pipeline.explain import page

    streams.write([page(name)])
    return 0
