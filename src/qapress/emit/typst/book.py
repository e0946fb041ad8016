"""A resolved bundle to the data of its book: parts, chapters, questions, and what the cover says."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count, groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qapress.emit.typst.flow import flow, has_sections, is_lead
from qapress.emit.typst.fonts import is_foreign
from qapress.emit.typst.tree import Data, Writer, apart, text
from qapress.emit.words import RIGHT_TO_LEFT, primary, region, words
from qapress.model.qa import EARLIEST, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.model.qa import Bundle, Document

RUNNING = 90
"""Code points of the title that the running header holds."""

Folders = list[tuple[str, list["Document"]]]


def book(bundle: Bundle, names: Mapping[str, str], look: Data) -> Data:
    """All that the template needs, as JSON."""
    asked = _asked(bundle)
    parts = len(asked) > 1
    tops = [1 + parts + _has_chapters(all_) for _, all_ in asked]
    preface, *leads = _leads(bundle, [folder for folder, _ in asked])
    return {
        "meta": {**look, **meta(bundle), "top": max(tops), "parts": parts},
        "preface": [_lead(each, names) for each in preface],
        "parts": [
            {
                "title": text(part_title(bundle, folder, all_)) if parts else None,
                "chapters": [
                    *(_lead(each, names) for each in lead),
                    *(
                        {
                            **chapter(bundle, each, names, top),
                            "level": 1 + parts,
                            "title": text(_title(each)) if _has_chapters(all_) else None,
                        }
                        for each in all_
                        if each.entries
                    ),
                ],
            }
            for (folder, all_), top, lead in zip(asked, tops, leads, strict=True)
        ],
    }


def _has_chapters(documents: list[Document]) -> bool:
    """Whether the files of a folder are told apart: one of those with questions has a title."""
    return any(each.title for each in documents if each.entries)


def chapter(bundle: Bundle, document: Document, names: Mapping[str, str], top: int) -> Data:
    """A document: its questions in reading order, with what stands around them.

    Questions of a document that has sections are headings one level below these, unless they stand before.
    """
    writer = Writer(names, document.path, document.language, top)
    parts, last = [], document.entries[-1].span.start
    index = count()
    sections = has_sections(document)
    for each in flow(document):
        if isinstance(each, Entry):
            parts.append(writer.entry(each, bundle.ids[document.path, next(index)]))
        elif each.kind == "heading" and sections and each.span.start < last:
            title, notes = apart(writer.inlines(each.children))
            parts.append({"t": "section", "level": top, "c": title, "notes": notes})
            writer.top = writer.level = top + 1
        else:
            writer.level = writer.top
            parts.append(writer.block(each))
    return {**_language(document.language), "flow": parts}


def _leads(bundle: Bundle, folders: list[str]) -> list[list[Document]]:
    """The indexes that say something: those of the whole book, then for each of its folders.

    The index of a folder without questions leads the first part below it.
    """
    leads = sorted(filter(is_lead, bundle.documents), key=lambda each: each.path.count("/"))
    left = {str(PurePosixPath(each.path).parent): each for each in leads}
    whole = [each for each in left if all(_is_in(folder, each) for folder in folders)]
    if len(folders) > 1:
        whole = [each for each in whole if each not in folders]
    first = [left.pop(each) for each in whole]
    return [first, *([left.pop(each) for each in [*left] if _is_in(folder, each)] for folder in folders)]


def _is_in(folder: str, outer: str) -> bool:
    return PurePosixPath(folder).is_relative_to(outer)


def _lead(document: Document, names: Mapping[str, str]) -> Data:
    """What introduces a folder, as a chapter without a title."""
    writer = Writer(names, document.path, document.language)
    return {**_language(document.language), "title": None, "flow": writer.blocks(document.front)}


def part_title(bundle: Bundle, folder: str, documents: list[Document]) -> str:
    """The title of a folder's index, else the folder's name in words; that of the book for the topmost."""
    titled = (each.title for each in documents if each.indexes and not each.entries and each.title)
    name = PurePosixPath(folder).name.replace("-", " ").replace("_", " ")
    return next(titled, name[:1].upper() + name[1:] or bundle.title)


def titles(bundle: Bundle) -> Iterator[str]:
    """The texts on the cover, in the imprint and above the parts of a book."""
    yield from (bundle.title, *bundle.authors, *imprint(bundle), *words(bundle.language).values())
    asked = _asked(bundle)
    yield from (part_title(bundle, *each) for each in asked if len(asked) > 1)


def meta(bundle: Bundle) -> Data:
    """What stands on the cover, in the imprint and in the file's properties."""
    day = datetime.fromtimestamp(bundle.created, UTC)
    said = words(bundle.language)
    entries = [entry for each in bundle.documents for entry in each.entries]
    title = bundle.title
    return {
        **_language(bundle.language),
        "title": title,
        "running": title if len(title) <= RUNNING else f"{title[: RUNNING - 1].rstrip()}…",
        "authors": list(bundle.authors),
        "release": bundle.release,
        "words": dict(said),
        "counted": said["one"] if len(entries) == 1 else said["many"].format(n=len(entries)),
        "spaced": not is_foreign(said["kind"]),
        "foreign": is_foreign("".join(each.question.title for each in entries)),
        "date": [day.year, day.month, day.day],
        "shown-date": day.strftime("%Y-%m-%d") if bundle.created > EARLIEST else None,
        "imprint": [text(line) for line in imprint(bundle)],
    }


def imprint(bundle: Bundle) -> Iterator[str]:
    """The lines below the contents: whose it is, under which license, made of what."""
    said = words(bundle.language)
    if bundle.license:
        yield f"{said['license']}: {bundle.license}"
    if bundle.homepage:
        yield f"{said['home']}: {bundle.homepage}"
    if bundle.commit:
        yield f"{said['made']} {bundle.commit[:12]}"


def _asked(bundle: Bundle) -> Folders:
    """The folders that hold questions, each with all its documents."""
    grouped = groupby(bundle.documents, key=lambda each: str(PurePosixPath(each.path).parent))
    folders = [(folder, list(documents)) for folder, documents in grouped]
    return [(folder, all_) for folder, all_ in folders if any(each.entries for each in all_)]


def _title(document: Document) -> str:
    """A document's title, else its first and last question."""
    entries = document.entries
    return document.title or " – ".join(dict.fromkeys((entries[0].label, entries[-1].label)))


def _language(tag: str) -> Data:
    """What Typst asks of a language: it hyphenates by it, and readers speak in it."""
    return {"lang": primary(tag), "region": region(tag), "rtl": primary(tag) in RIGHT_TO_LEFT}
