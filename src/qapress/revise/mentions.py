"""What a text says of questions by their numbers: references, the texts of links, the cells of an index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Edit, Span
from qapress.facts.numbering import parse_number
from qapress.revise.numbers import where
from qapress.revise.references import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qapress.facts.facts import Link
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document
    from qapress.revise.hub import Hub
    from qapress.revise.numbers import Numbered, Numbering
    from qapress.revise.references import Reference

BARE = r"(?:^\s*(?:{})?|\b[Qq]uestion\s+)(\d{{1,9}}[a-z]?)(?=[.):]?\s*$|[.):]\s)"
"""A number that can only be that of the question beside it: `5`, `Q5:`, `5. Why …`, `question 5`."""
RANGE = re.compile(r"(?<![\w.])(\d{1,9})(\s*[-–—]\s*|\s+(?:to|through|and)\s+)(\d{1,9})(?![\w.])")
"""First and last number in the title of a file: `Questions 4 to 6`, `QA 4–6`."""


class Mentions:
    """Edits of numbers in texts; `left` and `refused` gather what is told, each with its place."""

    def __init__(self, hub: Hub, numberings: Sequence[Numbering], active: Sequence[Numbering]) -> None:
        self.hub = hub
        self.by_folder = {each.folder: each for each in numberings}
        self.active = {each.folder: each for each in active if each.changes}
        self.prefixes = tuple(dict.fromkeys(each.prefix for each in self.active.values()))
        self.bare = re.compile(BARE.format("|".join(map(re.escape, self.prefixes))))
        self.left: list[str] = []
        self.refused: list[str] = []

    def edits(self, path: str) -> list[Edit]:
        """The edits of a file's text, but for the labels of its own questions."""
        if not self.active:
            return []
        document, facts = self.hub.files[path]
        targets = {each.span: self._questions(path, each) for each in facts.links if not each.image}
        named = dict(self._named(document, targets)) if any(targets.values()) else {}
        made = {span: _edit(document, span, new) for span, new in named.items() if new is not None}
        made.update((each.span, each) for each in self._title(document))
        known = {*named, *made}
        for prefix in self.prefixes:
            for each in references(document, prefix):
                new = None if each.span in known else self._meant(document, prefix, each, targets)
                if new is not None:
                    made[each.span] = _edit(document, each.span, new)
        made.update((each.span, each) for each in _labels(document, made))
        labels = {each.number_span for each in document.entries}
        return [
            each
            for span, each in made.items()
            if span not in labels and each.text != document.source.slice(span)
        ]

    def _named(
        self, document: Document, targets: Mapping[Span, Sequence[Numbered]]
    ) -> Iterator[tuple[Span, int | None]]:
        """Numbers that a link says what they mean: in its own text, or before it in a row of an index.

        Each comes with the new number, None where it stays.
        """
        for node in document.tree.walk():
            if node.kind == "link" and len(targets.get(node.span, ())) == 1:
                yield from self._bare((node,), targets[node.span])
            elif node.kind in ("table_row", "list_item"):
                parts = node.children if node.kind == "table_row" else _first_inlines(node)
                links = [each for part in parts for each in part.walk() if each.kind == "link"]
                first = next((each for each in links if targets.get(each.span)), None)
                if first is not None:
                    before = [each for each in parts if each.span.end <= first.span.start]
                    for part in before:
                        yield from self._bare((part,), targets[first.span])

    def _questions(self, path: str, link: Link) -> tuple[Numbered, ...]:
        """The questions that a link may mean: that which it names, else all in the file."""
        aim = self.hub.aim(path, link)
        numbering = self.by_folder.get(aim.path.rpartition("/")[0]) if aim else None
        if aim is None or numbering is None:
            return ()
        index = self.hub.entry(aim)
        if aim.fragment:
            found = numbering.by_entry.get((aim.path, index)) if index is not None else None
            return (found,) if found else ()
        return tuple(each for each in numbering.questions if each.path == aim.path)

    def _meant(
        self, document: Document, prefix: str, reference: Reference, targets: dict[Span, tuple[Numbered, ...]]
    ) -> int | None:
        """The new number of the question that a reference means; None where it stays."""
        linked = targets.get(reference.link.span, ()) if reference.link else ()
        found = [each for each in linked if each.old == reference.number]
        if len(found) == 1:
            return self._new(found[0])
        place = where(document.source, reference.whole)
        said = " ".join(document.source.slice(reference.whole).split())
        numberings = self._around(document.path, prefix)
        if not reference.clear:
            if any(self._moves(each, reference) for each in numberings):
                self.left.append(f"{place}: '{said}' is left: it may mean a question whose number changes")
            return None
        if len(numberings) > 1:
            if any(self._moves(each, reference) for each in numberings):
                names = ", ".join(each.folder for each in numberings)
                self.left.append(f"{place}: '{said}' is left: it may mean a question of {names}")
            return None
        return self._number(numberings[0], reference, place, said) if numberings else None

    def _number(self, numbering: Numbering, reference: Reference, place: str, said: str) -> int | None:
        found = numbering.by_number.get(reference.number, ())
        if len(found) == 1:
            return self._new(found[0])
        name = f"{numbering.prefix}{reference.number.value}{reference.number.letter}"
        if not found:
            taken = any(self._new(each) == reference.number.value for each in numbering.questions)
            later = f"; now another one becomes {name}" if taken and not reference.number.letter else ""
            self.left.append(f"{place}: '{said}' is left: no question has the number {name}{later}")
            return None
        places = " and ".join(where(self.hub.files[each.path][0].source, each.place.span) for each in found)
        self.refused.append(
            f"{place}: '{said}' has {len(found)} meanings, since {name} stands at {places}; "
            f"write the right number, or {numbering.prefix}? where a number is still to be given"
        )
        return None

    def _around(self, path: str, prefix: str) -> list[Numbering]:
        """The numbered folder that a file speaks of: its own, else those below; only if some change."""
        folder = path.rpartition("/")[0]
        if folder in self.by_folder:
            own = self.active.get(folder)
            return [own] if own and own.prefix == prefix else []
        below = [each for name, each in self.by_folder.items() if not folder or name.startswith(f"{folder}/")]
        changed = any(each.folder in self.active for each in below)
        return [each for each in below if each.prefix == prefix] if changed else []

    def _moves(self, numbering: Numbering, reference: Reference) -> bool:
        return any(self._new(each) is not None for each in numbering.by_number.get(reference.number, ()))

    def _new(self, question: Numbered) -> int | None:
        """The question's new number, None where it keeps the old one."""
        folder = question.path.rpartition("/")[0]
        return question.new if folder in self.active and question.changes else None

    def _bare(
        self, parts: Sequence[Node], questions: Sequence[Numbered]
    ) -> Iterator[tuple[Span, int | None]]:
        """The number that is all, or the beginning, of what these nodes say."""
        leaves = [each for part in parts for each in part.walk() if not each.children and each.text.strip()]
        match = self.bare.search(leaves[0].text) if len(leaves) == 1 and leaves[0].kind == "text" else None
        if match is None:
            return
        found = [each for each in questions if each.old == parse_number(match[1])]
        news = dict.fromkeys(self._new(each) for each in found)
        if len(news) == 1:
            yield leaves[0].source(*match.span(1)), next(iter(news))

    def _title(self, document: Document) -> Iterator[Edit]:
        """The edits of the first and last number in the title of a file, where these are its questions'."""
        numbering = self.active.get(document.path.rpartition("/")[0])
        held = [each for each in numbering.questions if each.path == document.path] if numbering else []
        title = next((each for each in document.front if each.kind == "heading"), None)
        if not held or not document.promised or not title or title.attributes["level"] != 1:
            return
        for leaf in (each for each in title.walk() if each.kind == "text"):
            match = RANGE.search(leaf.text)
            if match and (int(match[1]), int(match[3])) == document.promised:
                yield _edit(document, leaf.source(*match.span(1)), held[0].new)
                yield _edit(document, leaf.source(*match.span(3)), held[-1].new)
                return


def _first_inlines(item: Node) -> Sequence[Node]:
    """The inlines of a list item's first paragraph."""
    first = next(iter(item.children), None)
    return first.children if first and first.kind == "paragraph" else ()


def _edit(document: Document, span: Span, number: int) -> Edit:
    """A number in the place of another, with as many zeros in front."""
    written = document.source.slice(span)
    digits = written.rstrip("abcdefghijklmnopqrstuvwxyz")
    return Edit(span, str(number).zfill(len(digits) if digits.startswith("0") else 0))


def _labels(document: Document, made: dict[Span, Edit]) -> Iterator[Edit]:
    """What keeps `[Q5]` and `[Q5][]` leading where they led: the label, written out."""
    if not made:
        return
    for node in document.tree.walk():
        if node.kind not in ("link", "image") or "label" not in node.attributes:
            continue
        start, end = node.span
        text = document.source.text[start:end]
        label = node.attributes["label"]
        if not any(start <= each.start and each.end <= end for each in made):
            continue
        if text.endswith("[]"):
            yield Edit(Span(end - 1, end - 1), label)
        elif node.children and node.children[-1].span.end == end - 1:
            yield Edit(Span(end, end), f"[{label}]")
