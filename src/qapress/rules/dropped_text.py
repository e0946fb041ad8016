"""Text that the book leaves out, or prints without its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Severity
from qapress.lint.rule import Context, findings, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule("QA706", scope=Document, severity=Severity.WARNING, since="0.1")
def dropped_text(document: Document, _at: Context) -> Iterator[Finding]:
    """Report what `build` met; a check alone meets none."""
    yield from findings(document.problems, "dropped-text")
