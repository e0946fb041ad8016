"""A file's text with the exact way back to its bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qapress.source.oddities import problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Edit, Problem, Span

LINE_END = re.compile(r"\r\n?|\n")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Source:
    """One file as text.

    `raw` is the decoded file without its byte order mark: line ends as they were, each byte that is not
    UTF-8 a lone surrogate U+DC80 to U+DCFF (PEP 383). `bom` is the mark as bytes, empty for none. `encoding`
    is the codec of the bytes. `tail` is what follows them and is no text in it. Everything else is derived;
    spans everywhere count code points of `text`.
    """

    path: str
    raw: str
    bom: bytes = b""
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    tail: bytes = b""

    @property
    def is_text(self) -> bool:
        """False for a binary file and one too large to read: all of it is `tail`."""
        return bool(self.raw or not self.tail) or self.encoding != "utf-8"

    @cached_property
    def text(self) -> str:
        """`raw` with every line end a single LF."""
        return LINE_END.sub("\n", self.raw) if "\r" in self.raw else self.raw

    @cached_property
    def well_formed(self) -> str:
        """`text` with U+FFFD for each lone surrogate: of equal length, safe for parsers and engines."""
        return self.text if self.text.isascii() else SURROGATE.sub("\ufffd", self.text)

    @cached_property
    def newlines(self) -> tuple[str, ...]:
        """The line ends of `raw` in order."""
        return tuple(LINE_END.findall(self.raw))

    @cached_property
    def newline(self) -> str:
        """The commonest line end, LF where there is none."""
        return Counter(self.newlines).most_common(1)[0][0] if self.newlines else "\n"

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset in `text` at which each line begins."""
        starts, at, text = [0], self.text.find("\n"), self.text
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return tuple(starts)

    @cached_property
    def _crlf_lines(self) -> tuple[int, ...]:
        return tuple(line for line, end in enumerate(self.newlines) if end == "\r\n")

    def line(self, offset: int) -> int:
        """The line of `offset`, counted from 1."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of `offset`, both from 1; the column counts code points."""
        line = self.line(offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end in `text` of a line counted from 1, without its line end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return start, end

    def raw_offset(self, offset: int) -> int:
        """The offset in `raw` of an offset in `text`: one more for each CRLF before it."""
        if self.raw is self.text:
            return offset
        return offset + bisect_right(self._crlf_lines, self.line(offset) - 2)

    def slice(self, span: Span) -> str:
        """The text under a span."""
        return self.text[span.start : span.end]

    def edited(self, edits: Sequence[Edit], encoding: str | None = None) -> Source:
        """A new Source with sorted, non-overlapping edits made; untouched line ends stay as they were.

        A line end in an edit's text becomes the file's commonest, unless the edit replaces just one line end
        by another. With `encoding` all of the result is written in that codec, without byte order mark and
        tail. What is no text stays as it is.
        """
        if not self.is_text:
            return self
        parts, at = [], 0
        for (start, end), text in edits:
            is_line_end = self.text[start:end] == "\n" and LINE_END.fullmatch(text)
            written = text if is_line_end else LINE_END.sub(self.newline, text)
            parts += [self.raw[at : self.raw_offset(start)], written]
            at = self.raw_offset(end)
        parts.append(self.raw[at:])
        raw = _joined(parts) if "\r" in self.raw else "".join(parts)
        bom, tail = (self.bom, self.tail) if encoding is None else (b"", b"")
        bare = Source(self.path, raw, bom, encoding or self.encoding, tail=tail)
        return replace(bare, problems=problems(bare.text, bom, bare.encoding, tail))

    def encode(self) -> bytes:
        """The bytes of the file, equal to those it was read from."""
        errors = "surrogateescape" if self.encoding == "utf-8" else "surrogatepass"
        return self.bom + self.raw.encode(self.encoding, errors) + self.tail


def _joined(parts: Sequence[str]) -> str:
    """The parts as one text in which a CR and an LF that came together are still two line ends."""
    joined: list[str] = []
    for part in filter(None, parts):
        apart = bool(joined) and joined[-1].endswith("\r") and part.startswith("\n")
        joined += ["\r", part] if apart else [part]
    return "".join(joined)
