"""The facts of a file and of the collection."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.model.ids import content_hash

if TYPE_CHECKING:
    from qapress.facts.garbling import Garbling
    from qapress.facts.grammar import GrammarFacts
    from qapress.facts.index_row import IndexFacts
    from qapress.facts.nouns import Nouns
    from qapress.facts.spellings import Spellings


class Link(NamedTuple):
    """A link or an image as the text has it: where, its address percent-encoded, and its words.

    `auto` says that the text shows the bare address, or that it stands in angle brackets. `target` is where
    the address is written, for a link by reference in its definition. Links and images in HTML are among
    them; their span is that of the address.
    """

    span: Span
    url: str
    text: str
    image: bool = False
    auto: bool = False
    target: Span | None = None


class EntryFacts(NamedTuple):
    """One entry: what rules on numbers, ids and duplicates need.

    `slug` is the id before the collection settled it; `explicit` says that the author wrote it.
    `content` is the entry's Markdown without its number. `at` is the span of the heading, `number_at` that
    of the number; a number still to be given (`Q?`) is None with a place. `label` is the number with its
    letter, as the heading writes them (`Q17a`). `anchor` is GitHub's of the heading. `aliases` are former
    ids, `id_at` is where id and aliases stand. `sketch` is by what a copy is known (`facts.sketch`).
    `markup` is the title as Markdown for the text of a link. `span` is that of question and answer.
    """

    title: str
    at: Span
    number: str | None
    number_at: Span | None
    slug: str
    explicit: bool
    content: bytes
    label: str = ""
    anchor: str = ""
    aliases: tuple[str, ...] = ()
    id_at: Span | None = None
    sketch: bytes = b""
    markup: str = ""
    span: Span = Span(0, 0)

    @property
    def content_hash(self) -> str:
        """The sha256 of the content, in hex."""
        return content_hash(self.content)


class Facts(NamedTuple):
    """One file: everything that a collection rule may ask of it.

    `promised` are the first and last number in the file's name, where its layout has them there. `anchors`
    are the places in it that a link may name, without `#`. `language` is a BCP 47 tag. `listing` is what a
    file has of an index, where its layout knows the name as that of one. `garbling` is what it says of
    garbled text; only a check asks for it. `grammar` is what an engine says of it, if one was asked. `nouns`
    and `spellings` are gathered for rules that read them (`facts.evidence`).
    """

    path: str
    title: str | None
    entries: tuple[EntryFacts, ...] = ()
    promised: tuple[int, int] | None = None
    links: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()
    language: str = ""
    listing: IndexFacts | None = None
    garbling: Garbling | None = None
    grammar: GrammarFacts | None = None
    nouns: Nouns | None = None
    spellings: Spellings | None = None


class IdChange(NamedTuple):
    """A question whose id is another one than it was; `at` is the span of its heading."""

    path: str
    at: Span
    before: str
    after: str


class Collection:
    """The facts of all files, sorted by path; `complete` is False when only some files were given.

    `id_changes` are the ids that were others in an earlier state, None where no such state is known. It is
    compared by identity, so that what is worked out over all files can be kept for the next rule.
    """

    def __init__(
        self, files: tuple[Facts, ...], complete: bool = True, id_changes: tuple[IdChange, ...] | None = None
    ) -> None:
        self.files = files
        self.complete = complete
        self.id_changes = id_changes

    @cached_property
    def by_folder(self) -> dict[str, tuple[Facts, ...]]:
        """The files of each folder, in natural order (`QA_4-6.md` before `QA_10-12.md`)."""
        from qapress.facts.order import natural_key

        folders: dict[str, list[Facts]] = {}
        for each in self.files:
            folders.setdefault(each.path.rpartition("/")[0], []).append(each)
        return {
            name: tuple(sorted(files, key=lambda f: natural_key(f.path))) for name, files in folders.items()
        }
