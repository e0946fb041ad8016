"""New numbers for the questions of a collection, in headings, file names, references, links and indexes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Edit, Span
from qapress.errors import WriteError
from qapress.facts.extract import extract
from qapress.revise.follow import Follower
from qapress.revise.hub import Hub
from qapress.revise.mentions import Mentions
from qapress.revise.numbers import PENDING, file_name, numbering, where
from qapress.revise.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from qapress.facts.facts import Facts
    from qapress.model.layout import Layout
    from qapress.model.qa import Document
    from qapress.revise.numbers import Numbered, Numbering
    from qapress.source.text import Source

    Edits = dict[str, list[Edit]]

ROUNDS = 5
"""Giving one question its id can free the name of another; so often at most."""


class Tools(NamedTuple):
    """What the configuration decides: how a source is read, and the layout of a path.

    `repository` and `inside` are those of `own_address`.
    """

    parsed: Callable[[Source], Document]
    layout: Callable[[str], Layout]
    repository: str | None = None
    inside: str = ""


@dataclass(frozen=True)
class Revision:
    """What renumbering would do. `left` are lines for a person about what stays as it was.

    `numbers`, `references` and `pinned` count questions with another number, references with links and cells
    of indexes, and questions that keep their id by a comment. `folders` are those in which numbers change,
    `facts` those of all files as the plan leaves them.
    """

    plan: Plan
    numbers: int = 0
    references: int = 0
    pinned: int = 0
    left: tuple[str, ...] = ()
    folders: frozenset[str] = frozenset()
    facts: tuple[Facts, ...] = ()


def renumber(
    documents: Sequence[Document], folders: Collection[str], tools: Tools, outside: Iterable[Document] = ()
) -> Revision:
    """Plan new numbers for the questions in these folders; `documents` are all of the collection.

    Files `outside` are looked at only if something changes, and never edited: their links are told.

    Raises:
        WriteError: a reference has two meanings, or the result would not be what it was; with the place.
    """
    files = {each.path: (each, extract(each)) for each in documents}
    work = _Work(Hub(files, tools.repository, tools.inside), folders, tools)
    return work.revision(outside) if work.changes else Revision(Plan({}))


class _Work:
    """One renumbering on its way."""

    def __init__(self, before: Hub, folders: Collection[str], tools: Tools) -> None:
        self.folders = folders
        self.tools = tools
        self.before = before
        self.numberings = _numberings(self.before)
        self.active = [each for each in self.numberings if each.folder in folders]
        self.renames = dict(pair for each in self.active for pair in self._renames(each))

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.renames) or any(each.changes for each in self.active)

    def revision(self, outside: Iterable[Document]) -> Revision:
        """The plan, verified."""
        for old, new in self.renames.items():
            if new in self.before.files and new not in self.renames:
                raise WriteError(f"cannot rename {old} to {new}: it exists already; move it away")
        mentions = Mentions(self.before, self.numberings, self.active)
        numbers = [each for one in self.active for each in one.questions if each.changes]
        edits: Edits = defaultdict(list)
        for each in numbers:
            edits[each.path].append(self._heading(each))
        for path in self.before.files:
            edits[path] += mentions.edits(path)
        if mentions.refused:
            raise WriteError("\n".join([*mentions.refused, "nothing was written"]))
        between = self._after(edits)
        follower = Follower(self.before, between, self.renames)
        for path in self.before.files:
            edits[path] += _apart(follower.edits(path), edits[path])
        count = sum(map(len, edits.values())) - len(numbers)
        after, pinned = self._pinned(edits)
        follower.verify(after)
        if _Work(after, self.folders, self.tools).changes:
            raise WriteError("the numbers would still not run through their folder; nothing was written")
        plan = Plan(self._sources(), {path: each for path, each in edits.items() if each}, self.renames)
        left = (*mentions.left, *follower.strangers(outside))
        folders = frozenset(each.folder for each in self.active if each.changes)
        facts = tuple(after.files[path][1] for path in sorted(after.files))
        return Revision(plan, len(numbers), count, pinned, left, folders=folders, facts=facts)

    def _heading(self, numbered: Numbered) -> Edit:
        source, span = self.before.files[numbered.path][0].source, numbered.place.span
        if source.slice(span) != (numbered.entry.number or PENDING):
            place = where(source, span)
            raise WriteError(
                f"{place}: mark-up stands within the number; write it plainly; nothing was written"
            )
        return Edit(span, numbered.written)

    def _renames(self, numbering: Numbering) -> Iterable[tuple[str, str]]:
        """The files whose names promise other numbers than they hold, with their new paths."""
        for path in dict.fromkeys(each.path for each in numbering.questions):
            if self.before.files[path][0].promised is None:
                continue
            held = [each.new for each in numbering.questions if each.path == path]
            folder, slash, name = path.rpartition("/")
            new = folder + slash + file_name(name, self.tools.layout(path), held[0], held[-1])
            if new != path:
                yield path, new

    def _sources(self) -> Mapping[str, Source]:
        return {path: document.source for path, (document, _) in self.before.files.items()}

    def _after(self, edits: Mapping[str, Sequence[Edit]]) -> Hub:
        """The collection with edits made and files renamed."""
        plan = Plan(self._sources(), edits, self.renames)
        files = {}
        for path, known in self.before.files.items():
            if edits.get(path) or path in self.renames:
                document = self.tools.parsed(plan.after(path))
                files[document.path] = (document, extract(document))
            else:
                files[path] = known
        return Hub(files, self.tools.repository, self.tools.inside)

    def _pinned(self, edits: Edits) -> tuple[Hub, int]:
        """The collection with all edits, and comments where a question would else get another id."""
        pinned: set[tuple[str, int]] = set()
        for _ in range(ROUNDS):
            after = self._after(edits)
            for (path, index), name in self.before.ids.items():
                now = after.ids.get((self.renames.get(path, path), index))
                if now == name:
                    continue
                document, _facts = self.before.files[path]
                if now is None or (path, index) in pinned or document.entries[index].explicit_id:
                    place = where(document.source, document.entries[index].span)
                    raise WriteError(
                        f"{place}: renumbering would change the question's id; nothing was written"
                    )
                pinned.add((path, index))
                at = document.entries[index].question.heading.span.end
                edits[path].append(Edit(Span(at, at), f"\n\n<!-- qapress: id {name} -->"))
            if not pinned or after.ids == {
                (self.renames.get(p, p), i): n for (p, i), n in self.before.ids.items()
            }:
                return after, len(pinned)
        raise WriteError("the ids of questions would change; nothing was written")


def _apart(more: Iterable[Edit], edits: Sequence[Edit]) -> list[Edit]:
    """Those of `more` that touch none of `edits`."""
    taken = [each.span for each in edits]
    return [one for one in more if not any(a < one.span.end and one.span.start < b for a, b in taken)]


def _numberings(hub: Hub) -> list[Numbering]:
    """The numbered folders, sorted."""
    folders: dict[str, list[tuple[Document, Facts]]] = defaultdict(list)
    for path, each in hub.files.items():
        folders[path.rpartition("/")[0]].append(each)
    found = (numbering(folder, folders[folder]) for folder in sorted(folders))
    return [each for each in found if each is not None]
