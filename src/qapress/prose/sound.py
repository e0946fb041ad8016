"""Whether a name in code or a formula begins with a vowel when it is read aloud."""

from __future__ import annotations

import re

NAME = r"[^\W_]+"
PART = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"
VOWEL_LETTERS = frozenset("aefhilmnorsx")
"""Letters whose own names begin with a vowel: an F, an L, but a U."""
LIKE_A_CONSONANT = r"uni(?!n|m)|uint|us[aeiu]|ut[ei]|eu|ewe|one(?!nd|nt|rr|v|x)|once|ubiq"
LIKE_A_VOWEL = r"hour|honest|honou?r|heir|x-?ray"
MARKS = "_$\\@#.-*&!%<>/~+="
"""What some read out and others skip in front of a name: `--all`, `*args`, `@override`."""
VOWEL_NUMBER = r"8|1[18](?:\d{3})*$"
DOUBTFUL = r"u..?$|[^aeiouy]{2,}$"
"""Short names that some people spell out and others read: url, src."""


def starts_with_vowel(text: str) -> bool | None:
    r"""Whether an article before `text` is "an"; None where people read it in two ways.

    Doubtful are acronyms and abbreviations that may be spelled out (`SQL`, `src`), names that begin with a
    mark or a qualifier which may be read or not (`__init__`, `v8::Array`), and what has no letter or digit.

    >>> starts_with_vowel("array"), starts_with_vowel("user_id"), starts_with_vowel("SQL")
    (True, False, None)
    """
    name = re.search(NAME, text)
    if name is None or (name.start() and text[0] in MARKS) or text[name.end() :].startswith(("::", ".")):
        return None
    part = re.match(PART, name.group())
    word = part.group() if part else name.group()
    if word.isdigit():
        return re.match(VOWEL_NUMBER, word) is not None
    if len(word) == 1:
        return word.casefold() in VOWEL_LETTERS
    if word.isupper():
        spelled, read = word[0].casefold() in VOWEL_LETTERS, word[0] in "AEIOU"
        return spelled if spelled is read else None
    word = word.casefold()
    if re.match(DOUBTFUL, word):
        return None
    return re.match(LIKE_A_VOWEL, word) is not None or (
        word[0] in "aeiou" and re.match(LIKE_A_CONSONANT, word) is None
    )
