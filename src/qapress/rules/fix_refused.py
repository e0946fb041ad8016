"""A fix that was not made, since it would have harmed the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.refusal import Refused
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA903", scope=Refused, severity=Severity.WARNING, since="0.1")
def fix_refused(refused: Refused, at: Context) -> Iterator[Finding]:
    """Report the place of the finding whose fix was left out, and what it would have done."""
    del at
    message = f"the fix of {refused.rule} was not made: {refused.why}"
    yield Finding(refused.at, message, "mend it by hand")
