"""An id, or a former id, that means two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Finding, Place, Severity
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.facts import EntryFacts

TAKEN = "give one of them another id; links by the old one lead to one question only"
FORMER = "remove it from the question that it should not lead to"


class _Named(NamedTuple):
    """An entry with its file and the id that it has in the collection."""

    path: str
    entry: EntryFacts
    id: str

    @property
    def place(self) -> Place:
        """Where its id is written, else its heading."""
        return Place(self.path, self.entry.id_at or self.entry.at)


@rule("QA602", scope=Collection, severity=Severity.WARNING, since="0.1")
def duplicate_id(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report ids in comments and front matter that another question has, wants, or had."""
    del at
    if not any(entry.explicit or entry.aliases for file in collection.files for entry in file.entries):
        return
    ids = settle(collection.files)
    entries = [
        _Named(file.path, entry, ids[file.path, index])
        for file in collection.files
        for index, entry in enumerate(file.entries)
    ]
    # Which id a title leads to is only known when all titles are.
    sure = (each for each in entries if collection.complete or each.entry.explicit)
    owners = {each.id: each for each in sure}
    yield from _ids(entries, owners)
    yield from _former(entries, owners)


def _former(entries: list[_Named], owners: dict[str, _Named]) -> Iterator[Finding]:
    """Former ids that are somebody's id, or stand twice."""
    seen: dict[str, _Named] = {}
    for each in entries:
        for alias in each.entry.aliases:
            other, role = owners.get(alias), "the id of"
            if other is None:
                other, role = seen.get(alias), "also a former id of"
            if other == each:
                message = f"'{alias}' stands twice among the ids of this question"
                yield Finding(each.place.span, message, "remove one of the two", path=each.path)
            elif other:
                yield _finding(each, f"the former id '{alias}' is {role} {{}}", other, FORMER)
            seen.setdefault(alias, each)


def _ids(entries: list[_Named], owners: dict[str, _Named]) -> Iterator[Finding]:
    """Explicit ids that stand twice, and those that take from a question the id that its title gives."""
    titled: dict[str, list[_Named]] = {}
    for each in entries:
        if not each.entry.explicit:
            titled.setdefault(each.entry.slug, []).append(each)
    for each in entries:
        name = each.entry.slug
        if each.entry.explicit and each.id != name:
            yield _finding(
                each, f"the id '{name}' is that of {{}}; this question gets '{each.id}'", owners[name]
            )
        elif each.entry.explicit and name in titled:
            other = titled[name][0]
            yield _finding(each, f"the id '{name}' is also that of {{}}, which gets '{other.id}'", other)


def _finding(each: _Named, message: str, other: _Named, hint: str = TAKEN) -> Finding:
    name = other.entry.label or f"'{other.entry.title}'"
    where = name if other.path == each.path else f"{name} in {other.path}"
    path, span = each.place
    return Finding(
        span, message.format(where), hint, path=path, related=((other.place, f"{name} stands here"),)
    )
