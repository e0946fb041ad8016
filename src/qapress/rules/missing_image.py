"""An image whose file does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.facts.links import links
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document
from qapress.rules._targets import missing, once, paths

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA503",
    scope=Document,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def missing_image(document: Document, at: Context) -> Iterator[Finding]:
    """Report images whose path under the root does not exist."""
    for link in once(each for each in links(document) if each.image):
        wanted = paths(link.url, document.path, at)
        if wanted and not any(path in at.names for path in wanted):
            yield missing(link, "the image '{}' does not exist", document.path, wanted, at)
