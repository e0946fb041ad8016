"""Words that one slip of the pen turns a word into."""

from __future__ import annotations

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENDING = 2
"""Letters at a word's end in which a difference is grammar rather than a slip: tokenize, tokenizer."""


def slips(word: str) -> tuple[str, ...]:
    """All strings that a word becomes by one letter left out, added, replaced, or swapped with its neighbour.

    The last letters stay as they are, where most right words differ by one letter.
    """
    parts = [(word[:at], word[at:]) for at in range(len(word) - ENDING)]
    made = [
        *(head + tail[1:] for head, tail in parts),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in parts[:-1]),
        *(head + letter + tail[1:] for head, tail in parts for letter in LETTERS),
        *(head + letter + tail for head, tail in parts for letter in LETTERS),
    ]
    return tuple(dict.fromkeys(each for each in made if each != word))
