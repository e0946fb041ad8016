"""A baseline: the findings that were there before, a line each, in a file that people read and git merges.

Lines of JSON behind a first one that names the format. They hold no number of a line and no message, which
another version of qapress would word otherwise. They are sorted by path and question, so that two branches
seldom change neighbours; but their order means nothing, and a line may stand twice, as after a merge that
took both sides.
"""

from __future__ import annotations

import re
from json import dumps, loads
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.diagnostic import Identity, Span
from qapress.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.diagnostic import Diagnostic

FORMAT = "qapress-baseline"
"""The key of the first line; its value is the version of the format."""

VERSION = 1
CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
UNSEEN = re.compile(
    r"[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What would not be seen in the file, or cannot stand in it: written by its number."""


class Line(NamedTuple):
    """One accepted finding: its file, the id of its question (empty outside), its rule and the text there.

    Of several that are alike in all this `ordinal` counts, from 1. `name`, that of the rule, is for readers.
    """

    path: str
    question: str
    code: str
    text: str
    ordinal: int = 1
    name: str = ""

    @property
    def identity(self) -> Identity:
        """By what its finding is known again."""
        return Identity(self.code, self.question or self.path, self.text, self.ordinal)


class Baseline(NamedTuple):
    """A file as it was read: its path for people, each line once, and where in the text it stands."""

    path: str
    spans: dict[Line, Span]


class Stale(NamedTuple):
    """The lines of a baseline whose findings are gone, and those of no rule, by where they stand in it."""

    path: str
    spans: tuple[Span, ...]
    unknown: tuple[Span, ...] = ()


def line_of(found: Diagnostic) -> Line:
    """The line that accepts a finding."""
    code, where, text, ordinal = found.identity
    question = where if where != found.path else ""
    origin = found.finding.origin
    name = f"{found.info.name}/{origin.rule}" if origin else found.info.name
    return Line(found.path, question, code, text, ordinal, name)


def encoded(lines: Iterable[Line], newline: str = "\n") -> str:
    """The file with these lines, sorted."""
    rows: list[dict[str, Any]] = [{FORMAT: VERSION}]
    for each in sorted(set(lines)):
        question = {"question": each.question} if each.question else {}
        ordinal = {"ordinal": each.ordinal} if each.ordinal > 1 else {}
        row = {"path": each.path, **question, "code": each.code, "name": each.name, "text": each.text}
        rows.append(row | ordinal)
    return "".join(_seen(dumps(row, ensure_ascii=False)) + newline for row in rows)


def _seen(text: str) -> str:
    return UNSEEN.sub(lambda match: dumps(match[0])[1:-1], text)


def parse(path: str, text: str) -> Baseline:
    """The baseline in a text (line ends LF, no byte order mark).

    Raises:
        ReadError: it is none, or one of its lines is broken; with the line and what to do.
    """
    spans: dict[Line, Span] = {}
    start, is_first = 0, True
    for number, row in enumerate(text.split("\n"), 1):
        if row.strip():
            line = _line(row, f"{path}:{number}", is_first=is_first)
            if line is not None:
                spans.setdefault(line, Span(start, start + len(row)))
            is_first = False
        start += len(row) + 1
    if is_first:
        raise _no_baseline(f"{path}:1")
    return Baseline(path, spans)


def _line(row: str, place: str, *, is_first: bool) -> Line | None:
    """What a line of the file accepts; None for one that names the format."""
    if row.startswith(CONFLICT):
        raise ReadError(
            f"{place}: a merge left its marks here; delete them and keep the lines of both sides, their "
            "order means nothing"
        )
    try:
        value = loads(row)
    except (ValueError, RecursionError):  # no JSON, a number of thousands of digits, too deeply nested
        value = None
    if isinstance(value, dict) and FORMAT in value:
        if value[FORMAT] != VERSION:
            raise ReadError(f"{place}: the baseline was written by a newer qapress; update this one")
        return None
    if is_first:
        raise _no_baseline(place)
    line = _accepted(value)
    if line is None:
        raise ReadError(
            f"{place}: this is no line of a baseline; delete it, and run `qapress baseline` if its finding "
            "is to be accepted"
        )
    return line


def _accepted(value: Any) -> Line | None:
    """The line that a value of JSON stands for; None where a key lacks or holds something else."""
    if not isinstance(value, dict):
        return None
    words = [value.get(key, "") for key in ("path", "question", "code", "text", "name")]
    ordinal = value.get("ordinal", 1)
    if not all(isinstance(word, str) for word in words) or type(ordinal) is not int or ordinal < 1:
        return None
    path, question, code, text, name = words
    return Line(path, question, code, text, ordinal, name) if path and code and "text" in value else None


def _no_baseline(place: str) -> ReadError:
    return ReadError(
        f"{place}: this file is no baseline, whose first line would be "
        f"{dumps({FORMAT: VERSION})}; `qapress baseline` writes one"
    )
