"""Faults of known kind and place for the hub, and what must be found of each before and after `fix`.

A fault is one change of one file. In its new text HERE stands where the rule must report, once for each
finding. What a fault brings about elsewhere is a fault of its own that changes nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake.forward import garble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Make = Callable[[str], str]

HERE = "\u2038"
OTHER_END = "\ufdd0"
"""Written as the line end that the rest of the file does not have."""
FIRST_MARK = 0xF0000
"""Private characters from here on stand for the faults while texts are put together."""


class Fault(NamedTuple):
    """One fault: the rule that must find it, its file, and how it changes the text.

    `mended` makes the text that `fix` must leave of the original, None where the fault needs a person.
    `encode` turns the file's bytes into others at last; `moved` is the file's new name.
    """

    rule: str
    path: str
    make: Make
    mended: Make | None = None
    encode: Callable[[bytes], bytes] = bytes
    moved: str = ""


class Damaged(NamedTuple):
    """Files by path, and how often each rule must report each line: (path, line, rule)."""

    files: dict[str, bytes]
    expected: Counter[tuple[str, int, str]]


def damaged(clean: Mapping[str, bytes], faults: Iterable[Fault], newline: str = "\n") -> Damaged:
    """The hub with all these faults made."""
    texts: dict[str, str] = {}
    marks: dict[str, Fault] = {}
    for index, fault in enumerate(faults):
        mark = chr(FIRST_MARK + index)
        marks[mark] = fault
        before = texts.get(fault.path) or clean.get(fault.path, b"").decode().replace("\r\n", "\n")
        texts[fault.path] = fault.make(before).replace(HERE, mark)
    expected = Counter[tuple[str, int, str]]()
    names = {fault.path: fault.moved for fault in marks.values() if fault.moved}
    files = {path: data for path, data in clean.items() if path not in texts}
    for path, text in texts.items():
        name = names.get(path, path)
        for at, char in enumerate(text):
            if char in marks:
                expected[
                    name, 1 + text.count("\n", 0, at) + text.count(OTHER_END, 0, at), marks[char].rule
                ] += 1
        files[name] = _bytes(text, newline)
    for fault in marks.values():
        name = names.get(fault.path, fault.path)
        files[name] = fault.encode(files[name])
    return Damaged(files, expected)


def _bytes(text: str, newline: str) -> bytes:
    """The text without marks, in UTF-8, its lone surrogates the bytes that they stand for."""
    bare = "".join(char for char in text if ord(char) < FIRST_MARK)
    other = "\n" if newline == "\r\n" else "\r\n"
    return bare.replace("\n", newline).replace(OTHER_END, other).encode("utf-8", "surrogateescape")


def remaining(faults: Iterable[Fault]) -> list[Fault]:
    """The faults as `fix` must leave them."""
    return [
        fault if fault.mended is None else fault._replace(make=fault.mended, encode=bytes) for fault in faults
    ]


def same(text: str) -> str:
    """The text as it was: what `fix` must make of a fault, or what a consequence does to its file."""
    return text


# Kinds of change. The old text must stand in the file exactly once.


def swap(old: str, new: str) -> Make:
    """One text for another."""

    def make(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return make


def at(old: str) -> Make:
    """Nothing changes; what a fault elsewhere does is found at this text."""
    return swap(old, HERE + old)


def top(start: str = "") -> Make:
    """The file begins with this; found in its first line."""
    return lambda text: f"{start}{HERE}{text}"


def end(more: str) -> Make:
    """The file ends with this."""
    return lambda text: text + more


def cut(start: str, stop: str, instead: str = "") -> Make:
    """What stands from `start` up to `stop`, or to the end of the file, is lost."""

    def make(text: str) -> str:
        first = text.index(start)
        return text[:first] + instead + (text[text.index(stop, first) :] if stop else "")

    return make


def garbled(line: str, page: str = "cp1252", policy: str = "drop", layers: int = 1) -> Make:
    """A line of the file, known by its beginning, read with a wrong code page."""

    def make(text: str) -> str:
        start = text.index(line)
        stop = text.index("\n", start)
        image = text[start:stop]
        for _ in range(layers):
            image = garble(image, page, policy)
        assert image != text[start:stop]
        return text[:start] + HERE + image + text[stop:]

    return make


def all_garbled(page: str, policy: str = "drop", layers: int = 1) -> Make:
    """Every line of the file that is not ASCII."""

    def make(text: str) -> str:
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if not line.isascii():
                image = line
                for _ in range(layers):
                    image = garble(image, page, policy)
                lines[index] = HERE + image
        return "\n".join(lines)

    return make


def utf16(mark: bytes, codec: str) -> Callable[[bytes], bytes]:
    """The whole file in another encoding."""
    return lambda data: mark + data.decode().encode(codec)


def tail16(text: str) -> Callable[[bytes], bytes]:
    """Text appended in UTF-16, as an old PowerShell does."""
    return lambda data: data + text.encode("utf-16-le")
