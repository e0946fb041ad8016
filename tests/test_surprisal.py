"""Garbled text is dearer than what it was, clean text is cheaper than what it could be read as."""

from __future__ import annotations

import pytest

from qapress.mojibake.forward import garble
from qapress.mojibake.surprisal import surprisal

SURE = 14
"""Bits that a garbled run saves when it is read back, at least."""


def gain(image: str, origin: str, before: str = "", after: str = "") -> float:
    """The bits saved by reading `image` as `origin`."""
    return surprisal(image, before, after) - surprisal(origin, before, after)


@pytest.mark.parametrize(
    "name", ["cp1252", "cp1251", "cp1253", "cp874", "latin-1", "mac-roman", "cp850", "koi8-r"]
)
@pytest.mark.parametrize(("origin", "before", "after"), [("é", "f", "t"), ("’", "t", "s"), ("📌", " ", " ")])
def test_garbled_text_is_dear(name: str, origin: str, before: str, after: str) -> None:
    assert gain(garble(origin, name), origin, before, after) >= SURE


@pytest.mark.parametrize(
    ("clean", "name", "before", "after"),
    [
        ("’é", "mac-roman", "l", ""),
        ("Ó…", "cp1252", "", ""),
        ("ß«", "cp1252", "e", ""),
        ("É…", "cp1252", "", ""),
        ("Рі", "cp1251", "", "к"),
        ("Р»", "cp1251", "С", ""),
        ("её", "koi8-r", "", ""),
    ],
)
def test_clean_text_is_cheap(clean: str, name: str, before: str, after: str) -> None:
    assert gain(clean, clean.encode(name).decode(), before, after) < SURE
