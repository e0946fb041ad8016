"""Where a link or image in a file leads, as far as that is a file beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import join, normpath
from unicodedata import normalize
from urllib.parse import quote, unquote

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]|$")
"""A scheme, another host, a place on the same page, nothing."""
AFTER_PATH = re.compile(r"[?#]")
REPOSITORY = re.compile(
    r"https?://(?P<host>[^/]+)/(?P<name>.+?)(?:\.git)?(?:/(?:-/)?tree/(?P<branch>.+?))?/*", re.IGNORECASE
)
BRANCHES = "main|master"
"""The branch that a repository shows first, where its address names none."""
LINES_ON_GITHUB = "blob", "#L{}-L{}"
LINES = (
    ("gitlab", ("-/blob", "#L{}-{}")),
    ("bitbucket", ("src", "#lines-{}:{}")),
    *((host, ("src/commit", "#L{}-L{}")) for host in ("gitea", "forgejo", "codeberg")),
)
"""By a word in the host's name: what stands before the commit, and how lines are named."""
RAW = "raw.githubusercontent.com"


def local_paths(url: str, folder: str) -> tuple[str, ...]:
    """The paths relative to the root that a URL in a file in `folder` may mean, the likeliest first.

    Empty when it leads elsewhere: to another host, within the page, or out of the root. A path that begins
    with `/` counts from the root, as on GitHub. Percent-encoding is resolved, but a name may also hold a
    bare `%`; some systems store accents as characters of their own.
    """
    if ELSEWHERE.match(url):
        return ()
    path = AFTER_PATH.split(url, maxsplit=1)[0]
    spellings = dict.fromkeys((unquote(path), path))
    if not path.isascii() or "%" in path:
        spellings = dict.fromkeys(
            [*spellings, *(normalize(f, each) for each in spellings for f in ("NFC", "NFD"))]
        )
    places = dict.fromkeys(
        normpath(each.lstrip("/") if each[:1] == "/" else join(folder, each)) for each in spellings
    )
    return tuple(each for each in places if each != ".." and not each.startswith("../"))


def own_address(url: str, repository: str | None, inside: str = "") -> str | None:
    """The address from the root, `/path?query#place`, of a file that a URL of the own repository names.

    None for any other URL, and for another branch, a tag or a commit, which may hold other files. The
    address of the repository may end in `/tree/BRANCH`; else `main` and `master` count. The root lies in the
    folder `inside` of the repository, with `/` at the end. GitHub, GitLab, Gitea and Bitbucket are known.
    """
    found = _own_urls(repository).match(url) if repository else None
    if found is None:
        return None
    path = found["path"] or ""
    return f"/{path[len(inside) :]}{url[found.end() :]}" if path.startswith(inside) else None


def lines_address(repository: str, commit: str, path: str, lines: tuple[int, int]) -> str | None:
    """The address of lines of a file, first and last, at a commit; None where the repository has none.

    `path` counts from the top of the repository. GitLab, Bitbucket, Gitea and Forgejo are told by their
    hosts' names; every other host is taken for one like GitHub.
    """
    found = REPOSITORY.fullmatch(repository)
    if found is None:
        return None
    between, mark = next((form for word, form in LINES if word in found["host"].lower()), LINES_ON_GITHUB)
    start = f"{repository[: found.end('name')]}/{between}/{commit}/{quote(path)}"
    return start + mark.format(*lines)


@lru_cache(maxsize=8)
def _own_urls(repository: str) -> re.Pattern[str]:
    """What the URLs of a repository's files begin with, up to the end of the path."""
    found = REPOSITORY.fullmatch(repository)
    if found is None:
        return re.compile(r"(?!)")
    host, name = re.escape(found["host"]), re.escape(found["name"])
    branch = re.escape(found["branch"]) if found["branch"] else BRANCHES
    kinds = rf"{host}/{name}/(?:-/)?(?:blob|tree|raw|src|media)/(?:refs/heads/|branch/)?"
    raw = rf"|{re.escape(RAW)}/{name}/(?:refs/heads/)?" if found["host"].lower() == "github.com" else ""
    pattern = rf"https?://(?:www\.)?(?:{kinds}{raw})(?:HEAD|{branch})(?:/+(?P<path>[^?#]*))?(?=[?#]|$)"
    return re.compile(pattern, re.IGNORECASE)
