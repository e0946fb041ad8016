"""The repertoire: the characters and emoji that people are known to write, the likeliest first.

Whether a lossy image has one possible origin or several is decided among these. `symbols.txt` is our own
list; `emoji.txt` is derived from Unicode's emoji data, as its first lines say.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
VARIANT = "\ufe0f"
"""Asks for the colour picture of the symbol before it; texts often leave it out."""


def _expanded(token: str) -> list[str]:
    """The symbols of one token of `symbols.txt`: a symbol, a code point, or a range of code points."""
    if not token.startswith("U+"):
        return [token]
    first, _, last = token[2:].partition("-")
    return [chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)]


def _tokens(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").split("\n")
    return [token for line in lines if not line.startswith("# ") for token in line.split(" ") if token]


RARE = ((0xA0, 0x52F), (0x1D00, 0x1DBF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x318F))
"""Blocks of letters and symbols of which every character may have been meant, though few are likely."""
UNSEEN = frozenset(("Cc", "Cf", "Cn", "Zs", "Zl", "Zp"))
"""Categories of characters that nobody types for their looks."""


@cache
def repertoire() -> tuple[str, ...]:
    """All symbols in order of likelihood, each once; emoji also without their variation selectors."""
    listed = [symbol for token in _tokens("symbols.txt") for symbol in _expanded(token)]
    emoji = [symbol.lstrip("0123456789#*") for symbol in _tokens("emoji.txt")]  # keycaps: less their ASCII
    plain = [symbol.replace(VARIANT, "") for symbol in (*listed, *emoji)]
    return tuple(dict.fromkeys(symbol for symbol in (*listed, *emoji, *plain) if not symbol.isascii()))


@cache
def rare() -> tuple[str, ...]:
    """The further characters that what is lost may have been, in the order of Unicode."""
    return tuple(_rare())


def unlikely(text: str) -> bool:
    """Whether one of the rare characters stands in a text."""
    return not _rare().keys().isdisjoint(text)


@cache
def _rare() -> dict[str, None]:
    codes = [code for first, last in RARE for code in range(first, last + 1)]
    written = (chr(code) for code in codes if unicodedata.category(chr(code)) not in UNSEEN)
    known = frozenset(repertoire())
    return dict.fromkeys(each for each in written if each not in known)
