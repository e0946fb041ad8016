"""What a rule is: one decorated function that yields findings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from qapress.diagnostic import Applicability, Finding, Keeps, Problem, RuleInfo, Severity, Status
from qapress.facts.facts import Collection
from qapress.lint.baseline import Stale
from qapress.lint.refusal import Refused
from qapress.lint.suppress import Outcome
from qapress.model.qa import Document, Entry
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qapress.settings import Settings
    from qapress.source.names import FileNames

Scope = TypeVar("Scope", Source, Document, Entry, Collection, Outcome, Refused, Stale)


class Context(NamedTuple):
    """Where a rule runs: everything it may know besides its first argument.

    `names` answers whether a path relative to the root exists, in this very spelling. For rules over the
    collection `source` and `document` belong to no file and must not be read.
    """

    source: Source
    document: Document
    settings: Settings
    names: FileNames
    options: Any = None

    @property
    def language(self) -> str:
        """The BCP 47 tag of the document's language."""
        return self.document.language


class Rule(NamedTuple, Generic[Scope]):
    """A rule as the runner sees it; `options` is the class of its own settings, if any.

    `reads` names the fields of `Facts` that are gathered only when a rule that runs asks for them.
    """

    info: RuleInfo
    scope: type[Scope]
    check: Callable[[Scope, Context], Iterable[Finding]]
    options: type[Any] | None = None
    reads: tuple[str, ...] = ()


def rule(
    code: str,
    *,
    scope: type[Scope],
    severity: Severity,
    since: str,
    fixable: Applicability | None = None,
    keeps: Keeps = Keeps.RENDERING,
    status: Status = Status.STABLE,
    aliases: tuple[str, ...] = (),
    options: type[Any] | None = None,
    reads: tuple[str, ...] = (),
) -> Callable[[Callable[[Scope, Context], Iterable[Finding]]], Rule[Scope]]:
    """Make a rule of a function: its name is the rule's name, its module's first line the summary."""

    def decorate(check: Callable[[Scope, Context], Iterable[Finding]]) -> Rule[Scope]:
        summary = (sys.modules[check.__module__].__doc__ or "").split("\n", 1)[0].rstrip(".")
        name = check.__name__.replace("_", "-")
        info = RuleInfo(code, name, summary, severity, since, status, fixable, keeps, aliases)
        return Rule(info, scope, check, options, reads)

    return decorate


def findings(problems: Iterable[Problem], kind: str) -> Iterator[Finding]:
    """The problems of one kind as findings, for the rule of that name."""
    for each in problems:
        if each.kind == kind:
            yield Finding(
                each.span,
                each.message,
                each.hint,
                each.fix,
                candidates=each.candidates,
                origin=each.origin,
                severity=each.severity,
            )
