"""A line of the baseline whose finding is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.baseline import Stale
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA904", scope=Stale, severity=Severity.NOTE, since="0.1")
def stale_baseline(stale: Stale, at: Context) -> Iterator[Finding]:
    """Report the lines that accept what is found no longer, or by no rule."""
    del at
    for span in stale.spans:
        yield Finding(
            span, "the finding that this line accepts is gone", "qapress baseline --prune removes such lines"
        )
    for span in stale.unknown:
        yield Finding(
            span,
            "no rule has the code of this line",
            "update qapress if a newer one wrote it, else delete it",
        )
