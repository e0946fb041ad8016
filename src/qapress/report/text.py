"""The report that a person reads: each finding with its line, and what to do about all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Severity
from qapress.report import reporter
from qapress.report.parts.choose import limited, listed
from qapress.report.parts.closing import closing, counted, statistics
from qapress.report.parts.color import BOLD, CYAN, RED, YELLOW, paint
from qapress.report.parts.excerpt import excerpt
from qapress.report.parts.places import advice, headline, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Diagnostic, Place, Report
    from qapress.report import ReportOptions, Sources

COLORS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: CYAN}
PLACES = 5
"""Further places of one fault that are listed, unless everything is asked for."""


@reporter("text", for_people=True)
def text(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """Findings by path and place, then the closing lines."""
    found = listed(report, options, for_people=True)
    if options.statistics:
        yield from statistics(found)
    else:
        kept, more = limited(found, options)
        for each in kept:
            yield from _finding(each, source, options)
        for rule, count in more.items():
            yield f"{count} more of {rule.code} {rule.name}; --max-per-rule 0 lists all\n"
        if more or (kept and options.closing):
            yield "\n"
    if options.closing:
        yield from closing(report, options)


def _finding(each: Diagnostic, source: Sources, options: ReportOptions) -> Iterator[str]:
    own = source(each.path)
    yield _colored(headline(each, own), each, options) + "\n"
    line, shown, carets = excerpt(own, each.finding.span)
    margin = " " * len(str(line))
    if own.text:
        yield f"  {line} | {shown}\n"
        yield f"  {margin} | {_paint(carets, COLORS[each.severity], options)}\n"
    for label, words in _remarks(each, source, options):
        yield f"  {margin} {_paint(label, BOLD, options)}: {words}\n"


def _remarks(each: Diagnostic, source: Sources, options: ReportOptions) -> Iterator[tuple[str, str]]:
    """What is said below the carets, with its label."""
    finding = each.finding
    yield from (("help", told) for told in advice(each))
    if finding.origin and finding.origin.url:
        yield "rule", finding.origin.url
    for place, message in finding.related:
        yield "see", f"{_at(place, source)}: {one_line(message)}"
    if each.places:
        limit = PLACES if options.max_per_rule else len(each.places)
        others = ", ".join(_at(place, source) for place in each.places[:limit])
        rest = len(each.places) - limit
        yield "also at", others + (f" and {counted(rest, 'more place')}" if rest > 0 else "")
    if each.suppressed is not None:
        yield "suppressed", one_line(each.suppressed)


def _at(place: Place, source: Sources) -> str:
    line, column = source(place.path).position(place.span.start)
    return f"{one_line(place.path)}:{line}:{column}"


def _colored(line: str, each: Diagnostic, options: ReportOptions) -> str:
    """The headline with the severity in its colour."""
    word = f" {each.severity.label} "
    before, _, after = line.partition(word)
    return f"{_paint(before, BOLD, options)} {_paint(word.strip(), COLORS[each.severity], options)} {after}"


def _paint(words: str, style: str, options: ReportOptions) -> str:
    return paint(words, style if options.color else "")
