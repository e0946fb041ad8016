"""`renumber`: numbers that run through each folder, and everything that names them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qapress.facts.facts import Collection
from qapress.facts.index import indexes
from qapress.pipeline import read
from qapress.pipeline.revise import Outcome, carried_out, outside, scope
from qapress.revise import renumber as revise
from qapress.revise.index import index_plan, total
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.model.layout import Layout
    from qapress.revise.index import Counts
    from qapress.revise.plan import Plan
    from qapress.revise.renumber import Revision
    from qapress.settings import Settings


def renumber(
    paths: Sequence[str], settings: Settings, *, write: bool, force_exclude: bool = False
) -> Outcome:
    """Renumber the folders that the paths name or lie in, following links in the whole collection.

    The indexes of folders whose numbers change are brought up to date, so that new questions get their rows.

    Raises:
        ConfigError: a layout is wrong.
        ReadError: a file cannot be read.
        WriteError: a reference has two meanings, or a file cannot be written; nothing was.
    """
    found = scope(paths, settings, force_exclude=force_exclude)
    tools = revise.Tools(
        partial(read.parsed, settings=settings),
        partial(_layout, settings),
        settings.links_repository,
        found.inside,
    )
    revision = revise.renumber(found.documents, found.folders, tools, outside(found, settings))
    plan, rows = _indexed(revision, settings)
    carried_out(plan, settings, write=write)
    counts = (
        (revision.numbers, "number"),
        (len(revision.plan.renames), "file name"),
        (revision.references, "reference"),
        (revision.pinned, "id comment"),
        *rows.named,
    )
    return Outcome(plan, counts, revision.left)


def _indexed(revision: Revision, settings: Settings) -> tuple[Plan, Counts]:
    """The plan with the indexes of the folders that it renumbers brought up to date."""
    collection = Collection(revision.facts)
    old = {new: path for path, new in revision.plan.renames.items()}
    sources = {
        each.path: revision.plan.after(old.get(each.path, each.path))
        for each in indexes(collection)
        if any(asked.path.rpartition("/")[0] in revision.folders for asked in each.wanted)
    }
    plan, counts = index_plan(collection, sources, FileNames(settings.root))
    return replace(revision.plan, later=plan), total(counts)


def _layout(settings: Settings, path: str) -> Layout:
    return read.layout_of(path, settings)
