"""`qapress fix`: mend what can be mended without harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from qapress.cli import described, options, streams
from qapress.cli.ask import ask
from qapress.cli.exit_codes import FAILED, FOUND
from qapress.cli.prefix import prefix
from qapress.cli.session import Session, complain, refuse_nothing, standard_input, within
from qapress.diagnostic import Unread
from qapress.errors import UsageError
from qapress.report.parts.places import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.pipeline.fix import Fixed
    from qapress.settings import Settings


NAMED = 5
"""How many files that were mended are told by name."""


@dataclass(frozen=True)
class Wanted:
    """The options of one call."""

    paths: tuple[str, ...]
    stdin_filename: str | None
    force_exclude: bool
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    unsafe_fixes: bool
    diff: bool
    ask: bool


@described.command(
    "fix",
    more="Only what has one right answer is changed, and each change is verified before it is written. "
    "Line ends and everything else stay as they are.",
    examples=(
        ("fix --diff", "what would change, as a patch"),
        ("fix", "the whole collection"),
        ("fix --select mojibake topic", "one kind of fault in a folder"),
        ("fix --ask", "choose where there are several ways"),
        ("fix - < draft.md > mended.md", "standard input to standard output"),
    ),
)
@options.reading
@options.selecting
@click.option("--unsafe-fixes", is_flag=True, help="Apply fixes too that may change what is meant.")
@options.diff
@click.option("--ask", is_flag=True, help="Ask where there are several ways to mend a place.")
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Fix in place, or print the text or the patch, and give the exit code."""
    wanted = Wanted(**given)
    governed, stdin = standard_input(wanted.paths, wanted.stdin_filename)
    settings = session.settings(governed)
    settings = options.selected(settings, wanted.select, wanted.extend_select, wanted.ignore)
    if wanted.ask and wanted.diff:
        raise UsageError("--ask writes what is chosen; it does not go with --diff")
    asked = ask(session, wanted.paths, settings, force_exclude=wanted.force_exclude) if wanted.ask else None
    fixed = _fixed(settings, wanted, within(stdin, settings))
    if not (fixed.checked or fixed.unread or wanted.force_exclude):
        refuse_nothing(wanted.paths, settings)
    if wanted.diff:
        return _print_diff(session, fixed, prefix(settings.root, "patch"))
    if stdin:
        streams.write(each.after.encode() for each in fixed.files)
    code = told(session, fixed, more=bool(asked and asked.places))
    return code or (FAILED if asked and asked.stale else 0)


def _fixed(settings: Settings, wanted: Wanted, stdin: tuple[str, bytes] | None) -> Fixed:
    from qapress.pipeline.fix import fix

    return fix(
        wanted.paths,
        settings,
        unsafe=wanted.unsafe_fixes,
        write=not wanted.diff,
        stdin=stdin,
        force_exclude=wanted.force_exclude,
    )


def _print_diff(session: Session, fixed: Fixed, way: str) -> int:
    from qapress.report.parts.diff import unified

    changed = [each for each in fixed.files if each.changed]
    streams.write(unified(each.before, each.after, way) for each in changed)
    code = told(session, fixed, verb="would mend")
    return code or (FOUND if changed else 0)


def told(
    session: Session, fixed: Fixed, *, verb: str = "mended", refusals: bool = True, more: bool = False
) -> int:
    """Say what was done and what could not be done, and give the exit code for it.

    `refusals` is False where a report tells which fixes were not made, `more` says that something was mended
    before.
    """
    changed = [each for each in fixed.files if each.changed]
    count = sum(len(each.applied) for each in changed)
    if changed:
        where = _named([one_line(each.before.path) for each in changed])
        session.tell(f"{verb} {_counted(count, 'place')} in {where}")
    elif fixed.checked or not fixed.unread:
        session.tell("nothing else to mend" if more else "nothing to mend")
    for each in fixed.files:
        for refused in each.refused if refusals else ():
            line, column = each.after.position(refused.at.start)
            place = f"{one_line(each.before.path)}:{line}:{column}"
            session.tell(f"{place}: left as it was: {refused.rule}: {refused.why}")
        if session.verbose:
            for done in each.applied:
                place = f"{one_line(each.before.path)}:{done.line}"
                session.tell(f"{place}: {done.info.code} {one_line(done.title)}  [{done.info.name}]")
    return FAILED if complain(fixed.unread) + complain(_failed(fixed)) else 0


def _named(paths: Sequence[str]) -> str:
    """Files that were changed, the first of them by name: in a hook their number alone leads nowhere."""
    if len(paths) == 1:
        return "1 file" if paths[0] == "-" else paths[0]
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return f"{len(paths)} files: {', '.join(paths[:NAMED])}{more}"


def _failed(fixed: Fixed) -> Iterator[Unread]:
    """The files that could not be written, with the reason."""
    return (Unread(each.before.path, each.failed) for each in fixed.files if each.failed)


def _counted(number: int, noun: str) -> str:
    from qapress.report.parts.closing import counted

    return counted(number, noun)
