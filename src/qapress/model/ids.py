"""What an entry is called before the collection settles it, and what its text hashes to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qapress.model.qa import Entry
    from qapress.source.text import Source

SLUG_LIMIT = 60
LONGEST = 1_000
"""Characters of a title that are looked at; longer ones are no titles, which the schema says."""
HASH_DIGITS = 6
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_OTHER = re.compile("[^a-z0-9]+")


def slug_id(title: str) -> str:
    """The title as an id: NFKD, `[a-z0-9-]`, at most 60 characters, cut at a word; may be empty."""
    slug = _OTHER.sub("-", folded(title[:LONGEST]).translate(_APOSTROPHES).lower()).strip("-")
    if len(slug) <= SLUG_LIMIT:
        return slug
    return slug[: SLUG_LIMIT + 1].rpartition("-")[0] or slug[:SLUG_LIMIT]


def folded(text: str) -> str:
    """A text with its letters in their plainest form, without marks: `Größe` as `Große`."""
    plain = unicodedata.normalize("NFKD", text)
    return plain if plain.isascii() else "".join(each for each in plain if not unicodedata.combining(each))


def default_id(title: str, markdown: bytes) -> str:
    """The id of an entry that has no equal: its slug, else `q-` and six digits of the content's hash."""
    return slug_id(title) or f"q-{content_hash(markdown)[:HASH_DIGITS]}"


def content(source: Source, entry: Entry) -> bytes:
    """The entry's Markdown without its number, as UTF-8: the same after renumbering."""
    (start, end), number = entry.span, entry.number_span
    text = source.text
    markdown = text[start:end] if number is None else text[start : number.start] + text[number.end : end]
    return markdown.encode("utf-8", "surrogatepass")


def content_hash(markdown: bytes) -> str:
    """The sha256, in hex, of an entry's `content`."""
    from hashlib import sha256  # loads OpenSSL, and a check without equal ids needs no hash

    return sha256(markdown).hexdigest()
