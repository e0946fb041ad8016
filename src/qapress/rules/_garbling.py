"""What the rules on garbled text share: one repair of a file, and how a damage is put in words."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from qapress.markdown.walk import protected
from qapress.mojibake import prefilter, repair
from qapress.mojibake.forward import Policy
from qapress.mojibake.result import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.diagnostic import Span
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document
    from qapress.mojibake.result import Damage, Layer
    from qapress.source.text import Source

SHOWN = 24
"""So many characters of a damage are quoted."""
FATE = {Policy.DROP: "were dropped", Policy.FFFD: "became U+FFFD", Policy.QM: "became '?'"}
FATE_OF_ONE = {**FATE, Policy.DROP: "was dropped"}


def repaired(document: Document) -> Repair:
    """The repair of a document's text, its code and addresses protected."""
    return _repaired(document.source.text, document.tree)


@lru_cache(maxsize=2)
def _repaired(text: str, tree: Node) -> Repair:
    return repair(text, literal(tree)) if prefilter.suspicious(text) else Repair(text)


@lru_cache(maxsize=2)
def literal(tree: Node) -> tuple[Span, ...]:
    """The protected spans of a tree."""
    return protected(tree)


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


def history(layers: tuple[Layer, ...]) -> str:
    """How the text came to its damage, the first reading first, with what was lost on the way."""
    pages = [each.page for each in reversed(layers)]
    told = f"its UTF-8 was read as {', then as '.join(pages)}"
    for layer in reversed(layers):
        if layer.lost and layer.policy:
            one = len(layer.lost) == 1
            fate = (FATE_OF_ONE if one else FATE)[layer.policy]
            told += f"; the byte{'' if one else 's'} {layer.lost.hex(' ').upper()} {fate}"
    return told


def choice(origins: tuple[str, ...], named: int = 3) -> str:
    """The candidates in words, the first few by name."""
    rest = len(origins) - named
    words = [quoted(each) for each in origins[:named]] + ([f"one of {rest} more"] if rest > 0 else [])
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def cause(damage: Damage, others: int = 0) -> str:
    """The end of a message: which pages did it, and how many more damages the line has."""
    return f"garbled by {culprits(damage.layers)}" + (f"; {others} more in this line" if others else "")


def culprits(layers: tuple[Layer, ...]) -> str:
    """The pages, each once, in the order of the readings."""
    return " and ".join(dict.fromkeys(each.page for each in reversed(layers)))
