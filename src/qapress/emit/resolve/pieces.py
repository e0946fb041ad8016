"""A text in pieces that a printer sets in different ways: words, whole emoji, tokens too long for a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PieceKind = Literal["text", "emoji", "long"]

LONGEST = 30
"""Code points after which a token without blanks may be broken anywhere."""

_PLANE = (
    "\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201"
    "\U0001f202\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7f0\U0001f900-\U0001f9ff\U0001fa70-\U0001faff"
)
_COLOURED = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab"
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c"
    "\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_BLACK = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2328-\u23ff\u24c2\u25aa-\u25fc\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u3030\u303d\u3297\u3299"
)
_PICTURE = f"[{_PLANE}{_COLOURED}{_BLACK}]"
_ALWAYS = f"[{_PLANE}{_COLOURED}]"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_TAGS = "[\U000e0020-\U000e007e]+\U000e007f"
_ELEMENT = f"{_PICTURE}(?:\ufe0f\u20e3?|{_TONE}|{_TAGS})?"
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # flags
    "|[0-9#*]\ufe0f?\u20e3"  # keycaps
    f"|{_PICTURE}(?:\ufe0f|{_TONE}|{_TAGS}|\u200d)(?:{_TONE})?(?:(?:(?<=\u200d)|\u200d){_ELEMENT})*"
    f"|{_ALWAYS}(?!\ufe0e)"
)
"""A whole emoji (UTS #51): flags, keycaps, joined and toned sequences, and characters that are coloured by
themselves; one that is black by default counts only with U+FE0F, a tone or a join behind it."""
_LONG = re.compile(rf"[^\s\u0590-\u1dff\u2e80-\U0001faff]{{{LONGEST},}}")
"""Other scripts than Latin, Greek and Cyrillic join their letters, or break lines without blanks."""
_WORD = re.compile(r"[^\w\s]{0,3}[^\W\d_][^\W\d_A-Z]{0,58}[^\w\s]{0,3}")
"""A word, such as German joins, with marks around it: shorter than a line, broken as its language does."""


class Piece(NamedTuple):
    """A run of a text that is set in one way."""

    kind: PieceKind
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """A text in pieces; joined they are the text again."""
    if text.isascii():  # no emoji
        yield from _words(text)
        return
    at = 0
    for found in EMOJI.finditer(text):
        yield from _words(text[at : found.start()])
        yield Piece("emoji", found[0])
        at = found.end()
    yield from _words(text[at:])


def _words(text: str) -> Iterator[Piece]:
    if 0 < len(text) < LONGEST:
        yield Piece("text", text)
        return
    at = 0
    for found in _LONG.finditer(text):
        if _WORD.fullmatch(found[0]):
            continue
        if found.start() > at:
            yield Piece("text", text[at : found.start()])
        yield Piece("long", found[0])
        at = found.end()
    if at < len(text):
        yield Piece("text", text[at:])
