"""The anchors that GitHub gives headings."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KEPT = ("L", "M", "Nd", "Nl", "Pc")


def slug(text: str) -> str:
    """The anchor of a heading with this plain text, `#` not included.

    In lower case, only letters, marks, digits, `_` and `-` kept, each blank a hyphen: an emoji leaves the
    hyphen of the blank behind it, `📌 Q1: Why?` gives `-q1-why`. (jch/html-pipeline, TableOfContentsFilter)
    """
    kept = (
        each for each in text.strip().lower() if each in " -" or unicodedata.category(each).startswith(KEPT)
    )
    return "".join(kept).replace(" ", "-")


def unique_slugs(texts: Iterable[str]) -> tuple[str, ...]:
    """The anchors of a file's headings in order: a repeated one gets `-1`, `-2` and so on."""
    used: dict[str, int] = {}
    made = []
    for text in texts:
        base = name = slug(text)
        while name in used:
            used[base] += 1
            name = f"{base}-{used[base]}"
        used[name] = 0
        made.append(name)
    return tuple(made)
