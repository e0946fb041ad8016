"""A line of a source with carets under a span, as a terminal shows it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Span
    from qapress.source.text import Source

WIDTH = 100
"""Columns of the text that is shown; a longer line is cut around the span."""

CONTEXT = 30
"""Columns that stay before a span in a line that is cut."""

NEAR = 4 * WIDTH
"""Characters on either side of a span's start that are looked at: some take no column."""

JOINER = "\u200d"
EMOJI_STYLE = "\ufe0f"
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def excerpt(source: Source, span: Span) -> tuple[int, str, str]:
    """Line number, the line as shown, and the carets under the part of the span on this line."""
    line = source.line(span.start)
    line_start, line_end = source.line_span(line)
    start, end = max(line_start, span.start - NEAR), min(line_end, span.start + NEAR)
    cells = shown(source.text[start:end])
    first = span.start - start
    last = max(min(span.end, end) - start, first)
    left, right = _window([width for _, width in cells], first)
    text = "".join(cell for cell, _ in cells[left:right])
    cut_left, cut_right = left > 0 or start > line_start, right < len(cells) or end < line_end
    before = sum(width for _, width in cells[left:first]) + cut_left
    under = sum(width for _, width in cells[first : min(last, right)])
    cut = "…" * cut_left + text + "…" * cut_right
    return line, cut, " " * before + "^" * max(under, 1)


def shown(text: str) -> list[tuple[str, int]]:
    """Each character as it is printed, with its width in columns; joined emoji are one wide character."""
    cells: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        before = text[at - 1] if at else ""
        if _continues(before, char):
            cells.append((char, 0))
            continue
        cell = "    " if char == "\t" else visible(char)
        wide = text[at + 1 : at + 2] == EMOJI_STYLE and len(cell) == 1
        cells.append((cell, 2 if wide else sum(map(_width, cell))))
    return cells


def visible(char: str) -> str:
    """A character that would not be seen, or would reorder the line, as its number; others as they are."""
    if "\udc80" <= char <= "\udcff":
        return f"<{ord(char) - 0xDC00:02X}>"
    if unicodedata.category(char) in HIDDEN and not _is_tag(char):
        return f"<U+{ord(char):04X}>"
    return char


def _is_tag(char: str) -> bool:
    """Whether a hidden character is part of how emoji are written."""
    return char == JOINER or "\U000e0020" <= char <= "\U000e007f"


def _continues(before: str, char: str) -> bool:
    """Whether a character only changes or extends the emoji or letter before it."""
    if char in (JOINER, EMOJI_STYLE) or before == JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
        return before != ""
    return unicodedata.category(char) in ("Mn", "Me") or "\U000e0020" <= char <= "\U000e007f"


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(widths: Sequence[int], first: int) -> tuple[int, int]:
    """The characters of a line that are shown: all, or so many around `first` as fit."""
    if sum(widths) <= WIDTH:
        return 0, len(widths)
    left, room = first, CONTEXT if sum(widths[:first]) > WIDTH - CONTEXT else WIDTH
    while left and room >= widths[left - 1]:
        left -= 1
        room -= widths[left]
    right, room = left, WIDTH
    while right < len(widths) and room >= widths[right]:
        room -= widths[right]
        right += 1
    return left, right
