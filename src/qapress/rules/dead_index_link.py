"""A row of an index that leads to a file or a place that is not there."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.index import indexes
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.index import Index
    from qapress.facts.index_match import Placed


@rule("QA308", scope=Collection, severity=Severity.WARNING, since="0.1")
def dead_index_link(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report rows whose link leads nowhere, and what `qapress index` would make of them."""
    for index in indexes(collection):
        for _, rows in index.blocks:
            for each in rows:
                if each.is_dead(index.folder, at.names):
                    yield Finding(each.row.link, _message(index, each), _hint(index, each), path=index.path)


def _message(index: Index, placed: Placed) -> str:
    row = f"the row of {placed.asked.name}" if placed.asked else f"the row '{placed.row.title}'"
    if placed.row.cut:
        return "the link of a row is cut off: write '|' as '\\|' in it, and a blank in its address as '%20'"
    if not placed.known:
        return f"{row} leads to '{placed.row.url}', which does not exist"
    file = relpath(placed.target, index.folder or ".")
    return f"{row} leads to '#{placed.fragment}', and no place in {file} is called so"


def _hint(index: Index, placed: Placed) -> str:
    if placed.asked is None:
        return "qapress index removes the row; if the question should be there, bring it back"
    file = relpath(placed.asked.path, index.folder or ".")
    return f"qapress index makes it lead to {file}#{placed.asked.entry.anchor}"
