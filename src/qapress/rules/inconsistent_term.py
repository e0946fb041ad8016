"""A term that is spelled otherwise than nearly everywhere else in the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity, Status
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA410",
    scope=Collection,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
    reads=("spellings",),
)
def inconsistent_term(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report rare capitals and letters, one word for what is mostly two, and two for what is mostly one."""
    from qapress.facts.compounds import deviations  # loaded when the rule runs
    from qapress.facts.terms import variants
    from qapress.rules._deviation import deviation_finding

    del at
    apart = (each for each in deviations(collection) if not each.hyphens)
    return (deviation_finding(each) for each in (*variants(collection), *apart))
