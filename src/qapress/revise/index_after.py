"""Rows for the questions that a plan makes new to an index, added to the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qapress.diagnostic import Edit, Span
from qapress.facts.index import indexes
from qapress.revise.index import index_plan

if TYPE_CHECKING:
    from collections.abc import Container

    from qapress.facts.facts import Collection
    from qapress.revise.plan import Plan
    from qapress.source.text import Source


def with_rows(plan: Plan, collection: Collection, folders: Container[str]) -> tuple[Plan, int]:
    """The plan with rows for the questions in some folders that have none in their index, and how many.

    `collection` are the facts of all files as the plan makes them. Nothing else of an index is touched, and
    no index in which the plan changes the number of lines.
    """
    old = {new: path for path, new in plan.renames.items()}
    after: dict[str, Source] = {}
    for each in indexes(collection):
        path = old.get(each.path, each.path)
        wanted = any(asked.path.rpartition("/")[0] in folders for asked in each.missing)
        if wanted and _lines(plan.after(path)) == _lines(plan.sources[path]):
            after[each.path] = plan.after(path)
    more, counts = index_plan(collection, after, (), only_add=True)
    edits = {path: list(some) for path, some in plan.edits.items()}
    for path, some in more.edits.items():
        before = plan.sources[old.get(path, path)]
        moved = [Edit(Span(*(_back(at, after[path], before) for at in span)), text) for span, text in some]
        edits.setdefault(before.path, []).extend(moved)
    return replace(plan, edits=edits), sum(each.added for each in counts.values())


def _lines(source: Source) -> int:
    return source.text.count("\n")


def _back(offset: int, after: Source, before: Source) -> int:
    """The offset before the plan: at the same distance from the end of its line, or from the start."""
    line = after.line(offset)
    (start, end), (old_start, old_end) = after.line_span(line), before.line_span(line)
    return old_end if offset == end else min(old_start + offset - start, old_end)
