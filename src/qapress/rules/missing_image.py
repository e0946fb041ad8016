"""An image whose file does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.markdown.target import local_paths
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA503", scope=Document, severity=Severity.ERROR, since="0.1")
def missing_image(document: Document, at: Context) -> Iterator[Finding]:
    """Report images whose path under the root does not exist."""
    folder = document.path.rpartition("/")[0]
    for node in document.tree.walk():
        if node.kind != "image":
            continue
        url = node.attributes.get("url", "")
        paths = local_paths(url, folder)
        if paths and not any(path in at.names for path in paths):
            hint = f"looked for '{paths[0]}'; upper and lower case count"
            yield Finding(node.span, f"the image '{url}' does not exist", hint)
