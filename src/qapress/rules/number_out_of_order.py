"""A question's number does not follow the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.numbering import number_faults
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA303", scope=Collection, severity=Severity.WARNING, since="0.1")
def number_out_of_order(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report the numbers outside the longest run of growing ones."""
    del at
    for fault in number_faults(collection):
        if fault.kind == "order":
            expected = f"; expected {fault.expected}" if fault.expected else ""
            hint = "move the question to its place, or let qapress renumber number it anew"
            path, span = fault.place
            yield Finding(span, f"{fault.label} stands out of order{expected}", hint, path=path)
