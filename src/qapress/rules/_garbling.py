"""What the rules on garbled text share: how a damage is put in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from qapress.facts.garbling import literal as literal
from qapress.facts.garbling import repaired as repaired
from qapress.mojibake.forward import Policy, Second

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.mojibake.result import Damage, Layer
    from qapress.source.text import Source

SHOWN = 24
"""So many characters of a damage are quoted."""
NAMED = 3
"""So many candidates are named, or one more."""
BYTES = 8
"""So many lost bytes are named."""
FATE = {Policy.DROP: "dropped", Policy.FFFD: "turned into U+FFFD", Policy.QM: "turned into '?'"}
AFTERWARDS = {
    Second.STRAIGHT: "curly quotes in it were made straight",
    Second.STRIP: "controls and soft hyphens in it were deleted",
    Second.SPACE: "no-break spaces in it were made plain",
    Second.NFKC: "it was normalised (NFKC)",
}
TIMES = {1: "", 2: " twice"}


def by_line(damages: Iterable[Damage], source: Source) -> Iterator[list[Damage]]:
    """The damages of each line together."""
    for _, group in groupby(damages, key=lambda each: source.line(each.span.start)):
        yield list(group)


def quoted(text: str) -> str:
    """The text in quotation marks, what does not show written as its code point, what is long cut."""
    shown = "".join(_visible(each) for each in text[:SHOWN])
    return f"'{shown}{'…' * (len(text) > SHOWN)}'"


def _visible(character: str) -> str:
    """A joiner or a variation selector stays: it belongs to the emoji around it."""
    plain = character.isprintable() or character in "\u200d\ufe0f"
    return character if plain and character != "\u00ad" else f"<U+{ord(character):04X}>"


def history(line: Sequence[Damage]) -> str:
    """How a line came to its damages of one origin, the first reading first, with what was lost on the way.

    Where readings differ within the line those of the first damage are told.
    """
    layers = line[0].layers
    alike = [each.layers for each in line if _pages(each.layers) == _pages(layers)]
    losses = [each for same in reversed(list(zip(*alike, strict=True))) for each in _losses(same)]
    sure = "nothing else fits what is left" if losses else "nothing was lost"
    return "; ".join([read_as(layers), *losses, sure])


def _losses(same: Sequence[Layer]) -> Iterator[str]:
    """What was lost by one reading, over several damages."""
    lost = bytes(dict.fromkeys(byte for each in same for byte in each.lost))
    if fate := next((each.policy for each in same if each.lost and each.policy), None):
        more = " and others" if len(lost) > BYTES else ""
        words = "the byte {} was" if len(lost) == 1 else "the bytes {} were"
        yield f"{words.format(lost[:BYTES].hex(' ').upper() + more)} {FATE[fate]}"
    yield from dict.fromkeys(AFTERWARDS[each.second] for each in same if each.second)


def doubt(layers: Sequence[Layer]) -> str:
    """How the text came to a damage of several possible origins; which bytes were lost, nobody knows."""
    if not layers:
        return "each unit of 16 bits kept one of its two bytes"
    told = [read_as(layers)]
    for each in reversed(layers):
        told += [f"bytes undefined there were {FATE[each.policy]}"] if each.lost and each.policy else []
        told += [AFTERWARDS[each.second]] if each.second else []
    return "; ".join(dict.fromkeys(told))


def read_as(layers: Sequence[Layer]) -> str:
    """The readings in words."""
    return f"its UTF-8 was read as {', then as '.join(_pages(layers))}"


def _pages(layers: Sequence[Layer]) -> list[str]:
    return [each.page for each in reversed(layers)]


def choice(origins: Sequence[str]) -> str:
    """The candidates in words, of many the first few by name."""
    named = origins if len(origins) <= NAMED + 1 else origins[:NAMED]
    rest = len(origins) - len(named)
    words = [quoted(each) for each in named] + ([f"one of {rest} more"] if rest else [])
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def cause(damage: Damage, others: int = 0) -> str:
    """The end of a message: which pages did it, and how many more damages the line has."""
    return f"garbled by {culprits(damage.layers)}" + (f"; {others} more in this line" if others else "")


def blame(layers: Sequence[Layer]) -> str:
    """Which pages did it; without any UTF-16 was cut to bytes."""
    return f"garbled by {culprits(layers)}" if layers else "its UTF-16 cut to single bytes"


def culprits(layers: Sequence[Layer]) -> str:
    """The pages in the order of the readings, with how often each was used in a row."""
    runs = [(page, len(list(run))) for page, run in groupby(_pages(layers))]
    return ", then ".join(f"{page}{TIMES.get(count, f' {count} times')}" for page, count in runs)
