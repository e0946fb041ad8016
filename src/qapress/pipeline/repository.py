"""Repositories by their addresses: that of a collection, and that from which this qapress was installed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.settings.values import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = re.compile(
    r"(?:https?://(?:[^@/\s]*@)?|ssh://(?:[^@/\s]*@)?|[^@/:\s]+@(?=[^/\s]+:))"
    r"(?P<host>[A-Za-z0-9.-]+)(?::[0-9]+(?=/))?[:/](?P<path>[^\s?#:]+?)(?:\.git)?/*"
)
"""The address of a repository as git takes it, by HTTP or SSH; it may hold a name and a password."""


class Pin(NamedTuple):
    """A repository and the commit or tag that is taken of it, as pre-commit names them."""

    repo: str
    rev: str


def page_at(address: str) -> str | None:
    """The page of a repository that git reaches at an address, without any password; None for a local one."""
    found = ADDRESS.fullmatch(address.removeprefix("git+"))
    page = f"https://{found['host']}/{found['path']}" if found else ""
    return page if REPOSITORY.fits(page) else None


def page_of(folder: Path) -> str | None:
    """The page of the repository that a checkout came from."""
    address = git.remote(folder)
    return page_at(address) if address else None


def installed_pin() -> Pin | None:
    """The repository and the commit from which the qapress that is running was installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        noted = distribution("qapress").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    return pin_of(noted) if noted else None


def pin_of(noted: str) -> Pin | None:
    """The pin that an installer noted (PEP 610): a commit of a repository, or a checkout of it on the disk.

    A folder of another repository is none: hooks are looked for at its top.
    """
    data = json.loads(noted)
    if "vcs_info" in data:
        repo, rev = page_at(data["url"]), data["vcs_info"]["commit_id"]
    elif "dir_info" in data:
        folder = _folder(data["url"])
        if git.root(folder) != folder.resolve():
            return None
        repo, rev = page_of(folder), git.commit(folder)
    else:
        return None
    return Pin(repo, rev) if repo and rev else None


def _folder(address: str) -> Path:
    """The folder of a `file:` address."""
    from pathlib import Path
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    return Path(url2pathname(urlsplit(address).path))
