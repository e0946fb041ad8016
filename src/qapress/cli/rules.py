"""`qapress rules`: all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress import __version__
from qapress.cli import described, options, streams

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qapress.cli.session import Session

    Row = Mapping[str, Any]


def known_version(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A version, as an edition is written."""
    if value is not None:
        from qapress.settings.values import EDITION

        if not EDITION.fits(value):
            raise click.BadParameter(f"it must be {EDITION.words}, not '{value}'")
    return value


@described.command(
    "rules",
    examples=(
        ("rules", "a line each"),
        ("rules --newer-than 0.1", "what came since a version"),
        ("rules --output-format json", "for a program"),
    ),
)
@options.form("text", "json")
@click.option(
    "--newer-than",
    metavar="VERSION",
    callback=known_version,
    help="Only rules that came after this version of qapress.",
)
@click.pass_obj
def command(session: Session, output_format: str, newer_than: str | None) -> int:
    """Print a table of the rules, or their index as JSON."""
    from qapress.pipeline.explain import all_rules

    shown = all_rules(newer_than)
    streams.write(_json(shown) if output_format == "json" else _table(shown))
    if not shown:
        session.tell(f"no rule of qapress {__version__} is newer than {newer_than}")
    return 0


def _table(shown: Sequence[Row]) -> Iterator[str]:
    if not shown:
        return
    rows = [
        (each["code"], each["name"], each["severity"], each["fixable"] or "-", _summary(each))
        for each in shown
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[-1]]) + "\n"


def _summary(row: Row) -> str:
    mark = "" if row["status"] == "stable" else f" ({row['status']})"
    return f"{row['summary']}{mark}"


def _json(shown: Sequence[Row]) -> Iterator[str]:
    from json import dumps

    yield dumps({"schema_version": 1, "rules": shown}, indent=1, ensure_ascii=False) + "\n"
