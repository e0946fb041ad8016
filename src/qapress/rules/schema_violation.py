"""What a file says does not satisfy the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA201", scope=Document, severity=Severity.ERROR, since="0.1")
def schema_violation(document: Document, at: Context) -> Iterator[Finding]:
    """Report what validation found, and front matter that is not read."""
    del at
    yield from findings(document.problems, "schema-violation")
