"""Which diagnostics a report lists, and which it only counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qapress.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.diagnostic import Diagnostic, Report, RuleInfo
    from qapress.report import ReportOptions


def listed(report: Report, options: ReportOptions, *, for_people: bool) -> list[Diagnostic]:
    """The diagnostics to list: data formats take the notes too, all leave out what is suppressed."""
    notes = not for_people or "notes" in options.show
    return [
        each
        for each in report.diagnostics
        if (notes or each.severity > Severity.NOTE)
        and (each.suppressed is None or "suppressed" in options.show)
    ]


def each_place(report: Report, options: ReportOptions) -> list[Diagnostic]:
    """The diagnostics to list for programs that mark lines: one for every place of a fault, in order."""
    kept, _ = limited(listed(report, options, for_people=False), options)
    return sorted((one for each in kept for one in each.apart), key=lambda each: each.sort_key)


def limited(
    found: Iterable[Diagnostic], options: ReportOptions
) -> tuple[list[Diagnostic], dict[RuleInfo, int]]:
    """The first diagnostics of each rule, and how many more there are of which rule."""
    counts: Counter[RuleInfo] = Counter()
    kept = []
    for each in found:
        counts[each.info] += 1
        if options.max_per_rule is None or counts[each.info] <= options.max_per_rule:
            kept.append(each)
    limit = options.max_per_rule
    return kept, {
        rule: count - limit for rule, count in counts.items() if limit is not None and count > limit
    }
