"""A comment that switches off a rule which finds nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.errors import did_you_mean
from qapress.lint.rule import Context, rule
from qapress.lint.select import objection
from qapress.lint.suppress import VERBS, Outcome, Suppression
from qapress.rules import index

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA901", scope=Outcome, severity=Severity.WARNING, since="0.1")
def unused_suppression(outcome: Outcome, _at: Context) -> Iterator[Finding]:
    """Report misspelt verbs, comments without a rule, and rules named in vain."""
    for each in outcome.suppressions:
        if each.verb.startswith("qapress"):
            yield Finding(each.at, "a colon is missing behind 'qapress'", "write '<!-- qapress: ignore …'")
        elif each.verb not in VERBS:
            yield Finding(each.at, f"'{each.verb}' is no instruction{did_you_mean(each.verb, VERBS)}")
        elif not each.tokens and each.verb != "ignore-end":
            yield Finding(
                each.at, "the comment names no rule", "write the rule's name behind the instruction"
            )
    for each, tokens in outcome.idle:
        if each.verb in VERBS:
            yield from (_idle(each, token) for token in tokens)


def _idle(each: Suppression, token: str) -> Finding:
    words = [word for row in index() for word in (row["code"], row["name"], *row["aliases"])]
    if reason := objection(token, words, ignoring=True):
        return Finding(each.at, reason)
    return Finding(each.at, f"'{token}' finds nothing here", "remove it from the comment")
