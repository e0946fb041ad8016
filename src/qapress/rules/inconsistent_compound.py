"""A compound that is written otherwise than nearly everywhere else in the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Severity, Status
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA409",
    scope=Collection,
    severity=Severity.WARNING,
    since="0.1",
    fixable=Applicability.SUGGESTION,
    status=Status.PREVIEW,
    reads=("spellings",),
)
def inconsistent_compound(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report compounds that have a hyphen, or lack the one that they have elsewhere."""
    from qapress.facts.compounds import deviations  # loaded when the rule runs
    from qapress.rules._deviation import deviation_finding

    del at
    return (deviation_finding(each) for each in deviations(collection) if each.hyphens)
