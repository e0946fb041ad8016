"""Labelled prose: which of its faults are found, and which findings are true.

Each half of `tests/corpus/prose` has hubs, whose faults and near-misses are listed in `labels.tsv`. A finding
is true when it overlaps the text of a row that is `wrong`, else it is false: the text has no other fault.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grammar_run import OWN, PREVIEW, Found, raw, shown, texts, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qapress.settings.values import Engine

CORPUS = Path(__file__).parents[1] / "corpus" / "prose"
TUNING, HELD_OUT = "tuning", "held-out"
LABELS = "labels.tsv"
ENGINE_KINDS = ("engine", "spelling")
"""Kinds that engines are expected to find; all others are those of our own rules."""
OUR_TIERS = (OWN, PREVIEW)
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|$")


class Label(NamedTuple):
    """A row of the list: a fault with its correction, or a place that is right though it may tempt."""

    path: str
    start: int
    end: int
    wrong: bool
    kind: str
    text: str
    correction: str

    def meets(self, found: Found) -> bool:
        """Whether a finding overlaps it; an empty range also does so at its ends."""
        if found.path != self.path:
            return False
        if found.start == found.end:
            return self.start <= found.start <= self.end
        return found.start < self.end and self.start < found.end


class Judged(NamedTuple):
    """A finding with the rows that it overlaps."""

    found: Found
    labels: tuple[Label, ...]

    @property
    def true(self) -> bool:
        """Whether there is a fault."""
        return any(each.wrong for each in self.labels)


class Half(NamedTuple):
    """One half of the prose: its files by path, the first part of which is the hub, and its rows."""

    files: dict[str, str]
    labels: tuple[Label, ...]

    def hubs(self) -> dict[str, dict[str, str]]:
        """The files of each hub, by their paths in the half."""
        found: dict[str, dict[str, str]] = {}
        for path, text in self.files.items():
            found.setdefault(path.partition("/")[0], {})[path] = text
        return found

    def words(self) -> int:
        """Words of prose."""
        return sum(map(words, self.files.values()))

    def judged(self, found: Iterable[Found]) -> list[Judged]:
        """Findings with the rows that they overlap."""
        return [Judged(each, tuple(row for row in self.labels if row.meets(each))) for each in found]


class Run(NamedTuple):
    """What was found by a check with an engine, or with `filtered` false by the engine alone."""

    engine: Engine
    filtered: bool
    judged: list[Judged]

    @property
    def name(self) -> str:
        """A short title."""
        return f"{self.engine}{'' if self.filtered else ', all'}"


def read(folder: Path) -> Half:
    """A half from its folder; a row whose text does not stand in its line once ends the program."""
    files = texts(folder)
    rows = [line.split("\t") for line in (folder / LABELS).read_text("utf-8").split("\n")[1:] if line]
    return Half(files, tuple(_label(files, *row) for row in rows))


def _label(files: dict[str, str], path: str, line: str, label: str, *rest: str) -> Label:
    """A row of the list; of a right one only the first words may be given."""
    kind, text, correction = (*rest, "")[:3]
    lines = files[path].split("\n")
    here = lines[int(line) - 1]
    if here.count(text) != 1 or label not in ("wrong", "right"):
        raise SystemExit(f"{LABELS}: {path}:{line} does not hold this text once: {text!r}")
    start, wrong = here.index(text), label == "wrong"
    end = start + len(text)
    if not wrong and (sentence := SENTENCE_END.search(here, end - 1)):
        end = sentence.end()
    before = sum(len(each) + 1 for each in lines[: int(line) - 1])
    return Label(path, before + start, before + end, wrong, kind, text, correction)


def runs(half: Half, engines: Sequence[Engine], *, unfiltered: bool = True) -> Iterator[Run]:
    """Each hub as a collection of its own through each engine, then the engines alone."""
    for engine in engines:
        yield Run(engine, True, half.judged(_shown(half, engine)))
    for engine in engines if unfiltered else ():
        yield Run(engine, False, half.judged(raw(half.files, engine)))


def _shown(half: Half, engine: Engine) -> Iterator[Found]:
    for files in half.hubs().values():
        yield from shown(files, engine)


def found_kinds(half: Half, run: Run, tiers: Sequence[str] = ()) -> Counter[str]:
    """How many faults of each kind a run found, by findings of some tiers or of any."""
    hit = {row for each in run.judged if not tiers or each.found.tier in tiers for row in each.labels}
    return Counter(row.kind for row in half.labels if row.wrong and row in hit)


def verdicts(run: Run, key: Callable[[Found], str]) -> dict[str, tuple[int, int, int]]:
    """True findings, false ones, and those among them at places listed as right; by a key."""
    counts: dict[str, list[int]] = {}
    for each in run.judged:
        count = counts.setdefault(key(each.found), [0, 0, 0])
        count[0] += each.true
        count[1] += not each.true
        count[2] += bool(each.labels) and not each.true
    return {name: (true, false, tempted) for name, (true, false, tempted) in counts.items()}
