"""`qapress explain`: the page of a rule."""

from __future__ import annotations

import click

from qapress.cli import complete, described, streams


@described.command(
    "explain",
    more="Why it matters, what is wrong, what is right. A group gives the list of its rules.",
    examples=(
        ("explain missing-answer", "by name"),
        ("explain QA101", "by code"),
        ("explain mojibake", "the rules of a group"),
    ),
)
@click.argument("name", metavar="CODE|NAME", shell_complete=complete.one(complete.rules))
def command(name: str) -> int:
    """Print the page, with what is known of the rule behind its title."""
    from qapress.pipeline.explain import page

    streams.write([page(name)])
    return 0
