"""Where the files of a bundle lie in its folder of Markdown, under names that every system takes."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qapress.model.qa import Bundle

FOLDER = "markdown"
"""The folder of tidy Markdown and of the images, in the bundle."""
_FORBIDDEN = frozenset('<>:"|?*\\')
"""What no name on Windows may hold; a backslash separates folders there."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def places(bundle: Bundle) -> dict[str, str]:
    """The path inside `FOLDER` of each document and asset: its own, less the folder that all share.

    Of two that differ only in case, or in what was made portable, the later gets a number.
    """
    paths = [each.path for each in bundle.documents] + [each.path for each in bundle.assets]
    if not paths:
        return {}
    shared = posixpath.commonpath([posixpath.dirname(each) for each in paths])
    made: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        stem, suffix = posixpath.splitext(portable(posixpath.relpath(path, shared or ".")))
        number = 1
        while _key(place := f"{stem}-{number}{suffix}" if number > 1 else stem + suffix) in taken:
            number += 1
        taken.add(_key(place))
        made[path] = place
    return made


def portable(path: str) -> str:
    """A relative path whose names Windows, macOS and Linux all take, and show as they are."""
    return "/".join(map(_portable, path.split("/")))


def _portable(name: str) -> str:
    kept = "".join("-" if each in _FORBIDDEN or _is_unseen(each) else each for each in name).rstrip(". ")
    return _DEVICE.sub(lambda match: f"{match[0]}_", kept, count=1) if _DEVICE.match(kept) else kept or "_"


def _is_unseen(character: str) -> bool:
    """Whether a character steers, as controls and marks of direction do, or is none."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _key(path: str) -> str:
    """What is equal for paths that some file system holds for one."""
    return unicodedata.normalize("NFC", path).casefold()
