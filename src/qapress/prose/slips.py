"""Words that one slip of the pen turns a word into."""

from __future__ import annotations

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slips(word: str) -> tuple[str, ...]:
    """All strings that a word becomes by one letter left out, added, replaced, or swapped with its neighbour.

    The last letter stays as it is, by which most right words differ that differ by one: tokenize, tokenizer.
    """
    parts = [(word[:at], word[at:]) for at in range(len(word))]
    inner = parts[:-1]
    made = [
        *(head + tail[1:] for head, tail in inner),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in inner[:-1]),
        *(head + letter + tail[1:] for head, tail in inner for letter in LETTERS),
        *(head + letter + tail for head, tail in parts for letter in LETTERS),
    ]
    return tuple(dict.fromkeys(each for each in made if each != word))
