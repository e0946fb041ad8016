"""`qapress init`: set a collection up."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from qapress.cli import described, options, streams
from qapress.cli.exit_codes import FOUND
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.init import Start
    from qapress.pipeline.repository import Pin
    from qapress.pipeline.survey import Survey


@described.command(
    "init",
    more="Looks for questions, a configuration and hooks, shows what it would write, and asks before it "
    "writes. Nothing that exists is overwritten.",
    examples=(
        ("init --diff", "only show what would be written"),
        ("init --yes", "write all of it"),
    ),
)
@click.option("--yes", "-y", is_flag=True, help="Write without asking.")
@options.diff
@click.option(
    "--repo", metavar="URL", help="Where hooks get qapress from; default: where it was installed from."
)
@click.option(
    "--rev", metavar="COMMIT", help="Which commit or tag of it; default: the one that is installed."
)
@click.pass_obj
def command(session: Session, *, yes: bool, diff: bool, repo: str | None, rev: str | None) -> int:
    """Show what was found and what is lacking, write what is wanted, and give the exit code."""
    from qapress.pipeline.init import prepare, write
    from qapress.pipeline.survey import survey
    from qapress.report.parts.places import one_line

    if yes and diff:
        raise UsageError("--yes writes, --diff does not; give one of them")
    found = survey(session.settings(()))
    prepared = prepare(found, _pin(repo, rev))
    for line in _found(found):
        session.tell(line)
    for line in "\n".join(prepared.left).split("\n") if prepared.left else ():
        streams.say(one_line(line))
    if diff:
        streams.write(_patch(each) for each in prepared.starts)
        return FOUND if prepared.starts else 0
    if not prepared.starts:
        session.tell("nothing to write")
        return 0
    wanted = prepared.starts if yes else tuple(_chosen(prepared.starts))
    write(wanted, found.top)
    session.tell("\n".join(_told(wanted, found)))
    return 0


def _pin(repo: str | None, rev: str | None) -> Pin | None:
    """Where contributors get qapress from: as it was given, else as it was installed."""
    from qapress.pipeline.repository import Pin, installed_pin

    own = None if repo and rev else installed_pin()
    if repo and not rev and (own is None or own.repo != repo):
        raise UsageError("--repo needs --rev, the commit or the tag that the hooks take")
    if rev and not repo and own is None:
        raise UsageError("--rev needs --repo, since it is not known where this qapress came from")
    if own is None:
        return Pin(repo, rev) if repo and rev else None
    return Pin(repo or own.repo, rev or own.rev)


def _found(found: Survey) -> Iterator[str]:
    """What is there, a line each."""
    from qapress.pipeline import hooks
    from qapress.report.parts.closing import counted
    from qapress.report.parts.places import one_line

    yield f"in {one_line(found.root.as_posix())}:"
    where = one_line(f" ({', '.join(found.include)})") if found.include else ""
    texts = counted(found.texts, "Markdown file")
    if found.questions:
        yield f"  {counted(found.questions, 'question')} in {found.files} of {texts}{where}"
    else:
        inside = f"in {texts}" if found.texts else "yet"
        yield f"  no question {inside}: it is a heading such as ## 📌 Q1: What is …?, below it ### ✅ Answer"
    if found.config:
        yield f"  configured by {one_line(found.config.name)}"
    for each in found.nested:
        yield f"  {one_line(each)} configures its folder, which is checked by itself"
    page = f" of {one_line(found.repository)}" if found.repository else ""
    yield f"  a git repository{page}" if found.in_git else "  no git repository, so no hooks"
    if found.has_hooks:
        yield f"  hooks of qapress in {hooks.NAME}"
    if found.workflow:
        yield f"  qapress in the workflow {one_line(found.workflow)}"


def _patch(start: Start) -> bytes:
    from qapress.report.parts.diff import patch

    return patch(start.before, start.after)


def _chosen(starts: tuple[Start, ...]) -> Iterator[Start]:
    """The files that a person wants, each shown before it is asked about; `q` leaves the rest."""
    for each in starts:
        streams.write([_patch(each)])
        answer = _answer(f"write {each.what} to {each.path}? [Y/n/q] ")
        if answer == "q":
            return
        if answer == "y":
            yield each


def _answer(question: str) -> str:
    """`y`, `n` or `q`; an empty line is yes.

    Raises:
        UsageError: nobody answers.
    """
    while True:
        streams.say(question)
        line = sys.stdin.buffer.readline() if sys.stdin is not None else b""
        if not line:
            raise UsageError("nobody answers, so nothing was written; --yes writes all, --diff only shows it")
        word = line.decode("utf-8", "replace").strip().lower()
        if word[:1] in ("", "y", "n", "q"):
            return word[:1] or "y"


def _told(written: tuple[Start, ...], found: Survey) -> Iterator[str]:
    """What was written, and what comes next."""
    from qapress.pipeline import hooks

    if not written:
        yield "nothing was written"
        return
    for each in written:
        yield f"wrote {each.what} to {each.path}"
    steps = ["qapress check"] if found.questions else ["write a question", "qapress check"]
    if any(each.path == hooks.NAME for each in written):
        steps.append("pre-commit install")
    yield f"next: {', then '.join(steps)}"
