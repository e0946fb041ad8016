"""What other corruptions than a wrong page leave of a symbol, and which symbols it may have been.

A program that keeps one byte of each UTF-16 unit makes `=` U+0080 of 🚀 (D83D DE80) and U+0019 of ’ (2019);
one that cannot write a symbol puts `?` for it, or one for each unit. Nobody can undo either: the first has
candidates, the second none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.mojibake.escapes import NEAR, talks
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 2
"""So many places prove each other where one alone might be meant."""
MANY = 3
"""So many headings that begin with `?` are no chance."""

_HIGH = "<=>"
"""The low bytes of the high surrogates D83C, D83D and D83E, with which nearly all emoji begin."""
_BYTES = "\x01-\x08\x0e-\x1f\x80-\xff\udc80-\udcff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""A control, or a byte above 7F as it shows: as in Latin-1 or cp1252, or not read, then a lone surrogate."""
_CLEAN = "\xa0«»‘’‚‹›“”„•–—…"
"""What may follow `<` and `>` in clean text: `>« Oui`, `<– back`."""
_LONE = "\x01-\x08\x0e-\x1a\x1c-\x1f\x80-\x84\x86-\x9f"
"""Controls that stand for a symbol of one unit even if nothing stands beside them."""

_TWO = rf"(?:=[{_BYTES}]|[<>](?![{_CLEAN}])[{_BYTES}])\x0f?"
"""A symbol cut to two bytes, and the low byte of the variation selector that may follow it."""
_HEADING = r"\n#{1,6}[ \t]+(?:\*\*)?"
_ITEM = r"\n[ \t]*(?:[-*+]|\d{1,9}[.)]|\|)[ \t]+(?:\*\*)?"
_END = r"(?=[ \t*])"
_SURE = rf"{_HEADING}(?P<image>{_TWO}|[{_LONE}]\x0f?){_END}"
_SURE_ITEM = rf"{_ITEM}(?P<image>[{_HIGH}][{_LONE}\xad]\x0f?){_END}"
_LIKELY = rf"{_ITEM}(?P<image>{_TWO}){_END}"
_MARKER = rf"(?:{_HEADING}|{_ITEM})(?P<image>[^ \t\n*]{{1,6}}){_END}"
_INLINE = rf"[ (\[|](?P<image>{_TWO})(?=[ )\]|*\n])"
_HALF = rf"{_HEADING}(?P<image>[{_HIGH}](?:\n(?=[ \t]+\S))?)(?=[ \t\n*])"
"""The other byte was deleted, or it is a line end: `=` U+000D for 🔍."""
_ASKED = rf"{_HEADING}(?P<image>\?{{1,8}}){_END}"
_ASKED_ITEM = rf"{_ITEM}(?P<image>\?{{1,8}}){_END}"

_TYPOGRAPHY = {"\x13": "–", "\x14": "—", "\x18": "‘", "\x19": "’", "\x1c": "“", "\x1d": "”"}
"""The marks that prose is full of, by the low byte of their only unit."""


_BEYOND_LATIN = "\u0250"


class Remain(NamedTuple):
    """What is left of a symbol: its place, the text there, and the candidates, the likeliest first.

    There are none where nothing tells which symbol it was.
    """

    span: Span
    original: str
    origins: tuple[str, ...] = ()


