"""Commands whose help ends with examples, which the tests run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli.dashed import as_paths
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Examples = Sequence[tuple[str, str]]
    Decorator = Callable[[Callable[..., Any]], click.Command]

WIDTH = 50
"""Columns that an example may take beside its words; a longer one has them on the next line."""

MANY = 12
"""Options from which on a command shows them in sections."""
SECTIONS = {
    "What is read": ("stdin_filename", "force_exclude"),
    "Rules": ("select", "extend_select", "ignore", "grammar", "engine"),
    "Only what is new": ("changed_since", "baseline"),
    "Report": ("output_format", "output_file", "patch", "show", "max_per_rule", "statistics"),
    "Exit code": ("fail_on", "exit_zero"),
}
"""The options of a command that has many, by what they are about; all others come first."""


class Described(click.Command):
    """A command with examples: pairs of a line to type, after `qapress`, and what it does.

    A line may read a file by `<` and write one by `>`.
    """

    def __init__(self, name: str | None, *, examples: Examples = (), **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; no name of a file is taken for an option."""
        return super().parse_args(ctx, [*as_paths(self.get_params(ctx), args)])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, in sections where there are many."""
        if len(self.params) < MANY:
            super().format_options(ctx, formatter)
            return
        titles = {name: title for title, names in SECTIONS.items() for name in names}
        rows: dict[str, list[tuple[str, str]]] = {title: [] for title in ("Options", *SECTIONS)}
        for param in self.get_params(ctx):
            row = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if row:
                rows[titles.get(param.name or "", "Options")].append(row)
        for title, records in rows.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What is said behind the options, then the examples: they stay in sight above the prompt."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_dl([(f"qapress {line}", does) for line, does in self.examples], WIDTH)


class DescribedGroup(Described, click.Group):
    """A group of commands with examples."""

    command_class = Described

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before a command; what stands behind it is for that command to read."""
        return click.Group.parse_args(self, ctx, args)


def command(name: str, *, examples: Examples, more: str = "", epilog: str | None = None) -> Decorator:
    """A command of the table: its summary, `more` on it, its options, the epilog, and examples."""
    text = f"{COMMANDS[name]}\n\n{more}".rstrip()
    return click.command(name, cls=Described, help=text, epilog=epilog, examples=examples)
