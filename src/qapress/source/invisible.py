"""Characters without a shape of their own, where they do nothing useful."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.source.text import Source

DIRECTION = "direction mark in a text that runs only from left to right"
HIDDEN = "hidden text in tag characters"

_WORD = "0-9A-Za-z\u00c0-\u07ff"  # scripts that part words by blanks: Latin to Arabic and N'Ko
_LATIN = "\0-\u02ff"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # England, Scotland, Wales: UTS 51, annex C
_KINDS = {
    "zero width space": f"(?<![^{_WORD}\\s])\u200b+(?![^{_WORD}\\s])",
    "zero width joiner that joins nothing": (
        f"(?<![^{_LATIN}{_EMOJI}])\u200d+(?![^{_LATIN}])|(?<![^{_LATIN}])\u200d+(?=[{_EMOJI}])"
    ),
    "zero width non-joiner that parts nothing": (
        f"(?<![^{_LATIN}])\u200c+(?!\\S)|(?<!\\S)\u200c+(?![^{_LATIN}])"
    ),
    "word joiner between letters": f"(?<=[{_WORD}])\u2060+(?=[{_WORD}])",
    DIRECTION: "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+",
    "variation selector without its character": (
        f"(?<!\\S)[\ufe00-\ufe0f]+|(?<![{_IDEOGRAPH}])[\U000e0100-\U000e01ef]+"
    ),
    HIDDEN: "[\U000e0000-\U000e007f]+",
    "line or paragraph separator": "[\u2028\u2029]",
    "mark of a lost object or annotation": "[\ufff9-\ufffc]",
    "deprecated formatting character": "[\u206a-\u206f]",
    "blank letter": (
        f"(?<![{_HANGUL}])[\u115f\u1160\u3164\uffa0]+(?![{_HANGUL}])|(?<![\u1800-\u18af])\u180e"
        "|(?<![\u2801-\u28ff])\u2800+(?![\u2801-\u28ff])"
    ),
}
_NAMES = tuple(_KINDS)
_POINTS = {
    "\u00ad": "soft hyphen in an English word",
    "\u200c": "zero width non-joiner in an English word",
}
_PASTED = re.compile(
    "(?<![A-Za-z\u00ad\u200c])[A-Za-z]+(?P<point>[\u00ad\u200c])[A-Za-z]+(?![A-Za-z\u00ad\u200c])"
)
_CANDIDATE = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060\u2066-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffc"
    "\U000e0000-\U000e01ef]"
)
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
_OTHER_SCRIPT = "[\u0590-\u1cff\u2d80-\u2ddf\u3040-\ud7ff\ufb1d-\ufefc\U00010800-\U0001efff]"
_NEAR = 200


def pasted(text: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    """Where English words in `text[start:end]` hold a single soft hyphen or non-joiner, and what it is.

    Who sets them on purpose sets one at each place of a long word; a single one comes from a copied line.
    """
    for match in _PASTED.finditer(text, start, end):
        yield Span(*match.span("point")), _POINTS[match["point"]]


def useless(source: Source) -> Iterator[tuple[Span, str]]:
    """Where such characters stand for nothing, and what they are.

    Spared is what emoji need, and what writing from right to left, joining and parting letters, or words
    without blanks need: direction marks in a text with such letters, zero width characters near them.
    """
    text = source.text
    if text.isascii() or not _CANDIDATE.search(text):
        return
    right_to_left = _compiled(_RIGHT_TO_LEFT).search(text) is not None
    for match in _useless().finditer(text):
        if match.lastindex is None:  # a flag
            continue
        name, span = _NAMES[match.lastindex - 1], Span(*match.span())
        if name == DIRECTION:
            is_needed = right_to_left
        else:
            is_needed = name.startswith("zero width") and _is_other_script(source, span)
        if not is_needed:
            yield span, name


def _is_other_script(source: Source, span: Span) -> bool:
    """Whether there are letters near in the line whose script needs zero width characters."""
    start, end = source.line_span(source.line(span.start))
    near = max(start, span.start - _NEAR), min(end, span.end + _NEAR)
    return _compiled(_OTHER_SCRIPT).search(source.text, *near) is not None


@cache
def _useless() -> re.Pattern[str]:
    """One group a kind, and the flags before them in no group; few files need it, and it takes 5 ms."""
    return re.compile(f"{_FLAG}|" + "|".join(f"({pattern})" for pattern in _KINDS.values()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A wide character class, which takes up to 5 ms."""
    return re.compile(pattern)
