"""Which question of one version of the collection is which of another.

By id first, as the contract promises that ids stay; then by former ids; then by a title, or by an answer,
that only one has on each side. What is left is matched by its words: the share of neighbouring words that
two questions with their answers have in common (Dice), with some credit for standing between the same
neighbours. On real answers, different questions share up to 0.08 of them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qapress.facts.sketch import pairs, words

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from qapress.model.changes import Version

    Key = Callable[[Version], Iterable[Hashable]]

ALIKE, NEIGHBOURS = 0.4, 0.2
"""What two questions must have in common to be one, and what the same neighbours count for."""
LONG = 60
"""Characters of an answer that is known by itself; shorter ones may only say "see above"."""
MANY = 32
"""Two words that more questions have say nothing of which is which."""


def matched(old: Sequence[Version], new: Sequence[Version]) -> Mapping[int, int]:
    """The index in `old` of each question of `new` that was there, by its index in `new`."""
    match = _Match(old, new)
    match.by(lambda each: [each.id], lambda each: [each.id])
    match.by(lambda each: [each.id], lambda each: each.aliases)
    match.by(lambda each: each.aliases, lambda each: [each.id])
    match.by(_title, _title)
    match.by(_answer, _answer)
    match.by_words()
    return {at: match.found[at] for at in range(len(new)) if at in match.found}


def _title(each: Version) -> Iterable[Hashable]:
    title = " ".join(each.title.casefold().split())
    return [title] if title else []


def _answer(each: Version) -> Iterable[Hashable]:
    return [each.answer] if len(each.answer) >= LONG else []


class _Match:
    """A match on its way: `found` has old by new index; what surrounds both collections counts as one."""

    def __init__(self, old: Sequence[Version], new: Sequence[Version]) -> None:
        self.old = old
        self.new = new
        self.found = {-1: -1, len(new): len(old)}

    def left(self) -> tuple[list[int], list[int]]:
        """The old and the new questions that nothing was found for."""
        taken = set(self.found.values())
        return (
            [at for at in range(len(self.old)) if at not in taken],
            [at for at in range(len(self.new)) if at not in self.found],
        )

    def by(self, old_key: Key, new_key: Key) -> None:
        """Match what has a key that nobody else on its side has."""
        old, new = self.left()
        olds = _owners((key, at) for at in old for key in old_key(self.old[at]))
        news = _owners((key, at) for at in new for key in new_key(self.new[at]))
        taken: set[int] = set()
        for key, at in news.items():
            before = olds.get(key)
            if before is not None and before not in taken and at not in self.found:
                self.found[at] = before
                taken.add(before)

    def by_words(self) -> None:
        """Match what is most alike first."""
        ranked = sorted((-share, at, before) for share, at, before in self._alike())
        taken = set(self.found.values())
        for _, at, before in ranked:
            if at not in self.found and before not in taken:
                self.found[at] = before
                taken.add(before)

    def _alike(self) -> Iterator[tuple[float, int, int]]:
        """How alike a new and an old question are, and their indexes, for those that may be one."""
        old, new = self.left()
        olds = {at: _pairs(self.old[at]) for at in old}
        owners: dict[tuple[bytes, bytes], list[int]] = {}
        for before, said in olds.items():
            for each in said:
                owners.setdefault(each, []).append(before)
        for at in new:
            said = _pairs(self.new[at])
            known = (owners.get(each, ()) for each in said)
            near = Counter(before for those in known if len(those) <= MANY for before in those)
            for before in near:
                share = 2 * len(said & olds[before]) / (len(said) + len(olds[before]))
                share += NEIGHBOURS if self._between_the_same(at, before) else 0
                if share >= ALIKE:
                    yield share, at, before

    def _between_the_same(self, at: int, before: int) -> bool:
        return before - 1 == self.found.get(at - 1) or before + 1 == self.found.get(at + 1)


def _owners(keys: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    """The one question that has a key, for keys that no second one has."""
    owners: dict[Hashable, list[int]] = {}
    for key, at in keys:
        owners.setdefault(key, []).append(at)
    return {key: those[0] for key, those in owners.items() if len(set(those)) == 1}


def _pairs(each: Version) -> set[tuple[bytes, bytes]]:
    return pairs(words(f"{each.asked}\n{each.answer}"))
