"""Garbled text that can have more than one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.rules import _garbling as garbling

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA102", scope=Document, severity=Severity.ERROR, since="0.1")
def ambiguous_garbled_text(document: Document, at: Context) -> Iterator[Finding]:
    """Report each place with its candidates, the likeliest first; only a person can choose."""
    del at
    for each in garbling.repaired(document).ambiguous:
        origins = garbling.choice(each.origins)
        message = f"{garbling.quoted(each.original)} was {origins}, {garbling.cause(each)}"
        hint = f"{garbling.history(each.layers)}; put the right one in its place"
        yield Finding(each.span, message, hint, candidates=each.origins)
