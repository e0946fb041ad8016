"""What is odd about a decoded file, each with its place and, where one is known, its repair."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Fix, Problem, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 64 * 2**20
"""Bytes of the largest file that is read as text."""

MOST = 1000
"""Places of odd characters that are told one by one; what follows becomes one more place."""

SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
}
"""What a file that begins with these bytes is."""

_SHOWN = 8
_ODD = re.compile(
    "\x1b\\[[0-9;?]*[@-~]|\0+|\ufeff+|[\ud800-\udfff]+|[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
)
_CONTROLS = {
    "\x08": "backspace",
    "\x0b": "vertical tab",
    "\x0c": "form feed",
    "\x1b": "escape",
    "\x7f": "delete",
}
_LEADS = ((0xC2, 0xE0, 2), (0xE0, 0xF0, 3), (0xF0, 0xF5, 4))  # RFC 3629, section 4
_ORDINARY = frozenset({"Ll", "Lu", "Pi", "Pf", "Pd", "Po", "Ps", "Sc", "Sm", "Zs"})  # Unicode categories
_MARKS = ("ÿþ", "þÿ")
"""The byte order marks of UTF-16, read as text."""

_WIDE = {"le": "little endian", "be": "big endian"}


def problems(text: str, bom: bytes, encoding: str, tail: bytes) -> tuple[Problem, ...]:
    """Everything odd: the form of the file first, then its characters in order."""
    characters = () if _is_of_bytes(text) else _characters(text, encoding)
    return (*_form(text, bom, encoding, tail), *characters)


def _form(text: str, bom: bytes, encoding: str, tail: bytes) -> Iterator[Problem]:
    start, end = Span(0, 0), Span(len(text), len(text))
    if len(tail) > LIMIT:
        message = f"the file has more than {LIMIT // 2**20} MiB and was not read"
        yield Problem("too-large", start, message, "split the file, or exclude it")
    elif encoding != "utf-8":
        yield _wide(text, bom, encoding, tail)
    elif tail and not text:
        kind = next((name for mark, name in SIGNATURES.items() if tail.startswith(mark)), "binary")
        yield Problem("binary-file", start, f"the file is {kind}, not text", "rename it, or exclude it")
    elif tail:
        appended = tail.decode("utf-16-le")
        message = f"from here on the file is UTF-16, not UTF-8: {_shown(appended)}"
        hint = "Windows PowerShell appends so with >>; use Add-Content -Encoding utf8"
        fix = Fix("write the end in UTF-8 too", (Edit(end, appended),), encoding="utf-8")
        yield Problem("wrong-encoding", end, message, hint, fix=fix)
    elif _is_of_bytes(text):
        message = "the file is UTF-16 that was read as Latin-1 and written in UTF-8"
        yield Problem("wrong-encoding", start, message, "take the original, or an older version")
    if bom and encoding == "utf-8":
        fix = Fix("leave out the byte order mark", (Edit(start, ""),), encoding="utf-8")
        message = "the file begins with a byte order mark"
        yield Problem(
            "byte-order-mark", start, message, "UTF-8 needs none, and some programs take it for text", fix=fix
        )


def _is_of_bytes(text: str) -> bool:
    """Whether a text is UTF-16 of which each byte became a character: a mark, then NUL in the first unit."""
    return text.startswith(_MARKS) and "\0" in (text[2:3], text[3:4])


def _wide(text: str, bom: bytes, encoding: str, tail: bytes) -> Problem:
    """The file as a whole is UTF-16 or UTF-32; a repair where all of it can be read."""
    family, order = encoding[:6].upper(), _WIDE[encoding[-2:]]
    mark = "" if bom else ", without a byte order mark"
    rest = f"; its last bytes ({tail.hex(' ').upper()}) belong to no character" if tail.strip(b"\n") else ""
    fix = Fix(
        "write the file in UTF-8",
        (Edit(Span(len(text), len(text)), tail.decode("ascii", "ignore")),),
        encoding="utf-8",
    )
    readable = not rest and re.search("[\ud800-\udfff]", text) is None
    message = f"the file is {family} ({order}{mark}), not UTF-8{rest}"
    hint = "save it as UTF-8"
    return Problem("wrong-encoding", Span(0, 0), message, hint, fix=fix if readable else None)


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:40]}…”" if len(line) > 40 else f"“{line}”"


def _characters(text: str, encoding: str) -> Iterator[Problem]:
    for count, found in enumerate(_ODD.finditer(text)):
        problem = _character(text, Span(*found.span()), encoding)
        if count == MOST:
            rest = Span(found.start(), len(text))
            yield Problem(
                problem.kind, rest, f"{problem.message}; more such places follow, not told one by one"
            )
            return
        yield problem


def _character(text: str, span: Span, encoding: str) -> Problem:
    odd = text[span.start : span.end]
    if odd[0] == "\0":
        return _null(odd, span)
    if odd[0] == "\ufeff":
        return _inner_mark(span)
    if "\ud800" <= odd[0] <= "\udfff":
        return _invalid(odd, span) if encoding == "utf-8" else _half(odd, span)
    return _control(text, odd, span)


def _null(odd: str, span: Span) -> Problem:
    message = "a NUL byte in the text" if len(odd) == 1 else f"{len(odd):,} NUL bytes in the text"
    hint = "a crash, a broken copy or a wrong encoding leaves them: compare with an older version"
    return Problem("null-byte", span, message, hint, fix=_delete(span))


def _inner_mark(span: Span) -> Problem:
    fix = Fix("delete the byte order mark", (Edit(span, ""),))
    hint = "files were joined here; a mark before a heading hides it"
    message = "a byte order mark inside the text"
    return Problem("byte-order-mark", span, message, hint, fix=fix, severity=Severity.WARNING)


def _delete(span: Span) -> Fix:
    return Fix("delete it", (Edit(span, ""),), Applicability.UNSAFE)


def _half(odd: str, span: Span) -> Problem:
    units = " ".join(f"{ord(each):04X}" for each in odd[:_SHOWN])
    return Problem("invalid-utf8", span, f"half of a UTF-16 pair that stands alone: {units}")


def _invalid(odd: str, span: Span) -> Problem:
    """Bytes that are not UTF-8, each a lone surrogate."""
    if whole := _paired(odd):
        fix = Fix(f"write {whole}", (Edit(span, whole),))
        hint = "each half of a UTF-16 pair was written as a character of its own"
        return Problem("invalid-utf8", span, f"{whole} is in CESU-8, not UTF-8", hint, fix=fix)
    data = _bytes(odd[:_SHOWN])
    shown = data.hex(" ").upper() + (" …" if len(odd) > _SHOWN else "")
    message = f"byte {shown} is not UTF-8" if len(odd) == 1 else f"bytes {shown} are not UTF-8"
    hint = _explained(data)
    meant = "" if hint else _meant(data)
    if not meant:
        return Problem("invalid-utf8", span, message, hint)
    fix = Fix(f"write {meant}", (Edit(span, meant),), Applicability.UNSAFE)
    return Problem("invalid-utf8", span, message, f"in Windows-1252 this is {meant}", fix=fix)


def _bytes(odd: str) -> bytes:
    return bytes(ord(each) - 0xDC00 for each in odd)


def _paired(odd: str) -> str:
    """What the bytes are in CESU-8, where they are whole pairs; nothing else is written so."""
    try:
        units = _bytes(odd).decode("utf-8", "surrogatepass")
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return ""


def _explained(data: bytes) -> str:
    """What broken UTF-8 the bytes are, empty when they look like none."""
    if data[0] == 0xED and len(data) >= 3 and data[1] >= 0xA0:
        return "half of a UTF-16 pair was written as if it were a character"
    width = next((width for low, high, width in _LEADS if low <= data[0] < high), 0)
    if 1 < len(data) < width and all(0x80 <= each < 0xC0 for each in data[1:]):
        return f"the first {len(data)} of the {width} bytes of a character, the rest is lost"
    return ""


def _meant(data: bytes) -> str:
    """What Windows-1252 makes of one or two bytes, when that is a letter or a sign of ordinary text."""
    if len(data) > 2:
        return ""
    text = data.decode("cp1252", "replace")
    return text if all(unicodedata.category(each) in _ORDINARY for each in text) else ""


def _control(text: str, odd: str, span: Span) -> Problem:
    if len(odd) > 1:
        message, hint = f"terminal control sequence ESC{odd[1:]}", "paste the output without its colors"
        return Problem("control-character", span, message, hint, fix=_delete(span))
    name = f" ({_CONTROLS[odd]})" if odd in _CONTROLS else ""
    message = f"control character U+{ord(odd):04X}{name}"
    if odd < "\x80":
        return Problem("control-character", span, message, "delete it", fix=_delete(span))
    before = text[span.start - 1 : span.start]
    if "\xc2" <= before <= "\xf4" or "\x80" <= before < "\xa0":
        return Problem("control-character", span, message, "it belongs to a garbled character")
    meant = _meant(odd.encode("latin-1"))
    hint = f"the byte means {meant} in Windows-1252; somebody read it as Latin-1" if meant else "delete it"
    return Problem("control-character", span, message, hint)
