"""`fix --ask`: what has several candidates is settled by a person, once for all places of the same damage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qapress.diagnostic import Edit, Place
from qapress.pipeline import read
from qapress.pipeline.check import check
from qapress.source.decode import decode
from qapress.source.write import replace_if_unchanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qapress.diagnostic import Diagnostic, RuleInfo
    from qapress.settings import Settings
    from qapress.source.text import Source


@dataclass(frozen=True)
class Doubt:
    """A text that stands for one of several others, with every place where it stands.

    `hint` is what speaks for the first candidates, at the first place.
    """

    info: RuleInfo
    text: str
    candidates: tuple[str, ...]
    places: tuple[Place, ...]
    hint: str = ""


@dataclass(frozen=True)
class Doubts:
    """All doubts in order of their first place, with the way to the sources that the places count in."""

    found: tuple[Doubt, ...]
    source: Callable[[str], Source]


@dataclass(frozen=True)
class Answered:
    """How many places were mended in how many files, and which files changed meanwhile."""

    places: int
    files: int
    stale: tuple[str, ...] = ()


def doubts(paths: Sequence[str], settings: Settings, *, force_exclude: bool = False) -> Doubts:
    """The findings with candidates, those of one rule with the same text and candidates together."""
    settings = replace(settings, grammar=replace(settings.grammar, engine="off"))
    checked = check(paths, settings, force_exclude=force_exclude)
    found: dict[tuple[RuleInfo, str, tuple[str, ...]], list[Diagnostic]] = {}
    asked = (each for each in checked.report.shown() if each.finding.candidates)
    for each in (one for group in asked for one in (group, *group.more)):
        text = checked.source(each.path).slice(each.finding.span)
        key = each.info, text, each.finding.candidates
        found.setdefault(key, []).append(each)
    made = (Doubt(*key, tuple(map(_place, alike)), alike[0].finding.hint) for key, alike in found.items())
    return Doubts(tuple(made), checked.source)


def _place(found: Diagnostic) -> Place:
    return Place(found.path, found.finding.span)


def answer(choices: Iterable[tuple[Doubt, str]], settings: Settings) -> Answered:
    """Put the chosen texts in their places; a file that no longer holds them there is left alone.

    Raises:
        WriteError: a file cannot be replaced.
    """
    edits: dict[str, dict[Edit, str]] = {}
    for doubt, chosen in choices:
        for path, span in doubt.places:
            edits.setdefault(path, {})[Edit(span, chosen)] = doubt.text
    done = {path: _put(path, wanted, settings) for path, wanted in edits.items()}
    stale = tuple(path for path, count in done.items() if not count)
    return Answered(sum(done.values()), len(done) - len(stale), stale)


def _put(path: str, wanted: dict[Edit, str], settings: Settings) -> int:
    """Make the edits of one file if the old texts still stand where they stood; how many were made."""
    try:
        data = read.content(settings.root, path)
    except OSError:
        return 0
    source = decode(path, data)
    if any(source.slice(edit.span) != text for edit, text in wanted.items()):
        return 0
    made: list[Edit] = []
    for edit in sorted(wanted):
        if not made or edit.span.start >= made[-1].span.end:
            made.append(edit)
    new = source.edited(made).encode()
    done = replace_if_unchanged(settings.root / path, data, new, root=settings.root)
    return len(made) if done else 0
