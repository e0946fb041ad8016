"""`baseline`: the findings that are accepted as they are, so that a check tells only what is new."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress import rules
from qapress.diagnostic import Diagnostic, Identity
from qapress.errors import ReadError, WriteError, system_reason
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.lint.baseline import Baseline, Line, Stale, encoded, line_of, parse
from qapress.lint.baseline_match import Compared, Present, compared
from qapress.lint.run import run_value
from qapress.lint.suppress import Outcome
from qapress.pipeline import read
from qapress.pipeline.diagnose import ANYTHING, bare_context
from qapress.pipeline.known import Known
from qapress.settings.find import absolute
from qapress.source.decode import decode, read_file
from qapress.source.text import Source
from qapress.source.write import replace_if_unchanged, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qapress.diagnostic import RuleInfo
    from qapress.pipeline.check import Checked
    from qapress.pipeline.known import Filter, Seen
    from qapress.settings import Settings

NAME = "qapress-baseline.jsonl"
"""What a baseline is called where nobody says otherwise; it lies in the root."""

NEVER = ("fix-refused", "stale-baseline")
"""Rules that speak of what was just done, or of the baseline itself."""


class Loaded(NamedTuple):
    """A baseline as it was read, and the text that its spans count in."""

    baseline: Baseline
    source: Source


@dataclass(frozen=True)
class Updated:
    """A baseline before and after; `before` is None for a new one.

    `new` findings are accepted now, or would be if nothing but pruning was asked for; `gone` lines were taken
    out; `kept` lines speak of what this run did not look at. `checked` is the run, with what it told.
    """

    before: Source | None
    after: Source
    accepted: int
    new: tuple[Diagnostic, ...]
    gone: int
    kept: int
    checked: Checked

    @property
    def changed(self) -> bool:
        """Whether the file became another."""
        return self.before is None or self.before.encode() != self.after.encode()


def load(file: Path, root: Path) -> Loaded:
    """Read a baseline.

    Raises:
        ReadError: it is not there, is none, or has a broken line.
    """
    try:
        source = decode(shown(file, root), read_file(file))
    except FileNotFoundError as error:
        path = shown(file, root)
        raise ReadError(f"there is no baseline {path}; `qapress baseline` writes one") from error
    except OSError as error:
        raise ReadError(f"cannot read {shown(file, root)}: {system_reason(error)}") from error
    return Loaded(parse(source.path, source.text), source)


def shown(file: Path, root: Path) -> str:
    """The path of a baseline as reports have it: relative to the root, if it lies there."""
    path = Path(absolute(file))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def less(loaded: Loaded) -> Filter:
    """Leave out of a report what a baseline accepts, and tell which of its lines are no longer needed."""
    return partial(_known, loaded)


def _known(loaded: Loaded, seen: Seen) -> Known:
    judged = _Judged(seen, loaded.baseline)
    path, spans, left = loaded.source.path, loaded.baseline.spans, judged.compared.left
    gone = tuple(spans[line] for line in left if judged.is_gone(line))
    codes = {row["code"] for row in rules.index()}
    unknown = tuple(spans[line] for line in left if line.code not in codes)
    told = tuple(_told(seen, Stale(path, gone, unknown), loaded.source))
    identities = {each.identity for _, each in judged.compared.known}
    return Known(identities, told, {path: loaded.source})


def _told(seen: Seen, stale: Stale, source: Source) -> list[Diagnostic]:
    linter, told = seen.linter, []
    for info, finding in run_value(stale, linter.selection.rules, bare_context(linter)):
        if not linter.selection.hides(stale.path, info, finding):
            identity = Identity(info.code, stale.path, source.slice(finding.span))
            severity = linter.selection.severity(info, finding)
            told.append(Diagnostic(stale.path, info, severity, finding, identity))
    return told


@dataclass
class _Judged:
    """What one run says of a baseline, and of which of its lines it may say that they are gone."""

    seen: Seen
    baseline: Baseline
    rules: dict[str, tuple[RuleInfo, type]] = field(init=False)
    present: Present = field(init=False)
    compared: Compared = field(init=False)

    def __post_init__(self) -> None:
        seen = self.seen
        self.rules = {each.info.code: (each.info, each.scope) for each in seen.linter.selection.rules}
        paths = frozenset(each.facts.path for each in seen.results)
        questions = {name: path for (path, _), name in settle(seen.collection.files).items()}
        self.present = Present(paths, questions, seen.linter.names)
        open_ = (each for each in seen.found if each.suppressed is None and each.info.name not in NEVER)
        self.compared = compared(self.baseline.spans, open_, self.present)

    def is_gone(self, line: Line) -> bool:
        """Whether the run looked where the finding of a line was, with its rule, and met nothing."""
        info, scope = self.rules.get(line.code, (None, None))
        if info is None or self.seen.linter.selection.hides(line.path, info, ANYTHING):
            return False
        grammar = "grammar" not in self.seen.checks or self.seen.checks["grammar"].state == "done"
        if info.name == "grammar" and not grammar:
            return False
        if scope is Outcome and not (self._every_rule and (grammar or "grammar" not in line.text)):
            return False
        if scope in (Collection, Outcome):
            return self.everything and self.seen.collection.complete
        if self.present.is_lost(line):
            return self.everything
        return line.question in self.present.questions or line.path in self.present.read

    @property
    def _every_rule(self) -> bool:
        """Whether nothing was deselected; else a comment that suppresses it is not judged."""
        settings = self.seen.linter.settings
        return not (settings.select or settings.ignore)

    @cached_property
    def everything(self) -> bool:
        """Whether all files of the collection were read, whatever was named."""
        return all(path in self.present.read for path in read.files((), self.seen.linter.settings).files)


def update(
    run: Callable[[Sequence[Filter]], Checked],
    file: Path,
    settings: Settings,
    *,
    prune: bool = False,
    keep: bool = False,
) -> Updated:
    """Accept all that a run finds, or with `prune` nothing new; drop what is gone either way.

    `run` checks with the filters that it is given. What it did not look at stays as it is: other files, and
    rules that did not run. With `keep` nothing is written.

    Raises:
        ReadError: the file is no baseline, has a broken line, or is to be pruned and not there.
        WriteError: it cannot be written, or changed meanwhile.
    """
    before = load(file, settings.root) if prune or file.exists() else None
    old = before.baseline if before else Baseline(shown(file, settings.root), {})
    held: list[_Judged] = []

    def hold(seen: Seen) -> Known:
        held.append(_Judged(seen, old))
        return Known(())

    checked = run([hold])
    lines, gone, kept = _lines(held[0], prune=prune)
    newline = before.source.newline if before else "\n"
    after = Source(old.path, encoded(lines, newline))
    new = held[0].compared.new
    updated = Updated(before.source if before else None, after, len(lines), new, gone, kept, checked)
    if updated.changed and not keep:
        _write(file, updated, settings.root)
    return updated


def _lines(judged: _Judged, *, prune: bool) -> tuple[set[Line], int, int]:
    """The lines as they are to be, how many are gone, and of how many nothing is known.

    Where not all was read, ids may differ from those of the whole collection: a line that is there stays.
    """
    found = judged.compared
    present = {line_of(each) if judged.everything else line for line, each in found.known}
    accepted = set() if prune else {line_of(each) for each in found.new}
    kept = {line for line in found.left if not judged.is_gone(line)}
    return present | accepted | kept, len(found.left) - len(kept), len(kept)


def _write(file: Path, updated: Updated, root: Path) -> None:
    """Write the file; where it lies in the root, no link leads out of that."""
    data = updated.after.encode()
    bound = root if Path(absolute(file)).is_relative_to(root) else None
    if updated.before is None:
        write(file, data, root=bound)
    elif not replace_if_unchanged(file, updated.before.encode(), data, root=bound):
        raise WriteError(f"{updated.after.path} changed meanwhile and was left alone; run it again")
