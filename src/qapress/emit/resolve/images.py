"""Image files to what every format can show, or the reason why not.

Nothing is fetched and nothing in an image runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.emit.resolve import raster, svg
from qapress.emit.resolve.raster import UnusableImageError

if TYPE_CHECKING:
    from qapress.model.qa import Asset

MOST_BYTES = 20_000_000
"""Bytes of the largest file that is looked at."""


def usable(asset: Asset) -> tuple[Asset, str]:
    """The image as PNG, JPEG or harmless SVG, and what is told of what is missing, if anything.

    Raises:
        UnusableImageError: it is broken, too large or of no known format.
    """
    size = len(asset.content)
    if size > MOST_BYTES:
        raise UnusableImageError(f"has {size:,} bytes, more than {MOST_BYTES:,}")
    if not size:
        raise UnusableImageError("is empty")
    start = asset.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")):
        content, lost = svg.harmless(asset.content)
        return asset._replace(media_type="image/svg+xml", content=content), lost
    media_type, content, lost = raster.shown(asset.content)
    return asset._replace(media_type=media_type, content=content), lost
