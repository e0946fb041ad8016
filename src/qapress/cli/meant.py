"""What was meant by words of a command line that do not exist or do not fit, and the help that says more."""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING

import click

from qapress.cli.table import COMMANDS
from qapress.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

ELSEWHERE = {
    "lint": "check",
    "validate": "check",
    "test": "check",
    "format": "fix",
    "repair": "fix",
    "publish": "build",
    "export": "build",
    "new": "init",
    "settings": "config",
    "version": "--version",
    "help": "--help",
}
"""What other tools call our commands."""
CODE = re.compile(r"QA\d{1,3}", re.IGNORECASE)


def usage(error: click.UsageError, argv: Sequence[str]) -> str:
    """The words of click in our style, what was meant, and the command whose help says more."""
    if isinstance(error, click.exceptions.NoSuchOption):
        words, meant = error.message, _option(error, argv)
    elif isinstance(error, click.exceptions.NoSuchCommand):
        words, meant = error.message, _command(error)
    elif isinstance(error, click.exceptions.MissingParameter):
        words, meant = _missing(error)
    else:
        words = error.format_message().replace("a valid integer range", "a whole number")
        meant = _value(error)
    words = (words[:1].lower() + words[1:]).rstrip(".") + meant
    return f"{words}\ntry '{_path(error, argv)} --help'"


def _path(error: click.UsageError, argv: Sequence[str]) -> str:
    """The command that was called; the parser of click does not tell where options lack their value."""
    if error.ctx:
        return error.ctx.command_path
    return " ".join(["qapress", *[word for word in argv if word in COMMANDS][:1]])


def _option(error: click.exceptions.NoSuchOption, argv: Sequence[str]) -> str:
    """The place or the spelling that would have been right."""
    group = error.ctx.parent.command if error.ctx and error.ctx.parent else None
    name = error.option_name
    if group and any(name in each.opts for each in group.params):
        return f"; it stands before the command: qapress {name} …"
    if group is None and (command := next((word for word in argv if word in COMMANDS), None)):
        behind = import_module(f"qapress.cli.{command}").command.params
        if any(name in each.opts for each in behind):
            return f"; it stands behind the command: qapress {command} {name} …"
    return f"; did you mean '{error.possibilities[0]}'?" if error.possibilities else ""


def _command(error: click.exceptions.NoSuchCommand) -> str:
    """The command that would have been right; paths and rules need one before them."""
    name, first = error.command_name, error.ctx is not None and error.ctx.parent is None
    if first and name.casefold() in ELSEWHERE:
        return f"; did you mean 'qapress {ELSEWHERE[name.casefold()]}'?"
    if first and CODE.fullmatch(name):
        return f"; did you mean 'qapress explain {name}'?"
    if first and (os.path.exists(name) or name.endswith(".md")):  # noqa: PTH110 - that of Path can fail
        return f"; a path stands behind a command, such as 'qapress check {name}'"
    return f"; did you mean '{error.possibilities[0]}'?" if error.possibilities else ""


def _missing(error: click.exceptions.MissingParameter) -> tuple[str, str]:
    """What lacks, the words that it may be, and an example."""
    param = error.param
    if param is None:
        return error.format_message(), ""
    words = f"missing {param.param_type_name} {param.get_error_hint(error.ctx)}"
    kind = param.type
    choices = f"one of {', '.join(map(str, kind.choices))}" if isinstance(kind, click.Choice) else ""
    examples = getattr(error.ctx.command, "examples", ()) if error.ctx else ()
    example = f"such as 'qapress {examples[0][0]}'" if examples else ""
    meant = ", ".join(filter(None, [choices, example]))
    return words, f": {meant}" if meant else ""


def _value(error: click.UsageError) -> str:
    """The nearest of the values that an option takes."""
    param = error.param if isinstance(error, click.BadParameter) else None
    if param is None or not isinstance(param.type, click.Choice):
        return ""
    typed = error.message.partition("' is not one of ")[0].lstrip("'")
    return did_you_mean(typed, map(str, param.type.choices))
