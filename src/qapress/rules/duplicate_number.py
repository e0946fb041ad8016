"""Two questions of a folder have the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.numbering import number_faults
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA302", scope=Collection, severity=Severity.ERROR, since="0.1")
def duplicate_number(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report the question whose number fits the order less well, and where the other stands."""
    del at
    for fault in number_faults(collection):
        if fault.kind == "duplicate" and fault.first:
            expected = f"; expected {fault.expected}" if fault.expected else ""
            same = fault.first.path == fault.place.path
            twice = "stands twice" if same else f"also stands in {fault.first.path}"
            path, span = fault.place
            yield Finding(
                span,
                f"{fault.label} {twice}{expected}",
                "qapress renumber gives every question a number of its own",
                path=path,
                related=((fault.first, f"{fault.label} stands here"),),
            )
