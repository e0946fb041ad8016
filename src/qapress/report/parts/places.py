"""Spans of `Source.text` as the lines, columns and offsets that readers of a report count in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from qapress.source.text import SURROGATE

if TYPE_CHECKING:
    from qapress.diagnostic import Diagnostic, Span
    from qapress.source.text import Source

CANDIDATES = 5
"""Candidates that are listed besides those in the message; `fix --ask` and the data formats have all."""


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


def content(source: Source, span: Span) -> Span:
    """The span without the line end that closes it, so that it ends in the line that it marks last."""
    inner = span.end - 1
    return span._replace(end=inner) if inner > span.start and source.text[inner] == "\n" else span


def lines(source: Source, span: Span) -> tuple[int, int]:
    """The first and the last line of a span, from 1."""
    return source.line(span.start), source.line(content(source, span).end)


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


def advice(diagnostic: Diagnostic) -> list[str]:
    """What is said of a finding besides its message: what to do, and what it may be instead."""
    finding = diagnostic.finding
    told = [one_line(finding.hint or (finding.fix.title if finding.fix else ""))]
    candidates = [quoted(word) for word in finding.candidates]
    if unnamed := [word for word in candidates if word not in finding.message]:
        rest = len(unnamed) - CANDIDATES
        listed = [*unnamed[:CANDIDATES], *([f"one of {rest} more"] if rest > 0 else [])]
        told.append(f"it may {'also ' * (len(unnamed) < len(candidates))}be {' or '.join(listed)}")
    return [each for each in told if each]


def remarks(diagnostic: Diagnostic) -> list[str]:
    """What is said of a finding behind its message: advice, the page of another engine, why suppressed."""
    origin = diagnostic.finding.origin
    told = advice(diagnostic)
    if origin and origin.url:
        told.append(one_line(origin.url))
    if diagnostic.suppressed is not None:
        told.append(reason(diagnostic.suppressed))
    return told


def words(diagnostic: Diagnostic) -> list[str]:
    """All that is said of a finding, line by line."""
    return [*map(one_line, diagnostic.finding.message.split("\n")), *remarks(diagnostic)]


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


def well_formed(text: str) -> str:
    """Text that every reader of JSON and XML takes: bytes that were no text are U+FFFD."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text from a file, safe to print on one line: what is no ordinary character is written out."""
    from qapress.report.parts.excerpt import visible

    return text if text.isascii() and text.isprintable() else "".join(visible(each) for each in text)


def quoted(text: str) -> str:
    """A candidate in quotation marks; blanks that could be taken for others are written out."""
    return f"'{''.join(each if each == ' ' else _spelled(each) for each in text)}'"


def _spelled(char: str) -> str:
    return f"<U+{ord(char):04X}>" if char.isspace() else one_line(char)
