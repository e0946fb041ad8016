"""Tidy Markdown: the texts as written, less comments and what was set apart, with an index in each folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qapress.emit import emitter
from qapress.emit.places.places import FOLDER
from qapress.emit.tidy.index import Indexer
from qapress.emit.tidy.pages import Pages
from qapress.emit.tidy.text import Tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Bundle


@emitter("markdown")
def markdown(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The texts, the indexes and the images below `markdown/`."""
    pages = Pages(bundle)
    tidy = Tidy(pages, pages.beside, options.report)
    indexes = dict(Indexer(pages, tidy).texts())
    documents = {pages.places[each.path]: each for each in bundle.documents}
    texts = {place: f"{tidy.text(each)}\n" for place, each in documents.items() if place not in indexes}
    files = {PurePosixPath(FOLDER, place): text.encode() for place, text in (texts | indexes).items()}
    return dict(sorted((files | pages.images()).items()))
