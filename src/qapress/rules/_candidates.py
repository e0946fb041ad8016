"""Which candidates for a garbled text the rest of the collection speaks for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.facts.garbling import symbol
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import page
from qapress.mojibake.result import Layer

if TYPE_CHECKING:
    from qapress.facts.garbling import OpenDamage
    from qapress.facts.markers import Tally, Use

SEEN = 3
"""So many of the pages that garbled other places speak for candidates, the commonest."""
UNUSED = (9, 0)
"""Comes behind every use."""


class Ranked(NamedTuple):
    """The candidates in order, the layers that lead to the first, and where else its symbol stands."""

    origins: tuple[str, ...]
    layers: tuple[Layer, ...]
    use: Use | None


def ranked(damage: OpenDamage, path: str, others: Tally) -> Ranked:
    """The candidates of a damage in the file at `path`.

    The symbol of other headings of the same role comes first, then that of any heading, then what a page
    makes that garbled other places, then what is likeliest.
    """
    pages = tuple(name for name, _ in others.pages.most_common(SEEN))
    uses = {each: others.use(symbol(each), path, damage.role) for each in damage.origins}
    known = _explained(damage.original, damage.origins, pages)
    origins = tuple(sorted(uses, key=lambda each: ((uses[each] or UNUSED)[:2], known[each])))
    return Ranked(origins, _layers(origins[0], damage, pages), uses[origins[0]])


@lru_cache(maxsize=1024)
def _explained(original: str, origins: tuple[str, ...], pages: tuple[str, ...]) -> dict[str, int]:
    """For each origin the index of the first page that makes `original` of it; behind all where none does."""
    return {
        each: next((at for at, name in enumerate(pages) if _layer(original, each, name)), len(pages))
        for each in origins
    }


def _layers(origin: str, damage: OpenDamage, pages: tuple[str, ...]) -> tuple[Layer, ...]:
    """The layers between an origin and a damage: of the damage's own page, or of one of `pages`."""
    if len(damage.layers) == 1:
        for name in (damage.layers[0].page, *pages):
            if layer := _layer(damage.original, origin, name):
                return (layer,)
    return damage.layers


def _layer(original: str, origin: str, name: str) -> Layer | None:
    """The one reading that makes `original` of `origin`."""
    for policy in Policy:
        if garble(origin, name, policy) == original:
            return Layer(name, policy, b"" if policy is Policy.C1 else page(name).lost(origin))
    return None
