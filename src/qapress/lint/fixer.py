"""Fixes made on the original text, each step verified before it stands.

A round goes through the rules that have something to mend, in the order of their codes: a rule's fixes that
do not overlap are made at once, and what its page promises to keep is compared before and after. Fixes that
break the promise are made one by one, and those that still break it are refused. Rounds repeat until nothing
is left to do, a text recurs, or ten are done. A rule a step rather than all at once, so that each promise is
held against that rule's own edits and not against the weakest of all.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from qapress.diagnostic import Applicability, Keeps, Span
from qapress.facts.extract import extract
from qapress.lint.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qapress.diagnostic import Edit, Finding, Fix, RuleInfo
    from qapress.lint.rule import Rule
    from qapress.model.qa import Document, Entry
    from qapress.source.text import Source

Place = tuple[str, int]
ROUNDS = 10
LINKED = frozenset({"link", "image", "footnote_reference"})


class Applied(NamedTuple):
    """A fix that was made: its rule, and the line of the text as it was in that step."""

    info: RuleInfo
    title: str
    line: int


class Fixed(NamedTuple):
    """A source after all fixes that may and can be made."""

    source: Source
    applied: tuple[Applied, ...] = ()
    refused: tuple[Refused, ...] = ()


class Linter(NamedTuple):
    """What the fixer needs of the rest: text to document, and a document's unsuppressed findings."""

    parse: Callable[[Source], Document]
    findings: Callable[[Document, Sequence[Rule[Any]]], Iterable[tuple[RuleInfo, Finding]]]


@dataclass
class _Run:
    """One file on its way: the document as it stands now, and what was done to it."""

    document: Document
    linter: Linter
    level: Applicability
    only: frozenset[Place] | None = None
    applied: list[Applied] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    hopeless: dict[tuple[str, str, tuple[str, ...]], str] = field(default_factory=dict)

    def findings(self, rules: Sequence[Rule[Any]]) -> Iterator[tuple[RuleInfo, Finding]]:
        """What the rules find in the document, of that what may be mended."""
        for info, finding in self.linter.findings(self.document, rules):
            if self.only is None or (info.code, finding.span.start) in self.only:
                yield info, finding


def fix(
    document: Document,
    rules: Sequence[Rule[Any]],
    linter: Linter,
    level: Applicability,
    *,
    only: frozenset[Place] | None = None,
) -> Fixed:
    """Make all fixes at or above `level` that the rules offer for a document and that keep their promise.

    With `only` the fixes of these findings: each the code of its rule, and where it begins.
    """
    mending = [rule for rule in rules if rule.info.fixable is not None and rule.info.fixable >= level]
    run = _Run(document, linter, level, only)
    seen = {document.source.encode(): 0}
    for _ in range(ROUNDS):
        if not _round(run, mending):
            break
        since = seen.setdefault(run.document.source.encode(), len(run.applied))
        if since < len(run.applied):
            names = dict.fromkeys(each.info.name for each in run.applied[since:])
            run.refused += [Refused(name, Span(0, 0), "another rule undoes it") for name in names]
            del run.applied[since:]
            break
    return Fixed(run.document.source, tuple(run.applied), (*run.refused, *_refused(run, mending)))


def _refused(run: _Run, rules: Sequence[Rule[Any]]) -> Iterator[Refused]:
    """The fixes that were refused, where they stand in the text as it is now."""
    if not run.hopeless:
        return
    for info, finding in run.findings(rules):
        if finding.fix is not None and finding.fix.applicability >= run.level:
            why = run.hopeless.get(_identity(run, info, finding.fix))
            if why:
                yield Refused(info.name, finding.span, why)


def _round(run: _Run, rules: Sequence[Rule[Any]]) -> bool:
    """Let each rule mend once; whether any did."""
    names = {info.name for info, finding in run.findings(rules) if finding.fix}
    mended = [_mend(run, rule) for rule in rules if rule.info.name in names]
    return any(mended)


def _mend(run: _Run, rule: Rule[Any]) -> bool:
    """Make one rule's fixes in the document; whether any was made."""
    fixes = _possible(run, rule)
    if not fixes:
        return False
    after = _apply(run, fixes)
    if broken_promise(rule.info.keeps, run.document, after, [edit for each in fixes for edit in each.edits]):
        fixes = [each for each in fixes if _is_harmless(run, rule.info, each)]
        after = _apply(run, fixes)
    source = run.document.source
    run.applied += [Applied(rule.info, each.title, source.line(each.edits[0].span.start)) for each in fixes]
    run.document = after
    if run.only is not None:
        run.only = _moved(run.only, [edit for each in fixes for edit in each.edits])
    return bool(fixes)


