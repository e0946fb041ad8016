"""Spans of `Source.text` as the lines, columns and offsets that readers of a report count in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from qapress.diagnostic import Diagnostic, Span
    from qapress.source.text import Source


class Point(TypedDict):
    """A place between two characters: line and column from 1, offset in the decoded file from 0."""

    line: int
    column: int
    offset: int


def point(source: Source, offset: int) -> Point:
    """The place of an offset in `Source.text`; every unit is one code point."""
    line, column = source.position(offset)
    return {"line": line, "column": column, "offset": source.raw_offset(offset)}


def ends(source: Source, span: Span) -> dict[str, Point]:
    """Start and end of a span, the end exclusive."""
    return {"start": point(source, span.start), "end": point(source, span.end)}


def headline(diagnostic: Diagnostic, source: Source) -> str:
    """`path:line:col: severity CODE message  [name]`; the name is the one by which it is ignored."""
    line, column = source.position(diagnostic.finding.span.start)
    info, message = diagnostic.info, one_line(diagnostic.finding.message)
    place = f"{one_line(diagnostic.path)}:{line}:{column}"
    return f"{place}: {diagnostic.severity.label} {info.code} {message}  [{name(diagnostic)}]"


def name(diagnostic: Diagnostic) -> str:
    """The rule's name; that of another engine's rule stands behind it."""
    origin = diagnostic.finding.origin
    return f"{diagnostic.info.name}/{origin.rule}" if origin else diagnostic.info.name


def suggested(diagnostic: Diagnostic) -> str:
    """What another engine would write, and where its rule is described; empty for rules of our own."""
    finding = diagnostic.finding
    if finding.origin is None:
        return ""
    fixed = [edit.text for edit in finding.fix.edits] if finding.fix else []
    words = " or ".join(quoted(each) for each in (*fixed, *finding.candidates))
    return "; ".join(part for part in (words, finding.origin.url) if part)


def elsewhere(diagnostic: Diagnostic) -> str:
    """At how many further places the same fault stands; empty for none."""
    return f"  (and at {len(diagnostic.more)} more places)" if diagnostic.more else ""


def reason(suppressed: str) -> str:
    """That a finding is suppressed, and why if that is said."""
    return f"suppressed: {one_line(suppressed)}" if suppressed else "suppressed"


def one_line(text: str) -> str:
    """Text from a file, safe to print on one line: what is no ordinary character is written out."""
    from qapress.report.parts.excerpt import visible

    return text if text.isascii() and text.isprintable() else "".join(visible(each) for each in text)


def quoted(text: str) -> str:
    """A candidate in quotation marks; blanks that could be taken for others are written out."""
    return f"'{''.join(each if each == ' ' else _spelled(each) for each in text)}'"


def _spelled(char: str) -> str:
    return f"<U+{ord(char):04X}>" if char.isspace() else one_line(char)
