"""Paths to documents: the way in that every verb shares."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.markdown.parse import parse
from qapress.model.layout import load
from qapress.model.read import read
from qapress.source import discover
from qapress.source.decode import decode, read_file
from qapress.source.discover import Discovery, find
from qapress.source.globs import matches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from qapress.model.layout import Layout
    from qapress.model.qa import Document
    from qapress.settings import Settings
    from qapress.source.text import Source

load_layout = lru_cache(maxsize=64)(load)


def files(paths: Sequence[str], settings: Settings, *, force_exclude: bool = False) -> Discovery:
    """The files that the paths name, or the configured ones where there is no path."""
    return find(paths, settings.root, settings.include, settings.exclude, force_exclude=force_exclude)


def is_left_out(path: str, settings: Settings, *, force_exclude: bool) -> bool:
    """Whether a path that was named stays out all the same."""
    return force_exclude and discover.is_left_out(path, settings.exclude)


def document(path: str, data: bytes, settings: Settings) -> Document:
    """A file's bytes as a document; what is odd about them is among its problems."""
    return parsed(decode(path, data), settings)


def collection(known: Mapping[str, Document], settings: Settings) -> list[Document]:
    """All that the configuration includes, and the documents that are known, sorted by path.

    What cannot be read is left out: nobody asked for it, and a check tells it.
    """
    every = dict(known)
    for path in files((), settings).files:
        if path not in every:
            with suppress(OSError):
                every[path] = document(path, content(settings.root, path), settings)
    return [every[path] for path in sorted(every)]


def parsed(source: Source, settings: Settings) -> Document:
    """A source as a document, read by the layout and in the language that the settings give its path."""
    layout = layout_of(source.path, settings)
    return read(source, parse(source.well_formed), layout, language_of(source.path, settings))


def layout_of(path: str, settings: Settings) -> Layout:
    """The layout of the first matching entry of `layouts`, else `layout`."""
    names = (each.layout for each in settings.layouts if matches(path, each.include))
    return load_layout(next(names, settings.layout), settings.beside)


def language_of(path: str, settings: Settings) -> str:
    """The language of the first matching entry of `languages`, else `language`."""
    tags = (each.language for each in settings.languages if matches(path, each.include))
    return next(tags, settings.language)


def content(root: Path, path: str) -> bytes:
    """The bytes of a file under the root, of a huge one only the beginning."""
    return read_file(root / path)
