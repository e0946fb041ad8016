"""A text through qapress as a user has it, and through a grammar engine alone."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, Protocol

import qapress
from qapress.diagnostic import Status
from qapress.grammar.choose import chosen, variant
from qapress.grammar.tiers import SPELLER, tier
from qapress.prose.text import running_text
from qapress.settings import GrammarSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Diagnostic
    from qapress.grammar.engine import Engine, Match
    from qapress.prose.text import Passage
    from qapress.settings.values import Engine as EngineName

ENGINES: tuple[EngineName, ...] = ("embedded", "languagetool")
SELECT = ("language", "heading-spacing", "invisible-character", "byte-order-mark")
"""The rules that read prose."""
OWN, PREVIEW = "own", "preview"
"""What stands for the tier of a finding of our own rules, stable or not."""
BETWEEN = "\n\n"
AROUND = 90
"""Characters shown on each side of a place."""


class Found(NamedTuple):
    """A finding at one place of a file, in code points; `tier` is own, preview, grammar, spelling or style.

    `rule` is the rule's name, for an engine's finding the engine's name of it.
    """

    path: str
    start: int
    end: int
    rule: str
    tier: str
    message: str = ""


@contextmanager
def alone() -> Iterator[None]:
    """No answer of an earlier run is taken, and each server ends with the run that started it."""
    before = dict(os.environ)
    with TemporaryDirectory() as cache:
        os.environ |= {"CI": "1", "QAPRESS_CACHE_DIR": cache}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def texts(folder: Path) -> dict[str, str]:
    """The Markdown files of a folder by their paths in it."""
    paths = sorted(folder.rglob("*.md"))
    return {each.relative_to(folder).as_posix(): each.read_text("utf-8") for each in paths}


def shown(files: dict[str, str], engine: EngineName) -> list[Found]:
    """What a check reports of files that are one collection, rules in preview included."""
    with TemporaryDirectory() as temporary:
        root = Path(temporary)
        for path, text in {**files, "qapress.toml": ""}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        report = qapress.check(root, select=SELECT, preview=True, grammar={"engine": engine})
    state = report.checks["grammar"]
    if engine != "off" and state.state != "done":
        raise SystemExit(f"{engine}: {state.reason}")
    return [_found(place) for each in report.shown() for place in (each, *each.more)]


def _found(each: Diagnostic) -> Found:
    finding = each.finding
    if finding.origin is not None:
        rule = finding.origin.rule
        kind = "spelling" if SPELLER.match(rule) else "grammar"
    else:
        rule = each.info.name
        kind = PREVIEW if each.info.status is Status.PREVIEW else OWN
    return Found(each.path, *finding.span, rule, kind, finding.message)


@contextmanager
def opened(name: EngineName) -> Iterator[Engine]:
    """An engine, ready to answer; a server is its own."""
    with chosen(GrammarSettings(engine=name), own=True) as engines:
        yield engines.open(variant("en"))


def raw(files: dict[str, str], name: EngineName) -> list[Found]:
    """Every match of an engine in files, nothing of it left out."""
    with opened(name) as engine:
        return [
            Found(path, *passage.span(match.start, match.end), match.rule, tier(match), match.message)
            for path, text in files.items()
            for passage, match in matches(engine, text)
        ]


def matches(engine: Engine, text: str) -> Iterator[tuple[Passage, Match]]:
    """The matches of an engine in a Markdown text, each counted in its passage; the text goes in one piece.

    A match that reaches over two passages is none of either.
    """
    document = qapress.parse(text)
    passages = tuple(running_text(document.tree, document.source.well_formed))
    starts = list(accumulate((len(each.text) + len(BETWEEN) for each in passages), initial=0))
    for match in engine.check(BETWEEN.join(each.text for each in passages)):
        index = bisect_right(starts, match.start) - 1
        start, end = match.start - starts[index], match.end - starts[index]
        if 0 <= start < end <= len(passages[index].text):
            yield passages[index], replace(match, start=start, end=end)


def words(text: str) -> int:
    """How many words of the writer's own a Markdown text has: no code, formula or address."""
    document = qapress.parse(text)
    passages = running_text(document.tree, document.source.well_formed)
    return sum(
        any(each.literal[word.start() : word.end()])
        for each in passages
        for word in re.finditer(r"\w+(?:[-'’]\w+)*", each.text)
    )


class Ranged(Protocol):
    """What has a range in a file."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character behind its last."""


def place(files: dict[str, str], what: Ranged) -> str:
    """Path and line."""
    return f"{what.path}:{files[what.path].count(chr(10), 0, what.start) + 1}"


def marked(files: dict[str, str], what: Ranged, around: int = AROUND) -> str:
    """A range between « and », with what stands around it in its line."""
    text = files[what.path]
    first = max(text.rfind("\n", 0, what.start) + 1, what.start - around)
    behind = text[what.end : what.end + around].partition("\n")[0]
    return f"{text[first : what.start]}«{text[what.start : what.end]}»{behind}"
