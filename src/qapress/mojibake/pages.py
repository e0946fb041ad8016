"""Code pages as data: what each byte becomes when text is read with the wrong one."""

from __future__ import annotations

from functools import cache, cached_property

PAGES = ("cp1252", "cp1254")
"""The pages that are tried, the commonest culprit first; each is a codec of Python."""


class Page:
    """A single-byte code page: the character of each of the 256 bytes, empty where it defines none."""

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
        return {character or chr(byte): byte for byte, character in enumerate(self.characters)}

    def lost(self, text: str) -> bytes:
        """The bytes of `text` in UTF-8 that this page cannot show."""
        return bytes(byte for byte in text.encode("utf-8", "surrogateescape") if byte in self.undefined)


@cache
def page(name: str) -> Page:
    """The page of this name, made from Python's codec; `LookupError` when there is none."""
    return Page(name, tuple(bytes((byte,)).decode(name, "ignore") for byte in range(256)))
