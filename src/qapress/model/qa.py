"""Questions and answers as values: spans and nodes, no behaviour."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.diagnostic import Problem, Span
    from qapress.markdown.tree import Node
    from qapress.model.changes import Changes
    from qapress.source.text import Source

EntryKind = Literal["open", "single_choice", "multiple_choice"]
EARLIEST = 315_532_800
"""1980-01-01 in seconds since 1970: no entry of a zip can be older, and what has no date gets it."""


class Question(NamedTuple):
    """What is asked: its title's text and inlines, and blocks between heading and answer (a quiz's code)."""

    title: str
    title_span: Span
    heading: Node
    inlines: tuple[Node, ...]
    blocks: tuple[Node, ...] = ()


class Answer(NamedTuple):
    """The answer's blocks, without its heading; `span` runs from the first block to the end of the last.

    `marker` is the symbol in the heading. An answer always says something: none is None in its entry.
    """

    span: Span
    heading: Node | None
    blocks: tuple[Node, ...]
    marker: str = ""


class Option(NamedTuple):
    """One choice of a quiz question."""

    key: str
    correct: bool
    span: Span
    nodes: tuple[Node, ...]


class Reference(NamedTuple):
    """A source that an answer names."""

    title: str
    url: str
    span: Span


class Entry(NamedTuple):
    """A question with its answer, as it stands in one file.

    `number` is as written (`17a`), None where the question has none; `label` what stands in the heading
    (`Q17a`); `marker` the symbol before it. A number still to be given (`Q?`) is None with a `number_span`.
    `explicit_id` and `aliases` come from an `id` comment, which stands at `id_span`. `span` runs from the
    question's heading to the end of the answer. The heading is a paragraph where only the blank behind its
    `#` is missing.
    """

    span: Span
    question: Question
    answer: Answer | None
    number: str | None = None
    number_span: Span | None = None
    label: str = ""
    marker: str = ""
    kind: EntryKind = "open"
    explicit_id: str | None = None
    aliases: tuple[str, ...] = ()
    id_span: Span | None = None
    options: tuple[Option, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    references: tuple[Reference, ...] = ()


class Document(NamedTuple):
    """One file's questions, with what stands around them.

    `front` holds the blocks before the first entry (title, author line), `closing` those behind it that
    belong to no answer (closing section, rules, back-links). `promised` are the first and last number in
    the file's name, where the layout reads them there. `indexes` says that the layout knows the name as one
    of an index.
    """

    path: str
    source: Source
    tree: Node
    title: str | None
    language: str
    entries: tuple[Entry, ...] = ()
    front: tuple[Node, ...] = ()
    closing: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()
    promised: tuple[int, int] | None = None
    indexes: bool = False


class Asset(NamedTuple):
    """A file that answers show; `content` as read from the root."""

    path: str
    media_type: str
    content: bytes
    alt: str = ""


class Bundle(NamedTuple):
    """A release: documents in reading order, their settled ids, and the assets that they show.

    `ids` maps (document path, index of the entry in it) to the id that is unique in the collection.
    `created` is the time of the release in seconds since 1970, UTC; `EARLIEST` where none is known.
    `repository` is the address of the repository, the root the folder `inside` of it, with `/` at the end.
    `changes` are those since the release before, where there is one. `flaws` says, by path, why an image is
    not among the assets, or what was taken out of it.
    """

    name: str
    title: str
    release: str
    language: str
    created: int
    documents: tuple[Document, ...]
    ids: dict[tuple[str, int], str]
    license: str | None = None
    authors: tuple[str, ...] = ()
    homepage: str | None = None
    commit: str | None = None
    assets: tuple[Asset, ...] = ()
    flaws: Mapping[str, str] = MappingProxyType({})
    repository: str | None = None
    inside: str = ""
    changes: Changes | None = None
