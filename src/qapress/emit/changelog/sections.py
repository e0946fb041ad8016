"""Changes in the order in which people ask for them, many of a kind in one line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.model.changes import Change, Changes, Version

MOST_RUNS = 8
"""Runs of new numbers that a folder shows; more say that its questions are in a new order."""

LONGEST = 9
"""Digits of a number that is counted with."""


class Item(NamedTuple):
    """A question, with what there is to say of it; `lost` is an old id by which nobody finds it any more."""

    question: Version
    note: str = ""
    lost: str = ""
    gone: bool = False


class Section(NamedTuple):
    """What changed in one way: questions one by one, or lines that each tell of many."""

    title: str
    items: tuple[Item, ...] = ()
    lines: tuple[str, ...] = ()


def sections(changes: Changes) -> tuple[Section, ...]:
    """The sections in which there is something to say."""
    reworded = changes.of("reworded")
    ids = [each for each in changes.of("id") if each not in reworded]
    every = (
        Section("Added", tuple(Item(each.shown) for each in changes.of("added"))),
        Section("Removed", tuple(Item(each.shown, gone=True) for each in changes.of("removed"))),
        Section("Reworded", tuple(_reworded(each) for each in reworded)),
        Section("Answer changed", tuple(Item(each.shown, _words(each)) for each in changes.of("answer"))),
        Section("New id", tuple(Item(each.shown, _former(each), _lost(each)) for each in ids)),
        Section("Renumbered", lines=tuple(_renumbered(changes.of("renumbered")))),
        Section("Moved", lines=tuple(_moved(changes.of("moved")))),
        Section("Only formatting, links or images", lines=tuple(_counted(changes.of("markup")))),
    )
    return tuple(each for each in every if each.items or each.lines)


def _reworded(change: Change) -> Item:
    former = change.before.title if change.before else ""
    note = f"was: {former}" if former != change.shown.title else "the text below the title"
    return Item(change.shown, note, _lost(change))


def _former(change: Change) -> str:
    return f"was: {change.before.id}" if change.before else ""


def _lost(change: Change) -> str:
    before, after = change.before, change.after
    return before.id if before and after and before.id not in (after.id, *after.aliases) else ""


def _words(change: Change) -> str:
    added, removed = change.words
    told = [f"{number} {what}" for number, what in ((added, "added"), (removed, "removed")) if number]
    if not told:
        return "no word added or removed"
    return f"words: {', '.join(told)}"


def _renumbered(changes: Sequence[Change]) -> Iterator[str]:
    """A line for questions of a folder in a row whose numbers all grew by as much."""
    for folder, group in _by_folder(changes):
        runs = [tuple(run) for _, run in groupby(group, key=_shift)]
        if len(runs) > MOST_RUNS:
            yield f"{folder}: {_questions(len(group))} in a new order"
            continue
        for run in runs:
            before, after = _labels([each.before for each in run]), _labels([each.after for each in run])
            yield f"{folder}: {_questions(len(run))}, {before} → {after}"


def _moved(changes: Sequence[Change]) -> Iterator[str]:
    """A line for questions that went from one folder to another, or to other files of their own."""
    moves: dict[tuple[str, str], list[Change]] = {}
    for each in changes:
        if each.before and each.after:
            moves.setdefault((_folder(each.before), _folder(each.after)), []).append(each)
    for (start, end), group in moves.items():
        if start == end:
            yield f"{end}: {_questions(len(group))} in other files of the folder"
        else:
            yield f"{start} → {end}: {_questions(len(group))}, now {_labels([x.after for x in group])}"


def _counted(changes: Sequence[Change]) -> Iterator[str]:
    for folder, group in _by_folder(changes):
        yield f"{folder}: {_questions(len(group))}, {_labels([each.after for each in group])}"


def _by_folder(changes: Sequence[Change]) -> Iterator[tuple[str, list[Change]]]:
    folders: dict[str, list[Change]] = {}
    for each in changes:
        folders.setdefault(_folder(each.shown), []).append(each)
    yield from folders.items()


def _shift(change: Change) -> int | tuple[str | None, str | None]:
    """By how much a number grew; numbers that are none, as `17a`, stand alone."""
    old, new = _whole(change.before), _whole(change.after)
    if old is None or new is None:
        return change.before and change.before.number, change.after and change.after.number
    return new - old


def _whole(question: Version | None) -> int | None:
    number = (question.number if question else None) or ""
    return int(number) if number.isdecimal() and len(number) <= LONGEST else None


def _labels(questions: Sequence[Version | None]) -> str:
    """`Q2–Q101, Q104`: the labels of questions, those of numbers that follow each other as a range."""
    runs: list[list[Version]] = []
    for each in filter(None, questions):
        if runs and _follows(runs[-1][-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    told = [_label(run[0]) if len(run) == 1 else f"{_label(run[0])}–{_label(run[-1])}" for run in runs]
    return ", ".join(told[:MOST_RUNS]) + (", …" if len(told) > MOST_RUNS else "")


def _follows(one: Version, other: Version) -> bool:
    first, second = _whole(one), _whole(other)
    return first is not None and second == first + 1


def _label(question: Version) -> str:
    return question.label or "no number"


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _folder(question: Version) -> str:
    return question.path.rpartition("/")[0] or "."
