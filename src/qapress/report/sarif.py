"""SARIF 2.1.0, the report that GitHub's code scanning and many viewers read.

What GitHub makes of it, and its limits, stand in
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support; the format in
https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from qapress.report import reporter
from qapress.report.parts.choose import each_place
from qapress.report.parts.closing import counted
from qapress.report.parts.line_hash import line_hashes
from qapress.report.parts.places import one_line, well_formed, words
from qapress.report.parts.plain_json import plain_json
from qapress.report.parts.sarif_objects import ROOT, fixes, location, message, related, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Report, RuleInfo
    from qapress.report import ReportOptions, Sources

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT = 5000
"""Results of a run that GitHub keeps."""


@reporter("sarif")
def sarif(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """One run with a result for each place, the gravest first; each stands on a line of its own."""
    found = each_place(report, options)
    kept = sorted(found, key=lambda each: -each.severity)[:LIMIT]
    rules = sorted({each.info.code: each.info for each in kept}.values())
    run = {
        "tool": {"driver": _driver(rules, options)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that all paths begin at."}}},
        "invocations": [_invocation(report, len(found) - len(kept))],
    }
    head = {"$schema": SCHEMA, "version": "2.1.0"}
    yield f'{plain_json(head)[:-1]}, "runs": [{plain_json(run)[:-1]}, "results": ['
    separator = "\n"
    for each in _results(kept, rules, source, options.prefix):
        yield separator + plain_json(each)
        separator = ",\n"
    yield "\n]}]}\n"


def _driver(rules: Sequence[RuleInfo], options: ReportOptions) -> dict[str, Any]:
    """The tool and those of its rules that found something."""
    return {
        "name": "qapress",
        "version": options.version,
        "semanticVersion": options.version,
        "language": "en",
        "rules": [rule(info, options.page(info.name)) for info in rules],
    }


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    """Whether all was read and checked, and what was not."""
    told = [("error", f"{each.path}: {each.reason}") for each in report.unread]
    for name, check in report.checks.items():
        if check.state != "done":
            how = "not checked" if check.state == "skipped" else "checked in part"
            told.append(("error" if check.failed else "note", f"{how}: {name} ({check.reason})"))
    if left_out:
        told.append(("warning", f"{counted(left_out, 'result')} more; GitHub keeps {LIMIT}"))
    return {
        "executionSuccessful": not report.unread and not any(each.failed for each in report.checks.values()),
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": well_formed(text)}} for level, text in told
        ],
    }


def _results(
    kept: Sequence[Diagnostic], rules: Sequence[RuleInfo], source: Sources, prefix: str
) -> list[dict[str, Any]]:
    """The results in the order given, made file by file: each file is decoded and hashed once."""
    index = {info.code: at for at, info in enumerate(rules)}
    made: dict[int, dict[str, Any]] = {}
    order = sorted(range(len(kept)), key=lambda at: kept[at].sort_key)
    for path, group in groupby(order, lambda at: kept[at].path):
        places = [*group]
        own = source(path)
        starts = [own.line(kept[at].finding.span.start) for at in places]
        hashes = line_hashes(own, set(starts)) if own.text else {}
        for at, line in zip(places, starts, strict=True):
            result = _result(kept[at], source, prefix)
            result["ruleIndex"] = index[kept[at].info.code]
            if line in hashes:
                result["partialFingerprints"]["primaryLocationLineHash"] = hashes[line]
            made[at] = result
    return [made[at] for at in range(len(kept))]


def _result(each: Diagnostic, source: Sources, prefix: str) -> dict[str, Any]:
    own, finding = source(each.path), each.finding
    result: dict[str, Any] = {
        "ruleId": each.info.code,
        "level": each.severity.label,
        "message": message(words(each), [one_line(text) for _, text in finding.related]),
        "locations": [location(own, finding.span, prefix)],
        "partialFingerprints": {"qapress/v1": each.fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = related(finding.related, source, prefix)
    if changes := fixes(finding, own, prefix):
        result["fixes"] = changes
    if each.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": well_formed(each.suppressed)}]
    if finding.origin:
        result["properties"] = {"engine": finding.origin.engine, "rule": finding.origin.rule}
    return result
