"""The report as a page of Markdown: the summary of a job, a comment, a ticket.

What comes from files stands in code, where no Markdown and no HTML of a stranger counts, and is cut, so that
the page stays far below the 1,024 KiB that GitHub shows of a step:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import quote

from qapress.report import reporter
from qapress.report.parts.choose import limited, listed
from qapress.report.parts.closing import broken, closing, counted, found_in_all
from qapress.report.parts.code import block, code
from qapress.report.parts.places import elsewhere, name, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Report
    from qapress.report import ReportOptions, Sources

END = "-- \nqapress\n"
"""Ends a patch as mails do, so that the last blank line, which git needs, is not lost when it is copied."""

LISTED_OF_A_KIND = 25
"""Questions that are listed at most of those that changed in one way."""

LISTED = 100
"""Places that are listed at most, those of the gravest findings."""

PLACES = 20
"""Places of one fault that are listed at most; the first tells how many there are."""


@reporter("markdown", for_people=True)
def markdown(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """What was found, by rule and by file, what is to be known besides, and the patch that mends it."""
    found = listed(report, options, for_people=True)
    yield f"### qapress: {found_in_all(report)}\n\n"
    yield from _remarks(report, options)
    yield from _by_rule(found)
    kept = sorted(limited(found, options)[0], key=lambda each: -each.severity)[:LISTED]
    further = [one for each in kept for one in each.more[: PLACES - 1]]
    places = [*kept, *further][:LISTED]
    for _, group in groupby(sorted(places, key=lambda each: each.sort_key), attrgetter("path")):
        yield from _file(list(group), source, options)
    if len(found) > len(kept):
        more = counted(len(found) - len(kept), "more finding")
        yield f"and {more}; `qapress check --max-per-rule 0` lists all\n\n"
    if options.unmarked:
        more = counted(options.unmarked, "finding")
        yield f"{more} not marked at the lines: GitHub marks ten of a kind.\n\n"
    yield from block("".join(closing(report, options)), "text")
    yield from _questions(options)
    yield from _patch(options.patch)


def _patch(patch: str) -> Iterator[str]:
    if patch:
        yield "\n#### Patch\n\nSave it as `qapress.patch`, then run `git apply qapress.patch`"
        if "\nGIT binary patch\n" in patch:
            yield "; what copying would lose, such as CRLF, is in git's binary form"
        yield ":\n\n"
        yield from block(f"{patch}{END}", "diff")


def _questions(options: ReportOptions) -> Iterator[str]:
    if options.questions:
        yield "\n#### Questions\n"
    for title, lines in options.questions:
        yield f"\n{title}:\n\n"
        yield from (f"- {code(line)}\n" for line in lines[:LISTED_OF_A_KIND])
        if len(lines) > LISTED_OF_A_KIND:
            yield f"- and {len(lines) - LISTED_OF_A_KIND} more; `qapress changes` lists all\n"


def _remarks(report: Report, options: ReportOptions) -> Iterator[str]:
    """What a reviewer should know before believing the rest."""
    unread = [("not read", f"{each.path}: {each.reason}") for each in report.unread[:LISTED]]
    if options.remarks or unread:
        yield "> [!WARNING]\n"
        for words, detail in (*options.remarks, *unread):
            yield f"> - {words}{': ' + code(detail) if detail else ''}\n"
        yield "\n"


def _by_rule(found: Sequence[Diagnostic]) -> Iterator[str]:
    counts = broken(found)
    if not counts:
        return
    yield "| places | rule | |\n|---:|---|---|\n"
    for rule, count in sorted(counts.items(), key=lambda pair: (-pair[0].severity, -pair[1], pair[0].code)):
        yield f"| {count} | {rule.code} `{rule.name}` | {rule.summary} |\n"
    yield "\n"


def _file(group: Sequence[Diagnostic], source: Sources, options: ReportOptions) -> Iterator[str]:
    path = group[0].path
    own = source(path)
    yield f"#### {code(options.prefix + path)}\n\n"
    for each in group:
        finding = each.finding
        line = own.line(finding.span.start)
        told = "; ".join(remarks(each))
        place = _linked(f"line {line}", path, line, options)
        yield f"- {place}: {each.severity.label} {code(finding.message)} "
        yield f"({code(name(each))}){elsewhere(each)}"
        yield f"<br>{code(told)}\n" if told else "\n"
    yield "\n"


def _linked(words: str, path: str, line: int, options: ReportOptions) -> str:
    """A place that leads to the line, where there is an address of the files and no name is overlong."""
    address = f"{options.address}{quote(options.prefix + path)}?plain=1#L{line}"
    return f"[{words}]({address})" if options.address and len(address) < 1_000 else words
