"""Files to a `Bundle`: documents in reading order, settled ids, the assets they show, its name."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from qapress.emit.places.places import portable
from qapress.emit.tidy.blocks import is_index, title_of
from qapress.errors import ReadError, UsageError, system_reason
from qapress.facts.extract import extract
from qapress.facts.ids import settle
from qapress.facts.order import natural_key
from qapress.model.ids import slug_id
from qapress.model.qa import Bundle
from qapress.pipeline import read
from qapress.pipeline.assets import assets, inside
from qapress.pipeline.leave_out import keep, told
from qapress.pipeline.licenses import license_name
from qapress.pipeline.release import release
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from qapress.facts.facts import Facts
    from qapress.model.qa import Document
    from qapress.pipeline.leave_out import Kept
    from qapress.pipeline.lint import Linter
    from qapress.settings import Settings

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def quietly(_: str) -> None:
    """Nobody watches how far the work is."""


@dataclass(frozen=True)
class Naming:
    """What the command line says of a release's name; None asks the settings, then the content and git."""

    name: str | None = None
    title: str | None = None
    release: str | None = None


class Texts(NamedTuple):
    """Documents in reading order; the `ids` are settled over the whole collection, whatever of it was named.

    `whole` says that nothing but folders was named, or nothing at all; `facts` are those known of documents
    already, by path.
    """

    documents: tuple[Document, ...]
    ids: dict[tuple[str, int], str]
    whole: bool
    facts: Mapping[str, Facts] = MappingProxyType({})


@dataclass(frozen=True)
class Collected:
    """A bundle, the text of its license if there is a file, and what the user should know."""

    bundle: Bundle
    license_text: bytes | None
    notes: tuple[str, ...]


def texts(paths: Sequence[str], linter: Linter, progress: Callable[[str], None] = quietly) -> Texts:
    """Read what the paths name, once; what is checked is what is published.

    `progress` is told how far the reading is.

    Raises:
        ReadError: a file cannot be read.
        ConfigError: a layout is wrong.
    """
    settings = linter.settings
    found = read.files(paths, settings)
    for each in found.unread:
        raise ReadError(f"cannot read {each.path}: {each.reason}")
    documents = {}
    for number, path in enumerate(sorted(found.files, key=natural_key), 1):
        progress(f"reading file {number:,} of {len(found.files):,}")
        try:
            documents[path] = linter.document(path, read.content(settings.root, path))
        except OSError as error:
            raise ReadError(f"cannot read {path}: {system_reason(error)}") from error
    facts = {each.path: extract(each) for each in read.collection(documents, settings)}
    return Texts(tuple(documents.values()), settle(list(facts.values())), whole=found.whole, facts=facts)


def collect(given: Texts, settings: Settings, naming: Naming) -> Collected:
    """Texts with all that they show.

    Raises:
        UsageError: there is no question, or the release's name cannot be that of a folder.
    """
    documents = given.documents
    if not any(each.entries for each in documents):
        raise UsageError("there is no question to publish; name files or folders that hold some")
    bundle, notes = gathered(given, settings, naming)
    text = _license(settings.root, documents)
    name = settings.build.license or license_name(text)
    if text is None and name is None:
        notes.append("no license: put a LICENSE beside the content, or name one in build.license")
    elif name is None:
        notes.append("the LICENSE is none that is known; name it in build.license")
    return Collected(bundle._replace(license=name), text, tuple(notes))


def gathered(given: Texts, settings: Settings, naming: Naming) -> tuple[Bundle, list[str]]:
    """Texts as a bundle, and what the user should know of its release."""
    documents = given.documents
    kept = kept_documents(documents, settings)
    given_title = naming.title or settings.build.title or ""
    title = given_title.strip() or _title(documents) or settings.root.name
    images = assets([each.document for each in kept], settings.root)
    files = [*(each.path for each in documents), *(each.path for each in images.assets)]
    made = release(settings.root, naming.release, files)
    bundle = Bundle(
        _name(naming.name or settings.build.name or slug_id(title) or "book"),
        title,
        made.name,
        settings.language,
        made.created,
        tuple(each.document for each in kept),
        given.ids,
        license=settings.build.license,
        authors=tuple(each for each in settings.build.authors if each.strip()),
        homepage=settings.build.homepage or None,
        commit=made.commit,
        assets=images.assets,
        flaws=images.flaws,
        repository=settings.links_repository,
        inside=FileNames(settings.root).inside,
    )
    return bundle, [*made.notes, *told(kept)]


def kept_documents(documents: Iterable[Document], settings: Settings) -> list[Kept]:
    """The documents as they are published, each with what is left out of it."""
    return [keep(each, read.layout_of(each.path, settings), settings.build) for each in documents]


def _title(documents: Sequence[Document]) -> str | None:
    """The title of the highest index that stands above all questions."""
    shared = _shared(documents)
    folders = {each.as_posix() for each in (shared, *shared.parents)}
    indexes = (each for each in documents if is_index(each) and title_of(each))
    above = (each for each in indexes if (posixpath.dirname(each.path) or ".") in folders)
    highest = min(above, key=lambda each: each.path.count("/"), default=None)
    return title_of(highest) if highest else None


def _shared(documents: Sequence[Document]) -> PurePosixPath:
    """The folder that all documents with questions share."""
    folders = [posixpath.dirname(each.path) for each in documents if each.entries]
    return PurePosixPath(posixpath.commonpath(folders) if folders else "")


def _name(name: str) -> str:
    if not _SAFE_NAME.fullmatch(name) or portable(name) != name:
        raise UsageError(f"{name!r} cannot name a release: use letters, digits, '.', '_' and '-'")
    return name


def _license(root: Path, documents: Sequence[Document]) -> bytes | None:
    """The LICENSE nearest to the content, from the folder that all questions share up to the root."""
    shared = _shared(documents)
    for folder in (shared, *shared.parents):
        contents = (inside(root, path) for path in sorted((root / folder).glob("LICENSE*")))
        found = next((each for each in contents if each is not None), None)
        if found is not None:
            return found
    return None
