"""What fits between its neighbours, and what is an example in a text about garbling."""

from __future__ import annotations

import re
from functools import lru_cache

ABOUT = re.compile(
    r"garbled|code ?page|charset|utf-?8|latin-?1|iso-8859|U\+FFFD|replacement char|(windows-|cp)12\d\d",
    re.IGNORECASE,
)
STEMS = (
    *("garbled", "code page", "codepage", "charset", "utf8", "utf-8", "latin1", "latin-1"),
    *("iso-8859", "u+fffd", "replacement char", "windows-12", "cp12"),
)
"""One of these stands, in lower case, in whatever `ABOUT` finds."""
QUOTES = frozenset("’‘“”")
QUOTING = frozenset("\"'“”‘’`«»()[]")
ASIDE = QUOTING | frozenset(" \t|=>")
STOPS = frozenset(",.;:!?")
CLOSING = frozenset(" \t\u00a0,.;:!?)]}…”»")
"""What no blank stands before."""


def fits(origin: str, before: str | None, after: str | None) -> bool:
    """Whether one of the marks that lose their last byte can stand between two characters.

    None stands for a character that is itself still garbled and says nothing.
    """
    starts = before is None or not before.isalnum()
    ends = after is None or not after.isalnum()
    if origin.endswith(" "):
        return _goes_on(after) and not (origin[0].isupper() and before and before.islower())
    match origin:
        case "”":
            return starts or ends
        case "‐":
            return (before is None or not starts) and (after is None or not ends)
        case "\u2002" | "\u2003" | "\u2009" | "\u200a":
            return _goes_on(before) and _goes_on(after) and (starts or ends)
        case "„" | "‚":
            return starts and (after is None or not ends)
    return True


def _goes_on(neighbour: str | None) -> bool:
    """Whether a blank can stand beside a character."""
    return neighbour is None or (bool(neighbour) and neighbour not in CLOSING)


def fitting(origins: tuple[str, ...], before: str | None, after: str | None) -> tuple[str, ...]:
    """The origins that fit between two characters; all of them when none does."""
    if len(origins) == 1:
        return origins
    return tuple(each for each in origins if fits(each, before, after)) or origins


def about_garbling(line: str, clean: str, original: str, *, origin: str, before: str, after: str) -> bool:
    """Whether the image is shown as an example, in a line that talks about garbled text.

    `clean` are the characters of the line that nothing garbled. Such a line says mojibake, or names a page
    and quotes the image, or sets it apart beside its origin; a quotation mark standing alone is no prose
    either, unless more of the line is garbled. An image that is its own origin is U+FFFD.
    """
    quoted = before in QUOTING and after in QUOTING
    named, about = _subject(line)
    if named or before == after == "`":
        return True
    if quoted and (about or original == origin):
        return True
    apart = (not before or before in ASIDE) and (not after or after in ASIDE | STOPS)
    if original == origin or not apart:
        return apart and about
    if origin in QUOTES and not _outside(line) - _outside(clean) - _outside(original):
        return True
    return origin in clean and not origin.isalpha() and "\ufffd" not in origin


@lru_cache(maxsize=4)
def _outside(text: str) -> frozenset[str]:
    """The characters of a text outside ASCII; a line and its clean ones are asked for again and again."""
    return frozenset(each for each in set(text) if not each.isascii())


@lru_cache(maxsize=1)
def _subject(line: str) -> tuple[bool, bool]:
    """Whether a line says mojibake, and whether it talks about garbled text; asked for each of its runs."""
    return "mojibake" in line.lower(), ABOUT.search(line) is not None
