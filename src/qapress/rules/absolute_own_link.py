"""A full address of a file of this repository, where a relative one would do."""

from __future__ import annotations

import re
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.facts.links import links
from qapress.lint.rule import Context, rule
from qapress.markdown.target import AFTER_PATH, local_paths, own_address
from qapress.model.qa import Document
from qapress.rules._targets import once, place, readdressed, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

RAW = re.compile(r"https?://(?:raw\.|.*?/(?:raw|media)/)")


@rule(
    "QA506",
    scope=Document,
    severity=Severity.NOTE,
    since="0.1",
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def absolute_own_link(document: Document, at: Context) -> Iterator[Finding]:
    """Report full addresses of files that exist, unless the address is shown or leads to the bare file."""
    repository = at.settings.links_repository
    if not repository:
        return
    for link in once(links(document)):
        own = own_address(link.url, repository, at.names.inside)
        if own is None or link.auto or (not link.image and RAW.match(link.url)):
            continue
        real = next((each for each in local_paths(own, "") if each in at.names), None)
        if real is not None:
            address = _relative(own, real, document.path)
            what = "image" if link.image else "link"
            message = (
                f"the {what} gives the full address of a file of this repository; '{shown(address)}' will do"
            )
            yield Finding(place(link), message, fix=readdressed(link, address, Applicability.UNSAFE))


def _relative(own: str, real: str, path: str) -> str:
    """The address, relative to the file at `path`, of what an address from the root names."""
    if real == path and "#" in own:
        return f"#{own.partition('#')[2]}"
    cut = AFTER_PATH.search(own)
    end = cut.start() if cut else len(own)
    folder = "/" if own[:end].endswith("/") else ""
    return relpath(own[:end].rstrip("/") or "/", f"/{dirname(path)}") + folder + own[end:]
