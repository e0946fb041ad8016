"""What was found in all files to diagnostics: collection rules, suppressions, severities, fingerprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress import rules
from qapress.diagnostic import Diagnostic, Span
from qapress.lint.rule import Context
from qapress.lint.run import run_value
from qapress.lint.select import specificity
from qapress.lint.suppress import Outcome, hider
from qapress.markdown.tree import Node
from qapress.model.qa import Document
from qapress.pipeline.lint import Found, holder, token_matcher
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qapress.facts.facts import Collection
    from qapress.lint.suppress import Suppression
    from qapress.pipeline.lint import FileResult, Linter

    Ids = Mapping[tuple[str, int], str]


def diagnostics(
    linter: Linter, results: Sequence[FileResult], collection: Collection, ids: Ids
) -> tuple[Diagnostic, ...]:
    """Everything found in the files, over the collection and of the suppressions, sorted.

    `ids` holds the settled id of each entry by path and index.
    """
    context = _context(linter)
    found = {each.facts.path: list(each.found) for each in results}
    titles = {each.path: [entry.at for entry in each.entries] for each in collection.files}
    for info, finding in run_value(collection, linter.selection.rules, context):
        path = finding.path or ""
        if not linter.selection.hides(path, info, finding):
            entry = holder(titles[path], finding.span.start)
            found[path].append(Found(info, finding, entry, finding.message))
    files = (_File(linter, context, each, found[each.facts.path], ids) for each in results)
    every = (each for file in files for each in file.diagnostics())
    return tuple(sorted(every, key=lambda each: each.sort_key))


def _context(linter: Linter) -> Context:
    """A context for rules whose first argument is no file."""
    source = Source("", "")
    nothing = Document("", source, Node("document", Span(0, 0)), None, linter.settings.language)
    return Context(source, nothing, linter.settings, linter.names)


class _File:
    """One file on its way to diagnostics: `used` suppressions and ordinals of equal findings so far."""

    def __init__(
        self, linter: Linter, context: Context, result: FileResult, found: list[Found], ids: Ids
    ) -> None:
        self.linter = linter
        self.context = context
        self.result = result
        self.found = found
        self.ids = ids
        self.used: set[tuple[int, str]] = set()
        self.ordinals: dict[tuple[str, str, str], int] = {}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """The file's findings, then those about its suppressions and refused fixes."""
        for each in sorted(self.found, key=lambda each: (each.finding.span, each.info.code)):
            yield self._diagnostic(each, self._reason(each))
        path, result = self.result.facts.path, self.result
        outcome = Outcome(path, result.suppressions, tuple(self._idle()), result.refused)
        for info, finding in run_value(outcome, self.linter.selection.rules, self.context):
            yield self._diagnostic(Found(info, finding, None, finding.message), None)

    def _reason(self, found: Found) -> str | None:
        """Why a comment in the text hides the finding, None when it is shown."""
        if found.info.group == "tool":
            return None
        matcher = token_matcher(found.info, found.finding)
        hidden = hider(self.result.suppressions, found.finding.span, matcher)
        if hidden is None:
            return None
        self.used.add(hidden)
        return self.result.suppressions[hidden[0]].reason

    def _idle(self) -> Iterator[tuple[Suppression, tuple[str, ...]]]:
        """The suppressions with those tokens that hid nothing, less those whose rules did not run."""
        ran = {rule.info.code for rule in self.linter.selection.rules}
        absent = [rule.info for rule in rules.load() if rule.info.code not in ran]
        for index, each in enumerate(self.result.suppressions):
            unused = (token for token in each.tokens if (index, token) not in self.used)
            idle = tuple(token for token in unused if not any(specificity(token, info) for info in absent))
            if idle:
                yield each, idle

    def _diagnostic(self, found: Found, reason: str | None) -> Diagnostic:
        path, info = self.result.facts.path, found.info
        key = (info.code, self.ids[path, found.entry] if found.entry is not None else path, found.text)
        self.ordinals[key] = self.ordinals.get(key, 0) + 1
        identity = "\0".join([*key, str(self.ordinals[key])])
        severity = self.linter.selection.severity(info, found.finding)
        return Diagnostic(path, info, severity, found.finding, identity, suppressed=reason)
