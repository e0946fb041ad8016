"""A character that was lost for good and left only U+FFFD or a rest behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.cuts import cuts
from qapress.facts.remains import asked
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
    for half in cuts(document).lost:
        message = f"a symbol is lost: only '{half.original}' is left of its UTF-16"
        yield Finding(half.span, message, HINT)
    for mark in asked(document):
        message = f"a symbol is lost: only '{mark.original}' is left of it"
        hint = f"the other {mark.role} headings of this file have '{mark.others}'" if mark.others else HINT
        yield Finding(mark.span, message, hint)
