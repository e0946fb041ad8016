"""The report for programs: `report.v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qapress.diagnostic import Applicability, Severity
from qapress.report import reporter
from qapress.report.parts.choose import limited, listed
from qapress.report.parts.closing import fixable
from qapress.report.parts.places import ends
from qapress.report.parts.plain_json import plain_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Diagnostic, Fix, Report
    from qapress.report import ReportOptions, Sources
    from qapress.source.text import Source


@reporter("json")
def json(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """One object; each diagnostic stands on a line of its own, so that a long report can be read by line."""
    head = plain_json(_head(report, options))
    yield head[:-1] + ', "diagnostics": ['
    separator = "\n"
    for each in limited(listed(report, options, for_people=False), options)[0]:
        yield separator + plain_json(_diagnostic(each, source))
        separator = ",\n"
    yield "\n]}\n"


def _head(report: Report, options: ReportOptions) -> dict[str, Any]:
    fixes = fixable(report.shown())
    return {
        "schema_version": 1,
        "tool": {"name": "qapress", "version": options.version},
        "complete": report.complete,
        "checks": {
            name: {"state": check.state, "reason": check.reason} for name, check in report.checks.items()
        },
        "summary": {
            "files": report.files,
            "questions": report.questions,
            "errors": report.total(Severity.ERROR),
            "warnings": report.total(Severity.WARNING),
            "notes": report.total(Severity.NOTE),
            "known": report.known,
            "fixable": {
                "safe": fixes.get(Applicability.SAFE, 0),
                "unsafe": fixes.get(Applicability.UNSAFE, 0),
            },
        },
        "unread": [{"path": each.path, "reason": each.reason} for each in report.unread],
    }


def _diagnostic(each: Diagnostic, source: Sources) -> dict[str, Any]:
    own, finding = source(each.path), each.finding
    return {
        "path": each.path,
        "code": each.info.code,
        "name": each.info.name,
        "severity": each.severity.label,
        "message": finding.message,
        "hint": finding.hint,
        **ends(own, finding.span),
        "fix": _fix(finding.fix, own) if finding.fix else None,
        "candidates": list(finding.candidates),
        "origin": {"engine": it.engine, "rule": it.rule, "url": it.url} if (it := finding.origin) else None,
        "places": [_place(further, source) for further in each.more],
        "related": [
            {"path": path, **ends(source(path), span), "message": message}
            for (path, span), message in finding.related
        ],
        "suppressed": each.suppressed,
        "fingerprint": each.fingerprint,
        "url": f"urn:qapress:rule:{each.info.name}",
    }


def _place(each: Diagnostic, source: Sources) -> dict[str, Any]:
    own, fix = source(each.path), each.finding.fix
    return {
        "path": each.path,
        **ends(own, each.finding.span),
        "fix": _fix(fix, own) if fix else None,
        "fingerprint": each.fingerprint,
    }


def _fix(fix: Fix, source: Source) -> dict[str, Any]:
    """A fix with offsets of the decoded file; the text of an edit has the file's own line ends."""
    return {
        "title": fix.title,
        "applicability": fix.applicability.label,
        "edits": [
            {
                "start": source.raw_offset(span.start),
                "end": source.raw_offset(span.end),
                "text": text.replace("\n", source.newline),
            }
            for span, text in fix.edits
        ],
    }
