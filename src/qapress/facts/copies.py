"""Questions that stand twice: which entries ask the same and answer it nearly alike.

Sketches give the pairs that are worth a look; those are compared word by word. The measure is the share of
neighbouring words that two bodies have in common, of all (`alike`) and of the shorter one's (`within`).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Place
from qapress.facts.order import natural_key
from qapress.facts.sketch import body, code, hashes, pairs, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.facts.facts import Collection, EntryFacts

FEW, MANY = 8, 32
"""Entries with a hash in common: of few each is compared with each, of some with its neighbours only, and a
hash that many have says nothing."""
COMMON = 3
"""A body under more titles than these, or a title of more unlike bodies, says nothing of a single entry."""
SHARED = 2
"""Hashes that two bodies must have in common to be compared under different titles."""
LONG = 20
"""Words of a body that may be taken for a copy under another title."""
ALIKE, WITHIN, REWORDED, ANONYMOUS, CODE = 0.5, 0.75, 0.6, 0.9, 0.75
"""What must be in common: with the same title, of all and of the shorter; with another title; with a common
title; of the lines of code."""
EXCHANGED = 2
"""So many words for as many others make another question of a title."""
FRAME = frozenset(
    b"a an and are be been by can could define describe did do does explain for give how i in is it its me "
    b"mean means meant my need of on or s shall should so some tell that the their there this to us use used "
    b"was we what when where which who why will with work works would you your".split()
)
"""Words of a title that say how it asks and not what about."""
_HAS_DIGIT = re.compile(rb"\d")


class Copy(NamedTuple):
    """An entry that says again what an earlier one says.

    `retitled` says that it asks in other words, `edited` that the answer is not word for word the same.
    """

    place: Place
    first: Place
    first_entry: EntryFacts
    retitled: bool
    edited: bool


class _Item(NamedTuple):
    """An entry in the order of the collection."""

    place: Place
    language: str
    entry: EntryFacts

    @property
    def title(self) -> bytes:
        """The hash of the title."""
        return self.entry.sketch[:4]

    @property
    def body(self) -> bytes:
        """The hash of the body."""
        return self.entry.sketch[4:8]


class _Text(NamedTuple):
    """What is compared of an entry."""

    title: list[bytes]
    words: frozenset[bytes]
    pairs: frozenset[tuple[bytes, bytes]]
    code: frozenset[str]


def copies(collection: Collection) -> Iterator[Copy]:
    """Each entry that is a copy, with the earliest one that it copies, in natural order of the files."""
    files = sorted(collection.files, key=lambda each: natural_key(each.path))
    items = [
        _Item(Place(file.path, entry.at), file.language, entry)
        for file in files
        for entry in file.entries
        if entry.sketch
    ]
    judge = _Judge(items)
    for index, earlier in _candidates(items):
        found = next((copy for other in earlier if (copy := judge.copy(other, index))), None)
        if found:
            yield found


def _candidates(items: Sequence[_Item]) -> Iterator[tuple[int, list[int]]]:
    """The entries that may be copies, each with those before it that it may be a copy of, in order.

    All that have the same sketch are represented by the first of them.
    """
    first: dict[tuple[str, bytes], int] = {}
    earlier: dict[int, list[int]] = {}
    for index, item in enumerate(items):
        leader = first.setdefault((item.language, item.entry.sketch), index)
        if leader != index:
            earlier[index] = [leader]
    for (other, index), count in _shared(items, first.values()).items():
        one, two = items[other], items[index]
        if one.language == two.language and (count >= SHARED or one.title == two.title):
            earlier.setdefault(index, []).append(other)
    return ((index, sorted(earlier[index])) for index in sorted(earlier))


def _shared(items: Sequence[_Item], some: Iterable[int]) -> Counter[tuple[int, int]]:
    """How many hashes pairs of some entries have in common, by their indexes, the smaller first.

    All hashes are sorted with their owners in the lower bits: a table of lists would take ten times the
    memory.
    """
    owned = [
        each << 32 | index
        for index in some
        for at, each in enumerate(hashes(items[index].entry.sketch))
        if at != 1
    ]
    owned.sort()
    found: Counter[tuple[int, int]] = Counter()
    for _, group in groupby(owned, key=lambda each: each >> 32):
        owners = [each & 0xFFFFFFFF for each in group]
        if 1 < len(owners) <= MANY:
            found.update(combinations(owners, 2) if len(owners) <= FEW else pairwise(owners))
    return found


class _Judge:
    """Compares entries word by word, and knows which titles and bodies many of them have."""

    def __init__(self, items: Sequence[_Item]) -> None:
        self.items = items
        self.bodies = Counter(body for _, body in {(each.title, each.body) for each in items})
        self.common = _common_titles(items)
        self.text = lru_cache(maxsize=512)(self._text)

    def copy(self, first: int, second: int) -> Copy | None:
        """The second entry as a copy of the first, None when it is none."""
        one, two = self.items[first], self.items[second]
        retitled = one.title != two.title
        edited = one.body != two.body
        if one.entry.content != two.entry.content:
            if retitled and not edited and self.bodies[one.body] > COMMON:
                return None
            texts = self.text(first), self.text(second)
            common = one.title in self.common
            if not (_is_copy_retitled(*texts) if retitled else _is_copy(*texts, common=common)):
                return None
        return Copy(two.place, one.place, one.entry, retitled, edited)

    def _text(self, index: int) -> _Text:
        entry = self.items[index].entry
        number = entry.number_at.end - entry.number_at.start if entry.number_at else 0
        markdown = entry.content.decode("utf-8", "surrogatepass")[entry.at.end - entry.at.start - number :]
        said = words(body(markdown))
        return _Text(words(entry.title), frozenset(said), frozenset(pairs(said)), code(markdown))


def _common_titles(items: Sequence[_Item]) -> frozenset[bytes]:
    """The hashes of titles under which more than a few unlike answers stand: they tell no question apart."""
    unlike: dict[bytes, list[set[int]]] = {}
    for title, count in Counter(each.title for each in items).items():
        if count > COMMON:
            unlike[title] = []
    for each in items:
        kinds = unlike.get(each.title, [])
        if each.title in unlike and len(kinds) <= COMMON:
            own = set(hashes(each.entry.sketch)[2:])
            if all(len(own & other) < SHARED for other in kinds):
                kinds.append(own)
    return frozenset(title for title, kinds in unlike.items() if len(kinds) > COMMON)


def _is_copy(one: _Text, other: _Text, *, common: bool) -> bool:
    """Whether two entries with one title answer it nearly alike; a `common` title proves nothing."""
    alike, within = _shares(one, other)
    return alike >= ANONYMOUS if common else alike >= ALIKE or within >= WITHIN


def _is_copy_retitled(one: _Text, other: _Text) -> bool:
    """Whether two entries ask the same in other words and answer it nearly alike."""
    if min(len(one.words), len(other.words)) < LONG or _shares(one, other)[0] < REWORDED:
        return False
    return not _told_apart(one, other)


def _shares(one: _Text, other: _Text) -> tuple[float, float]:
    """What two bodies have in common, of all and of the shorter one; nothing when their code differs."""
    if one.code and other.code and len(one.code & other.code) < CODE * min(len(one.code), len(other.code)):
        return 0.0, 0.0
    common = len(one.pairs & other.pairs)
    return common / len(one.pairs | other.pairs), common / min(len(one.pairs), len(other.pairs))


def _told_apart(one: _Text, other: _Text) -> bool:
    """Whether titles ask for different things, as "a list" and "a tuple" do in the same words.

    They do when what only one title says is a number, or is said in its own answer and not in the other. Or
    when nothing but a word or two is exchanged: it takes more to ask the same in other words.
    """
    if any(map(_HAS_DIGIT.search, set(one.title) ^ set(other.title))):
        return True
    own = [each for each in one.title if not any(_same_word(each, it) for it in other.title)]
    others = [each for each in other.title if not any(_same_word(each, it) for it in one.title)]
    if one.words - other.words & set(own) or other.words - one.words & set(others):
        return True
    return 0 < len(set(own) - FRAME) == len(set(others) - FRAME) <= EXCHANGED


def _same_word(one: bytes, other: bytes) -> bool:
    """Whether two words are forms or spellings of one: they begin alike and hardly differ in letters."""
    if one[:3] != other[:3]:
        return False
    same = _beginning(one, other)
    tail = _beginning(one[same:][::-1], other[same:][::-1])
    shortest, longest = sorted((len(one), len(other)))
    return same >= min(4, shortest) and longest - same - tail <= (2 if shortest > 3 else 1)


def _beginning(one: bytes, other: bytes) -> int:
    """How many bytes two words have in common before they differ."""
    pairs_ = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs_ if a != b), min(len(one), len(other)))
