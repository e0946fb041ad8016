"""What a file shows of garbled text: the symbols that its headings begin with, and the places left open."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress.diagnostic import Span
from qapress.facts.cuts import cuts
from qapress.markdown.walk import protected
from qapress.mojibake import prefilter, repair
from qapress.mojibake.remains import shown
from qapress.mojibake.result import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document
    from qapress.mojibake.remains import Remain
    from qapress.mojibake.result import Damage, Layer

Role = Literal["question heading", "answer heading", "heading", "list item", ""]
LEADING = ("heading", "list_item")
LEAD = re.compile("[\t -@[-`{-~]*+([^\x00-\x7f]+)")
"""The first characters outside ASCII of a block that no letter stands before."""
SYMBOL = re.compile(r"[^\w\s\x00-\x7f]*")
BRACKETS = frozenset({"Pi", "Pf", "Ps", "Pe", "Pd"})
"""Unicode's categories of quotation marks, brackets and dashes, which mark no role."""


class Marker(NamedTuple):
    """A symbol that blocks of one role begin with, and how many; those garbled do not count."""

    role: Role
    symbol: str
    times: int


class OpenDamage(NamedTuple):
    """A garbled text of several possible origins, with its places of one role (empty: within a text).

    The other members are those of `mojibake.result.Damage`; `layers` is empty where UTF-16 was cut to bytes.
    """

    role: Role
    original: str
    origins: tuple[str, ...]
    layers: tuple[Layer, ...]
    places: tuple[Span, ...]


class Garbling(NamedTuple):
    """What a file says of garbled text, its own and that of others.

    `pages` counts by which pages the places were garbled whose origin is sure.
    """

    markers: tuple[Marker, ...] = ()
    open: tuple[OpenDamage, ...] = ()
    pages: tuple[tuple[str, int], ...] = ()


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


def garbling(document: Document) -> Garbling:
    """The markers and damages of a document; one in ASCII has hardly any and costs nothing."""
    cut = cuts(document)
    if document.source.text.isascii() and not cut.open:
        return Garbling()
    found = repaired(document)
    leads = list(_leads(document))
    pages = Counter(layer.page for edit in found.edits for layer in edit.layers)
    return Garbling(
        _markers(document.source.text, leads, (*damages(found), cut.prose)),
        _open({span.start: role for role, span in leads}, found, cut.open),
        tuple(pages.items()),
    )


def _leads(document: Document) -> Iterator[tuple[Role, Span]]:
    """What headings and list items begin with, if it is outside ASCII."""
    answers = (each.answer.heading for each in document.entries if each.answer)
    roles: dict[int, Role] = {each.span.start: "answer heading" for each in answers if each}
    roles |= {each.span.start: "question heading" for each in document.entries}
    text = document.source.text
    for node in document.tree.blocks():
        kind, (start, end) = node.kind, node.span
        if kind in LEADING or (kind == "paragraph" and start in roles):
            lead = LEAD.match(text, start, end)
            if lead:
                role: Role = "list item" if kind == "list_item" else roles.get(start, "heading")
                yield role, Span(lead.start(1), lead.end(1))


def symbol(text: str) -> str:
    """The symbol that a text begins with; empty where a letter, a bracket or a dash comes first."""
    found = SYMBOL.match(text)
    return found[0] if found and found[0] and unicodedata.category(text[0]) not in BRACKETS else ""


def damages(found: Repair) -> tuple[Sequence[Damage], ...]:
    """What a repair found, by what became of it."""
    return found.edits, found.ambiguous, found.lost, found.protected


def _markers(
    text: str, leads: Iterable[tuple[Role, Span]], kinds: Iterable[Iterable[Damage | Remain]]
) -> tuple[Marker, ...]:
    damaged = sorted(each.span for kind in kinds for each in kind)
    clean = ((role, span) for role, span in leads if not _overlap(damaged, span)) if damaged else leads
    counted: Counter[tuple[Role, str]] = Counter()
    for (role, run), times in Counter((role, text[start:end]) for role, (start, end) in clean).items():
        if mark := symbol(run):
            counted[role, mark] += times
    return tuple(Marker(*key, times) for key, times in counted.items())


def _overlap(spans: Sequence[Span], span: Span) -> bool:
    """Whether one of sorted spans that lie apart overlaps another span."""
    before = bisect_left(spans, (span.end,)) - 1
    return before >= 0 and spans[before].end > span.start


def _open(roles: dict[int, Role], found: Repair, cut: Iterable[Remain]) -> tuple[OpenDamage, ...]:
    alike: dict[tuple[Role, str, tuple[str, ...], tuple[Layer, ...]], list[Span]] = {}
    for each in found.ambiguous:
        key = roles.get(each.span.start, ""), each.original, each.origins, each.layers
        alike.setdefault(key, []).append(each.span)
    for left in cut:  # its first byte is in ASCII, so that the lead is the second
        role = roles.get(left.span.start) or roles.get(left.span.start + 1, "")
        alike.setdefault((role, shown(left.original), left.origins, ()), []).append(left.span)
    return tuple(OpenDamage(*key, tuple(places)) for key, places in alike.items())
