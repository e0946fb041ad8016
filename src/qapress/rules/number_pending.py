"""A question waits for its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.numbering import number_faults
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA304", scope=Collection, severity=Severity.WARNING, since="0.1")
def number_pending(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report `Q?`, and questions without a number among others that have one."""
    del at
    for fault in number_faults(collection):
        if fault.kind == "pending":
            message = "the question has no number" + (" yet" if fault.label else "")
            expected = f"; expected {fault.expected}" if fault.expected else ""
            path, span = fault.place
            write = "" if fault.label else "write 'Q?:' before its title; "
            yield Finding(span, message + expected, f"{write}qapress renumber gives it one", path=path)
