"""A `Report` to text: one decorated function a file, found by its name.

In: a `Report`, a way to read sources, options. Out: text, piece by piece. Imports `source`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qapress.diagnostic import Report
    from qapress.source.text import Source

    Sources = Callable[[str], Source]
    Write = Callable[["Report", Sources, "ReportOptions"], Iterator[str]]


class ReportOptions(NamedTuple):
    """How a report is written.

    `max_per_rule` None lists everything. `show` holds `notes` and `suppressed` where these are listed too.
    `closing` ends a report for people with counts and advice. `prefix` stands before the paths where they
    are not relative to the root, as in annotations; `address` before that, where they are linked. `page`
    gives the Markdown page of a rule by its name.

    A page for reviewers has more: `remarks`, words of ours, each with a detail that may be anybody's;
    sections on what became of the `questions`; a `patch` that mends what can be mended; and how many findings
    are `unmarked`, without an annotation.
    """

    color: bool = False
    max_per_rule: int | None = None
    show: frozenset[str] = frozenset()
    statistics: bool = False
    version: str = ""
    closing: bool = True
    prefix: str = ""
    address: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    patch: str = ""
    unmarked: int = 0
    page: Callable[[str], str] = str


class Reporter(NamedTuple):
    """An output format; `for_people` says that notes are counted, not listed, and long lists are cut."""

    name: str
    write: Write
    for_people: bool


def reporter(name: str, *, for_people: bool = False) -> Callable[[Write], Reporter]:
    """Make an output format of a function; the module has the format's name."""
    return lambda write: Reporter(name, write, for_people)


def names() -> tuple[str, ...]:
    """The output formats, in the order of the alphabet."""
    return tuple(sorted(each.stem for each in Path(__file__).parent.glob("[!_]*.py")))


def load(name: str) -> Reporter:
    """Import one output format.

    Raises:
        ModuleNotFoundError: there is none of this name.
    """
    found: Reporter = getattr(import_module(f"qapress.report.{name}"), name)
    return found
