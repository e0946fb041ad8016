"""The last lines of a check: counts, notes, what `fix` would mend, what was not checked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Report, RuleInfo
    from qapress.report import ReportOptions

MANY = 20
"""So many findings of a whole collection are more than somebody mends before going on."""


def closing(report: Report, options: ReportOptions) -> Iterator[str]:
    """The lines that end a report for people, each with its line end; the last: what was not checked."""
    yield f"{_seen(report)}: {found_in_all(report)}\n"
    notes = [each for each in report.shown() if each.severity is Severity.NOTE]
    if notes and "notes" not in options.show:
        yield f"notes: {by_rule(notes)}; --show notes lists them\n"
    yield from _advice(report)
    yield from _unchecked(report)


def statistics(found: Sequence[Diagnostic]) -> Iterator[str]:
    """At how many places each rule was broken, the most frequent first."""
    counts = broken(found)
    for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].code)):
        yield f"{count:>6} {rule.code} {rule.name}\n"


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def fixable(found: Iterable[Diagnostic]) -> dict[Applicability, int]:
    """How many findings have a fix of each kind."""
    return Counter(each.finding.fix.applicability for each in found if each.finding.fix)


def by_rule(found: Iterable[Diagnostic]) -> str:
    """At how many places each rule was broken, as `3 dead-link, 1 dead-anchor`."""
    counts = broken(found)
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{count} {rule.name}" for rule, count in ranked)


def _seen(report: Report) -> str:
    seen = f"{counted(report.files, 'file')}, {counted(report.questions, 'question')}"
    return f"{seen}, {counted(len(report.unread), 'file')} not read" if report.unread else seen


def found_in_all(report: Report) -> str:
    """How many findings there are of which severity, and how many are left out."""
    counts = {level.label: report.total(level) for level in sorted(Severity, reverse=True)}
    found = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    if any(each.more for each in report.shown()):
        found += f", at {sum(broken(report.shown()).values())} places"
    hidden = len(report.diagnostics) - len(report.shown())
    left_out = [f"{report.known} known" if report.known else "", f"{hidden} suppressed" if hidden else ""]
    nothing = "nothing new" if report.known else "no findings"
    return "; ".join([found or nothing, *filter(None, left_out)])


def broken(found: Iterable[Diagnostic]) -> Counter[RuleInfo]:
    """At how many places each rule was broken."""
    counts: Counter[RuleInfo] = Counter()
    for each in found:
        counts[each.info] += 1 + len(each.more)
    return counts


def _advice(report: Report) -> Iterator[str]:
    """What `fix` would do, and how to accept what it leaves."""
    shown = report.shown()
    fixes = fixable(shown)
    safe, unsafe = fixes.get(Applicability.SAFE, 0), fixes.get(Applicability.UNSAFE, 0)
    if safe:
        yield f"qapress fix mends {safe} of them\n"
    if unsafe:
        yield f"qapress fix --unsafe-fixes mends {unsafe} {'more' if safe else 'of them'}\n"
    if doubts := sum(bool(each.finding.candidates) and each.finding.origin is None for each in shown):
        yield f"qapress fix --ask lets you choose for {doubts} of them\n"
    if stale := sum(1 + len(each.more) for each in shown if "--prune" in each.finding.hint):
        yield f"qapress baseline --prune drops {counted(stale, 'line')} of the baseline\n"
    if grave := sum(each.severity > Severity.NOTE and each.info.group != "tool" for each in shown):
        comment = "<!-- qapress: ignore NAME: reason -->"
        yield f"to accept one: {comment} before its block, or `ignore` in the configuration\n"
        if grave >= MANY and report.complete and not report.known:
            yield "to accept all and be told only what is new: qapress baseline\n"


def _unchecked(report: Report) -> Iterator[str]:
    """Which checks did not run, or not in full, and why; in one line."""
    parts = [
        f"{'not checked' if state.state == 'skipped' else 'checked in part'}: {name} ({state.reason})"
        for name, state in report.checks.items()
        if state.state != "done"
    ]
    if parts:
        yield "; ".join(parts) + "\n"
