"""A row of an index that says something else than its question."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Place, Severity
from qapress.facts.facts import Collection
from qapress.facts.index import indexes
from qapress.facts.index_match import same_words
from qapress.facts.numbering import number_faults
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from qapress.facts.index import Index
    from qapress.facts.index_match import Asked, Placed

HINT = "qapress index writes what the heading says; if the index is right, mend the heading"


@rule("QA307", scope=Collection, severity=Severity.WARNING, since="0.1")
def index_title_mismatch(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report rows with another title, number or target than their question, the gravest difference of each.

    A row that leads nowhere is left to dead-index-link; a difference in case, punctuation or mark-up is a
    note. Of a question whose own number is faulty the row may have the right one.
    """
    faulty = {fault.place for fault in number_faults(collection)}
    for index in indexes(collection):
        for _, rows in index.blocks:
            for each in rows:
                if not each.is_dead(index.folder, at.names) and (found := _mismatch(index, each, faulty)):
                    yield found


def _mismatch(index: Index, placed: Placed, faulty: Container[Place]) -> Finding | None:
    row, asked = placed.row, placed.asked
    if asked is None:
        return _unknown(index, placed)
    entry, path = asked.entry, index.path
    where = row.title_at or row.link
    if row.title_at and not same_words(row.markup, entry.markup):
        message = f"the index calls {_called(asked)} '{row.title}', its heading says '{entry.title}'"
        return Finding(where, message, HINT, path=path)
    if placed.target != asked.path or (placed.led and placed.led.key != asked.key):
        file = relpath(placed.target, index.folder or ".")
        leads = placed.led.name if placed.led else f"{file}, where it does not stand"
        message = f"the row of {asked.name} leads to {leads}"
        return Finding(row.link, message, "qapress index corrects the link", path=path)
    numbered = Place(asked.path, entry.number_at or entry.at) in faulty or placed.is_numbered()
    if row.number_at and not numbered:
        said = f"number '{row.number}'" if row.number else "no number"
        message = f"the row of {asked.name} has {said}"
        return Finding(row.number_at, message, "qapress index corrects the number", path=path)
    if row.title_at and row.markup != entry.markup:
        message = f"the title of {asked.name} is not written as its heading, '{entry.markup}'"
        return Finding(where, message, HINT, path=path, severity=Severity.NOTE)
    return None


def _called(asked: Asked) -> str:
    return asked.entry.label or "a question"


def _unknown(index: Index, placed: Placed) -> Finding | None:
    """A second row for a question, or one with a number that leads to a file without such a question."""
    if placed.led:
        message = f"{placed.led.name} has two rows here"
    elif placed.is_lost:
        file = relpath(placed.target, index.folder or ".")
        message = f"no question in {file} is called '{placed.row.title}'"
    else:
        return None
    return Finding(placed.row.link, message, "qapress index removes the row", path=index.path)
