"""`qapress doctor`: whether all is there that qapress uses, and how to mend what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import described, options, streams
from qapress.cli.exit_codes import FOUND
from qapress.report.parts.color import CYAN, GREEN, RED, paint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.doctor import Check

COLORS = {"ok": GREEN, "note": CYAN, "trouble": RED}
WIDTH = 13
"""Columns of the longest topic."""


@described.command(
    "doctor",
    more="Looks at versions, extras, grammar engines, git, the configuration, hooks, the cache and the "
    "terminal, and changes nothing. A note tells of something that you may not need. Each line below "
    "what is wrong is the command that mends it. The exit code is 1 if there is a trouble.",
    examples=(
        ("doctor", "a line on each"),
        ("doctor --output-format json", "for a program"),
    ),
)
@options.form("text", "json")
@click.pass_obj
def command(session: Session, /, *, output_format: str) -> int:
    """Print what was found and give the exit code."""
    from qapress.pipeline.doctor import doctor

    found = [*doctor(lambda: session.settings(()))]
    streams.write(_json(found) if output_format == "json" else _text(session, found))
    troubles = sum(each.state == "trouble" for each in found)
    session.tell(f"{troubles} trouble{'s' if troubles > 1 else ''}" if troubles else "no trouble")
    return FOUND if troubles else 0


def _text(session: Session, found: Iterable[Check]) -> Iterator[str]:
    from qapress.report.parts.places import one_line

    for each in found:
        state = f"{each.state:<7}"
        painted = paint(state, COLORS[each.state] if session.colored else "")
        yield f"{painted}  {each.topic:<{WIDTH}}  {one_line(each.text)}\n"
        if each.remedy:
            yield f"{' ' * (7 + 2 + WIDTH + 2)}{one_line(each.remedy)}\n"


def _json(found: Iterable[Check]) -> Iterator[str]:
    from json import dumps

    checks = [each._asdict() for each in found]
    yield dumps({"schema_version": 1, "checks": checks}, ensure_ascii=False, indent=1) + "\n"
