"""`qapress check`: find faults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from qapress import __version__, report
from qapress.cli import complete, described, options, streams, summary
from qapress.cli.exit_codes import FAILED, FOUND
from qapress.cli.prefix import prefix
from qapress.cli.session import Session, incomplete, refuse_nothing, standard_input, within
from qapress.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from qapress.diagnostic import Report
    from qapress.pipeline.check import Checked
    from qapress.pipeline.diagnose import Refusals
    from qapress.pipeline.known import Filter
    from qapress.pipeline.since import Since
    from qapress.report import Reporter, ReportOptions
    from qapress.settings import Settings
    from qapress.settings.values import Engine

MAX_PER_RULE = 10
"""How many findings of one rule a person gets to read unless more are asked for."""

CLOSED = ("text", "markdown")
"""Formats that end with the closing lines themselves."""


class Wanted(NamedTuple):
    """The options of one call."""

    paths: tuple[str, ...]
    stdin_filename: str | None
    force_exclude: bool
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    grammar: bool | None
    engine: Engine | None
    changed_since: str | None
    fix: bool
    output_format: str
    output_file: Path | None
    patch: Path | None
    max_per_rule: int | None
    show: tuple[str, ...]
    statistics: bool
    fail_on: str
    exit_zero: bool
    baseline: Path | None


def known_format(_: click.Context, __: click.Parameter, value: str) -> str:
    """A format that is there."""
    names = report.names()
    if value not in names:
        raise click.UsageError(
            f"no output format '{value}', only {', '.join(names)}{did_you_mean(value, names)}"
        )
    return value


@described.command(
    "check",
    more="Each finding is told with its place and what to do about it. A path is a file, a folder or a "
    "glob; without one, the whole collection is read: the configured files, else all Markdown below the "
    "folder. A rule that looks across files needs all of them. Nothing is changed unless --fix is given.",
    examples=(
        ("check", "the whole collection"),
        ("check QA_1-3.md topic", "a file and a folder"),
        ("check --select mojibake,dead-link", "some rules only"),
        ("check --changed-since main", "only what is new since main"),
        ("check --show notes", "list what is else counted"),
        ("check --baseline qapress-baseline.jsonl", "only what is new"),
        ("check --output-format json", "for a program"),
        ("check - < draft.md", "standard input"),
    ),
)
@options.reading
@options.selecting
@click.option("--fix", is_flag=True, help="Apply safe fixes first, then check.")
@click.option(
    "--output-format",
    default="text",
    metavar="FORMAT",
    callback=known_format,
    shell_complete=complete.one(complete.reports),
    help=f"One of {', '.join(report.names())}; default: text.",
)
@click.option(
    "--output-file",
    type=options.Named(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report here.",
)
@click.option(
    "--patch",
    type=options.Named(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write here what `fix` would mend of it; `git apply FILE` does so.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="warning",
    help="Least severity that makes the exit code 1; default: warning.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--show",
    type=click.Choice(["notes", "suppressed"]),
    multiple=True,
    help="List what is else only counted.",
)
@click.option(
    "--max-per-rule",
    type=click.IntRange(0),
    metavar="N",
    help=f"Findings listed of each rule, 0: all; default: {MAX_PER_RULE} in text and github.",
)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@options.grammar
@click.option(
    "--changed-since",
    metavar="REF",
    shell_complete=complete.one(complete.refs),
    help="Tell only what is new since this commit, or since the work left this branch or tag.",
)
@click.option(
    "--baseline",
    type=options.Named(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Tell only what this file does not accept; `qapress baseline` writes it.",
)
@options.not_yet("--watch", is_flag=True)
@click.pass_obj
def command(session: Session, /, **given: Any) -> int:
    """Check, report, and give the exit code."""
    wanted = Wanted(**given)
    reporter = _reporter(wanted)
    governed, stdin = standard_input(wanted.paths, wanted.stdin_filename)
    settings = _settings(session.settings(governed), wanted)
    stdin = within(stdin, settings)
    _tell_asleep(session, settings)
    _spare_content(settings, wanted)
    filters = _filters(settings, wanted)
    since = _since(session, settings, wanted)
    failed, refused = _fix(session, settings, wanted) if wanted.fix else (0, {})
    from qapress.pipeline.check import check

    checked = check(
        wanted.paths,
        settings,
        stdin=stdin,
        jobs=session.processes,
        force_exclude=wanted.force_exclude,
        refused=refused,
        remember=not session.no_cache,
        filters=filters,
        since=since,
    )
    if not (checked.report.files or checked.report.unread or wanted.force_exclude):
        refuse_nothing(wanted.paths, settings)
    how = _options(session, reporter, wanted, settings)
    if stdin is None:
        asked = summary.Asked(since, wanted.baseline, wanted.patch)
        how = summary.prepared(how, reporter, checked.report, settings, asked)
    _publish(session, checked, reporter, wanted, how)
    return failed or _code(checked.report, wanted)


def _tell_asleep(session: Session, settings: Settings) -> None:
    """Say that a rule which was named does not run: no findings would look like praise."""
    if settings.select or settings.extend_select:
        from qapress.pipeline.explain import asleep

        for name in asleep(settings):
            session.tell(f"note: {name} is in preview and does not run: set `preview = true`")


def _since(session: Session, settings: Settings, wanted: Wanted) -> Since | None:
    """What the findings are compared with."""
    if wanted.changed_since is None:
        return None
    if "-" in wanted.paths and not wanted.stdin_filename:
        raise UsageError("--changed-since needs the name of standard input: --stdin-filename")
    from qapress.pipeline.since import since

    found = since(wanted.changed_since, wanted.paths, settings)
    if session.verbose:
        session.tell(f"compared with: {found.commit}")
    return found


def _reporter(wanted: Wanted) -> Reporter:
    if wanted.statistics and wanted.output_format not in ("text", "concise"):
        raise UsageError(f"--statistics goes with text and concise, not with {wanted.output_format}")
    if wanted.patch and "-" in wanted.paths:
        raise UsageError("--patch goes with files; for standard input there is qapress fix --diff -")
    if wanted.fix and "-" in wanted.paths:
        raise UsageError("check --fix cannot write to standard input; use qapress fix -")
    return report.load(wanted.output_format)


def _spare_content(settings: Settings, wanted: Wanted) -> None:
    """Refuse to write a result over a file that is checked."""
    for target in filter(None, (wanted.output_file, wanted.patch)):
        from qapress.pipeline.output import spare_content

        spare_content(target, wanted.paths, settings)


def _settings(settings: Settings, wanted: Wanted) -> Settings:
    """The configuration with what the command line says."""
    settings = options.selected(settings, wanted.select, wanted.extend_select, wanted.ignore)
    return options.with_engine(settings, wanted.grammar, wanted.engine)


def _filters(settings: Settings, wanted: Wanted) -> list[Filter]:
    """What takes out of the report what is not new."""
    if wanted.baseline is None:
        return []
    from qapress.pipeline.baseline import less, load
    from qapress.pipeline.config_from import as_configured

    return [less(load(as_configured(wanted.baseline, settings), settings.beside))]


def _fix(session: Session, settings: Settings, wanted: Wanted) -> tuple[int, Refusals]:
    """Fix first: the exit code, not 0 when a file changed meanwhile, and what the report is to tell."""
    from qapress.cli.fix import told
    from qapress.pipeline.fix import fix

    fixed = fix(wanted.paths, settings, force_exclude=wanted.force_exclude)
    code = told(session, replace(fixed, unread=()), refusals=False)  # the check tells what cannot be read
    return code, fixed.refused


def _publish(
    session: Session, checked: Checked, reporter: Reporter, wanted: Wanted, how: ReportOptions
) -> None:
    """Write the report where it is wanted, and the closing lines of a format that has none to stderr."""
    if checked.report.unread and not checked.report.files:
        how = how._replace(closing=False)  # the errors say all
    pieces = reporter.write(checked.report, checked.source, how)
    if wanted.output_file:
        from qapress.pipeline.output import write_file

        write_file(wanted.output_file, "".join(pieces))
    else:
        streams.write(pieces)
    from qapress.report.parts.closing import closing

    if how.closing and reporter.name != "json" and (wanted.output_file or reporter.name not in CLOSED):
        session.tell("".join(closing(checked.report, how)).rstrip("\n"))
    for line in summary.told(reporter, how):
        session.tell(line)
    summary.write(checked, reporter, how)


def _options(session: Session, reporter: Reporter, wanted: Wanted, settings: Settings) -> ReportOptions:
    limit = wanted.max_per_rule
    if limit is None and reporter.for_people:
        limit = MAX_PER_RULE
    return report.ReportOptions(
        color=session.colored and not wanted.output_file,
        max_per_rule=limit or None,
        show=frozenset(wanted.show),
        statistics=wanted.statistics,
        version=__version__,
        closing=not session.quiet,
        address=summary.address(),
        prefix=prefix(settings.root, reporter.name),
        page=_page,
    )


def _page(name: str) -> str:
    from qapress.pipeline.explain import manual

    return manual(name)


def _code(found: Report, wanted: Wanted) -> int:
    if incomplete(found):
        return FAILED
    if wanted.exit_zero or wanted.fail_on == "never":
        return 0
    ranks = ("note", "warning", "error")
    grave = ranks[ranks.index(wanted.fail_on) :]
    return FOUND if any(each.severity.label in grave for each in found.shown()) else 0