def _moved(places: frozenset[Place], edits: Sequence[Edit]) -> frozenset[Place]:
    """Where findings begin once edits, in order, are made; not those that begin in what is replaced."""
    ends = [each.span.end for each in edits]
    shifts = [0, *accumulate(len(each.text) - (each.span.end - each.span.start) for each in edits)]
    passed = ((code, start, bisect_right(ends, start)) for code, start in places)
    return frozenset(
        (code, start + shifts[at])
        for code, start, at in passed
        if at == len(edits) or start <= edits[at].span.start
    )


def _possible(run: _Run, rule: Rule[Any]) -> list[Fix]:
    """The rule's fixes at the level, in order, without those that overlap an earlier one."""
    fixes = [finding.fix for _, finding in run.findings([rule]) if finding.fix is not None]
    taken: list[Fix] = []
    end = -1
    for each in sorted(fixes, key=lambda each: (each.edits[0].span, each.edits[-1].span)):
        if (
            each.applicability >= run.level
            and each.edits[0].span.start >= end
            and not _known(run, rule.info, each)
        ):
            taken.append(each)
            end = max(each.edits[-1].span.end, each.edits[0].span.start + 1)
    return taken


def _apply(run: _Run, fixes: Sequence[Fix]) -> Document:
    if not fixes:
        return run.document
    edits = [edit for each in fixes for edit in each.edits]
    encoding = next((each.encoding for each in fixes if each.encoding), None)
    return run.linter.parse(run.document.source.edited(edits, encoding))


def _is_harmless(run: _Run, info: RuleInfo, fix: Fix) -> bool:
    """Whether a fix alone keeps its rule's promise; if not, it is refused for good."""
    why = broken_promise(info.keeps, run.document, _apply(run, [fix]), fix.edits)
    if why:
        run.hopeless[_identity(run, info, fix)] = why
    return not why


def _known(run: _Run, info: RuleInfo, fix: Fix) -> bool:
    return bool(run.hopeless) and _identity(run, info, fix) in run.hopeless


def _identity(run: _Run, info: RuleInfo, fix: Fix) -> tuple[str, str, tuple[str, ...]]:
    """A fix as it can be known again when its place has moved."""
    source, first, last = run.document.source, fix.edits[0].span, fix.edits[-1].span
    around = source.text[max(0, first.start - 20) : last.end + 20]
    return info.name, around, tuple(edit.text for edit in fix.edits)


def broken_promise(keeps: Keeps, before: Document, after: Document, edits: Sequence[Edit]) -> str:
    """Why edits did not keep what they promised to keep, empty when they did."""
    from qapress.markdown.render import same_rendering

    if keeps is Keeps.RENDERING and not same_rendering(before.tree, after.tree):
        return "it would change how the text is rendered"
    if keeps is Keeps.STRUCTURE and not _same_structure(before, after, edits):
        return "it would change the questions"
    if keeps is Keeps.STRUCTURE and any(map(operator.lt, _links(after), _links(before))):
        return "it would break a link"
    return ""


def _same_structure(before: Document, after: Document, edits: Sequence[Edit]) -> bool:
    """Whether all entries are still there, and none is new but in a line that was edited."""
    left = list(before.entries)
    places = _places(edits)
    for each in after.entries:
        if left and _same_entry(left[0], each, edits):
            del left[0]
        elif not any(_meet(each.question.heading.span, place) for place in places):
            return False
    return not left


def _places(edits: Sequence[Edit]) -> list[Span]:
    """Where the new texts stand once the edits are made."""
    places, shift = [], 0
    for (start, end), text in edits:
        places.append(Span(start + shift, start + shift + len(text)))
        shift += len(text) - (end - start)
    return places


def _meet(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _links(document: Document) -> tuple[int, int]:
    """How many links, images and notes a text has, and how many of the links lead to a place in it."""
    if "[" not in document.source.text:
        return 0, 0
    linked = [each for each in document.tree.walk() if each.kind in LINKED and "auto" not in each.attributes]
    urls = [each.attributes.get("url", "") for each in linked]
    inside = [unquote(url[1:]) for url in urls if url.startswith("#")]
    known = frozenset(extract(document).anchors) if inside else frozenset()
    return len(linked), sum(each in known for each in inside)


def _same_entry(before: Entry, after: Entry, edits: Sequence[Edit]) -> bool:
    """Same number, id and title but for what was edited, and still answered if it was."""
    title = before.question.title_span
    retitled = any(edit.span.start <= title.end and edit.span.end >= title.start for edit in edits)
    return (
        before.number == after.number
        and before.explicit_id == after.explicit_id
        and (before.answer is None) == (after.answer is None)
        and (retitled or before.question.title == after.question.title)
    )
