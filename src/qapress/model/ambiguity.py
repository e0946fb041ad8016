"""In how many ways an expression can match the same characters: what backtracking may have to try.

A repeat that can give characters back multiplies the ways, unless what follows can begin with none of its
characters: then only one length of it goes on. The bound is from above, so a harmless expression may be
refused, a harmful one is not.
"""

from __future__ import annotations

import re
from importlib import import_module
from math import inf, prod
from typing import Any

LENGTH = 1_000
"""Characters that an expression sees."""
LIMIT = 20 * LENGTH**2
"""Ways that a line may cost: well below a second."""
_ASCII = frozenset(map(chr, range(128)))
_OTHERS = frozenset("éÉ²٣–中ªﬀ\u00a0\u0301\U0001f4cc")
"""One character beyond ASCII of each kind that the classes of expressions tell apart."""
END, CHECK = "end", "check"
"""Stand among the characters that follow: the end of the expression, and a place that is looked at there."""
_CLASSES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")

Items = list[tuple[Any, Any]]
Chars = frozenset[str]


def ways(pattern: str) -> float:
    """The ways, from above, to match a pattern that compiles within one line; infinite where exponential."""
    # private, but the same from Python 3.11 to 3.14, and the only reader of expressions that is surely right
    items: Items = list(import_module("re._parser").parse(pattern))
    anchored = bool(items) and str(items[0][0]) == "AT" and "BEGINNING" in str(items[0][1])
    letters = frozenset(pattern + pattern.swapcase()) | _ASCII | _OTHERS
    return (1 if anchored else LENGTH) * _Ways(letters).sequence(items, frozenset((END,)))


class _Ways:
    """The walk over the parsed expression, with the characters that it tells apart."""

    def __init__(self, letters: Chars) -> None:
        self.letters = letters

    def sequence(self, items: Items, behind: Chars) -> float:
        """The ways of items one after the other, before something that begins with `behind`."""
        return prod(
            self.item(str(op), value, self.first(items[at + 1 :], behind))
            for at, (op, value) in enumerate(items)
        )

    def item(self, op: str, value: Any, behind: Chars) -> float:
        """The ways of one item."""
        if op in _REPEATS:
            least, most, inner = value
            return self.repeat((least, most), list(inner), behind)
        if op == "BRANCH":
            return sum(self.sequence(list(each), behind) for each in value[1])
        if op == "GROUPREF_EXISTS":
            return sum(self.sequence(list(each), behind) for each in value[1:] if each)
        grouped = _inner(op, value)
        return self.sequence(grouped, behind) if grouped is not None else 1

    def repeat(self, times: tuple[int, int], items: Items, behind: Chars) -> float:
        """The ways of a repeat: of its length, and of what is repeated."""
        least, most = times
        own = self.first(items, frozenset())
        each = self.sequence(items, behind if most == 1 else self.letters)
        if most > 1 and each > 1:
            return inf
        surely = END in behind and CHECK not in behind  # whatever its length, the rest matches
        if most > 1 and len(items) == 1 and (surely or not own & behind):
            return 1
        return (min(int(most), LENGTH) - min(least, LENGTH) + 1) * each

    def first(self, items: Items, behind: Chars) -> Chars:
        """What a sequence can begin with; where it may be empty, also what stands behind."""
        found: Chars = frozenset()
        for op, value in items:
            chars, may_be_empty = self.begins(str(op), value)
            found |= chars
            if not may_be_empty:
                return found
        return found | behind

    def begins(self, op: str, value: Any) -> tuple[Chars, bool]:
        """What an item can begin with, and whether it can be empty."""
        if op in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self.chars(op, value), False
        if op in _REPEATS:
            return self.first(list(value[2]), frozenset()), value[0] == 0 or self.empty(list(value[2]))
        if op == "BRANCH":
            found = [list(each) for each in value[1]]
            return frozenset().union(*(self.first(each, frozenset()) for each in found)), any(
                map(self.empty, found)
            )
        inner = _inner(op, value)
        if op in ("AT", "ASSERT", "ASSERT_NOT"):
            return frozenset((CHECK,)), True
        return (self.letters, True) if inner is None else (self.first(inner, frozenset()), self.empty(inner))

    def empty(self, items: Items) -> bool:
        """Whether a sequence can match nothing."""
        return all(self.begins(str(op), value)[1] for op, value in items)

    def chars(self, op: str, value: Any) -> Chars:
        """The characters that one of a class or a letter can be, in either case."""
        if op == "ANY":
            return self.letters
        if op in ("LITERAL", "NOT_LITERAL"):
            same = frozenset((chr(value), chr(value).swapcase()))
            return self.letters - {chr(value)} if op == "NOT_LITERAL" else same
        inside = frozenset(each for each in self.letters for part in value if _holds(part, each))
        if str(value[0][0]) == "NEGATE":
            return self.letters - inside
        return inside | {each.swapcase() for each in inside}


def _inner(op: str, value: Any) -> Items | None:
    """The items in a group of any kind."""
    if op in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
        return list(value[-1])
    return list(value) if op == "ATOMIC_GROUP" else None


def _holds(part: tuple[Any, Any], char: str) -> bool:
    """Whether a part of a class holds a character."""
    op, value = str(part[0]), part[1]
    if op == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    if op == "CATEGORY":
        name = str(value).removeprefix("CATEGORY_")
        return bool(re.match(_CLASSES[name.removeprefix("NOT_")], char)) != name.startswith("NOT_")
    return op == "LITERAL" and ord(char) == value
