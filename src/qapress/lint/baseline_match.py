"""Findings held against a baseline: what is new, what is known, and which of its lines nothing answers to.

A finding is known by its identity (rule, question or path, text, ordinal). Where a question has got another
id or a file another name, nothing has the old one any more, and no line has the new one; then rule and text
decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from qapress.diagnostic import Diagnostic
    from qapress.lint.baseline import Line


class Present(NamedTuple):
    """What there is now: the files that were read, the path of each question in them by its id, all files."""

    read: Container[str]
    questions: Mapping[str, str]
    names: Container[str]

    def is_gone(self, path: str) -> bool:
        """Whether no file of that name is there any more."""
        return path not in self.read and path not in self.names

    def is_lost(self, line: Line) -> bool:
        """Whether a line's question, or its file where it has none, is not where it was."""
        if not line.question:
            return self.is_gone(line.path)
        unread = line.path not in self.read and line.path in self.names
        return line.question not in self.questions and not unread


class Compared(NamedTuple):
    """Each known finding with its line, those that are new, and the lines that are left over, in order.

    Of several lines for one finding, as after a merge, none is left over.
    """

    known: tuple[tuple[Line, Diagnostic], ...]
    new: tuple[Diagnostic, ...]
    left: tuple[Line, ...]


class _Match:
    """Lines and findings that wait for each other."""

    def __init__(self, lines: Iterable[Line], found: Iterable[Diagnostic]) -> None:
        self.lines = dict.fromkeys(lines)
        self.found = {each.identity: each for each in found}
        self.known: list[tuple[Line, Diagnostic]] = []

    def pair(self, of_line: Callable[[Line], Any], of_finding: Callable[[Diagnostic], Any]) -> None:
        """Put together what has the same key, in order; what has None waits on."""
        waiting: dict[Any, list[Diagnostic]] = {}
        for each in reversed(self.found.values()):
            waiting.setdefault(of_finding(each), []).append(each)
        for line in list(self.lines):
            key = of_line(line)
            if key is not None and waiting.get(key):
                each = waiting[key].pop()
                self.known.append((line, each))
                del self.lines[line], self.found[each.identity]


def compared(lines: Iterable[Line], found: Iterable[Diagnostic], present: Present) -> Compared:
    """Match the lines of a baseline with findings, the surest first."""
    every = sorted(lines)
    match = _Match(every, found)
    match.pair(lambda line: line.identity, lambda each: each.identity)
    renamed = _renamed(every, present.questions)
    places = {line.question or line.path for line in every} - set(renamed.values())

    def lost(line: Line, *path: str) -> Any:
        """What a line is looked for by whose question or file is no longer there, or has another name."""
        is_lost = present.is_lost(line) or (not line.question and line.path in renamed)
        return (*path, line.code, line.text) if is_lost else None

    def fresh(each: Diagnostic, *path: str) -> Any:
        """What a finding is looked for by in a question or file that no line knows, or has another name."""
        return None if each.identity.where in places else (*path, each.identity.code, each.identity.text)

    match.pair(
        lambda line: lost(line, renamed.get(line.path, line.path)), lambda each: fresh(each, each.path)
    )
    match.pair(lost, fresh)
    known = {line.identity for line, _ in match.known}
    left = tuple(line for line in match.lines if line.identity not in known)
    return Compared(tuple(match.known), tuple(match.found.values()), left)


def _renamed(lines: Iterable[Line], questions: Mapping[str, str]) -> dict[str, str]:
    """The files that most of their questions have left for another, with that one."""
    now = defaultdict[str, Counter[str]](Counter)
    for path, question in dict.fromkeys((line.path, line.question) for line in lines):
        if question in questions:
            now[path][questions[question]] += 1
    most = {path: counts.most_common(1)[0][0] for path, counts in now.items()}
    return {path: there for path, there in most.items() if there != path}
