"""Which symbols the headings of a collection begin with, as evidence for those that are garbled."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.facts.garbling import Garbling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.facts import Collection
    from qapress.facts.garbling import Role

NEAR = (" of this file", " of this folder", "")
"""How near other uses are, in words."""


class Use(NamedTuple):
    """Where else a symbol stands: the more it says for a place, the smaller.

    The same role counts for more than headings of any, then what is nearer, then what is more: `far` grows
    with the distance, `less` is the negative number of uses. `where` words the role (`question headings`),
    `near` how far its count reaches (` of this file`).
    """

    far: int
    less: int
    where: str
    near: str

    @property
    def told(self) -> str:
        """The uses in words, to be followed by what they have: `12 other question headings of this file`."""
        return f"{-self.less} other {self.where if self.less < -1 else self.where[:-1]}{self.near}"


class Tally:
    """The markers of a collection, counted; `pages` by how many places each page garbled.

    Where no origin is sure, the pages are those by which the likeliest candidates are explained.
    """

    def __init__(self, collection: Collection) -> None:
        self.pages: Counter[str] = Counter()
        self._markers: dict[str, Counter[tuple[str, str]]] = {}
        guessed: Counter[str] = Counter()
        for file in collection.files:
            found = file.garbling or Garbling()
            for role, symbol, times in found.markers:
                for near in _rings(file.path):
                    counter = self._markers.setdefault(near, Counter())
                    counter[role, symbol] += times
                    if role != "list item":
                        counter["", symbol] += times
            self.pages.update(dict(found.pages))
            for each in found.open:
                guessed.update({layer.page: len(each.places) for layer in each.layers})
        self.pages = self.pages or guessed

    def use(self, symbol: str, path: str, role: Role) -> Use | None:
        """The use that says most for `symbol` at a place of `role` in the file at `path`."""
        return min(self._uses(symbol, path, role), default=None)

    def _uses(self, symbol: str, path: str, role: Role) -> Iterator[Use]:
        for step, key in enumerate((role, "")):
            counts = [self._markers.get(near, Counter())[key, symbol] for near in _rings(path)]
            if counts[-1] and (role or step):
                nearest = next(at for at, count in enumerate(counts) if count)
                count = counts[nearest]
                widest = len(counts) - 1 - counts[::-1].index(count)
                yield Use(nearest + step * len(counts), -count, f"{key or 'heading'}s", NEAR[widest])


def _rings(path: str) -> tuple[str, str, str]:
    """The file, its folder and the collection, as keys that differ."""
    return path, f"{path.rpartition('/')[0]}/", ""


@lru_cache(maxsize=1)
def tally(collection: Collection) -> Tally:
    """The tally of a collection."""
    return Tally(collection)
