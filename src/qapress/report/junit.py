"""JUnit XML, which most servers show as tests: a file is a suite, a finding a test that failed.

Nobody owns the format; this is what https://github.com/jenkinsci/xunit-plugin takes (`junit-10.xsd`).
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from qapress.diagnostic import Severity
from qapress.report import reporter
from qapress.report.parts.choose import each_place
from qapress.report.parts.places import name, one_line, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Report
    from qapress.report import ReportOptions, Sources


class Case(NamedTuple):
    """One test; `result` is `failure`, `skipped`, `error`, or empty for a test that passed."""

    name: str
    result: str = ""
    kind: str = ""
    message: str = ""
    text: str = ""


@reporter("junit")
def junit(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """A suite for each file with findings, then one for what could not be checked, if anything."""
    suites = [
        (options.prefix + path, list(_cases(found, source, options.prefix)))
        for path, found in groupby(each_place(report, options), lambda each: each.path)
    ]
    whole = [*([] if suites else [Case("no findings")]), *_unchecked(report)]
    suites += [("qapress", whole)] if whole else []
    every = [case for _, cases in suites for case in cases]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="qapress" {_counts(every)}>\n'
    for path, cases in suites:
        yield from _suite(path, cases)
    yield "</testsuites>\n"


def _cases(found: Iterable[Diagnostic], source: Sources, prefix: str) -> Iterator[Case]:
    """The findings of a file; a name holds no line, so that servers know a test again when lines move."""
    seen: Counter[str] = Counter()
    for each in found:
        told = words(each)
        title = f"{each.info.code} {name(each)}: {told[0]}"
        seen[title] += 1
        line, column = source(each.path).position(each.finding.span.start)
        place = f"{one_line(prefix + each.path)}:{line}:{column}: {each.severity.label}"
        fails = each.severity > Severity.NOTE and each.suppressed is None
        yield Case(
            title + (f" ({seen[title]})" if seen[title] > 1 else ""),
            "failure" if fails else "skipped",
            each.severity.label,
            f"line {line}, column {column}: {'; '.join(told)}",
            "\n".join([place, *told]),
        )


def _unchecked(report: Report) -> Iterator[Case]:
    for each in report.unread:
        reason = one_line(each.reason)
        yield Case(one_line(each.path), "error", "unread", reason, f"{one_line(each.path)}: {reason}")
    for check, state in report.checks.items():
        if state.state != "done":
            result = "error" if state.failed else "skipped"
            reason = one_line(state.reason)
            yield Case(f"{check} ({state.state})", result, state.state, reason, reason)


def _suite(path: str, cases: Sequence[Case]) -> Iterator[str]:
    suite = _quoted(path)
    yield f"  <testsuite name={suite} {_counts(cases)} skipped={_count(cases, 'skipped')}>\n"
    for case in cases:
        head = f"    <testcase classname={suite} name={_quoted(case.name)}"
        if not case.result:
            yield head + "/>\n"
            continue
        yield f"{head}>\n      <{case.result} type={_quoted(case.kind)} message={_quoted(case.message)}>"
        yield f"{escape(case.text)}</{case.result}>\n    </testcase>\n"
    yield "  </testsuite>\n"


def _counts(cases: Sequence[Case]) -> str:
    errors, failures = _count(cases, "error"), _count(cases, "failure")
    return f'tests="{len(cases)}" failures={failures} errors={errors}'


def _count(cases: Sequence[Case], result: str) -> str:
    return f'"{sum(case.result == result for case in cases)}"'


def _quoted(text: str) -> str:
    """An attribute's value; what XML cannot hold is written out."""
    return quoteattr(one_line(text))
