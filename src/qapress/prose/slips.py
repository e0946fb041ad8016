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


def distance(one: str, other: str) -> int:
    """The least number of such slips from one word to another, no place being touched twice."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(row[-1] + 1, before[j] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]
