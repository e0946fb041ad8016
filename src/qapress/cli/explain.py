"""`qapress explain`: the page of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import complete, described, streams

if TYPE_CHECKING:
    from qapress.cli.session import Session


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
@click.pass_obj
def command(session: Session, /, *, name: str) -> int:
    """Print the page with the rule's traits under its title: Markdown, in colour for a terminal."""
    from qapress.pipeline.explain import page

    text = page(name)
    if session.colored:
        from shutil import get_terminal_size

        from qapress.report.parts import page as pages

        streams.write(pages.page(text, get_terminal_size().columns))
    else:
        streams.write([text])
    return 0
