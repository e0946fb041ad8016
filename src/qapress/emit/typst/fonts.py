"""The fonts of a book: the package's own, and the user's, each read before a book is set with it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from qapress.errors import EmitError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SUFFIXES = {b"\0\1\0\0": "ttf", b"true": "ttf", b"OTTO": "otf", b"ttcf": "ttc"}
"""Suffix by the first four bytes of a font file (OpenType 1.9, "Organization of an OpenType font")."""
PACKED = {b"wOFF": "WOFF", b"wOF2": "WOFF2"}
"""Formats that browsers read and Typst does not, by their first four bytes."""
FOREIGN_FROM = "\u0530"
"""Letters from here on are of other scripts than those of the book's own fonts: Latin, Greek, Cyrillic."""
_AFTER = (
    ("\u1c80", "\u2c60"),
    ("\u2de0", "\u2e80"),
    ("\ua640", "\ua7ff"),
    ("\uab30", "\uab6f"),
    ("\ufb00", "\ufb06"),
)
"""Later blocks that hold Latin, Greek or Cyrillic."""


def write_fonts(folder: Path, own: Mapping[str, bytes]) -> list[str]:
    """Write the package's font and the user's (by path) into a new folder; give the latter's families.

    Raises:
        EmitError: a font of the user's cannot be read.
    """
    import typst

    folder.mkdir()  # without its parents: what vanished meanwhile must not come back
    families: list[str] = []
    for number, (path, content) in enumerate(own.items()):
        place = folder / str(number)
        place.mkdir()
        (place / f"font.{suffix(path, content)}").write_bytes(content)
        found = typst.Fonts(False, False, [str(place)]).families()
        if not found:
            raise EmitError(f"cannot use {path} of build.fonts: the font is broken")
        families += found
    emoji = files("qapress.emit.fonts") / "NotoColorEmoji.ttf"
    (folder / "NotoColorEmoji.ttf").write_bytes(emoji.read_bytes())
    return list(dict.fromkeys(families))


def suffix(path: str, content: bytes) -> str:
    """The suffix that a font file should have, whatever it is called.

    Raises:
        EmitError: it is no font, or one that only browsers read.
    """
    start = content[:4]
    if start in PACKED:
        kind = f"it is {PACKED[start]}, which only browsers read"
        raise EmitError(f"cannot use {path} of build.fonts: {kind}; name a TTF or OTF file")
    if start not in SUFFIXES:
        raise EmitError(f"cannot use {path} of build.fonts: it is no font; name a TTF, OTF or TTC file")
    return SUFFIXES[start]


def is_foreign(text: str) -> bool:
    """Whether most letters of a text are of a script that the book's own fonts lack."""
    letters = [each for each in text if each.isalpha()]
    return 2 * sum(_is_foreign(each) for each in letters) > len(letters)


def _is_foreign(letter: str) -> bool:
    return letter >= FOREIGN_FROM and not any(first <= letter <= last for first, last in _AFTER)
