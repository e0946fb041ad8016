"""Raster images to PNG or JPEG: upright, no larger than a page needs, without what cameras write into them.

A file that is right as it is keeps its pixels bit by bit and loses only its metadata: the place where it was
taken, the name of who edited it, a preview of what was cut off.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000
"""Pixels of the largest image that is decoded; a telephone takes up to 50 million."""
LONGEST = 2400
"""Pixels of the longer side of an image in the book: 370 an inch over the whole width of a page."""
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "AVIF")
"""Pillow's names of the formats that are read, the usual first; for EPS it would run Ghostscript."""
JPEG = ("JPEG", "MPO")
"""Pillow's names of JPEG files; MPO is one with more images behind it."""
QUALITY = 88
ORIENTATION = 0x0112
"""The EXIF tag that tells how a camera was held."""
ICC = b"ICC_PROFILE\0"
UNCOMMON = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xCC}
"""Markers of JPEG files that are neither baseline nor progressive (T.81, table B.1)."""
PICTURE_CHUNKS = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT")
)
"""Chunks of a PNG file that decide how it looks."""


class UnusableImageError(ValueError):
    """The image cannot be shown; the message says why."""


def shown(content: bytes) -> tuple[str, bytes, str]:
    """Media type and bytes of an image as it is shown, and what is told of what is missing.

    Raises:
        UnusableImageError: it is broken, too large or of no known format.
    """
    image = _decoded(content)
    frames = 1 if image.format in JPEG else getattr(image, "n_frames", 1)
    lost = f"is shown as the first of its {frames} pictures" if frames > 1 else ""
    upright = image.getexif().get(ORIENTATION, 1) == 1
    if upright and image.mode != "CMYK" and max(image.size) <= LONGEST:
        try:
            if image.format == "JPEG":
                return "image/jpeg", plain_jpeg(content), lost
            if image.format == "PNG":
                return "image/png", plain_png(content), lost
        except (struct.error, IndexError):
            pass  # Pillow reads files that others refuse
    return (*_anew(image), lost)


def _decoded(content: bytes) -> Image:
    """A raster image, fully read; Pillow's decoders raise whatever a broken file makes them stumble over."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on size: that is looked at below, before anything is decoded
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            size = image.width * image.height
            if size <= MOST_PIXELS:
                if image.format in JPEG:
                    image.draft(None, (LONGEST, LONGEST))
                image.load()
    except Image.DecompressionBombError as error:
        raise UnusableImageError(f"has more than {MOST_PIXELS:,} pixels") from error
    except Exception as error:
        raise UnusableImageError("is broken, or in a format that cannot be read") from error
    if size > MOST_PIXELS:
        raise UnusableImageError(f"has {size:,} pixels, more than {MOST_PIXELS:,}")
    return image


def _anew(image: Image) -> tuple[str, bytes]:
    """Media type and bytes of an image that is written anew; the same Pillow always gives the same ones."""
    from PIL import Image, ImageOps

    made = ImageOps.exif_transpose(image)
    clear = "A" in made.getbands() or "transparency" in made.info
    profile = None if made.mode == "CMYK" else made.info.get("icc_profile")
    if made.mode.startswith("I"):  # grey in sixteen bits, which Pillow would cut off at 255
        made = made.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    made = made.convert("L" if made.mode == "L" and not clear else "RGBA" if clear else "RGB")
    made.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if image.format in JPEG:
        made.save(out, "JPEG", quality=QUALITY, icc_profile=profile)
        return "image/jpeg", out.getvalue()
    made.save(out, "PNG", compress_level=1, icc_profile=profile)
    return "image/png", out.getvalue()


def plain_jpeg(content: bytes) -> bytes:
    """A JPEG file without metadata: of its headers those of JFIF, Adobe and the profile stay."""
    parts, at = [content[:2]], 2
    while content[at] == 0xFF and content[at + 1] != 0xDA:
        if content[at + 1] == 0xFF:  # filling
            at += 1
            continue
        marker, (length,) = content[at + 1], struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if length < 2 or marker in UNCOMMON:
            raise struct.error("a header that some readers refuse")
        is_metadata = 0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)
        if not is_metadata or segment.startswith(ICC, 4):
            parts.append(segment)
        at += 2 + length
    return b"".join((*parts, content[at:]))


def plain_png(content: bytes) -> bytes:
    """A PNG file without metadata and without further frames."""
    parts, at = [content[:8]], 8
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunk = content[at : at + 12 + length]
        if chunk[4:8] in PICTURE_CHUNKS:
            parts.append(chunk)
        at += 12 + length
        if chunk[4:8] == b"IEND":
            return b"".join(parts)
    raise struct.error("no end")
