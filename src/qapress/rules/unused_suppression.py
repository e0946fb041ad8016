"""A comment that switches off a rule which finds nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.errors import did_you_mean
from qapress.lint.rule import Context, rule
from qapress.lint.select import objection
from qapress.lint.suppress import MEANT, OTHERS, VERBS, Outcome, Suppression
from qapress.rules import index

if TYPE_CHECKING:
    from collections.abc import Iterator


FORM = "write '<!-- qapress: ignore NAME: reason -->'"


@rule("QA901", scope=Outcome, severity=Severity.WARNING, since="0.1")
def unused_suppression(outcome: Outcome, _at: Context) -> Iterator[Finding]:
    """Report misspelt verbs, comments without a rule, and rules named in vain."""
    started = False
    for each in outcome.suppressions:
        if each.verb not in VERBS:
            yield _unknown(each)
        elif each.verb == "ignore-end":
            if not started:
                yield Finding(
                    each.at, "nothing was started that this could end", "write 'ignore-start' first"
                )
        elif not each.tokens:
            yield Finding(
                each.at, "the comment names no rule", "write the rule's name behind the instruction"
            )
        started = each.verb == "ignore-start" or (started and each.verb != "ignore-end")
    for each, tokens in outcome.idle:
        if each.verb in VERBS and each.verb != "ignore-end":
            yield from (_idle(each, token) for token in tokens)


def _unknown(each: Suppression) -> Finding:
    if each.verb in ("", MEANT):
        return Finding(each.at, "the comment is not written as an instruction", FORM)
    return Finding(
        each.at, f"'{each.verb}' is no instruction{did_you_mean(each.verb, [*VERBS, *OTHERS])}", FORM
    )


def _idle(each: Suppression, token: str) -> Finding:
    words = [word for row in index() for word in (row["code"], row["name"], *row["aliases"])]
    if reason := objection(token, words, ignoring=True):
        return Finding(each.at, reason)
    tool = (row for row in index() if row["code"].startswith("QA9"))
    if token in ("tool", "QA9") or any(token in (row["code"], row["name"]) for row in tool):
        return Finding(each.at, f"'{token}' cannot be suppressed", "remove it from the comment")
    return Finding(each.at, f"'{token}' finds nothing here", "remove it from the comment")
