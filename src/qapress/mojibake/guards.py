"""When an image is garbled text beyond doubt, and when it could be somebody's clean words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.mojibake.units import Unit

SIGNS = frozenset("™®©°²³¹ªº·¡¿§\u00a0\u00ad")
FOLLOWERS = SIGNS | frozenset("…’”“»«›‹–—‘‚„?!")
"""What may follow a letter in clean text: `É…`, `SPAß“`, `MAÇÃ»`, `5 Å²`."""

STREAK = 3
"""So many letters of another script in a row are no chance."""

PROOF = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
"""Characters that nobody writes: C1 controls but the next line U+0085, and the replacement character."""

ABOUT = re.compile(
    r"garbled|code ?page|charset|utf-?8|latin-?1|iso-8859|U\+FFFD|replacement char|(windows-|cp)12\d\d",
    re.IGNORECASE,
)
QUOTES = frozenset("’‘“”")
QUOTING = frozenset("\"'“”‘’`«»()[]")
ASIDE = QUOTING | frozenset(" \t|=>")
STOPS = frozenset(",.;:!?")


def sure(unit: Unit, text: str, before: str, after: str) -> bool:
    """Whether the image must be garbled, seen with the characters before and after it."""
    image = text[unit.start : unit.end]
    if PROOF.search(image):
        return True
    if len(image) == 1 or not (unit.known or _symbol(unit.origins[0])):
        return False
    if any(each not in FOLLOWERS for each in image[1:]):
        return True
    if image[0] in "ÂÃ" and SIGNS.issuperset(image[1:]):
        return not before.isupper()  # no word is a lone Â or Ã
    if image[0].isupper():
        return before.islower() or (after.islower() and image[-1] not in "’–—")
    return unit.known and not before.isalnum()


def _symbol(origin: str) -> bool:
    """Whether an image outside the repertoire is believed alone: symbols, and letters of Vietnamese."""
    return len(origin.encode()) > 2 and (
        unicodedata.category(origin)[0] in "SP" or "\u1e00" <= origin <= "\u1eff"
    )


def streak(found: Sequence[Unit]) -> bool:
    """Whether whole sequences outside the repertoire stand side by side often enough to be believed."""
    count, end = 0, -1
    for unit in found:
        whole = unit.end - unit.start > 1 and not unit.known
        count = (count + 1 if unit.start == end else 1) if whole else 0
        end = unit.end
        if count == STREAK:
            return True
    return False


def fits(origin: str, before: str | None, after: str | None) -> bool:
    """Whether one of the marks that lose their last byte can stand between two characters.

    None stands for a character that is itself still garbled and says nothing.
    """
    starts = before is None or not before.isalnum()
    ends = after is None or not after.isalnum()
    match origin:
        case "”":
            return starts or ends
        case "‐":
            return (before is None or not starts) and (after is None or not ends)
        case "„":
            return starts and (after is None or not ends)
    return True


def fitting(origins: tuple[str, ...], before: str | None, after: str | None) -> tuple[str, ...]:
    """The origins that fit between two characters; all of them when none does."""
    if len(origins) == 1:
        return origins
    return tuple(each for each in origins if fits(each, before, after)) or origins


def about_garbling(line: str, clean: str, original: str, *, origin: str, before: str, after: str) -> bool:
    """Whether the image is shown as an example, in a line that talks about garbled text.

    `clean` are the characters of the line that nothing garbled. Such a line says mojibake, or names a page
    and quotes the image, or sets it apart beside its origin; a quotation mark standing alone is no prose
    either. An image that is its own origin is U+FFFD.
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
    return origin in QUOTES or (origin in clean and not origin.isalpha() and "\ufffd" not in origin)


@lru_cache(maxsize=1)
def _subject(line: str) -> tuple[bool, bool]:
    """Whether a line says mojibake, and whether it talks about garbled text; asked for each of its runs."""
    return "mojibake" in line.lower(), ABOUT.search(line) is not None
