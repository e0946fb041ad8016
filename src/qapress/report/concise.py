"""One line a finding, for logs and problem matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.report import reporter
from qapress.report.parts.choose import limited, visible
from qapress.report.parts.closing import statistics
from qapress.report.parts.places import headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Report
    from qapress.report import ReportOptions, Sources


@reporter("concise")
def concise(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """`path:line:col: severity CODE message  [name]`, line by line."""
    found = visible(report, options, for_people=True)
    if options.statistics:
        yield from statistics(found)
        return
    for each in limited(found, options)[0]:
        yield headline(each, source(each.path)) + "\n"
