"""The index of a folder: title and introduction as its author wrote them, the rest made anew."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.emit.tidy.blocks import heading_of, introduction, is_index
from qapress.emit.tidy.pages import address
from qapress.markdown.link_text import escaped, link_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.emit.tidy.pages import Pages
    from qapress.emit.tidy.text import Tidy
    from qapress.model.qa import Document, Entry


class Indexer:
    """Makes the indexes of a bundle."""

    def __init__(self, pages: Pages, tidy: Tidy) -> None:
        self.pages = pages
        self.tidy = tidy

    def texts(self) -> Iterator[tuple[str, str]]:
        """The place and the text of each index that has something to say."""
        for folder, place in self.pages.indexes.items():
            own = self._own(folder)
            parts = [*(self._introduction(own) if own else ()), *self._lists(folder)]
            if parts or own:
                yield place, "\n\n".join([self._title(folder), *parts]) + "\n"

    def _own(self, folder: str) -> Document | None:
        """The index of a folder as its author wrote it."""
        place = self.pages.indexes[folder]
        return next(
            (each for each in self.pages.folders[folder] if self.pages.places[each.path] == place), None
        )

    def _title(self, folder: str) -> str:
        own = self._own(folder)
        heading = heading_of(own) if own else None
        return self.tidy.text(own, heading.span) if own and heading else f"# {escaped(self._name(folder))}"

    def _name(self, folder: str) -> str:
        """What a folder is called."""
        own = self._own(folder) if folder in self.pages.indexes else None
        words = posixpath.basename(folder).replace("-", " ").replace("_", " ")
        return (own and own.title) or (words[:1].upper() + words[1:]) or self.pages.bundle.title

    def _introduction(self, document: Document) -> Iterator[str]:
        if said := introduction(document):
            yield self.tidy.part(document, Span(said[0].span.start, said[-1].span.end))

    def _lists(self, folder: str) -> Iterator[str]:
        """The questions of a folder, its other files, and the folders in it."""
        documents = self.pages.folders[folder]
        rows = [each for document in documents for each in self._rows(document, folder)]
        if rows:
            numbered = any(number for number, _ in rows)
            head = "| No. | Question |\n|---:|---|" if numbered else "| Question |\n|---|"
            lines = (f"| {number} | {link} |" if numbered else f"| {link} |" for number, link in rows)
            yield "\n".join([head, *lines])
        others = [each for each in documents if not each.entries and not is_index(each)]
        links = [
            self._link(each.title or _stem(each.path), folder, self.pages.places[each.path])
            for each in others
        ]
        links += [
            self._link(self._name(each), folder, self.pages.indexes[each]) for each in self._below(folder)
        ]
        if links:
            yield "\n".join(f"* {each}" for each in links)

    def _rows(self, document: Document, folder: str) -> Iterator[tuple[str, str]]:
        """Number and link of each question."""
        for entry, target in zip(document.entries, self.pages.questions(document), strict=True):
            pending = "?" if entry.number_span else ""
            path = posixpath.relpath(target.place, folder or ".")
            yield entry.number or pending, f"[{_shown(entry)}]({address(path, target.anchor)})"

    def _link(self, title: str, folder: str, place: str) -> str:
        return f"[{escaped(title)}]({address(posixpath.relpath(place, folder or '.'))})"

    def _below(self, folder: str) -> Sequence[str]:
        """The folders with an index that have no other such folder between them and this one."""
        inside = [each for each in self.pages.indexes if each != folder and _holds(folder, each)]
        return [each for each in inside if not any(_holds(other, each) for other in inside if other != each)]


def _holds(folder: str, other: str) -> bool:
    return not folder or other.startswith(f"{folder}/")


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _shown(entry: Entry) -> str:
    """The title as the text of a link in a table."""
    return link_text(entry.question.inlines).replace("|", "\\|")
