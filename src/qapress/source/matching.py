"""Which lines, words and files of an earlier state are which of a later one.

The time that this takes grows with the texts as sorting them does, whatever they hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qapress.source.text import Source

Key = TypeVar("Key")

LETTERS = 20
"""Letters and digits of a line that is known again wherever it stands; git wants as many of a moved block."""
ALIKE = 0.5
"""The share that two lines or files have in common of which one was the other; git wants as much of files."""
MANY = 12
"""Lines that have a word in common, or files a line; when there are more, it says nothing."""
BEST = 8
"""Old lines, or files, that a new one is held against."""
_ROUNDS = 8
"""How often what is left is searched again for what has become unique in it."""
_LETTER = re.compile(r"\w")


def matched(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """The index in `old` of each item of `new` that stayed; the indexes rise.

    What begins and ends both is the same, then what has a letter and stands once on either side, then what
    lies between these, and so on (patience diff).
    """
    found: list[int | None] = [None] * len(new)
    left = [(0, len(old), 0, len(new), _ROUNDS)]
    while left:
        first, end, at, stop, rounds = left.pop()
        while first < end and at < stop and old[first] == new[at]:
            found[at] = first
            first, at = first + 1, at + 1
        while first < end and at < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            found[stop] = end
        anchors = _anchors(old, new, range(first, end), range(at, stop)) if rounds else []
        for then, here in anchors:
            left.append((first, then, at, here, rounds - 1))
            first, at = then, here
        if anchors:
            left.append((first, end, at, stop, rounds - 1))
    return found


def alike(
    old: Mapping[Key, frozenset[str]], new: Mapping[Key, frozenset[str]]
) -> Iterable[tuple[float, Key, Key]]:
    """How much each new thing has in common with which old one, of 1, where it is enough.

    Things are what they hold; those old ones are looked at with which it shares most of what few hold.
    """
    owners: dict[str, list[Key]] = {}
    for before, parts in old.items():
        for part in parts:
            owners.setdefault(part, []).append(before)
    for at, parts in new.items():
        held = (owners.get(part, ()) for part in parts)
        near = Counter(before for those in held if len(those) <= MANY for before in those)
        for before, _ in near.most_common(BEST):
            share = shared(old[before], parts)
            if share >= ALIKE:
                yield share, at, before


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what two things hold that they have in common (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def origins(old: Mapping[str, Source], new: Mapping[str, Source], named: Mapping[str, str]) -> dict[str, str]:
    """The old path of each new file that was one of the old ones.

    `named` has those that are expected by their names; where most lines are others, a file that has these
    lines comes first.
    """
    olds, news = ({path: _marks(each.text) for path, each in side.items()} for side in (old, new))
    found = {path: then for path, then in named.items() if shared(olds[then], news[path]) >= ALIKE}
    olds = {path: marks for path, marks in olds.items() if path not in found.values()}
    news = {path: marks for path, marks in news.items() if path not in found}
    ranked = [
        (old[then].text != new[path].text, -share, _name(then) != _name(path), path, then)
        for share, path, then in (*alike(olds, news), *_empty(olds, news))
    ]
    pairs = [(path, then) for *_, path, then in sorted(ranked)]
    taken = set(found.values())
    for path, then in (*pairs, *named.items()):
        if path not in found and then not in taken:
            found[path] = then
            taken.add(then)
    return found


def unique(keyed: Iterable[tuple[str, Key]]) -> dict[str, Key]:
    """The owner of each text that has only one."""
    owners: dict[str, Key] = {}
    several: set[str] = set()
    for text, key in keyed:
        if text in owners:
            several.add(text)
        owners.setdefault(text, key)
    return {text: key for text, key in owners.items() if text not in several}


def is_long(line: str) -> bool:
    """Whether a line is long enough to be known again wherever it stands."""
    return len(line) >= LETTERS and sum(map(str.isalnum, line)) >= LETTERS


def _anchors(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[tuple[int, int]]:
    """What stands once on either side, if its order is the same: long lines, else whatever has a letter."""
    if not (olds and news):
        return []
    before = unique((old[at], at) for at in olds if _LETTER.search(old[at]))
    after = unique((new[at], at) for at in news if new[at] in before)
    pairs = [(before[item], at) for item, at in after.items()]
    return _rising([pair for pair in pairs if is_long(old[pair[0]])] or pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by their second number, in which the first rises as well."""
    ends: list[int] = []
    piles: list[int] = []
    behind: list[int] = []
    for index, (then, _) in enumerate(pairs):
        pile = bisect_left(ends, then)
        behind.append(piles[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [then]
        piles[pile : pile + 1] = [index]
    run, index = [], piles[-1] if piles else -1
    while index >= 0:
        run.append(pairs[index])
        index = behind[index]
    return run[::-1]


def _empty(
    old: Mapping[str, frozenset[str]], new: Mapping[str, frozenset[str]]
) -> Iterable[tuple[float, str, str]]:
    """The files without a word: each may be each."""
    olds = [path for path, marks in old.items() if not marks][:MANY]
    return ((1.0, path, then) for path, marks in new.items() if not marks for then in olds)


def _marks(text: str) -> frozenset[str]:
    """The lines by which a file is known again."""
    return frozenset(line for line in text.split("\n") if _LETTER.search(line))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
