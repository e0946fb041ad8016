"""What repairs garbled text, ours and others', behind one interface; and what became of each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from qapress.mojibake import repair
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Span
    from qapress.mojibake.result import Damage

Damaging = Callable[[str], str]
SHOWN = 10
COMBINATIONS = 512
"""So many combinations of the candidates of one line are looked through."""


class Outcome(StrEnum):
    """What became of a garbled line.

    The original; some of its symbols, the others still garbled; something else altogether, or with garbled
    characters, or with U+FFFD. Or the original is the first candidate, another one, or none.
    """

    EXACT = "exact"
    PART = "part"
    WRONG = "wrong"
    HALF = "half"
    ERASED = "erased"
    FIRST = "first"
    AMONG = "among"
    UNTOUCHED = "untouched"


class Line(NamedTuple):
    """A line after a repair, and what it could become: each candidate, the likeliest first."""

    text: str
    suggested: tuple[str, ...] = ()
    reported: bool = False


def ours(text: str, protect: Sequence[Span] = ()) -> list[Line]:
    """Repair a text as one file; its lines."""
    found = repair(text, protect)
    reported = sorted((*found.ambiguous, *found.lost))
    damages = sorted((*found.edits, *found.ambiguous))
    lines, start = [], 0
    after = found.text.split("\n")
    for index, before in enumerate(text.split("\n")):
        end = start + len(before)
        here = _within(damages, start, end)
        suggested = _suggested(text, here, start, end) if any(len(each.origins) > 1 for each in here) else ()
        lines.append(Line(after[index], suggested, bool(_within(reported, start, end))))
        start = end + 1
    return lines


def _within(damages: list[Damage], start: int, end: int) -> list[Damage]:
    """Take the damages of a line off the front of a list sorted by place."""
    count = 0
    while count < len(damages) and damages[count].span.start < end:
        count += 1
    here = damages[:count]
    del damages[:count]
    return [each for each in here if each.span.start >= start]


def _suggested(text: str, damages: Sequence[Damage], start: int, end: int) -> tuple[str, ...]:
    choices, at = [], start
    for each in damages:
        choices += [(text[at : each.span.start],), each.origins]
        at = each.span.end
    return tuple("".join(parts) for parts in islice(product(*choices, (text[at:end],)), COMBINATIONS))


def ftfy(text: str) -> list[Line]:
    """The encoding fix of ftfy, line by line as its own `fix_text` goes."""
    from ftfy import fix_encoding

    return [Line(fix_encoding(line)) for line in text.split("\n")]


def plsfix(text: str) -> list[Line]:
    """Plsfix's one function; its binding gives no way to switch off what it does besides."""
    from plsfix import fix_text

    return [Line(fix_text(line)) for line in text.split("\n")]


@lru_cache(maxsize=1 << 14)
def typography(line: str) -> str:
    """A line after ftfy's fixes but the one of the encoding: all that plsfix changes besides."""
    from ftfy import fix_text

    fixed: str = fix_text(line, fix_encoding=False)
    return fixed


def same(line: str) -> str:
    """The line itself."""
    return line


class Judged(NamedTuple):
    """A line: what became of it, what it was, what the damage and then the repair made of it."""

    outcome: Outcome
    original: str
    damaged: str
    after: str


class Tool(NamedTuple):
    """Something that repairs. Lines count as equal when `like` makes them equal."""

    name: str
    repair: Callable[[str], list[Line]]
    like: Callable[[str], str] = same

    def judged(self, original: str, damaged: str, damage: Damaging | None = None) -> list[Judged]:
        """What becomes of each line of a damaged text.

        With `damage`, which damages any text in the same way, a line may be restored in part.
        """
        lines = zip(original.split("\n"), damaged.split("\n"), self.repair(damaged), strict=True)
        return [
            Judged(self._outcome(before, garbled, after, damage), before, garbled, after.text)
            for before, garbled, after in lines
        ]

    def _outcome(self, original: str, damaged: str, after: Line, damage: Damaging | None) -> Outcome:
        text, like = after.text, self.like
        if text == original or like(text) == like(original):
            return Outcome.EXACT
        changed = text != damaged and like(text) != like(damaged)
        if changed and not (damage and self._faithful(original, damage, text)):
            return _harm(original, damaged, text)
        if original in after.suggested:
            return Outcome.AMONG if after.suggested.index(original) else Outcome.FIRST
        return Outcome.PART if changed else Outcome.UNTOUCHED

    def _faithful(self, original: str, damage: Damaging, text: str) -> bool:
        """Whether each symbol of the text is what it was, or what the damage made of it."""
        reached = {0}
        for symbol in _symbols().findall(original):
            forms = {symbol, damage(symbol)}
            forms |= set(map(self.like, forms))
            reached = {at + len(each) for at in reached for each in forms if text.startswith(each, at)}
        return len(text) in reached


def _harm(original: str, damaged: str, text: str) -> Outcome:
    if "\ufffd" in text:
        return Outcome.ERASED
    return Outcome.WRONG if set(damaged).difference(original).isdisjoint(text) else Outcome.HALF


@cache
def _symbols() -> re.Pattern[str]:
    """The symbols of a text: those of the repertoire, the longest first, and single characters."""
    known = sorted(repertoire(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)) + "|.", re.DOTALL)


QAPRESS = Tool("qapress", ours)
HARM = (Outcome.WRONG, Outcome.HALF, Outcome.ERASED)
"""A line changed, and not back."""
TOOLS = (QAPRESS, Tool("ftfy", ftfy), Tool("plsfix", plsfix, typography))


def shares(found: Sequence[Judged]) -> dict[str, float]:
    """Percent of each outcome."""
    counted = Counter(each.outcome for each in found)
    return {each.value: 100 * counted[each] / max(1, len(found)) for each in Outcome}


def show_failures(found: Sequence[Judged]) -> None:
    """Print the lines that were harmed, then those that were not restored; some of each."""
    harmed = [each for each in found if each.outcome in HARM]
    for each in (*harmed[:SHOWN], *[each for each in found if each.outcome not in HARM][:SHOWN]):
        after = f" -> {each.after!r}" if each.after != each.damaged else ""
        print(f"    {each.outcome}: {each.original!r} was {each.damaged!r}{after}")
