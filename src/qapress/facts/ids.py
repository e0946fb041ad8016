"""Ids that are unique in the collection and stay when questions are moved or renumbered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qapress.model.ids import HASH_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.facts.facts import EntryFacts, Facts


def settle(files: Sequence[Facts]) -> dict[tuple[str, int], str]:
    """The id of each entry, by path and index in the file.

    An explicit id is kept. Each of several equal slugs gets `-` and six hex digits of its content's hash,
    an empty slug becomes `q-` and these. What is equal even then is counted: `-2`, `-3`.
    """
    entries = {(file.path, index): entry for file in files for index, entry in enumerate(file.entries)}
    wanted = Counter(each.slug for each in entries.values())
    settled: dict[tuple[str, int], str] = {}
    taken: dict[str, int] = {}
    # Explicit ids first: nobody else may take them.
    for key, entry in sorted(entries.items(), key=lambda item: not item[1].explicit):
        name = entry.slug
        if not (entry.explicit and name not in taken):
            name = _hashed(entry) if wanted[entry.slug] > 1 or not entry.slug else entry.slug
        settled[key] = _free(name, taken)
    return {key: settled[key] for key in entries}


def _hashed(entry: EntryFacts) -> str:
    return f"{entry.slug or 'q'}-{entry.content_hash[:HASH_DIGITS]}"


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or the first of `name-2`, `name-3` that is free; `taken` has the last number of each."""
    number, free = taken.get(name, 1), name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(free, 1)
    return free
