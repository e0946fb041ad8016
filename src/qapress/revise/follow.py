"""Links that keep leading where they led while files and headings get other names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Edit, Span
from qapress.errors import WriteError
from qapress.facts.links import links
from qapress.revise.numbers import where
from qapress.revise.targets import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qapress.facts.facts import Link
    from qapress.model.qa import Document
    from qapress.revise.hub import Aim, Hub

WORD = re.compile(r"[^\W_]+")


class Follower:
    """The links of a collection `before`, and its names once headings and texts were edited (`between`)."""

    def __init__(self, before: Hub, between: Hub, renames: Mapping[str, str]) -> None:
        self.before = before
        self.between = between
        self.renames = renames

    def edits(self, path: str) -> list[Edit]:
        """The edits of the addresses in a file, and of names of files that links show."""
        document, facts = self.before.files[path]
        made: dict[Span, Edit] = {}
        for link in facts.links:
            aim = self.before.aim(path, link)
            if aim is None:
                continue
            edits = [*self._address(document, link, aim), *self._shown(document, link, aim)]
            made.update((each.span, each) for each in edits)
        return list(made.values())

    def strangers(self, outside: Iterable[Document]) -> Iterator[str]:
        """Lines about the links of files outside the collection that will lead nowhere."""
        for document in outside:
            for link in links(document):
                aim = self.before.aim(document.path, link)
                if aim and any(self._address(document, link, aim)):
                    place = where(document.source, link.span)
                    yield f"{place}: the link to '{link.url}' is left: `include` does not name its file"

    def verify(self, after: Hub) -> None:
        """See that all is as it was but for names: the same questions in order, each link leading there.

        Raises:
            WriteError: it is not so.
        """
        for path, (document, facts) in self.before.files.items():
            new_path = self.renames.get(path, path)
            new_document, new_facts = after.files[new_path]
            if not _same_entries(document, new_document):
                raise WriteError(f"{path}: renumbering would change its questions; nothing was written")
            if len(facts.links) != len(new_facts.links):
                raise WriteError(f"{path}: renumbering would make or break a link; nothing was written")
            for link, new_link in zip(facts.links, new_facts.links, strict=True):
                aim = self.before.aim(path, link)
                if aim and self._moved(aim) != _spot(after.aim(new_path, new_link)):
                    place = where(document.source, link.span)
                    raise WriteError(f"{place}: the link to '{link.url}' would break; nothing was written")

    def _address(self, document: Document, link: Link, aim: Aim) -> Iterator[Edit]:
        new_path = self.renames.get(aim.path, aim.path)
        name = self._name(aim, new_path)
        if link.target is None or (new_path == aim.path and name == aim.fragment):
            return
        written = Written(document.source.text, link.target)
        if written.path_end and new_path != aim.path:
            yield from written.renamed(aim.path.rpartition("/")[2], new_path.rpartition("/")[2])
        if name != aim.fragment:
            yield from written.led_to(name)

    def _name(self, aim: Aim, new_path: str) -> str:
        """The fragment that the link shall have."""
        if aim.spot is None:
            return aim.fragment
        old, new = self.before.names(aim.path)[aim.spot], self.between.names(new_path)[aim.spot]
        if old == new or aim.exact:
            return aim.fragment if old == new else new
        return _like(aim.fragment, WORD.findall(old), WORD.findall(new))

    def _shown(self, document: Document, link: Link, aim: Aim) -> Iterator[Edit]:
        """The edits of a link's text that shows the name of its file."""
        old, new = (each.rpartition("/")[2] for each in (aim.path, self.renames.get(aim.path, aim.path)))
        text = document.source.text
        inside = link.target and link.span.start < link.target.start < link.span.end
        if old == new or link.auto or link.target is None or not inside:
            return
        stems = old.rpartition(".")[0], new.rpartition(".")[0]
        for match in re.finditer(
            rf"(?<![^\W_]){re.escape(stems[0])}(?![^\W_])", text[link.span.start : link.target.start]
        ):
            at = link.span.start + match.start()
            yield Edit(Span(at, at + len(stems[0])), stems[1])

    def _moved(self, aim: Aim) -> tuple[str, int | str] | None:
        return _spot(aim._replace(path=self.renames.get(aim.path, aim.path)))


def _like(fragment: str, old: list[str], new: list[str]) -> str:
    """A fragment of a site's own with the words changed in which two names differ."""
    for before, after in zip(old, new, strict=False):
        if before != after:
            pattern = rf"(?<![^\W_]){re.escape(before)}(?![^\W_])"
            fragment = re.sub(pattern, after, fragment, count=1, flags=re.IGNORECASE)
    return fragment


def _spot(aim: Aim | None) -> tuple[str, int | str] | None:
    return (aim.path, aim.fragment if aim.spot is None else aim.spot) if aim else None


def _same_entries(old: Document, new: Document) -> bool:
    """Whether two documents hold as many questions, each with an answer or without as before."""
    return [each.answer is None for each in old.entries] == [each.answer is None for each in new.entries]
