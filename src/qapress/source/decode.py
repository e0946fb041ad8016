"""Any bytes to a `Source`, losing none and never failing."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from qapress.source.oddities import LIMIT, SIGNATURES, problems
from qapress.source.text import Source

if TYPE_CHECKING:
    from pathlib import Path

_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_READ_AS_LATIN1 = tuple(mark.decode("latin-1").encode() for mark in (b"\xff\xfe", b"\xfe\xff"))
"""The marks of UTF-16 in a file of which each byte was read as a character; NUL is then no sign of UTF-16."""
_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F), *range(0x80, 0x100)])
"""Every byte that is not a control character of ASCII."""
_TEXTUAL = _PLAIN + b"\b\v\f\x1b"
"""The same with the controls that printers and terminals obey."""
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_SAMPLE = 8192


def read_file(path: Path) -> bytes:
    """The bytes of a file; of one above LIMIT just enough for `decode` to see that.

    Raises:
        OSError: it cannot be read, or is a device or a pipe, which may have no end.
    """
    status = path.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError("it is no ordinary file")
    with path.open("rb", buffering=0) as file:
        return file.readall() if status.st_size <= LIMIT else file.read(LIMIT + 1)


def decode(path: str, data: bytes) -> Source:
    """Read the bytes of a file; whatever is odd about them becomes a problem of the Source.

    UTF-16 and UTF-32 are read when the bytes say so, with or without a mark; everything else is UTF-8, its
    invalid bytes lone surrogates. A binary file, or one above LIMIT, has no text: all its bytes are `tail`,
    as are those of UTF-16 behind UTF-8 and a part of a character at the end of UTF-16 or UTF-32.
    """
    if len(data) <= LIMIT and not data.translate(None, _PLAIN):
        if data.isascii():
            return Source(path, data.decode("ascii"))
        if _UTF8_MARK not in data and not (b"\xc2" in data and _C1.search(data)):
            try:
                return Source(path, data.decode("utf-8"))
            except UnicodeDecodeError:
                pass
    return _odd(path, data)


def _odd(path: str, data: bytes) -> Source:
    """The slow way, for files in which something is odd."""
    if len(data) > LIMIT or data.startswith(tuple(SIGNATURES)):
        return _source(path, "", tail=data)
    for mark, encoding in _WIDE_MARKS:
        wide = _wide(path, data[len(mark) :], mark, encoding) if data.startswith(mark) else None
        if wide is not None:
            return wide
    return _narrow(path, data)


def _narrow(path: str, data: bytes) -> Source:
    """A file without a mark of UTF-16 or UTF-32."""
    bom = _UTF8_MARK if data.startswith(_UTF8_MARK) else b""
    body = data[len(bom) :]
    cut = len(body) if body.startswith(_READ_AS_LATIN1) else _appended(body)
    if cut == len(body):
        encoding = "" if body.startswith(_READ_AS_LATIN1) else _pattern(body[:_SAMPLE])
        wide = _wide(path, data, b"", encoding) if encoding and not bom else None
        if wide is not None and len(wide.problems) == 1:  # nothing but the encoding is odd
            return wide
        if _is_binary(body):
            return _source(path, "", bom, tail=body)
    return _source(path, body[:cut].decode("utf-8", "surrogateescape"), bom, tail=body[cut:])


def _source(path: str, raw: str, bom: bytes = b"", encoding: str = "utf-8", tail: bytes = b"") -> Source:
    bare = Source(path, raw, bom, encoding, tail=tail)
    return Source(path, raw, bom, encoding, problems(bare.text, bom, encoding, tail), tail)


def _wide(path: str, body: bytes, bom: bytes, encoding: str) -> Source | None:
    """The file as UTF-16 or UTF-32; None where it holds a number that no character has."""
    width = int(encoding[4:6]) // 8
    whole = len(body) - len(body) % width
    try:
        raw = body[:whole].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    return _source(path, raw, bom, encoding, body[whole:])


def _pattern(sample: bytes) -> str:
    """The UTF-16 codec whose NUL bytes lie as in `sample`: in one half of the units; empty for none.

    One unit in four is enough, so that a text of other scripts is known by its blanks and line ends.
    """
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 8) or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _appended(body: bytes) -> int:
    """Where UTF-16 (little endian, no mark) begins behind UTF-8; the length of `body` if nowhere.

    Windows PowerShell 5 appends so with `>>`, whatever the file was written in.
    """
    nowhere = len(body)
    start = body.find(0) - 1
    if start < 1 or (nowhere - start) % 2 or _pattern(body[start : start + _SAMPLE]) != "utf-16-le":
        return nowhere
    try:
        body[:start].decode("utf-8")
    except UnicodeDecodeError as error:  # the first characters appended are not of ASCII
        start = error.start - (error.start - start) % 2
    try:
        appended = body[start:].decode("utf-16-le")
    except UnicodeDecodeError:
        return nowhere
    return start if start > 0 and "\0" not in appended else nowhere


def _is_binary(data: bytes) -> bool:
    """Whether more than one byte in twenty is a control code and the whole is not UTF-8."""
    sample = data[:_SAMPLE]
    if len(sample.translate(None, _TEXTUAL)) * 20 <= len(sample):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
