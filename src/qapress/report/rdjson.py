"""The Reviewdog Diagnostic Format, which reviewdog makes comments on many servers of.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: lines and columns start at 1, a column counts
the bytes of UTF-8 in a line as it stands in the file, and an end is exclusive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qapress.diagnostic import Edit, Severity, Span
from qapress.report import reporter
from qapress.report.parts.choose import each_place
from qapress.report.parts.places import content, name, well_formed, words
from qapress.report.parts.plain_json import plain_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Place, Report
    from qapress.report import ReportOptions, Sources
    from qapress.source.text import Source

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`<["})
"""Reviewdog puts a message into a comment in Markdown: what begins code, HTML or a link there is escaped."""

LINES = 10
"""A suggestion shows whole lines; what spans more than so many is better made by `qapress fix`."""


@reporter("rdjson")
def rdjson(report: Report, source: Sources, options: ReportOptions) -> Iterator[str]:
    """One `DiagnosticResult`; each diagnostic stands on a line of its own."""
    yield '{"source": {"name": "qapress"}, "diagnostics": ['
    separator = "\n"
    for each in each_place(report, options):
        yield separator + plain_json(_diagnostic(each, source, options.prefix))
        separator = ",\n"
    yield "\n]}\n"


def _diagnostic(each: Diagnostic, source: Sources, prefix: str) -> dict[str, Any]:
    own, finding = source(each.path), each.finding
    # The other way round a comment would hold `<QA202 missing-answer>`, which is HTML.
    code = {"value": f"{name(each)} ({each.info.code})"}
    if finding.origin and finding.origin.url:
        code["url"] = finding.origin.url
    return {
        "message": _message("\n".join(words(each))),
        "location": _location(each.path, own, finding.span, prefix),
        "severity": SEVERITIES[each.severity],
        "code": code,
        "suggestions": [_suggestion(edit, own) for edit in _suggested(each, own)],
        "related_locations": [_related(place, message, source, prefix) for place, message in finding.related],
    }


def _message(text: str) -> str:
    return well_formed(text.translate(MARKUP))


def _related(place: Place, message: str, source: Sources, prefix: str) -> dict[str, Any]:
    where = _location(place.path, source(place.path), place.span, prefix)
    return {"message": _message(message), "location": where}


def _location(path: str, source: Source, span: Span, prefix: str) -> dict[str, Any]:
    return {"path": well_formed(prefix + path), "range": _range(source, content(source, span))}


def _range(source: Source, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    """A place in bytes: a byte order mark counts, and what is no UTF-8 counts as it stands in the file."""
    line = source.line(offset)
    before = source.text[source.line_starts[line - 1] : offset]
    mark = len(source.bom) if line == 1 and source.encoding == "utf-8" else 0
    errors = "surrogateescape" if source.encoding == "utf-8" else "surrogatepass"
    return {"line": line, "column": mark + len(before.encode("utf-8", errors)) + 1}


def _suggested(each: Diagnostic, source: Source) -> list[Edit]:
    """What may stand there instead: the fix, as one edit, and the candidates, each by itself."""
    finding = each.finding
    if source.encoding != "utf-8":
        return []
    edits = [_joined(finding.fix.edits, source)] if finding.fix and not finding.fix.encoding else []
    edits += [Edit(finding.span, candidate) for candidate in finding.candidates]
    return [edit for edit in edits if source.text.count("\n", *edit.span) < LINES]


def _joined(edits: Sequence[Edit], source: Source) -> Edit:
    """Edits that are made together as a single one, with the text that stands between them."""
    parts, at = [], edits[0].span.start
    for (start, end), text in edits:
        parts += [source.text[at:start], text]
        at = end
    return Edit(Span(edits[0].span.start, at), "".join(parts))


def _suggestion(edit: Edit, source: Source) -> dict[str, Any]:
    text = edit.text.replace("\n", source.newline)
    return {"range": _range(source, edit.span), "text": well_formed(text)}