def cut(text: str) -> list[Remain]:
    """The symbols of which one byte of each UTF-16 unit is left, in order.

    Only where the file shows it beyond doubt: `<`, `=` or `>` and such a byte are the marker of a heading, or
    of several items of a list. Then also at places that prove nothing by themselves.
    """
    if not _has(_SURE, text) and not (_has(_LIKELY, text) and _has_cut_items(text)):
        return []
    found = {}
    is_about = cache(partial(_talks, text))
    for pattern in (_INLINE, _MARKER, _HALF):
        for span in _spans(pattern, text):
            image = text[span.start : span.end]
            origins = _symbols(image)
            if pattern is _INLINE and is_about(span.start // NEAR):
                continue
            if origins or pattern is _HALF:
                found[span] = Remain(span, image, origins)
    return [found[span] for span in sorted(found)]


def _talks(text: str, block: int) -> bool:
    """Whether one of the blocks of NEAR characters, or a neighbour, talks about encodings."""
    return talks(text[max(0, block - 1) * NEAR : (block + 2) * NEAR])


def _has_cut_items(text: str) -> bool:
    return _has(_SURE_ITEM, text) or sum(1 for _ in _spans(_LIKELY, text)) >= FEW


def asked(text: str) -> list[Remain]:
    """The runs of `?` that stand for symbols at the start of headings and list items, in order.

    Only in a file with many such headings, two of them with more than one `?`: a page on operators has fewer.
    """
    headings = list(_spans(_ASKED, text))
    if len(headings) < MANY or sum(span.end - span.start > 1 for span in headings) < FEW:
        return []
    return [Remain(span, text[slice(*span)]) for span in sorted([*headings, *_spans(_ASKED_ITEM, text)])]


def _has(pattern: str, text: str) -> bool:
    return next(_spans(pattern, text), None) is not None


def _spans(pattern: str, text: str) -> Iterator[Span]:
    """Where the images stand that follow a line end, or, in the first line, the start of the text."""
    first = "\n" + text[: text.find("\n") + 1 or len(text)]
    for match in re.finditer(pattern, first):
        yield Span(match.start("image") - 1, match.end("image") - 1)
    for match in re.finditer(pattern, text):
        yield Span(*match.span("image"))


def low_byte(character: str, before: str, after: str, *, in_cut_text: bool = False) -> tuple[str, ...]:
    """The marks and letters that a control, or a byte not read, may be the low byte of, the likeliest first.

    `before` and `after` are the characters beside it, empty at the ends of the text. Nothing where no such
    mark fits: then it is something else. Where the text is known as cut, arrows and other signs count, too.
    """
    plain = shown(character)
    if in_cut_text and re.fullmatch("[\x80-\x9f]", plain):
        return tuple(each for each in _images().get(plain, ()) if _is_sign(each))
    mark = _TYPOGRAPHY.get(plain, "")
    if plain != character or not mark or not _fits(mark, before, after):
        return ()
    in_word = before.isalpha() or after.isalpha()
    letters = (each for each in _images()[plain] if in_word and each.isalpha() and each < _BEYOND_LATIN)
    return (mark, *letters)


def _fits(mark: str, before: str, after: str) -> bool:
    """Whether a mark can stand between two characters."""
    match mark:
        case "–" | "—":
            return before.isspace() is after.isspace() and before != "" != after
        case "‘" | "“":
            return after.isalnum() and not before.isalnum()
        case "”":
            return before != "" and not before.isspace() and not after.isalnum()
    return before.isalpha() or (before.isalnum() and after.isalpha())


def shown(image: str) -> str:
    """An image with each byte as the character of its number, however it was read."""
    return "".join(map(_as_latin1, image))


def _as_latin1(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return chr(code - 0xDC00)
    return character if code <= 0xFF else character.encode("cp1252", "replace").decode("latin-1")


def _symbols(image: str) -> tuple[str, ...]:
    """The symbols that a marker may have been: pictures, no letters, lines or signs of mathematics."""
    plain = shown(image)
    if plain.endswith("\n"):
        ends = {*_images().get(plain, ()), *_images().get(plain[:-1] + "\r", ())}
        return tuple(each for each in repertoire() if each in ends)
    if len(plain) == 1 and plain != "¡" and not re.match(f"[{_LONE}]", plain):
        return ()
    return tuple(each for each in _images().get(plain, ()) if _is_picture(each))


def _is_picture(symbol: str) -> bool:
    return unicodedata.category(symbol[0]) == "So" and _is_sign(symbol)


def _is_sign(symbol: str) -> bool:
    """Whether it is neither a letter nor a part of a drawn box."""
    return not symbol.isalpha() and not "\u2500" <= symbol < "\u25a0"


@cache
def _images() -> dict[str, list[str]]:
    """What is left of the symbols of the repertoire beyond Latin-1, and of which it is left."""
    images: dict[str, list[str]] = {}
    for symbol in repertoire():
        units = symbol.encode("utf-16-be")
        if any(units[::2]):
            images.setdefault(units[1::2].decode("latin-1"), []).append(symbol)
    return images
