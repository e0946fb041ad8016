"""`qapress rules`: all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import options, streams
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@click.command("rules", help=COMMANDS["rules"])
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@options.not_yet("--newer-than", metavar="VERSION")
def command(output_format: str) -> int:
    """Print a table of the rules, or their index as JSON."""
    streams.write(_json() if output_format == "json" else _table())
    return 0


def _table() -> Iterator[str]:
    from qapress.pipeline.explain import all_rules

    rows = [
        (each["code"], each["name"], each["severity"], each["fixable"] or "-", _summary(each))
        for each in all_rules()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[-1]]) + "\n"


def _summary(row: Mapping[str, Any]) -> str:
    mark = "" if row["status"] == "stable" else f" ({row['status']})"
    return f"{row['summary']}{mark}"


def _json() -> Iterator[str]:
    from json import dumps

    from qapress.pipeline.explain import all_rules

    yield dumps({"schema_version": 1, "rules": all_rules()}, indent=1, ensure_ascii=False) + "\n"
