"""Every way in which a command can fail: what is said, and the exit code."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import click

from qapress.cli.exit_codes import FAILED, FAULT, INTERRUPTED
from qapress.cli.streams import say, silence
from qapress.errors import QapressError, system_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.EIO)
"""Errors of the machine that no check of ours can foresee."""


def fail(error: Exception, argv: Sequence[str]) -> int:
    """Tell a failure and give the exit code."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, BrokenPipeError):  # of click's own help; all else goes through `streams`
        silence()
        return 0
    if isinstance(error, click.Abort):
        say("interrupted")
        return INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.message)
        return FAILED
    message = _message(error, argv)
    say(f"error: {_printable(message)}" if message else _for_a_report(error, argv))
    return FAILED if message else FAULT


def _printable(message: str) -> str:
    """What may quote a file, with nothing in it that a terminal would obey."""
    from qapress.report.parts.places import one_line

    return "\n".join(map(one_line, message.split("\n")))


def _message(error: Exception, argv: Sequence[str]) -> str:
    """What the user can act on; empty for a fault of the program."""
    if isinstance(error, click.UsageError):
        from qapress.cli.meant import usage

        return usage(error, argv)
    if isinstance(error, QapressError | click.ClickException):
        return str(error)
    if isinstance(error, OSError) and error.errno in MACHINE:
        reason = system_reason(error)
        return f"{error.filename}: {reason}" if error.filename else reason
    return ""


def _for_a_report(error: Exception, argv: Sequence[str]) -> str:
    """A block to paste into a report: what was run, on what, and where it broke."""
    import platform
    import shlex
    import traceback

    from qapress import __version__

    frames = "".join(traceback.format_exception(error)).rstrip()
    return "\n".join(
        [
            "error: qapress failed; this is its fault, not yours",
            "please report it with these lines, less what is private in them:",
            "",
            "```text",
            f"qapress {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"$ qapress {shlex.join(argv)}",
            frames,
            "```",
        ]
    )
