"""The single-byte code pages as data: reading one small file is cheaper than loading seventeen codecs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

UNDEFINED = "\ufffd"
CONTROLS = "".join(map(chr, range(0x80, 0xA0)))


@cache
def upper_halves() -> dict[str, str]:
    """The 128 characters of the bytes 80-FF by page, U+FFFD where a byte means nothing."""
    text = Path(__file__).with_name("pages.txt").read_text("utf-8")
    rows = (line.split(" ", 1) for line in text.split("\n") if line and not line.startswith("# "))
    return {name: CONTROLS[: 128 - len(characters)] + characters for name, characters in rows}
