"""Code pages as data: what each byte becomes when text is read with the wrong one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SINGLE_BYTE = (
    "cp1252",
    "cp1254",
    "cp437",
    "cp1250",
    "cp1251",
    "latin-1",
    "mac-roman",
    "cp850",
    "koi8-r",
    "cp1256",
    "iso-8859-15",
    "cp1253",
    "iso-8859-9",
    "cp1257",
    "cp1255",
    "cp1258",
    "cp874",
)
"""The single-byte pages that are tried, the commonest culprit first; each is a codec of Python."""

MULTI_BYTE = ("gb18030", "gbk", "cp932", "shift_jis", "cp949", "euc-kr", "cp950", "big5")
"""The pages of East Asia, in which two bytes make one character."""

WIDE = "\u1100"
"""Where the characters begin that nothing but a multi-byte page shows."""
FOREIGN = re.compile(rb"[\xc0\xc1\xf5-\xff]")
"""Bytes that do not occur in UTF-8."""
BARE = re.compile(rb"[\xc2-\xf4](?![\x80-\xbf?])")
"""The first byte of a sequence without a further one."""

PAGES = SINGLE_BYTE + MULTI_BYTE


def written(character: str) -> bool:
    """Whether anybody writes the character: it is not private, and assigned or among the emoji to come."""
    category = unicodedata.category(character)
    return category != "Co" and (category != "Cn" or "\U0001f000" <= character <= "\U0001faff")


class Page:
    """A code page: the character of each of the 256 bytes, empty where a byte alone is none."""

    def __init__(self, name: str, characters: tuple[str, ...]) -> None:
        self.name = name
        self.characters = characters

    @cached_property
    def undefined(self) -> frozenset[int]:
        """The bytes that mean nothing in this page."""
        return frozenset(byte for byte, character in enumerate(self.characters) if not character)

    @cached_property
    def byte(self) -> dict[str, int]:
        """The byte of each character; undefined bytes stand for the C1 control of the same number."""
        known = {character: byte for byte, character in enumerate(self.characters) if character}
        return {chr(byte): byte for byte in self.undefined if byte < 0xA0} | known

    def holds(self, text: str) -> bool:
        """Whether each character of `text` can come from a byte of this page, or from one that was lost."""
        return all(each in self.byte or each in "?\ufffd" for each in text)

    def lost(self, text: str) -> bytes:
        """The bytes of `text` in UTF-8 that this page cannot show."""
        return bytes(byte for byte in text.encode("utf-8", "surrogateescape") if byte in self.undefined)

    def first(self, character: str) -> int:
        """The first byte of a character; 0 for one that the page does not have."""
        return self.byte.get(character, 0)

    def sequence(self, text: str, at: int) -> tuple[int, str]:
        """The end and the origin of the one whole UTF-8 sequence whose image begins at `at`.

        Both are empty (`at` and ``""``) where none begins.
        """
        byte = self.byte
        lead = byte.get(text[at], 0)
        length = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0
        codes = bytes(byte.get(character, 0) for character in text[at : at + length])
        try:
            origin = codes.decode("utf-8") if len(codes) == length else ""
        except UnicodeDecodeError:
            return at, ""
        return (at + length, origin) if origin and written(origin) else (at, "")


class WidePage(Page):
    """A page in which a character can take two bytes: an image may swallow the ASCII letter behind it."""

    def codes(self, character: str) -> bytes:
        """The one or two bytes of a character; none for what the page does not have.

        A C1 control stands for the lost byte of its number.
        """
        if "\x80" <= character < "\xa0":
            return character.encode("latin-1")
        try:
            codes = character.encode(self.name)
        except UnicodeEncodeError:
            return b""
        return codes if len(codes) < 3 else b""

    def holds(self, text: str) -> bool:
        """Whether each character has bytes in this page, some of them two, that can be what is left of UTF-8.

        No byte is one that UTF-8 does not have, and most first bytes of sequences have a further one.
        """
        if not text or max(text) < WIDE:
            return False
        codes = [b"?" if each in "?\ufffd" else self.codes(each) for each in text]
        data = b"".join(codes)
        if not all(codes) or FOREIGN.search(data):
            return False
        return len(BARE.findall(data)) <= len(data) // 6

    def lost(self, text: str) -> bytes:
        """The bytes of `text` and of a blank behind it that this page cannot show."""
        return b"".join(self._lost(text.encode("utf-8", "surrogateescape") + b" "))

    def _lost(self, data: bytes) -> Iterator[bytes]:
        while data:
            try:
                data.decode(self.name)
            except UnicodeDecodeError as error:
                yield data[error.start : error.end]
                data = data[error.end :]
            else:
                return


@cache
def page(name: str) -> Page:
    """The page of this name, made from Python's codec; `LookupError` when there is none."""
    kind = WidePage if name in MULTI_BYTE else Page
    return kind(name, tuple(bytes((byte,)).decode(name, "ignore") for byte in range(256)))


@cache
def rarity(name: str) -> float:
    """How much rarer a page garbles than the commonest, in bits: by Zipf's law of its rank."""
    from math import log2

    return 1.5 * log2(1 + PAGES.index(name))
