"""Which question gets which number: they run through a folder, in natural order of its files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Place
from qapress.facts.numbering import first_number, parse_number
from qapress.facts.order import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qapress.diagnostic import Span
    from qapress.facts.facts import Facts
    from qapress.facts.numbering import Number
    from qapress.model.layout import Layout
    from qapress.model.qa import Document, Entry
    from qapress.source.text import Source

PENDING = "?"


class Numbered(NamedTuple):
    """Question `at` of a file, whose number is, or shall be, `new` (`written` as in its heading).

    `old` is None for one that waits for a number (`Q?`).
    """

    path: str
    at: int
    entry: Entry
    old: Number | None
    new: int
    written: str

    @property
    def place(self) -> Place:
        """Where the number stands."""
        return Place(self.path, self.entry.number_span or self.entry.question.heading.span)

    @property
    def changes(self) -> bool:
        """Whether the heading changes."""
        return self.written != self.entry.number


@dataclass(frozen=True)
class Numbering:
    """The questions with numbers of one folder, in order; `prefix` is what stands before a number (`Q`)."""

    folder: str
    prefix: str
    questions: tuple[Numbered, ...]

    @cached_property
    def changes(self) -> bool:
        """Whether any question gets another number."""
        return any(each.changes for each in self.questions)

    @cached_property
    def by_number(self) -> Mapping[Number, Sequence[Numbered]]:
        """The questions by the number that they have now."""
        found: dict[Number, list[Numbered]] = defaultdict(list)
        for each in self.questions:
            if each.old is not None:
                found[each.old].append(each)
        return found

    @cached_property
    def by_entry(self) -> Mapping[tuple[str, int], Numbered]:
        """The questions by path and index in the file."""
        return {(each.path, each.at): each for each in self.questions}


def numbering(folder: str, files: Sequence[tuple[Document, Facts]]) -> Numbering | None:
    """The numbers of a folder's questions; None where no heading has one or waits for one."""
    ordered = sorted(files, key=lambda each: natural_key(each[0].path))
    waiting = [
        (document.path, index, entry)
        for document, _ in ordered
        for index, entry in enumerate(document.entries)
        if entry.number_span is not None
    ]
    if not waiting:
        return None
    width = max(
        (len(each.number or "") for *_, each in waiting if (each.number or "").startswith("0")), default=0
    )
    first = first_number([facts for _, facts in ordered])
    questions = tuple(
        Numbered(path, index, entry, _old(entry), new, str(new).zfill(width))
        for new, (path, index, entry) in enumerate(waiting, first)
    )
    label = waiting[0][2]
    return Numbering(folder, label.label.removesuffix(label.number or PENDING), questions)


def _old(entry: Entry) -> Number | None:
    return parse_number(entry.number) if entry.number else None


def file_name(name: str, layout: Layout, first: int, last: int) -> str:
    """A file's name with other numbers in it, as wide as the old where these have zeros in front."""
    match = layout.files_pattern.search(name)
    if match is None:
        return name
    for group, number in (("high", last), ("low", first)):
        width = len(match[group]) if match[group].startswith("0") else 0
        name = name[: match.start(group)] + str(number).zfill(width) + name[match.end(group) :]
    return name


def where(source: Source, span: Span) -> str:
    """`path:line:col` of a place in a file."""
    line, column = source.position(span.start)
    return f"{source.path}:{line}:{column}"
