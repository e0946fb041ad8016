"""One file from bytes to findings and facts."""

from __future__ import annotations

from bisect import bisect_right
from sys import maxsize
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress import rules
from qapress.facts.evidence import evidence
from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.garbling import garbling
from qapress.lint.identity import identifying
from qapress.lint.rule import Context
from qapress.lint.run import options_of, run_file, run_value
from qapress.lint.select import Selection, select, specificity
from qapress.lint.suppress import Hiders, Suppression
from qapress.lint.suppress import read as read_suppressions
from qapress.model.validate import validate
from qapress.pipeline import read
from qapress.source.decode import decode
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qapress.diagnostic import Finding, Problem, RuleInfo, Span
    from qapress.facts.facts import Facts
    from qapress.lint.rule import Rule
    from qapress.model.qa import Document
    from qapress.model.user_schema import UserSchema
    from qapress.settings import Settings
    from qapress.source.text import Source


class Found(NamedTuple):
    """A finding with what its identity needs: the entry it lies in (None: outside) and the text there.

    The text is None where the file was not at hand.
    """

    info: RuleInfo
    finding: Finding
    entry: int | None
    text: str | None = None


class FileResult(NamedTuple):
    """All that is kept of a file once it was checked: small, and picklable."""

    facts: Facts
    found: tuple[Found, ...]
    suppressions: tuple[Suppression, ...] = ()


class Linter(NamedTuple):
    """The rules of a run with what they need; made once a process."""

    settings: Settings
    selection: Selection
    names: FileNames
    schema: UserSchema | None

    def document(self, path: str, data: bytes) -> Document:
        """A file as a validated document."""
        document = read.document(path, data, self.settings)
        return with_problems(document, validate(document, self.schema))

    def again(self, source: Source) -> Document:
        """A source that edits were made in, read anew from its bytes."""
        return read.parsed(decode(source.path, source.encode()), self.settings)

    def findings(self, document: Document, some: Iterable[Rule[Any]]) -> Iterator[tuple[RuleInfo, Finding]]:
        """What rules of file scope find, less what the settings switch off here."""
        for info, finding in run_file(document, some, self.settings, self.names):
            if not self.selection.hides(document.path, info, finding):
                yield info, finding

    def visible(self, document: Document, some: Sequence[Rule[Any]]) -> Iterator[tuple[RuleInfo, Finding]]:
        """The findings that no comment in the text hides either, for the fixer.

        Rules over the collection that can mend something take part with what this document alone proves.
        """
        hiders = Hiders(read_suppressions(document))
        wide = [rule for rule in some if rule.scope is Collection and rule.info.fixable]
        for info, finding in (*self.findings(document, some), *self._alone(document, wide)):
            if hiders.first(finding.span, token_matcher(info, finding)) is None:
                yield info, finding

    def _alone(self, document: Document, some: Sequence[Rule[Any]]) -> Iterator[tuple[RuleInfo, Finding]]:
        if some:
            alone = Collection((extract(document),), complete=False)
            context = Context(document.source, document, self.settings, self.names)
            for info, finding in run_value(alone, some, context):
                if not self.selection.hides(document.path, info, finding):
                    yield info, finding

    def check(self, document: Document, known: Facts | None = None) -> FileResult:
        """A document's findings and facts; of these, `known` are what `extract` makes of it."""
        spans = [each.span for each in document.entries]
        found = [_found(document, spans, *each) for each in self.findings(document, self.selection.rules)]
        facts = (known or extract(document))._replace(garbling=garbling(document))
        facts = facts._replace(
            **evidence(document, (name for rule in self.selection.rules for name in rule.reads))
        )
        return FileResult(facts, tuple(found), read_suppressions(document))


def make_linter(settings: Settings, *, publishing: bool = False) -> Linter:
    """Load the rules, and the user's schema if there is one.

    Rules of group `publish` speak of what a build lost; they run then and at no other time.

    Raises:
        UsageError: the settings name a rule that does not exist.
        ConfigError: the user's schema is wrong, or an option of a rule.
    """
    schema = None
    if settings.schema:
        from qapress.model.user_schema import load_user_schema

        schema = load_user_schema(settings.schema, settings.beside)
    known = rules.load()
    for rule in known if settings.rules else ():
        options_of(rule, settings)  # those of rules over the collection are looked at nowhere else
    chosen = select(known, settings)
    now = tuple(each for each in chosen.rules if (each.info.group == "publish") is publishing)
    return Linter(settings, chosen._replace(rules=now), FileNames(settings.root), schema)


def with_problems(document: Document, problems: Sequence[Problem]) -> Document:
    """The document with further problems for the rules of their names."""
    return document._replace(problems=(*document.problems, *problems)) if problems else document


def _found(document: Document, entries: Sequence[Span], info: RuleInfo, finding: Finding) -> Found:
    entry = holder(entries, finding.span.start)
    number = document.entries[entry].number_span if entry is not None else None
    return Found(info, finding, entry, identifying(document.source, finding, number))


def holder(spans: Sequence[Span], offset: int) -> int | None:
    """Which of sorted spans that do not overlap holds an offset."""
    index = bisect_right(spans, (offset, maxsize)) - 1
    return index if index >= 0 and offset < spans[index].end else None


def token_matcher(info: RuleInfo, finding: Finding) -> Callable[[str], bool]:
    """Whether a token of a suppression names this finding's rule."""
    return lambda token: specificity(token, info, finding) > 0
