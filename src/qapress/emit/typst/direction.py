"""In which direction text runs: as its first letter that has one (Unicode Standard Annex 9, rules P2, P3)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import bidirectional

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.markdown.tree import Node

MOST = 400
"""Code points that are read of a block before its direction counts as unsaid."""


def is_rtl(nodes: Iterable[Node], otherwise: bool) -> bool:
    """Whether the text of nodes runs from right to left; `otherwise` where no letter tells."""
    letters = (each for node in nodes for part in node.walk() if part.kind == "text" for each in part.text)
    return is_rtl_text(islice(letters, MOST), otherwise)


def is_rtl_text(text: Iterable[str], otherwise: bool) -> bool:
    """Whether a text runs from right to left; `otherwise` where no letter tells."""
    for each in text:
        if "A" <= each <= "Z" or "a" <= each <= "z":
            return False
        if each > "\x7f" and (found := bidirectional(each)) in {"L", "R", "AL"}:
            return found != "L"
    return otherwise
