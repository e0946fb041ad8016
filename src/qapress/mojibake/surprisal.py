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

from qapress.mojibake.symbols import repertoire

FOLDER = Path(__file__).parent
ZERO = ord("0")
"""The character that stands for no bits in `surprisal.txt`; the next one stands for half a bit."""

LEVELS = (("gb2312", 0xD8), ("big5", 0xC9), ("euc_jp", 0xD0))
"""Standards of Chinese characters that put the common ones first, each with the row where the rare begin."""

CATEGORIES = {
    "L": "asian",
    "M": "combining",
    "N": "super",
    "S": "math",
    "P": "bullet",
    "Z": "nbsp",
    "Cf": "invisible",
    "Co": "private",
}
"""The class of what `classes.txt` does not list, by Unicode's category; `control` for the others."""

_PARTS = "\ufe0f\u200d\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_BASE = "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_MORE = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
JOINED = re.compile(f"[{_PARTS}]")
SEQUENCE = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_BASE}{_MORE}*(?:\u200d{_BASE}{_MORE}*)*|.",
    re.DOTALL,
)
"""What counts as one: a flag, a keycap, a symbol with all that modifies it or is joined to it."""


POPULAR, KNOWN, JOINT = 9.0, 12.5, 3.0
"""Bits of a symbol that Markdown files use much, of any other of the repertoire, and of each part of a
sequence that the repertoire does not know."""
FAVOURITES = 700
"""So many of the repertoire's first symbols are popular; the characters that are no emoji are among them."""


def surprisal(text: str, before: str = "", after: str = "") -> float:
    """Bits that `text` costs between the characters `before` and `after`.

    These are one character each, "" at the edge of a line; their own cost is not counted, only the steps.
    """
    model = _model()
    tokens = SEQUENCE.findall(text) if JOINED.search(text) else text
    last, bits = model[before].kind, 0.0
    for token in tokens:
        kind, own = model[token]
        bits += own + model.steps[last][kind]
        last = kind
    return bits + model.steps[last][model[after].kind]


class Cost(NamedTuple):
    """The number of a character's class, and the bits of the character within the class."""

    kind: int
    bits: float


class Model(dict[str, Cost]):
    """The cost of each character or sequence, worked out when it is first asked for, and of each step.

    `steps[one][other]` are the bits of the second class after the first; the edge of a line is a space.
    """

    def __init__(self, rows: list[list[str]]) -> None:
        names = [name for name, *_ in rows]
        self.numbers = {name: number for number, name in enumerate(names)}
        self.within = [float(bits) for _, bits, _ in rows]
        self.steps = [[(ord(each) - ZERO) / 2 for each in steps] for *_, steps in rows]
        symbols = repertoire()
        self.ranks = dict(zip(symbols, range(len(symbols)), strict=True))
        self[""] = Cost(self.numbers["space"], 0)

    def __missing__(self, token: str) -> Cost:
        kind = self.numbers[name_of(token[0])]
        if len(token) > 1 or kind == self.numbers["picture"]:
            rank = self.ranks.get(token, self.ranks.get(token.lstrip("0123456789#*"), -1))
            bits = POPULAR if 0 <= rank < FAVOURITES else KNOWN + (0 if rank >= 0 else JOINT * len(token))
            return Cost(self.numbers["picture"], bits)
        self[token] = Cost(kind, self.within[kind])
        return self[token]


@cache
def _model() -> Model:
    lines = (FOLDER / "surprisal.txt").read_text("utf-8").split("\n")
    return Model([line.split(" ") for line in lines if line and not line.startswith("# ")])


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    """The first and last code points of the listed ranges, in order, and their classes."""
    lines = (FOLDER / "classes.txt").read_text("utf-8").split("\n")
    listed = [line.split(" ") for line in lines if line and not line.startswith("# ")]
    ranges = sorted((*_ends(token), name) for name, *tokens in listed for token in tokens)
    return [each[0] for each in ranges], [each[1] for each in ranges], [each[2] for each in ranges]


def _ends(token: str) -> tuple[int, int]:
    if not token.startswith("U+"):
        return ord(token), ord(token)
    first, _, last = token[2:].partition("-")
    return int(first, 16), int(last or first, 16)


def name_of(character: str) -> str:
    """The name of a character's class."""
    code = ord(character)
    firsts, lasts, names = _ranges()
    at = bisect_right(firsts, code) - 1
    if at >= 0 and code <= lasts[at]:
        return names[at].upper() if character.isupper() else names[at]
    if "CJK" in unicodedata.name(character, ""):
        return _level(character)
    category = unicodedata.category(character)
    return CATEGORIES.get(category) or CATEGORIES.get(category[0], "control")


def _level(character: str) -> str:
    """How common a Chinese character is: in a first level of a national standard, in any, or in none."""
    rows = [(character.encode(name, "ignore")[:1], rare) for name, rare in LEVELS]
    known = [row < bytes((rare,)) for row, rare in rows if row]
    return "common" if any(known) else "rare" if known else "extension"
