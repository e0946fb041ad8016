"""A character that was lost for good and left only U+FFFD or a rest behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.rules import _garbling as garbling

if TYPE_CHECKING:
    from collections.abc import Iterator

HINT = "an older version or a copy elsewhere may still have it"


@rule("QA103", scope=Document, severity=Severity.ERROR, since="0.1")
def replacement_character(document: Document, at: Context) -> Iterator[Finding]:
    """Name what cannot be restored; nothing is guessed."""
    del at
    for each in garbling.repaired(document).lost:
        message = "text is lost: only U+FFFD is left of it"
        if each.original.strip("\ufffd"):
            message = f"{garbling.quoted(each.original)} is garbled, and its origin is lost"
        yield Finding(each.span, message, HINT)
