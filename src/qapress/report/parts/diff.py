"""What a fix would change, as a patch that `git apply` takes."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.source.text import Source

NO_NEWLINE = b"\n\\ No newline at end of file\n"
ESCAPES = {ord("\t"): b"\\t", ord("\n"): b"\\n", ord("\r"): b"\\r", ord('"'): b'\\"', ord("\\"): b"\\\\"}


def unified(before: Source, after: Source) -> bytes:
    """The patch from one text of a file to another; empty when they are equal.

    Lines end at the byte LF alone, as git counts them, and keep their bytes: CR, byte order mark, bytes that
    are not UTF-8, and NUL in a file of two bytes a character, which git takes as well.
    """
    old, new = before.encode(), after.encode()
    if old == new:
        return b""
    names = _quoted("a/" + before.path), _quoted("b/" + before.path)
    head = b"--- " + names[0] + b"\n+++ " + names[1] + b"\n"
    return head + b"".join(_hunks(_lines(old), _lines(new)))


def _lines(data: bytes) -> list[str]:
    """The lines with their ends, each byte one character."""
    lines = data.decode("latin-1").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _hunks(old: list[str], new: list[str]) -> Iterator[bytes]:
    for at, line in enumerate(unified_diff(old, new, lineterm="\n")):
        if at >= 2:  # the first two lines are difflib's own file names
            data = line.encode("latin-1")
            yield data if data.endswith(b"\n") else data + NO_NEWLINE


def _quoted(name: str) -> bytes:
    """A path as git writes it: in quotes with escapes where it holds a control, a quote or a backslash."""
    data = name.encode("utf-8", "surrogateescape")
    if not any(byte < 0x20 or byte in b'"\\\x7f' for byte in data):
        return data + (b"\t" if b" " in data else b"")
    escaped = (
        ESCAPES.get(byte) or (b"\\%03o" % byte if byte < 0x20 or byte == 0x7F else bytes([byte]))
        for byte in data
    )
    return b'"' + b"".join(escaped) + b'"'
