"""An image whose file does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule
from qapress.rules._targets import missing, once, paths

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA503",
    scope=Collection,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def missing_image(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report images whose path under the root does not exist."""
    for file in collection.files:
        for link in once(each for each in file.links if each.image):
            wanted = paths(link.url, file.path, at)
            if wanted and not any(path in at.names for path in wanted):
                yield missing(link, "the image '{}' does not exist", file.path, wanted, at)
