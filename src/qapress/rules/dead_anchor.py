"""A link to a place in a file that is not there."""

from __future__ import annotations

import re
from functools import cached_property
from posixpath import basename, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qapress.diagnostic import Applicability, Finding, Keeps, Severity
from qapress.errors import did_you_mean
from qapress.facts.facts import Collection
from qapress.facts.index import index_links
from qapress.lint.rule import Context, rule
from qapress.markdown.slug import bare
from qapress.rules._targets import once, paths, place, readdressed, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Fix
    from qapress.facts.facts import Facts, Link

LINES = re.compile(r"L\d+(?:C\d+)?(?:-L\d+(?:C\d+)?)?")
INDEXES = ("README.md", "readme.md", "Readme.md", "index.md")
"""Files that a web site shows for their folder."""
PREFIX = "user-content-"
"""What GitHub puts before each name in a page."""
COMPARED = 100_000
"""Names that a run compares to tell the nearest: it takes long."""


class _Page:
    """A file's places, also by what is left of their names without dashes, marks and upper case."""

    def __init__(self, facts: Facts) -> None:
        self.path = facts.path
        self.anchors = facts.anchors
        readme = basename(facts.path).lower().startswith("readme.")
        self.known = frozenset({*facts.anchors, "", "top", *(("readme",) if readme else ())})

    @cached_property
    def bare(self) -> dict[str, str]:
        """The first place of each bare name."""
        return {bare(each): each for each in reversed(self.anchors)}


@rule(
    "QA502",
    scope=Collection,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def dead_anchor(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report links to a file that was read, and to nothing that it calls by the name behind the `#`.

    Rows of an index are left to `dead-index-link`.
    """
    others = index_links(collection)
    pages = {each.path: _Page(each) for each in collection.files}
    left = COMPARED
    for file in collection.files:
        skipped = others.get(file.path, ())
        named = (each for each in file.links if "#" in each.url and not each.image)
        for link in once(each for each in named if each.span not in skipped):
            address, _, name = link.url.partition("#")
            page = None if "plain=1" in address else _page(address, file.path, pages, at)
            fragment = unquote(name).partition(":~:")[0]
            if page and fragment not in page.known and fragment.removeprefix(PREFIX) not in page.known:
                yield _finding(link, fragment.removeprefix(PREFIX), page, file.path, guess=left > 0)
                left -= len(page.anchors)


def _page(address: str, path: str, pages: dict[str, _Page], at: Context) -> _Page | None:
    """The file that an address leads to, of a folder its index; None where it was not read."""
    places = (path,) if address[:1] in {"", "?"} else paths(address, path, at)
    files = (each for place in places for each in (place, *(normpath(f"{place}/{i}") for i in INDEXES)))
    return next((pages[each] for each in files if each in pages), None)


def _finding(link: Link, fragment: str, page: _Page, path: str, *, guess: bool) -> Finding:
    where = "this file" if page.path == path else page.path
    name = page.bare.get(bare(fragment))
    if name is None:
        near = did_you_mean(fragment, page.anchors) if guess else ""
        hint = "put `?plain=1` before the `#` to link to a line" if LINES.fullmatch(fragment) else ""
        return Finding(
            place(link), f"no place in {where} is called '{shown(fragment)}'{near}", hint, path=path
        )
    case = name.casefold() == fragment.casefold()
    return Finding(
        place(link),
        f"the place in {where} is called '{shown(name)}', not '{shown(fragment)}'",
        "GitHub finds it, other sites do not" if case else "on GitHub each dash and each mark counts",
        _renamed(link, name, case=case, own=page.path == path),
        path=path,
        severity=Severity.NOTE if case else Severity.WARNING,
    )


def _renamed(link: Link, name: str, *, case: bool, own: bool) -> Fix | None:
    """The fix that writes the name; in a link to another file, which `fix` does not read, a suggestion."""
    known = Applicability.SAFE if case else Applicability.UNSAFE
    address = f"{link.url.partition('#')[0]}#{name}"
    return readdressed(link, address, known if own else Applicability.SUGGESTION)
