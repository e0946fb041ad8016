"""A comment that switches off a rule without saying why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.lint.suppress import VERBS, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA902", scope=Outcome, severity=Severity.WARNING, since="0.1")
def missing_suppression_reason(outcome: Outcome, _at: Context) -> Iterator[Finding]:
    """Report each suppression that gives no reason behind its codes."""
    for each in outcome.suppressions:
        if each.verb in VERBS and each.verb != "ignore-end" and each.tokens and not each.reason:
            hint = f"write ': ' and the reason behind '{each.tokens[-1]}'"
            yield Finding(each.at, "the comment does not say why the rule is off here", hint)
