"""One line a finding, for logs and problem matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.report import reporter
from qapress.report.parts.choose import limited, listed
from qapress.report.parts.closing import statistics
from qapress.report.parts.places import elsewhere, headline, reason, suggested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Report
    from qapress.report import ReportOptions, Sources


@reporter("concise")
def concise(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """`path:line:col: severity CODE message  [name]`, then suggestions, and why it is suppressed."""
    found = listed(report, options, for_people=True)
    if options.statistics:
        yield from statistics(found)
        return
    for each in limited(found, options)[0]:
        remarks = (suggested(each), "" if each.suppressed is None else reason(each.suppressed))
        told = "".join(f"  ({remark})" for remark in remarks if remark)
        yield f"{headline(each, source(each.path))}{told}{elsewhere(each)}\n"
