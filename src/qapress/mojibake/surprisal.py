"""How unusual a piece of text is, in bits: what tells garbled text from somebody's clean words.

A text is read as a chain of classes of characters (`classes.txt`). It costs what each character costs within
its class and what each step from class to class costs (`surprisal.txt`), as clean text of many languages has
them. A run is garbled when reading it back makes it cheaper by enough bits (minimum description length).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qapress.mojibake.symbols import VARIANT, repertoire

FOLDER = Path(__file__).parent
ZERO = ord("0")
"""The character that stands for no bits in `surprisal.txt`; the next one stands for half a bit."""

LEANING = frozenset({"indic", "asian", "syriac"})
"""Classes that are listed as whole blocks, with the signs that lean on a letter, which are a class apart."""

ENDING = "~"
"""Marks a class behind a letter: what follows `”` or `…` depends on whether a word ends there or begins."""

LEVELS = (("gb2312", 0xD8), ("big5", 0xC9), ("euc_jp", 0xD0), ("big5hkscs", 0))
"""Standards of Chinese characters that put the common ones first, each with the row where the rare begin."""

CATEGORIES = {
    "L": "asian",
    "M": "combining",
    "N": "broken",
    "S": "broken",
    "P": "broken",
    "Z": "nbsp",
    "Cf": "invisible",
    "Co": "private",
}
"""The class of what `classes.txt` does not list, by Unicode's category; `control` for the others."""

_PART = "\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG = "\U0001f1e6-\U0001f1ff"
_BASE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
JOINED = f"[\u200d{_PART}{_FLAG}]"
SEQUENCE = rf"[{_FLAG}]{{2}}|[0-9#*]\ufe0f?\u20e3|{_BASE}[{_PART}]*(?:\u200d{_BASE}[{_PART}]*)*|(?s:.)"
"""What counts as one: a flag, a keycap, a symbol with all that modifies it or is joined to it."""

POPULAR, KNOWN, JOINT = 9.0, 13.0, 3.0
"""Bits of a symbol that Markdown files use much, of any other of the repertoire, and of each character of a
sequence that the repertoire does not know."""
FAVOURITES = 440
"""So many of the repertoire's first symbols are popular; the characters that are no emoji are among them."""


def surprisal(text: str, before: str = "", after: str = "") -> float:
    """Bits that `text` costs between the characters `before` and `after`.

    These are one character each, "" at the edge of a line; their own cost is not counted, only the steps.
    """
    costs = model()
    last, word, bits = costs[before].kind, before.isalpha(), 0.0
    for token in tokens(text):
        kind, own = costs[token]
        bits += own + costs.steps[last][kind]
        last = costs.ending.get(kind, kind) if word else kind
        word = token.isalpha()
    return bits + costs.steps[last][costs[after].kind]


def tokens(text: str) -> list[str] | str:
    """What counts as one in a text, in order: a character, or a sequence that shows as one symbol."""
    joined, sequence = _patterns()
    found: list[str] = sequence.findall(text) if joined.search(text) else []
    return found or text


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(JOINED), re.compile(SEQUENCE)


class Cost(NamedTuple):
    """The number of a token's class, and the bits of the token within the class."""

    kind: int
    bits: float


class Model(dict[str, Cost]):
    """The cost of each token, worked out when it is first asked for, and of each step.

    `steps[one][other]` are the bits of the second class after the first; the edge of a line is a space.
    `ending` is the row of steps from a class to use behind a letter, where that differs.
    """

    def __init__(self, lines: list[str]) -> None:
        rows = [line.split(" ") for line in lines if line and not line.startswith("# ")]
        classes = [row for row in rows if row[0]]
        self.numbers = {name: number for number, (name, *_) in enumerate(classes)}
        self.ending = {
            self.numbers[name.removesuffix(ENDING)]: number
            for name, number in self.numbers.items()
            if name.endswith(ENDING)
        }
        self.within = [float(bits) for _, bits, _ in classes]
        self.steps = [[(ord(each) - ZERO) / 2 for each in steps] for *_, steps in classes]
        kind = -1
        for name, bits, *members in rows:
            kind = self.numbers.get(name, kind)
            if not name:
                self.update((each, Cost(kind, float(bits))) for token in members for each in _members(token))
        self[""] = Cost(self.numbers["space"], 0)

    def __missing__(self, token: str) -> Cost:
        name = name_of(token)
        kind = self.numbers[name]
        cost = Cost(kind, _symbol_bits(token) if name == "picture" else self.within[kind])
        if len(token) == 1:
            self[token] = cost
        return cost


@cache
def model() -> Model:
    """The costs as they were learned."""
    return Model(_lines("surprisal.txt"))


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text("utf-8").split("\n")


def _members(token: str) -> str:
    return chr(_ends(token)[0]) if token.startswith("U+") else token


def _symbol_bits(token: str) -> float:
    rank = _ranks().get(token.replace(VARIANT, "").lstrip("0123456789#*"))
    if rank is None:
        return KNOWN + JOINT * len(token)
    return POPULAR if rank < FAVOURITES else KNOWN


@cache
def _ranks() -> dict[str, int]:
    """The places in the repertoire, without variation selectors."""
    symbols = [symbol.replace(VARIANT, "") for symbol in repertoire()]
    return {symbol: len(symbols) - back for back, symbol in enumerate(reversed(symbols), 1)}


@cache
def ranges() -> tuple[list[int], list[int], list[str]]:
    """The first and last code points of the listed ranges, in order, and their classes."""
    listed = [line.split(" ") for line in _lines("classes.txt") if line and not line.startswith("# ")]
    listing = sorted((*_ends(token), name) for name, *tokens in listed for token in tokens)
    return [each[0] for each in listing], [each[1] for each in listing], [each[2] for each in listing]


def _ends(token: str) -> tuple[int, int]:
    if not token.startswith("U+"):
        return ord(token), ord(token)
    first, _, last = token.removeprefix("U+").partition("-")
    return int(first, base=16), int(last or first, base=16)


def name_of(token: str) -> str:
    """The name of a token's class."""
    if len(token) > 1:
        return "picture"
    code, category = ord(token), unicodedata.category(token)
    firsts, lasts, names = ranges()
    at = bisect_right(firsts, code) - 1
    if at >= 0 and code <= lasts[at]:
        return _within(names[at], category)
    if "CJK" in unicodedata.name(token, ""):
        return _level(token)
    return CATEGORIES.get(category) or CATEGORIES.get(category[0], "control")


def _within(name: str, category: str) -> str:
    """The class of a listed character; capitals, leaning signs and what is not assigned have their own."""
    if category == "Lu":
        return name.upper()
    if category == "Cn" and name != "picture":  # Unicode adds emoji every year
        return "control"
    return "sign" if category[0] == "M" and name in LEANING else name


def _level(character: str) -> str:
    """How common a Chinese character is: in a first level of a national standard, in any, or in none."""
    rows = [(character.encode(name, "ignore")[:1], rare) for name, rare in LEVELS]
    known = [row < bytes((rare,)) for row, rare in rows if row]
    return "common" if any(known) else "rare" if known else "extension"
