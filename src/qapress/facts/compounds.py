"""Compounds that are written otherwise than nearly everywhere else: with a hyphen, as two words or as one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.facts import kinds
from qapress.prose.sentences import singulars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Span
    from qapress.facts.facts import Collection

PARTED = re.compile("[- ]")
ATTRIBUTES = frozenset({kinds.ATTRIBUTE, kinds.PAIR_ATTRIBUTE})
ALIKE = ((kinds.PREDICATE, kinds.PAIR_PREDICATE), (kinds.VERB, kinds.PAIR_VERB))
"""Kinds that are told apart by the hyphen alone."""
PAIRS = frozenset({kinds.LED_PAIR_NOUN, kinds.LED_PAIR_ATTRIBUTE, kinds.PAIR})
"""Kinds of pairs that one word may stand for."""

ENOUGH = 3
"""How often the common form stands, at least."""
MORE = 5
"""How much more often it must stand for each further time of the rare one."""
NOUNS = 2
"""How often a compound with a hyphen must be a noun for being written so wherever it stands."""
HEADS = 2
"""How many different words a compound must describe for describing others."""


class Habit(NamedTuple):
    """How a compound is mostly written: its `usual` form, `times` in all."""

    usual: str
    times: int


class Deviation(NamedTuple):
    """A place where a compound is `written` otherwise than usual; `right` is how it would stand there."""

    path: str
    span: Span
    written: str
    right: str
    habit: Habit

    @property
    def hyphens(self) -> bool:
        """Whether one of the two forms has a hyphen."""
        return "-" in self.written + self.right


class _Rare(NamedTuple):
    """A key of `_Uses` whose places deviate, and what should part its words."""

    key: str
    separator: str
    habit: Habit


def dominates(common: int, rare: int) -> bool:
    """Whether a form is so common, and the other so rare, that the second is a slip."""
    return rare > 0 and common >= ENOUGH + MORE * (rare - 1)


@lru_cache(maxsize=2**16)
def base(text: str) -> str:
    """A text in lower case, its last word in the singular."""
    low = text.lower()
    first = max(low.rfind("-"), low.rfind(" ")) + 1
    return low[:first] + next(iter(singulars(low[first:])), low[first:])


@lru_cache(maxsize=1)
def counted(collection: Collection) -> Counter[str]:
    """How often each use stands in all files (`facts.spellings`)."""
    lines: Counter[str] = Counter()
    for file in collection.files:
        if file.spellings:
            lines.update(file.spellings.uses.split("\n"))
    lines.pop("", None)
    return lines


class _Uses:
    """How often each text of each kind stands in all files, by its base, and the lines that have it."""

    def __init__(self, collection: Collection) -> None:
        self.times: Counter[str] = Counter()
        self.lines: dict[str, list[str]] = defaultdict(list)
        for line, times in counted(collection).items():
            if line[0] in kinds.WORDS and not line[2:].islower():
                continue  # a name, such as TypedArray
            key = (kinds.WORD if line[0] in kinds.WORDS else line[0]) + base(line[1:])
            self.times[key] += times
            self.lines[key].append(line)


@lru_cache(maxsize=1)
def deviations(collection: Collection) -> tuple[Deviation, ...]:
    """All deviations of a collection, worked out once for all rules."""
    uses = _Uses(collection)
    wrong: dict[str, _Rare] = {}
    for rare in (*_with_hyphen(uses), *_without(uses)):
        for line in uses.lines[rare.key]:
            wrong.setdefault(line, rare)
    return tuple(_found(collection, wrong))


def _found(collection: Collection, wrong: dict[str, _Rare]) -> Iterator[Deviation]:
    for file in collection.files:
        seen = set()
        for line, span in file.spellings.spans(wrong.keys()) if file.spellings else ():
            if span.start not in seen:
                seen.add(span.start)
                written = line[1:].rpartition(" ")[0] if line[0] in ATTRIBUTES else line[1:]
                rare = wrong[line]
                right = _rewritten(written, rare.separator, rare.habit.usual)
                yield Deviation(file.path, span, written, right, rare.habit)


def _rewritten(written: str, separator: str, usual: str) -> str:
    """A text with other separators between its parts; one word is parted where the usual form is."""
    if PARTED.search(written):
        return PARTED.sub(separator, written)
    cut = PARTED.search(usual)
    return written[: cut.start()] + separator + written[cut.start() :] if cut else written


def _with_hyphen(uses: _Uses) -> Iterator[_Rare]:
    """The rare forms of what is written with a hyphen somewhere."""
    heads: dict[str, list[str]] = defaultdict(list)
    for key in uses.times:
        if key[0] == kinds.ATTRIBUTE:
            text, _, head = key[1:].rpartition(" ")
            heads[text].append(head)
    for key in [key for key in uses.times if key[0] == kinds.COMPOUND]:
        text = key[1:]
        yield from _as_one(uses.times, text)
        yield from _as_words(
            uses.times, text, sum(uses.times[f"{kinds.ATTRIBUTE}{text} {each}"] for each in heads[text])
        )
        yield from _before_words(uses.times, text, heads[text])


def _as_one(times: Counter[str], text: str) -> Iterator[_Rare]:
    """A compound against the same as one word."""
    whole = text.replace("-", "")
    if whole in table("together") or (text[1] == "-" and text[0] != "e"):
        return  # c-ares and those who care
    hyphen, closed = times[kinds.COMPOUND + text], times[kinds.WORD + whole]
    if dominates(closed, hyphen):
        yield _Rare(kinds.COMPOUND + text, "", Habit(whole, closed))
    elif dominates(hyphen, closed):
        yield _Rare(kinds.WORD + whole, "-", Habit(text, hyphen))


def _as_words(times: Counter[str], text: str, described: int) -> Iterator[_Rare]:
    """A compound against the same words side by side, where it describes no further word."""
    apart, nouns = text.replace("-", " "), times[kinds.NOUN + text]
    always = nouns >= NOUNS and 2 * nouns >= described
    wherever = times[kinds.COMPOUND + text]
    if (always or text.partition("-")[0] in table("prefixes")) and dominates(
        wherever, times[kinds.PAIR + apart]
    ):
        yield _Rare(kinds.PAIR + apart, "-", Habit(text, wherever))
    for compound, pair in ALIKE:
        if dominates(times[compound + text], times[pair + apart]):
            yield _Rare(pair + apart, "-", Habit(text, times[compound + text]))
    led = times[kinds.LED_PAIR_NOUN + apart]
    if dominates(nouns, led):
        yield _Rare(kinds.LED_PAIR_NOUN + apart, "-", Habit(text, nouns))
    if dominates(led, times[kinds.LED_NOUN + text]):
        yield _Rare(kinds.LED_NOUN + text, " ", Habit(apart, led))


def _before_words(times: Counter[str], text: str, heads: Sequence[str]) -> Iterator[_Rare]:
    """The same before the words that it describes: those that it mostly describes, and others."""
    apart = text.replace("-", " ")
    joined = {head: times[f"{kinds.ATTRIBUTE}{text} {head}"] for head in heads}
    parted = {head: times[f"{kinds.PAIR_ATTRIBUTE}{apart} {head}"] for head in heads}
    always = dominates(sum(parted.values()), sum(joined.values()))
    noun = times[kinds.LED_PAIR_NOUN + apart] >= ENOUGH or text.partition("-")[0].endswith("ly")
    for head in heads:
        if dominates(joined[head], parted[head]):
            yield _Rare(f"{kinds.PAIR_ATTRIBUTE}{apart} {head}", "-", Habit(text, joined[head]))
        elif noun and always and dominates(parted[head], joined[head]):
            yield _Rare(f"{kinds.ATTRIBUTE}{text} {head}", " ", Habit(apart, parted[head]))
    led = kinds.LED_PAIR_ATTRIBUTE + apart
    if len(heads) >= HEADS and dominates(sum(joined.values()), times[led]):
        yield _Rare(led, "-", Habit(text, sum(joined.values())))


def _without(uses: _Uses) -> Iterator[_Rare]:
    """The rare forms of what is written as one word and as two."""
    times = uses.times
    for key in [key for key in times if key[0] in PAIRS]:
        kind, apart = key[0], key[1:]
        one = kinds.WORD + apart.replace(" ", "")
        if kind == kinds.PAIR and apart.partition(" ")[0] not in table("prefixes"):
            continue
        if one[1:] in table("together"):
            continue
        if dominates(times[one], times[key]):
            yield _Rare(key, "", Habit(one[1:], times[one]))
        elif kind == kinds.LED_PAIR_NOUN and dominates(times[key], times[one]):
            yield _Rare(one, " ", Habit(apart, times[key]))


@cache
def table(name: str) -> Any:
    """A table of the list beside `facts.spellings`: a set of words, or a mapping."""
    read = tomllib.loads(Path(__file__).with_name("spellings.toml").read_text("utf-8"))[name]
    return frozenset(read.split()) if isinstance(read, str) else read
