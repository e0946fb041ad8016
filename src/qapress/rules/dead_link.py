"""A link to a file of the collection that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.facts.facts import Collection
from qapress.facts.index import index_links
from qapress.lint.rule import Context, rule
from qapress.rules._targets import missing, once, paths

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "QA501",
    scope=Collection,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def dead_link(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report links to paths under the root that are neither a file nor a folder, save in rows of an index."""
    others = index_links(collection)
    for file in collection.files:
        skipped = others.get(file.path, ())
        for link in once(each for each in file.links if not each.image and each.span not in skipped):
            wanted = () if _is_site_address(link.url) else paths(link.url, file.path, at)
            if wanted and not any(each in at.names for path in wanted for each in _published(path)):
                yield missing(link, "the link leads to '{}', which does not exist", file.path, wanted, at)


def _is_site_address(url: str) -> bool:
    """Whether the URL looks like a page of a web site rather than a file: `/docs/install`, `{{ page }}`."""
    last = url.partition("#")[0].rpartition("/")[2]
    return (url.startswith("/") and "." not in last) or "{{" in unquote(url) or "{%" in unquote(url)


def _published(path: str) -> tuple[str, ...]:
    """The path, and the Markdown files from which a site generator makes a page of that address."""
    stem = path.removesuffix(".html")
    return path, f"{stem}.md", f"{stem}.markdown"
