"""By what copies of a question are known: its words, and a sketch of them that is small enough to keep.

A sketch holds 32-bit hashes: one of the title, one of the whole body, and the smallest of those of any two
long words that follow each other in the body. Two texts share about that part of the smallest that they
share of all (bottom-k sketch, Broder 1997). CRC-32, since `hash` differs between runs of the program and a
digest costs more.
"""

from __future__ import annotations

import re
import string
from itertools import pairwise
from struct import pack, unpack
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from qapress.model.qa import Entry
    from qapress.source.text import Source

KEPT = 10
"""Hashes that are kept of the body's pairs of words."""
FEWEST = 6
"""Words of a body: what is shorter is a placeholder, or says too little to be compared."""
LONG = 4
"""Bytes that a long word has more than. Characters of scripts without blanks count as long."""
LIMIT = 100_000
"""Characters of a body that are looked at: what is alike so far is a copy."""
_BETWEEN = "!\"#'()*,-./:;?[\\]`{|}"
_TO_WORDS = bytes.maketrans(
    (string.ascii_uppercase + _BETWEEN).encode(), (string.ascii_lowercase + " " * len(_BETWEEN)).encode()
)
_UNSPACED = "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
_SIGNS = "[\u00a0\u00ab\u00bb\u2000-\u206f\u3000-\u303f\ufe0f\uff01-\uff0f\uff1a-\uff1f]"
_COMMENT = r"(?s)<!--.*?(?:-->|\Z)"
_EXPRESSION = r"`([^`]*\S [-+*/%<>=&|^]+ \S[^`]*)`"
_HEADING = r"\s*#{1,6}[ \t].*\n"


def sketch(entry: Entry, source: Source) -> bytes:
    """The sketch of an entry, packed; empty for one without an answer, and for one that says too little."""
    if entry.answer is None:
        return b""
    said = words(body(source.text[entry.question.heading.span.end : entry.span.end]))
    if len(said) < FEWEST:
        return b""
    long = [each for each in said if len(each) > LONG or each > b"\x7f"]
    smallest = sorted(set(map(crc32, map(b" ".join, pairwise(long)))))[:KEPT]
    title = b" ".join(words(entry.question.title))
    return pack(f"<{2 + len(smallest)}I", crc32(title), crc32(b" ".join(said)), *smallest)


def hashes(packed: bytes) -> tuple[int, ...]:
    """The hashes of a sketch: that of the title, that of the body, then those of pairs of words."""
    return unpack(f"<{len(packed) // 4}I", packed)


def words(text: str) -> list[bytes]:
    """The words of a text in order, as UTF-8, without punctuation; case does not matter.

    A character of a script without blanks is a word, and so is an operator between blanks.
    """
    if not text.isascii():
        text = re.sub(_UNSPACED, r" \1 ", re.sub(_SIGNS, " ", text.casefold()))
    return text.encode("utf-8", "surrogatepass").translate(_TO_WORDS).split()


def pairs(said: list[bytes]) -> set[tuple[bytes, bytes]]:
    """The neighbouring words of a text: what two texts have in common is measured by them."""
    return set(pairwise(said))


def body(markdown: str) -> str:
    """What stands under a question's heading, without comments and the heading of the answer."""
    bare = re.sub(_COMMENT, "", markdown[:LIMIT]) if "<!--" in markdown else markdown[:LIMIT]
    heading = re.match(_HEADING, bare)
    return bare[heading.end() :] if heading else bare


def code(markdown: str) -> frozenset[str]:
    """The lines inside fences and the expressions inside backticks, without blanks.

    Operators count here, while `words` takes `*` and `-` for marks of Markdown.
    """
    lines, fence = [], ""
    for line in markdown.split("\n"):
        bare = line.strip(" \t>")
        if bare.startswith(fence or ("```", "~~~")):
            fence = "" if fence else bare[:3]
        elif fence and bare:
            lines.append(bare)
        elif "`" in bare:
            lines += re.findall(_EXPRESSION, bare)
    return frozenset("".join(each.split()) for each in lines)
