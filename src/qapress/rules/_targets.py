"""Where links lead, and what to say of one that leads to nothing: shared by the rules of group `links`."""

from __future__ import annotations

from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Span
from qapress.markdown.target import AFTER_PATH, local_paths, own_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.facts.facts import Link
    from qapress.lint.rule import Context

LONGEST = 200
"""Characters of an address that a message shows."""

BACKSLASH = "write '/': only Windows takes '\\' for it"


def once(links: Iterable[Link]) -> Iterable[Link]:
    """The links, of those that share a definition the first."""
    found: dict[tuple[Span, str], Link] = {}
    for each in links:
        found.setdefault((each.target or each.span, each.url), each)
    return found.values()


def place(link: Link) -> Span:
    """Where a fault of the address is shown: at the link, or at its address in the definition."""
    target = link.target or link.span
    return link.span if link.span.start <= target.start < link.span.end else target


def paths(url: str, path: str, at: Context) -> tuple[str, ...]:
    """The paths under the root that an address in the file at `path` may mean, absolute ones included."""
    own = own_address(url, at.settings.links_repository, at.names.inside)
    return local_paths(url if own is None else own, dirname(path))


def shown(text: str) -> str:
    """A part of an address for a message: on one line, percent-encoded where needed, and not too long."""
    text = text if text.isprintable() else quote(text, "/#?")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def readdressed(link: Link, address: str, applicability: Applicability) -> Fix | None:
    """The fix that writes another address; None where the address stands nowhere as such."""
    if link.target is None:
        return None
    return Fix(f"write '{address}'", (Edit(link.target, address),), applicability)


def missing(link: Link, what: str, path: str, wanted: tuple[str, ...], at: Context) -> Finding:
    """The finding that none of the paths wanted exists: how the file is spelled, or what may be meant.

    `what` is said of the address; `path` is the file with the link.
    """
    message = what.format(shown(unquote(link.url)))
    for each in wanted:
        if "\\" in each and each.replace("\\", "/") in at.names:
            written = _written(link)
            fix = readdressed(link, written.replace("\\", "/"), Applicability.SAFE) if written else None
            return Finding(place(link), f"{message}; folders are separated by '/'", BACKSLASH, fix, path)
        if spelled := at.names.spelled(each):
            hint = "upper and lower case count on the web"
            fix = _respelled(link, each, spelled)
            return Finding(place(link), f"{message}; the file is called '{shown(spelled)}'", hint, fix, path)
    near = next((near for each in wanted if (near := at.names.near(each))), None)
    if near:
        message += f"; did you mean '{shown(relpath(near, dirname(path) or '.'))}'?"
    hint = f"correct the path, or add '{shown(wanted[0])}'"
    return Finding(place(link), message, hint, path=path)


def _respelled(link: Link, wanted: str, real: str) -> Fix | None:
    """The end of an address that names the path wanted, as the path is really spelled."""
    written = _written(link)
    cut = AFTER_PATH.search(written)
    parts = written[: cut.start() if cut else None].split("/")
    old, new = wanted.split("/"), real.split("/")
    size = len(old) - next(index for index, name in enumerate(old) if name != new[index])
    if [unquote(each) for each in parts[-size:]] != old[-size:]:
        return None
    for index in range(-size, 0):
        parts[index] = new[index] if parts[index] == old[index] else quote(new[index])
    address = "/".join(parts) + (written[cut.start() :] if cut else "")
    return readdressed(link, address, Applicability.SAFE)


def _written(link: Link) -> str:
    """An address as the text has it, empty where that cannot be told: its length says what is encoded."""
    length = link.target.end - link.target.start if link.target else -1
    return next((each for each in (link.url, unquote(link.url)) if len(each) == length), "")
