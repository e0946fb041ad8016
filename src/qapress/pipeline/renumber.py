"""`renumber`: numbers that run through each folder, and everything that names them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qapress.pipeline import read
from qapress.pipeline.revise import Outcome, carried_out, outside, scope
from qapress.revise import renumber as revise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.model.layout import Layout
    from qapress.settings import Settings


def renumber(
    paths: Sequence[str], settings: Settings, *, write: bool, force_exclude: bool = False
) -> Outcome:
    """Renumber the folders that the paths name or lie in, following links in the whole collection.

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
    carried_out(revision.plan, settings, write=write)
    counts = (
        (revision.numbers, "number"),
        (len(revision.plan.renames), "file name"),
        (revision.references, "reference"),
        (revision.pinned, "id comment"),
    )
    return Outcome(revision.plan, counts, revision.left)


def _layout(settings: Settings, path: str) -> Layout:
    return read.layout_of(path, settings)
