"""Where a link or image in a file leads, as far as that is a file beside it."""

from __future__ import annotations

import re
from posixpath import join, normpath
from unicodedata import normalize
from urllib.parse import unquote

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]|$")
"""A scheme, another host, a place on the same page, nothing."""
AFTER_PATH = re.compile(r"[?#]")


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
