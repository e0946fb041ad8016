"""An image without words for those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA504", scope=Document, severity=Severity.WARNING, since="0.1")
def missing_alt_text(document: Document, _at: Context) -> Iterator[Finding]:
    """Report Markdown images with nothing but blanks between the brackets."""
    if "![" not in document.source.text:
        return
    for node in document.tree.walk():
        if node.kind == "image" and not any(each.text.strip() for each in node.walk()):
            yield Finding(
                node.span, "the image has no alternative text", "say between the brackets what it shows"
            )
