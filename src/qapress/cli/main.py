"""The group of commands: global options, help, and the one place where failures become exit codes."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from qapress import __version__
from qapress.cli import complete, options, streams
from qapress.cli.described import DescribedGroup
from qapress.cli.exit_codes import INTERRUPTED
from qapress.cli.failures import fail
from qapress.cli.table import COMMANDS, LATER
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem


class Commands(DescribedGroup):
    """A group that imports a command when it is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; a reserved or unknown name is an error that says more than click's."""
        if cmd_name in COMMANDS:
            command: click.Command = import_module(f"qapress.cli.{cmd_name}").command
            return command
        if cmd_name in LATER:
            raise UsageError(f"not yet: '{cmd_name}' comes in a later release")
        if cmd_name.startswith("-"):
            return None
        raise click.exceptions.NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """What a shell offers in the place of a command: none is imported for that."""
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*complete.offered(COMMANDS.items(), incomplete), *options]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    "qapress",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=(
        ("check", "what is wrong in this folder"),
        ("fix --diff", "what could be mended, as a patch"),
        ("explain missing-answer", "why a finding matters"),
        ("check --help", "more on a command, with examples"),
    ),
)
@click.option(
    "--config",
    type=options.Named(dir_okay=False),
    metavar="FILE",
    help="Read this configuration.",
    shell_complete=complete.paths,
)
@click.option(
    "--config-from",
    metavar="REF",
    help="Read the configuration as this commit has it.",
    shell_complete=complete.one(complete.refs),
)
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write caches.")
@click.option(
    "--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0: one a processor (default)."
)
@click.option("--quiet", "-q", is_flag=True, help="Print findings and errors only.")
@click.option("--verbose", "-v", is_flag=True, help="Say what is read.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Color results; default: auto, on a terminal.",
)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Print the version.")
@click.pass_context
def qapress(ctx: click.Context, /, **options: Any) -> None:
    """Lint, repair and publish hubs of questions and answers written in Markdown."""
    from qapress.cli.session import Session

    ctx.obj = Session(**options)


def run(argv: Sequence[str]) -> int:
    """Run a command line and give its exit code; nothing is raised."""
    streams.prepare()
    if "_QAPRESS_COMPLETE" in os.environ:
        from qapress.cli.shells import answer

        return answer(qapress)
    try:
        with qapress.make_context("qapress", list(argv)) as context:
            code = int(qapress.invoke(context) or 0)
        streams.write(())
    except KeyboardInterrupt:
        streams.say("interrupted")
        code = INTERRUPTED
    except Exception as error:  # the border of the program: every failure becomes a message and a code
        code = fail(error, argv)
    return code
