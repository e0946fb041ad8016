"""What became of each question between two versions of a collection."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qapress.facts.matching import matched
from qapress.model.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qapress.model.changes import Kind, Version

    Labels = Mapping[str, Mapping[str, str]]

_NAME = re.compile(r"(\w*\d\w*)")
"""What may be a question's label."""
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
"""What counts as a word: a character of a script without blanks, or what stands between blanks."""


def compare(old: Sequence[Version], new: Sequence[Version]) -> tuple[Change, ...]:
    """What differs, in the order of `new`, then what is gone in that of `old`.

    A text that only names other questions by their new numbers (`see Q4` for `see Q3`) has not changed, nor
    has one with other blanks outside its code.
    """
    found = matched(old, new)
    labels = _new_labels((old[before], new[at]) for at, before in found.items())
    changes = []
    for at, after in enumerate(new):
        change = _change(old[found[at]], after, labels) if at in found else Change(None, after, ("added",))
        if change.kinds:
            changes.append(change)
    kept = set(found.values())
    gone = (each for at, each in enumerate(old) if at not in kept)
    return (*changes, *(Change(each, None, ("removed",)) for each in gone))


def _new_labels(kept: Iterator[tuple[Version, Version]]) -> Labels:
    """The new label of each old one, by folder; in lower case too, as anchors have them.

    A bare number is none that a text could be searched for.
    """
    labels: dict[str, dict[str, str]] = {}
    for before, after in kept:
        if before.label != after.label and after.label and not before.label.isdecimal():
            own = labels.setdefault(_folder(before), {})
            own[before.label] = after.label
            own.setdefault(before.label.lower(), after.label.lower())
    return labels


def _change(before: Version, after: Version, labels: Labels) -> Change:
    """What differs between two versions of a question."""
    known = labels.get(_folder(before), {})
    reworded = not _is_same(before.asked, after.asked, known)
    edited = before.code != after.code or not _is_same(before.answer, after.answer, known)
    differs: dict[Kind, bool] = {
        "reworded": reworded,
        "id": before.id != after.id,
        "answer": edited,
        "markup": not (reworded or edited or _is_same(before.markup, after.markup, known)),
        "renumbered": before.number != after.number,
        "moved": before.path != after.path,
    }
    kinds = tuple(kind for kind, is_so in differs.items() if is_so)
    return Change(before, after, kinds, _words(before.answer, after.answer, known) if edited else (0, 0))


def _is_same(old: str, new: str, known: Mapping[str, str]) -> bool:
    """Whether two texts are equal but for labels of questions that have new ones."""
    if old == new or not known:
        return old == new
    one, other = _NAME.split(old), _NAME.split(new)
    return len(one) == len(other) and all(
        now in (then, known.get(then)) for then, now in zip(one, other, strict=True)
    )


def _words(old: str, new: str, known: Mapping[str, str]) -> tuple[int, int]:
    """How many words a text gained and lost, wherever they stand."""
    before, after = (Counter(_WORD.findall(each)) for each in (old, new))
    gained, lost = after - before, before - after
    for word in list(lost) if known else ():
        renamed = _NAME.sub(lambda name: known.get(name[0], name[0]), word)
        if renamed != word:
            both = min(lost[word], gained[renamed])
            lost[word] -= both
            gained[renamed] -= both
    return gained.total(), lost.total()


def _folder(each: Version) -> str:
    return each.path.rpartition("/")[0]
