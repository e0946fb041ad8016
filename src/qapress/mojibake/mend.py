"""Garbled text back to what it was: the account of what was undone, and the text with the edits."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.mojibake import prefilter
from qapress.mojibake.guards import QUOTES, STEMS, about_garbling
from qapress.mojibake.result import Damage, Damages, Repair
from qapress.mojibake.runs import Runs
from qapress.mojibake.undo import undo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.mojibake.peel import Piece
    from qapress.mojibake.runs import Run

LOST = "\ufffd"


class Kind:
    """What becomes of a damage: the place in `Repair` of the damages of its kind."""

    EDIT, AMBIGUOUS, LOST, PROTECTED = range(4)


class Verdict(NamedTuple):
    """What becomes of a part of a run; the damage's span counts from where the run begins."""

    kind: int
    damage: Damage


def mend(text: str, protect: Sequence[Span] = ()) -> Repair:
    """Undo every damage whose origin is the only possible one; name the others.

    `protect` holds spans (code, addresses), sorted, that are reported and never edited. The number of lines
    never changes, and clean text costs one search. Repairing again changes nothing, unless several
    layers left a place in doubt that the repaired rest settles.
    """
    if not prefilter.suspicious(text):
        return Repair(text)
    runs = Runs(text, protect)
    undo(runs)
    return _Account(runs).repair()


class _Account:
    """What becomes of all runs. Most are plain: edited alike wherever they stand."""

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self._last = -1, ("", "")
        lowered = runs.text.lower()
        self.named, self.talks = "mojibake" in lowered, any(each in lowered for each in STEMS)
        self.clean = "\n".join(run.original.text for run in runs.different if not run.options[0][1])
        verdicts = {run: list(_verdicts(run)) for run in runs.different}
        known = {seen: run for seen, run in runs.shared.items() if verdicts[run]}
        self.plain = {
            seen: verdicts[run][0].damage
            for seen, run in known.items()
            if self._plain(run.original, verdicts[run])
        }
        self.texts = {seen: _edited(known[seen].original.text, damage) for seen, damage in self.plain.items()}
        owned = frozenset(runs.owned)
        self.special = {number: list(_verdicts(runs[number])) for number in owned}
        if len(known) > len(self.plain):
            rest = {seen: verdicts[run] for seen, run in known.items() if seen not in self.plain}
            numbers = (n for n, each in enumerate(runs.seen) if each in rest and n not in owned)
            self.special |= {n: rest[runs.seen[n]] for n in numbers}

    def _plain(self, run: Piece, verdicts: Sequence[Verdict]) -> bool:
        """Whether a run is one edit, in whatever line it stands."""
        (kind, damage), *more = verdicts
        if more or kind != Kind.EDIT or self.named:
            return False
        start, end = damage.span
        beside = (run.text[:start] or run.before)[-1:] + (run.text[end:] or run.after)[:1]
        if any(map(str.isalnum, beside)):
            return True  # an example is set apart
        origin = damage.origins[0]
        return not (self.talks or "`" in beside or origin in QUOTES or origin in self.clean)

    def repair(self) -> Repair:
        """The text with the edits, and the damages, which are worked out when they are asked for."""
        runs = self.runs
        texts = list(map(self.texts.get, runs.seen, runs.texts))
        for number, verdicts in self.special.items():
            texts[number] = runs.texts[number]
            for kind, damage in verdicts:
                if kind == Kind.EDIT and self._becomes(number, kind, damage) == Kind.EDIT:
                    texts[number] = _edited(runs.texts[number], damage)
        return Repair(runs.joined(texts), *(Damages(partial(self._of_kind, kind)) for kind in range(4)))

    def _becomes(self, number: int, kind: int, damage: Damage) -> int:
        """The kind of a damage where it stands."""
        protected = number in self.runs.protected or self._example(number, damage)
        return Kind.PROTECTED if protected else kind

    def _of_kind(self, kind: int) -> list[tuple[int, Damage]]:
        """The damages of a kind, in order."""
        return self._found[kind]

    @cached_property
    def _found(self) -> tuple[list[tuple[int, Damage]], ...]:
        """All damages by kind, with the offsets of their runs."""
        found: tuple[list[tuple[int, Damage]], ...] = ([], [], [], [])
        offsets, plain, special = self.runs.offsets, self.plain, self.special
        for number, seen in enumerate(self.runs.seen):
            if number in special:
                for kind, damage in special[number]:
                    found[self._becomes(number, kind, damage)].append((offsets[number], damage))
            elif seen in plain:
                found[Kind.EDIT].append((offsets[number], plain[seen]))
        return found

    def _example(self, number: int, damage: Damage) -> bool:
        """Whether a damage is shown as an example in a line about garbled text."""
        text, at = self.runs.text, self.runs.offsets[number]
        first, last = at + damage.span.start, at + damage.span.end
        before, after = text[max(0, first - 1) : first].strip("\n"), text[last : last + 1].strip("\n")
        if not self.named and (before.isalnum() or after.isalnum()):
            return False  # an example is set apart
        said, clean = self._line(self.runs.line(number), at)
        origin = damage.origins[0] if damage.origins else LOST
        return about_garbling(said, clean, damage.original, origin=origin, before=before, after=after)

    def _line(self, ordinal: int, at: int) -> tuple[str, str]:
        """The line that goes through an offset, and the runs in it that nothing garbled."""
        if self._last[0] != ordinal:
            text = self.runs.text
            end = text.find("\n", at)
            said = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]
            clean = [run.original.text for run in self.runs.of_line(ordinal) if not run.options[0][1]]
            self._last = ordinal, (said, "".join(clean))
        return self._last[1]


def _verdicts(run: Run) -> Iterator[Verdict]:
    """Decide what becomes of a run."""
    original, layers = run.original.text, run.options[0][1]
    possible = [text for text, _ in run.options] + ([original] if run.doubtful else [])
    origins = tuple(dict.fromkeys(text for text in possible if LOST not in text))
    if not layers and not run.refused:
        for mark in re.finditer(LOST + "+", original):
            yield Verdict(Kind.LOST, Damage(Span(*mark.span()), mark[0]))
    elif run.refused or not origins or (run.doubtful and len(origins) == 1):
        yield Verdict(Kind.LOST, _trimmed(Damage(Span(0, len(original)), original, (), layers)))
    else:
        kind = Kind.AMBIGUOUS if len(origins) > 1 else Kind.EDIT
        yield Verdict(kind, _trimmed(Damage(Span(0, len(original)), original, origins, layers)))


def _trimmed(damage: Damage) -> Damage:
    """The damage without the ASCII characters at its ends that are no part of it."""
    texts = (damage.original, *damage.origins)
    head = _common(texts)
    tail = _common([each[head:][::-1] for each in texts])
    original, *origins = (each[head : len(each) - tail] for each in texts)
    span = Span(damage.span.start + head, damage.span.end - tail)
    return Damage(span, original, tuple(origins), damage.layers)


def _common(texts: Sequence[str]) -> int:
    """How many ASCII characters all of these begin with."""
    count = 0
    for column in zip(*texts, strict=False):
        if len(set(column)) > 1 or not column[0].isascii():
            break
        count += 1
    return count


def _edited(text: str, damage: Damage) -> str:
    """A run with an edit."""
    return text[: damage.span.start] + damage.origins[0] + text[damage.span.end :]
