"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from qapress.cli import complete
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.settings import Settings
    from qapress.settings.values import Engine

Command = TypeVar("Command", bound=Callable[..., Any])


class Named(click.Path):
    """The path of a file or a folder, which must be told: `"$UNSET"` or `-` are no names."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            UsageError: it is empty, or the sign of standard input and output.
        """
        option = param.opts[0] if param else "it"
        if value == "":
            raise UsageError(f"{option} is followed by nothing; name a {self.name}")
        if value == "-":
            raise UsageError(f"{option} takes the name of a {self.name}, not -; write ./- if it is called so")
        return super().convert(value, param, ctx)


def split(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """`a,b` and the same option several times are one list."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(part for part in parts if part)


def words(name: str, metavar: str, text: str, offer: complete.Words) -> Callable[[Command], Command]:
    """An option that takes a list, separated by commas or by giving it again; `offer` are its words."""
    return click.option(
        name,
        multiple=True,
        metavar=metavar,
        callback=split,
        help=text,
        shell_complete=complete.several(offer),
    )


def form(*names: str) -> Callable[[Command], Command]:
    """`--output-format`, one of the names."""
    text = "Form of the result; default: text."
    return click.option("--output-format", type=click.Choice(names), default="text", help=text)


def paths(command: Command) -> Command:
    """`PATH…`."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete.paths)(command)


def selecting(command: Command) -> Command:
    """`--select`, `--extend-select`, `--ignore`."""
    for name, text in (
        ("--ignore", "Rules that do not run, besides those that the configuration names."),
        ("--extend-select", "Rules that run besides the selected ones."),
        ("--select", "Rules that run: codes, prefixes, names or groups."),
    ):
        command = words(name, "RULES", text, complete.rules)(command)
    return command


def reading(command: Command) -> Command:
    """`PATH…`, `--stdin-filename`, `--force-exclude`."""
    command = click.option(
        "--stdin-filename",
        metavar="NAME",
        shell_complete=complete.paths,
        help="The file that standard input (-) stands for.",
    )(command)
    return paths(force_exclude(command))


def force_exclude(command: Command) -> Command:
    """`--force-exclude`."""
    return click.option(
        "--force-exclude", is_flag=True, help="Leave out excluded files even when they are named."
    )(command)


def diff(command: Command) -> Command:
    """`--diff`."""
    return click.option(
        "--diff", is_flag=True, help="Write nothing; print a patch, and exit with 1 if it is not empty."
    )(command)


def grammar(command: Command) -> Command:
    """`--grammar` or `--no-grammar`, and `--engine`."""
    command = click.option(
        "--engine",
        type=click.Choice(["auto", "embedded", "languagetool"]),
        help="Check grammar with this engine.",
    )(command)
    return click.option("--grammar/--no-grammar", default=None, help="Check grammar too.")(command)


def not_yet(name: str, **attributes: Any) -> Callable[[Command], Command]:
    """An option whose name is reserved: using it says so."""

    def refuse(_: click.Context, __: click.Parameter, value: object) -> None:
        if value:
            raise UsageError(f"not yet: {name} comes in a later release")

    return click.option(name, hidden=True, expose_value=False, callback=refuse, **attributes)


def selected(
    settings: Settings, select: tuple[str, ...], extend_select: tuple[str, ...], ignore: tuple[str, ...]
) -> Settings:
    """The settings with what the command line says of rules: `--select` replaces, the others add."""
    return replace(
        settings,
        select=select or settings.select,
        extend_select=(*settings.extend_select, *extend_select),
        ignore=(*settings.ignore, *ignore),
    )


def with_engine(settings: Settings, grammar: bool | None, engine: Engine | None) -> Settings:
    """The settings with what is said of grammar: `--grammar` keeps an engine that is configured."""
    chosen: Engine = settings.grammar.engine
    if grammar is False:
        chosen = "off"
    elif engine or (grammar and chosen == "off"):
        chosen = engine or "auto"
    return replace(settings, grammar=replace(settings.grammar, engine=chosen))
