"""What a language tag says of the language itself."""

from __future__ import annotations


def base(tag: str) -> str:
    """The language of a BCP 47 tag without region and script, in lower case.

    >>> base("pt-BR"), base("EN")
    ('pt', 'en')
    """
    return tag.partition("-")[0].casefold()


def is_english(tag: str) -> bool:
    """Whether a BCP 47 tag is that of English, of whatever region."""
    return base(tag) == "en"
