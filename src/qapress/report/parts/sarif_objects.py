"""The objects that a SARIF log is made of: rules, places, fixes, messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from qapress.diagnostic import Edit, Severity, Span, Status
from qapress.report.parts.places import content, one_line, quoted, well_formed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Finding, Place, RuleInfo
    from qapress.report import Sources
    from qapress.source.text import Source

ROOT = "%SRCROOT%"
"""What paths are relative to, by the name that other tools give it."""

LONGEST = 1024
"""Characters of a description that GitHub shows."""

PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def rule(info: RuleInfo, page: str) -> dict[str, Any]:
    """A rule with its page; what stands in that before the first example describes it."""
    prose = page.partition("\n```")[0].partition("\n")[2].strip() or info.summary
    first = prose.partition("\n\n")[0].replace("\n", " ")
    return {
        "id": info.code,
        "name": info.name,
        "shortDescription": {"text": info.summary + "."},
        "fullDescription": {"text": first if len(first) <= LONGEST else info.summary + "."},
        "help": {"text": prose, "markdown": page or prose},
        "defaultConfiguration": {"level": info.severity.label},
        "properties": {
            "tags": [info.group],
            "precision": "medium" if info.status is Status.PREVIEW else "high",
            "problem.severity": PROBLEMS[info.severity],
        },
    }


def message(told: Sequence[str], related: Sequence[str]) -> dict[str, str]:
    """Plain text in which nothing is a link but what leads to a related place by its number."""
    lines = [each if "](" not in each else _without_links(each) for each in told]
    lines += [f"see [{_without_links(each)}]({at})" for at, each in enumerate(related, 1)]
    return {"text": well_formed("\n".join(lines))}


def _without_links(text: str) -> str:
    """Text without a link, which SARIF writes as Markdown does."""
    return text.replace("[", "\\[").replace("]", "\\]")


def location(source: Source, span: Span, prefix: str) -> dict[str, Any]:
    """A span in a file."""
    where = {
        "artifactLocation": artifact(source.path, prefix),
        "region": _region(source, content(source, span)),
    }
    return {"physicalLocation": where}


def related(places: Sequence[tuple[Place, str]], source: Sources, prefix: str) -> list[dict[str, Any]]:
    """Places that a finding refers to, numbered from 1."""
    return [
        {"id": at, **location(source(path), span, prefix), "message": {"text": well_formed(one_line(text))}}
        for at, ((path, span), text) in enumerate(places, 1)
    ]


def artifact(path: str, prefix: str) -> dict[str, str]:
    """A file as a relative URI; a name that is not UTF-8 keeps its bytes."""
    return {"uri": quote((prefix + path).encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _region(source: Source, span: Span) -> dict[str, int]:
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def fixes(finding: Finding, source: Source, prefix: str) -> list[dict[str, Any]]:
    """The fix, and each candidate by itself; what writes a file in another encoding is no edit."""
    return [
        {
            "description": {"text": well_formed(one_line(title))},
            "artifactChanges": [
                {
                    "artifactLocation": artifact(source.path, prefix),
                    "replacements": [_replacement(edit, source) for edit in edits],
                }
            ],
        }
        for title, edits in _choices(finding)
    ]


def _choices(finding: Finding) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    if finding.fix and not finding.fix.encoding:
        yield finding.fix.title, finding.fix.edits
    for candidate in finding.candidates:
        yield f"write {quoted(candidate)}", (Edit(finding.span, candidate),)


def _replacement(edit: Edit, source: Source) -> dict[str, Any]:
    inserted = well_formed(edit.text.replace("\n", source.newline))
    return {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": inserted}}
