"""`list`: paths to the questions in them, as the contract's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qapress.diagnostic import Unread
from qapress.errors import system_reason
from qapress.facts.extract import extract
from qapress.facts.ids import settle
from qapress.facts.order import natural_key
from qapress.model.data import ALL_FORMS, document_data
from qapress.pipeline import read

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qapress.model.data import Data
    from qapress.settings import Settings


@dataclass(frozen=True)
class Listed:
    """The questions by path and place, with the number of files that were read and those that were not."""

    questions: tuple[Data, ...]
    files: int
    unread: tuple[Unread, ...] = ()


def questions(
    paths: Sequence[str],
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None = None,
    force_exclude: bool = False,
    forms: Collection[str] = ALL_FORMS,
) -> Listed:
    """The questions of the files that the paths name, or of standard input.

    Ids are settled over the whole collection, so that they are those of a build even when one file or
    folder is named. Of `text`, `html`, `words` and `content_hash` only the `forms` named are made.

    Raises:
        ConfigError: a layout is wrong.
    """
    found = read.files([] if stdin else paths, settings, force_exclude=force_exclude)
    named = {}
    if stdin and not read.is_left_out(stdin[0], settings, force_exclude=force_exclude):
        named[stdin[0]] = read.document(*stdin, settings)
    lost = []
    for path in () if stdin else found.files:
        try:
            named[path] = read.document(path, read.content(settings.root, path), settings)
        except OSError as error:
            lost.append(Unread(path, system_reason(error)))
    ids = settle([extract(each) for each in read.collection(named, settings)])
    data: list[Data] = []
    for path, document in sorted(named.items(), key=lambda each: natural_key(each[0])):
        own = {index: ids[path, index] for index in range(len(document.entries))}
        data += document_data(document, own, forms=forms).data["questions"]
    return Listed(tuple(data), len(named), (*(() if stdin else found.unread), *lost))
