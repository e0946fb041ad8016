"""What was found in all files to diagnostics: collection rules, suppressions, severities, fingerprints."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from qapress import rules
from qapress.diagnostic import Diagnostic, Finding, Identity, Span
from qapress.facts.facts import Collection
from qapress.lint.identity import identifying
from qapress.lint.rule import Context
from qapress.lint.run import run_value
from qapress.lint.select import ENGINE_RULE, specificity
from qapress.lint.suppress import Hiders, Outcome
from qapress.markdown.tree import Node
from qapress.model.qa import Document
from qapress.pipeline.lint import Found, holder, token_matcher
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qapress.diagnostic import RuleInfo
    from qapress.facts.facts import Facts
    from qapress.lint.refusal import Refused
    from qapress.lint.suppress import Suppression
    from qapress.pipeline.lint import FileResult, Linter

    Ids = Mapping[tuple[str, int], str]
    Refusals = Mapping[str, Sequence[Refused]]

NONE: Refusals = MappingProxyType({})
ANYTHING = Finding(Span(0, 0), "")
"""A finding that stands for any other of its rule."""


def _unknown(path: str) -> Source:
    """A file whose text is not at hand."""
    return Source(path, "")


class _Run(NamedTuple):
    """What all files share; `absent` are the rules that did not run, or not on all that they judge."""

    linter: Linter
    context: Context
    ids: Ids
    absent: tuple[RuleInfo, ...]
    facts: Mapping[str, Facts]
    source: Callable[[str], Source]


def diagnostics(
    linter: Linter,
    results: Sequence[FileResult],
    collection: Collection,
    ids: Ids,
    *,
    grammar: bool = False,
    refused: Refusals = NONE,
    source: Callable[[str], Source] = _unknown,
) -> tuple[Diagnostic, ...]:
    """Everything found in the files, over the collection and of the suppressions, sorted.

    `ids` holds the settled id of each entry by path and index. `grammar` says that grammar was checked in
    full; else nothing is said of comments that suppress it. `refused` are the fixes that were not made, by
    path. What rules over the collection find is known again by the text that `source` gives.
    """
    absent = _absent(linter, collection, grammar=grammar)
    facts = {each.path: each for each in collection.files}
    run = _Run(linter, bare_context(linter), ids, absent, facts, source)
    files = {each.facts.path: each for each in results}
    found = {path: list(each.found) for path, each in files.items()}
    entries = {path: [entry.span for entry in each.entries] for path, each in facts.items()}
    for info, finding in run_value(collection, linter.selection.rules, run.context):
        path = finding.path or ""
        if not linter.selection.hides(path, info, finding):
            entry = holder(entries.get(path, ()), finding.span.start)
            found.setdefault(path, []).append(Found(info, finding, entry))
    for path, info, finding in _refused(run, refused):
        found.setdefault(path, []).append(Found(info, finding, None))
    every = (each for path in found for each in _File(run, files.get(path), path, found[path]).diagnostics())
    return tuple(sorted(every, key=lambda each: each.sort_key))


def _refused(run: _Run, refused: Refusals) -> Iterator[tuple[str, RuleInfo, Finding]]:
    """What is told of fixes that were not made, whichever rules were selected: somebody asked for the fix."""
    selection, off = run.linter.selection, run.linter.settings.ignore if refused else ()
    told = [each for each in rules.load() if not any(specificity(token, each.info) for token in off)]
    for path, some in refused.items():
        for each in some:
            for info, finding in run_value(each, told, run.context):
                if not selection.hides(path, info, finding):
                    yield path, info, finding


def bare_context(linter: Linter) -> Context:
    """A context for rules whose first argument is no file."""
    source = Source("", "")
    nothing = Document("", source, Node("document", Span(0, 0)), None, linter.settings.language)
    return Context(source, nothing, linter.settings, linter.names)


def _absent(linter: Linter, collection: Collection, *, grammar: bool) -> tuple[RuleInfo, ...]:
    idle = {"grammar": not grammar, "id-changed": collection.id_changes is None}
    ran = {
        rule.info.code
        for rule in linter.selection.rules
        if (collection.complete or rule.scope is not Collection) and not idle.get(rule.info.name)
    }
    return tuple(rule.info for rule in rules.load() if rule.info.code not in ran)


class _File:
    """One file on its way to diagnostics: `used` suppressions and ordinals of equal findings so far."""

    def __init__(self, run: _Run, result: FileResult | None, path: str, found: list[Found]) -> None:
        self.run = run
        self.path = path
        self.suppressions = result.suppressions if result else ()  # none: an image, say
        self.hiders = Hiders(self.suppressions)
        self.found = found
        self.used: set[tuple[int, str]] = set()
        self.ordinals: dict[Identity, int] = {}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The file's findings, then those about its suppressions."""
        for each in sorted(self.found, key=lambda each: (each.finding.span, each.info.code)):
            yield self._diagnostic(each, self._reason(each))
        outcome = Outcome(self.path, self.suppressions, tuple(self._idle()))
        for info, finding in run_value(outcome, self.run.linter.selection.rules, self.run.context):
            yield self._diagnostic(Found(info, finding, None), None)

    def _reason(self, found: Found) -> str | None:
        """Why a comment in the text hides the finding, None when it is shown."""
        if found.info.group == "tool":
            return None
        matcher = token_matcher(found.info, found.finding)
        hidden = self.hiders.first(found.finding.span, matcher)
        if hidden is None:
            return None
        self.used.add(hidden)
        return self.suppressions[hidden[0]].reason

    def _idle(self) -> Iterator[tuple[Suppression, tuple[str, ...]]]:
        """The suppressions with those tokens that hid nothing, less those whose rules did not run here."""
        if not self.suppressions:
            return
        selection = self.run.linter.selection
        off = (rule.info for rule in selection.rules if selection.hides(self.path, rule.info, ANYTHING))
        absent = (*self.run.absent, *off)
        for index, each in enumerate(self.suppressions):
            unused = (token for token in each.tokens if (index, token) not in self.used)
            idle = tuple(token for token in unused if not any(_names(token, info) for info in absent))
            if idle:
                yield each, idle

    def _diagnostic(self, found: Found, reason: str | None) -> Diagnostic:
        info = found.info
        where = self.run.ids[self.path, found.entry] if found.entry is not None else self.path
        identity = Identity(info.code, where, found.text if found.text is not None else self._text(found))
        self.ordinals[identity] = self.ordinals.get(identity, 0) + 1
        identity = identity._replace(ordinal=self.ordinals[identity])
        severity = self.run.linter.selection.severity(info, found.finding)
        return Diagnostic(self.path, info, severity, found.finding, identity, suppressed=reason)

    def _text(self, found: Found) -> str:
        """What a finding is known again by that was made when its file was no longer at hand."""
        entries = self.run.facts[self.path].entries if found.entry is not None else ()
        number = entries[found.entry].number_at if found.entry is not None else None
        return identifying(self.run.source(self.path), found.finding, number)


def _names(token: str, info: RuleInfo) -> bool:
    """Whether a token names a rule, or a rule of the engine behind it."""
    return bool(specificity(token, info)) or (token.startswith(ENGINE_RULE) and info.name == "grammar")
