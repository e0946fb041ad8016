"""The repertoire: the characters and emoji that people are known to write, the likeliest first.

Whether a lossy image has one possible origin or several is decided among these. `symbols.txt` is our own
list; `emoji.txt` is derived from Unicode's emoji data, as its first lines say.
"""

from __future__ import annotations

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


@cache
def repertoire() -> tuple[str, ...]:
    """All symbols in order of likelihood, each once; emoji also without their variation selectors."""
    listed = [symbol for token in _tokens("symbols.txt") for symbol in _expanded(token)]
    emoji = [symbol.lstrip("0123456789#*") for symbol in _tokens("emoji.txt")]  # keycaps: less their ASCII
    plain = [symbol.replace(VARIANT, "") for symbol in (*listed, *emoji)]
    return tuple(dict.fromkeys(symbol for symbol in (*listed, *emoji, *plain) if not symbol.isascii()))
