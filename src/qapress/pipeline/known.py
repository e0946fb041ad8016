"""What of a run's findings was there before: it is left out, and counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection as Container
    from collections.abc import Mapping

    from qapress.diagnostic import CheckState, Diagnostic, Identity
    from qapress.facts.facts import Collection
    from qapress.pipeline.lint import FileResult, Linter
    from qapress.source.text import Source


class Seen(NamedTuple):
    """All that a run found, each finding by itself, with what it was found in and by."""

    found: tuple[Diagnostic, ...]
    linter: Linter
    results: Sequence[FileResult]
    collection: Collection
    checks: Mapping[str, CheckState]
    source: Callable[[str], Source]


class Known(NamedTuple):
    """The `identity` of each finding that is not new, and what is to be told besides those that are.

    `sources` are the texts of files that were not checked and of which something is told, by path.
    """

    identities: Container[Identity]
    told: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = MappingProxyType({})


Filter = Callable[[Seen], Known]
"""Decides which findings are known; what one of several filters knows is left out."""


class Sifted(NamedTuple):
    """What is new, in order, how many findings were left out that nobody suppressed, and all sources."""

    new: tuple[Diagnostic, ...]
    known: int
    source: Callable[[str], Source]


def sifted(seen: Seen, filters: Sequence[Filter]) -> Sifted:
    """The findings less what a filter knows, and what the filters tell."""
    judged = [each(seen) for each in filters]
    told = [each for one in judged for each in one.told]
    new = [each for each in seen.found if not any(each.identity in one.identities for one in judged)]
    left = sum(each.suppressed is None for each in seen.found) - sum(each.suppressed is None for each in new)
    sources = {path: source for one in judged for path, source in one.sources.items()}
    return Sifted(
        tuple(sorted([*new, *told], key=lambda each: each.sort_key)),
        left,
        lambda path: sources.get(path) or seen.source(path),
    )
