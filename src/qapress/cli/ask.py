"""The questions of `qapress fix --ask`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from qapress.cli.streams import say
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.cli.session import Session
    from qapress.pipeline.ask import Doubt
    from qapress.settings import Settings

PLACES = 3
"""Places that are named in a question."""


def ask(session: Session, paths: Sequence[str], settings: Settings, *, force_exclude: bool) -> int:
    """Ask for each damage what it was, mend it everywhere, and give the number of files left alone.

    Raises:
        UsageError: the answers are to come from where the text comes from.
    """
    from qapress.pipeline.ask import answer, doubts
    from qapress.report.parts.closing import counted

    if "-" in paths:
        raise UsageError("--ask reads answers from standard input and cannot read the text there too")
    found = doubts(paths, settings, force_exclude=force_exclude)
    done = answer(_choices(found), settings)
    if found:
        session.tell(f"chosen for {counted(done.places, 'place')} in {counted(done.files, 'file')}")
    for path in done.stale:
        say(f"error: {path}: changed meanwhile, left alone; run fix again")
    return len(done.stale)


def _choices(found: Sequence[Doubt]) -> Iterator[tuple[Doubt, str]]:
    """What the person chose for each doubt; an empty line leaves one, the end of the input all the rest."""
    from qapress.report.parts.places import one_line

    for number, doubt in enumerate(found, 1):
        say(f"{number} of {len(found)}: '{one_line(doubt.text)}' in {_listed(doubt)}")
        for index, each in enumerate(doubt.candidates, 1):
            say(f"  {index}  {one_line(each)}")
        line = _answer(len(doubt.candidates))
        if line is None:
            return
        if line:
            yield doubt, doubt.candidates[line - 1]


def _answer(count: int) -> int | None:
    """A number up to `count`, 0 for none of them, None at the end of the input."""
    while True:
        say(f"which one, 1 to {count}? (empty: leave it)")
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            return None
        word = line.strip()
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
