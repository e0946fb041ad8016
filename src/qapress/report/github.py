"""Annotations of GitHub Actions: workflow commands that a step prints.

GitHub shows ten of each kind a step and drops the rest without a word; so the gravest go first and the
number left out is told. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Severity
from qapress.report import reporter
from qapress.report.parts.choose import limited, listed
from qapress.report.parts.closing import counted
from qapress.report.parts.places import content, elsewhere, name, one_line, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Diagnostic, Report
    from qapress.report import ReportOptions, Sources
    from qapress.source.text import Source

LIMIT = 10
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@reporter("github", for_people=True)
def github(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """The gravest findings as annotations, then how many are not shown."""
    if options.remarks:
        yield _remarked(options)
    marked, left = chosen(report, options)
    for each in marked:
        yield _annotation(each, source(each.path), options.prefix) + "\n"
    if left:
        yield f"{counted(left, 'finding')} more; GitHub shows {LIMIT} annotations of a kind\n"


def chosen(report: Report, options: ReportOptions) -> tuple[list[Diagnostic], int]:
    """The findings that GitHub marks at their lines, the gravest first, and how many it does not mark.

    Each comes once before any comes at its further places.
    """
    found = listed(report, options, for_people=True)
    kept, _ = limited(found, options)
    marked: list[Diagnostic] = []
    left = len(found)
    for level in sorted(COMMANDS, reverse=True):
        room = LIMIT - _taken(level, options)
        once = [each for each in kept if each.severity is level][:room]
        further = [one for each in once for one in each.more][: room - len(once)]
        marked += sorted([*once, *further], key=lambda each: each.sort_key)
        left -= len(once)
    return marked, left


def _taken(level: Severity, options: ReportOptions) -> int:
    """How many annotations of a kind are no findings."""
    return int(level is Severity.WARNING and bool(options.remarks))


def _remarked(options: ReportOptions) -> str:
    """What a reviewer should know, in one warning."""
    told = (f"{words}: {one_line(detail)}" if detail else words for words, detail in options.remarks)
    return "::warning title=qapress::" + _data("\n".join(told)) + "\n"


def _annotation(each: Diagnostic, source: Source, prefix: str) -> str:
    """One workflow command; columns only within a line, the last one inclusive."""
    span = content(source, each.finding.span)
    (line, column), (end_line, end_column) = source.position(span.start), source.position(span.end)
    place = {"file": one_line(prefix + each.path), "line": line, "endLine": end_line}
    if line == end_line:
        place |= {"col": column, "endColumn": max(end_column - 1, column)}
    place["title"] = f"{each.info.code} {name(each)}"
    told = "\n".join([*words(each), *([elsewhere(each).strip()] if each.more else [])])
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    return f"::{COMMANDS[each.severity]} {listed}::{_data(told)}"


def _data(text: str) -> str:
    """Text with the characters escaped that would end a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
