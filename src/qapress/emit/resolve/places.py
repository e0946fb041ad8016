"""Where the files of a bundle lie in its folder of Markdown."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qapress.model.qa import Bundle

FOLDER = "markdown"
"""The folder of tidy Markdown and of the images, in the bundle."""


def places(bundle: Bundle) -> dict[str, str]:
    """The path inside `FOLDER` of each document and asset: its own, less the folder that all share."""
    paths = [each.path for each in bundle.documents] + [each.path for each in bundle.assets]
    if not paths:
        return {}
    shared = posixpath.commonpath([posixpath.dirname(each) for each in paths])
    return {each: posixpath.relpath(each, shared or ".") for each in paths}
