"""What garbled symbols look like: the forward model turned round, over the whole repertoire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import page
from qapress.mojibake.symbols import repertoire

VISIBLE = (Policy.DROP, Policy.FFFD, Policy.C1)
"""Policies that an image shows by itself. A `?` could also stand in the text: see `evidence.readings`."""


@dataclass(frozen=True, slots=True)
class Images:
    """The inverse dictionary of one page: image to its possible origins, the likeliest first.

    `lengths` gives for the first character of an image the lengths to try, the longest first.
    """

    origins: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]

    def longest(self, text: str, start: int) -> int:
        """The end of the longest image that begins at `start`; `start` itself when there is none."""
        for length in self.lengths.get(text[start], ()):
            end = start + length
            if end <= len(text) and text[start:end] in self.origins:
                return end
        return start


@cache
def images(name: str, *, question_marks: bool) -> Images:
    """The images of the repertoire under a page; with `question_marks` those of policy `qm` as well."""
    undefined = page(name).undefined
    origins: dict[str, list[str]] = {}
    for symbol in repertoire():
        lossy = not undefined.isdisjoint(symbol.encode())
        policies = (*VISIBLE, Policy.QM) if question_marks else VISIBLE
        for policy in policies if lossy else VISIBLE[:1]:
            if image := garble(symbol, name, policy):
                origins.setdefault(image, []).append(symbol)
    lengths: dict[str, set[int]] = {}
    for image in origins:
        lengths.setdefault(image[0], set()).add(len(image))
    return Images(
        {image: tuple(symbols) for image, symbols in origins.items()},
        {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()},
    )
