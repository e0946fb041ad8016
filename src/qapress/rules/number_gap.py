"""A number is missing between two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.numbering import number_faults
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA301", scope=Collection, severity=Severity.WARNING, since="0.1")
def number_gap(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report the question behind each gap, with the numbers that nobody has."""
    del at
    for fault in number_faults(collection):
        if fault.kind == "gap":
            verb = "is" if fault.expected.isalnum() else "are"
            message = f"{fault.expected} {verb} missing before {fault.label}"
            path, span = fault.place
            yield Finding(span, message, "qapress renumber closes the gap", path=path)
