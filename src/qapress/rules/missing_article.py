"""A subject in the singular that lacks its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Severity, Status
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA405",
    scope=Collection,
    severity=Severity.WARNING,
    since="0.1",
    status=Status.PREVIEW,
    reads=("nouns",),
)
def missing_article(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report singular subjects without an article that are surely counted, by a list or the collection."""
    from qapress.facts.articles import lacking  # loaded when the rule runs
    from qapress.rules._articles import article_finding

    del at
    return (article_finding(path, each) for path, each in lacking(collection, asked=False))
