"""Which questions have other ids than they had."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress.facts.facts import IdChange
from qapress.facts.ids import settle
from qapress.facts.order import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qapress.facts.facts import Facts
    from qapress.model.qa import Document


class Side(NamedTuple):
    """The facts of all files, and the documents of those that differ."""

    facts: Sequence[Facts]
    documents: Mapping[str, Document]


def id_changes(old: Side, new: Side) -> tuple[IdChange, ...]:
    """The questions that have other ids than they had, where nothing leads from the old one to them."""
    then, now = (settle(sorted(each.facts, key=lambda one: one.path)) for each in (old, new))
    entries = {(file.path, at): each for file in new.facts for at, each in enumerate(file.entries)}
    known = {*now.values(), *(alias for each in entries.values() for alias in each.aliases)}
    if known.issuperset(then.values()):
        return ()
    from qapress.facts.matching import matched  # seldom is an id lost
    from qapress.pipeline.versions import versions

    pairs = [(key, then[key]) for key in now if key[0] not in new.documents and key in then]
    one, other = (versions(side.documents.values(), ids) for side, ids in ((old, then), (new, now)))
    keys = _keys(new.documents)
    pairs += [(keys[at], one[before].id) for at, before in matched(one, other).items()]
    return tuple(
        IdChange(key[0], entries[key].at, before, now[key])
        for key, before in sorted(pairs)
        if before not in known
    )


def _keys(documents: Mapping[str, Document]) -> list[tuple[str, int]]:
    """The path and the index of each question, in the order of `versions`."""
    paths = sorted(documents, key=natural_key)
    return [(path, at) for path in paths for at in range(len(documents[path].entries))]
