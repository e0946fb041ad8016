"""An image file that no document shows."""

from __future__ import annotations

import re
from posixpath import dirname
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity, Span
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule
from qapress.rules._targets import paths
from qapress.source.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = re.compile(r".*\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)", re.IGNORECASE | re.DOTALL)


@rule("QA505", scope=Collection, severity=Severity.NOTE, since="0.1")
def unused_image(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report image files, in folders of which some image is shown, that no document shows or links to."""
    if not collection.complete:
        return
    used, folders = set[str](), set[str]()
    for file in collection.files:
        for link in file.links:
            named = paths(link.url, file.path, at)
            used.update(named)
            if link.image:
                folders.update(dirname(each) for each in named if each in at.names)
    for path in at.names.files if folders else ():
        is_near = dirname(path) in folders and IMAGE.fullmatch(path)
        if is_near and path not in used and not matches(path, at.settings.exclude):
            hint = "delete it, or show it where it explains something"
            yield Finding(Span(0, 0), "no document shows this image", hint, path=path)
