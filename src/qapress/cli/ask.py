"""The questions of `qapress fix --ask`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from qapress.cli.streams import say
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.cli.session import Session
    from qapress.pipeline.ask import Answered, Doubt, Doubts
    from qapress.settings import Settings

PLACES = 3
"""Places that are named in a question."""


def ask(session: Session, paths: Sequence[str], settings: Settings, *, force_exclude: bool) -> Answered:
    """Ask for each damage what it was, and mend it everywhere.

    Raises:
        UsageError: the answers are to come from where the text comes from.
    """
    from qapress.pipeline.ask import answer, doubts
    from qapress.report.parts.closing import counted

    if "-" in paths:
        raise UsageError("--ask reads answers from standard input and cannot read the text there too")
    found = doubts(paths, settings, force_exclude=force_exclude)
    done = answer(_choices(found), settings)
    if found.found:
        session.tell(f"chosen for {counted(done.places, 'place')} in {counted(done.files, 'file')}")
    for path in done.stale:
        say(f"error: {path}: changed meanwhile, left alone; run fix again")
    return done


def _choices(doubts: Doubts) -> Iterator[tuple[Doubt, str]]:
    """What the person chose for each doubt; nothing leaves one, `q` or the end of input all the rest."""
    for index, doubt in enumerate(doubts.found):
        _show(doubts, index)
        choice = _answer(len(doubt.candidates))
        if choice is None:
            return
        if choice:
            yield doubt, doubt.candidates[choice - 1]


def _show(doubts: Doubts, index: int) -> None:
    """Print a doubt with the line of its first place, and its candidates with their numbers."""
    from qapress.report.parts.excerpt import excerpt
    from qapress.report.parts.places import one_line, quoted

    doubt = doubts.found[index]
    path, span = doubt.places[0]
    line, shown, carets = excerpt(doubts.source(path), span)
    say(f"{index + 1} of {len(doubts.found)}: '{one_line(doubt.text)}' in {_listed(doubt)}")
    say(f"  {line} | {shown}\n  {' ' * len(str(line))} | {carets}")
    if doubt.hint:
        say(f"  {one_line(doubt.hint)}")
    for number, each in enumerate(doubt.candidates, 1):
        say(f"  [{number}] {quoted(each) if each.isspace() or not each else one_line(each)}")


def _answer(count: int) -> int | None:
    """A number up to `count`, 0 for none of them, None for `q` and at the end of the input."""
    numbers = f"1 to {count}" if count > 1 else "1"
    while True:
        say(f"which one, {numbers}? (empty: leave it, q: leave all the rest)")
        line = sys.stdin.buffer.readline() if sys.stdin is not None else b""
        word = line.decode("utf-8", "replace").strip()
        if not line or word.lower() in ("q", "quit"):
            return None
        if not word:
            return 0
        if word.isdecimal() and 1 <= int(word) <= count:
            return int(word)


def _listed(doubt: Doubt) -> str:
    """The files of a doubt, a few of them by name."""
    paths = list(dict.fromkeys(place.path for place in doubt.places))
    more = f" and {len(paths) - PLACES} more files" if len(paths) > PLACES else ""
    times = f" ({len(doubt.places)} times)" if len(doubt.places) > 1 else ""
    return ", ".join(paths[:PLACES]) + more + times
