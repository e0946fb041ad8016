"""A link to a file of the collection that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.markdown.target import local_paths
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA501", scope=Document, severity=Severity.ERROR, since="0.1")
def dead_link(document: Document, at: Context) -> Iterator[Finding]:
    """Report links, written as such, to paths under the root that are neither a file nor a folder."""
    folder = document.path.rpartition("/")[0]
    for node in document.tree.walk():
        url = node.attributes.get("url", "")
        if node.kind != "link" or node.attributes.get("auto") or _is_site_address(url):
            continue
        paths = local_paths(url, folder)
        if paths and not any(each in at.names for path in paths for each in _published(path)):
            hint = f"looked for '{paths[0]}'; upper and lower case count"
            yield Finding(node.span, f"the link leads to '{url}', which does not exist", hint)


def _is_site_address(url: str) -> bool:
    """Whether the URL looks like a page of some web site rather than a file: `/docs/install`."""
    return url.startswith("/") and "." not in url.partition("#")[0].rpartition("/")[2]


def _published(path: str) -> tuple[str, ...]:
    """The path, and the Markdown files from which a site generator makes a page of that address."""
    stem = path.removesuffix(".html")
    return path, f"{stem}.md", f"{stem}.markdown"
