"""A question that the index of its folder does not list."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Span
from qapress.facts.facts import Collection
from qapress.facts.index import indexes
from qapress.facts.index_places import gaps
from qapress.facts.numbering import prefix_of, ranges, worded
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.facts.index import Index
    from qapress.facts.index_match import Asked
    from qapress.facts.index_places import Gap

NAMED = 3
"""So many titles or files are named; of more, how many there are."""


@rule("QA306", scope=Collection, severity=Severity.WARNING, since="0.1")
def missing_index_row(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report, at the row next to which they belong, the questions that have no row in an index."""
    del at
    for index in indexes(collection):
        for gap in gaps(index):
            yield _finding(index, gap)


def _finding(index: Index, gap: Gap) -> Finding:
    span = gap.row.row.line if gap.row else _marks(index)
    files = list(dict.fromkeys(relpath(each.path, index.folder or ".") for each in gap.asked))
    has, rows = ("has", "the row") if len(gap.asked) == 1 else ("have", "the rows")
    message = f"{_named(gap.asked)} in {_listed(files, 'files')} {has} no row in this index"
    missing = "; ".join(each.entry.title for each in gap.asked)
    return Finding(span, message, f"qapress index adds {rows}", path=index.path, about=missing)


def _marks(index: Index) -> Span:
    """The place between the comments that mark that of the index."""
    place = index.facts.generated
    return Span(place.start, place.start) if place else Span(0, 0)


def _named(asked: Sequence[Asked]) -> str:
    entries = [each.entry for each in asked]
    numbers = [int(each.number) for each in entries if each.number and each.number.isdecimal()]
    if len(numbers) == len(asked):
        return worded(prefix_of(entries), ranges(numbers))
    return _listed([each.name for each in asked], "questions")


def _listed(names: Sequence[str], kind: str) -> str:
    """The names as a person lists them."""
    if len(names) > NAMED:
        return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} more {kind}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
