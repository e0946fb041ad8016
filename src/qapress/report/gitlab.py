"""Code Quality for GitLab, which is what Code Climate calls issues.

https://docs.gitlab.com/ci/testing/code_quality and
https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#issues
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qapress.diagnostic import Severity
from qapress.report import reporter
from qapress.report.parts.choose import each_place
from qapress.report.parts.places import lines, name, well_formed, words
from qapress.report.parts.plain_json import plain_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Diagnostic, Report
    from qapress.report import ReportOptions, Sources
    from qapress.source.text import Source

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


@reporter("gitlab")
def gitlab(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """A list with an issue for each place; its fingerprint holds no line, and stays when lines move."""
    separator = "[\n"
    for each in each_place(report, options):
        issue = _issue(each, source(each.path), options.prefix)
        yield separator + plain_json(issue)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _issue(each: Diagnostic, source: Source, prefix: str) -> dict[str, Any]:
    """An issue; a description is one line of plain text."""
    first, last = lines(source, each.finding.span)
    return {
        "type": "issue",
        "check_name": name(each),
        "description": well_formed("; ".join(words(each))),
        "categories": ["Style" if each.severity is Severity.NOTE else "Clarity"],
        "location": {"path": well_formed(prefix + each.path), "lines": {"begin": first, "end": last}},
        "severity": SEVERITIES[each.severity],
        "fingerprint": each.fingerprint,
    }
