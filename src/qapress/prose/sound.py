"""Whether a name in code or a formula begins with a vowel when it is read aloud."""

from __future__ import annotations

import re

NAME = re.compile(r"[^\W_]+")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
VOWEL_LETTERS = frozenset("aefhilmnorsx")
"""Letters whose own names begin with a vowel: an F, an L, but a U."""
LIKE_A_CONSONANT = re.compile(r"uni(?!n|m)|us[aeiu]|ut[ei]|eu|ewe|one|once|ubiq")
LIKE_A_VOWEL = re.compile(r"hour|honest|honou?r|heir")
VOWEL_NUMBER = re.compile(r"8|1[18](?:\d{3})*$")
DOUBTFUL = re.compile(r"u..?$|[^aeiouy]{2,}$")
"""Short names that some people spell out and others read: url, src."""


def starts_with_vowel(text: str) -> bool | None:
    r"""Whether an article before `text` is "an"; None where people read it in two ways.

    Doubtful are acronyms and abbreviations that may be spelled out (`SQL`, `src`), names that begin with a
    mark or a qualifier which may be read or not (`__init__`, `v8::Array`), and what has no letter or digit.

    >>> starts_with_vowel("array"), starts_with_vowel("user_id"), starts_with_vowel("SQL")
    (True, False, None)
    """
    name = NAME.search(text)
    if name is None or (name.start() and text[0] in "_$\\@#.-") or text[name.end() :].startswith(("::", ".")):
        return None
    part = PART.match(name.group())
    word = part.group() if part else name.group()
    if word.isdigit():
        return VOWEL_NUMBER.match(word) is not None
    if len(word) == 1:
        return word.casefold() in VOWEL_LETTERS
    if word.isupper():
        spelled, read = word[0].casefold() in VOWEL_LETTERS, word[0] in "AEIOU"
        return spelled if spelled is read else None
    word = word.casefold()
    if DOUBTFUL.match(word):
        return None
    return LIKE_A_VOWEL.match(word) is not None or (
        word[0] in "aeiou" and LIKE_A_CONSONANT.match(word) is None
    )
