"""Image files to what every format can show, or the reason why not.

Nothing is fetched and nothing in an image runs: raster images are decoded by Pillow, SVG is parsed without
entities and network and loses scripts, event handlers and references to elsewhere.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element
    from PIL.Image import Image

    from qapress.model.qa import Asset

MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
ACTIVE = re.compile("script|foreignObject|iframe|object|embed|set|animate[A-Za-z]*")
"""SVG elements that act, or that hold another language."""
KEPT = {"PNG": "image/png", "JPEG": "image/jpeg"}
"""Raster formats that go as they are, when their colours are RGB or grey."""


class UnusableImageError(ValueError):
    """The image cannot be shown; the message says why."""


def usable(asset: Asset) -> tuple[Asset, tuple[str, ...]]:
    """The image as PNG, JPEG or harmless SVG, and what was taken out of it.

    Raises:
        UnusableImageError: it is broken, too large or of no known format.
    """
    if len(asset.content) > MOST_BYTES:
        raise UnusableImageError(f"has {len(asset.content):,} bytes, more than {MOST_BYTES:,}")
    start = asset.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")):
        return _vector(asset)
    return _raster(asset), ()


def _raster(asset: Asset) -> Asset:
    image = _decoded(asset.content)
    if image.format in KEPT and image.mode != "CMYK":
        return asset._replace(media_type=KEPT[image.format])
    out = io.BytesIO()
    if image.format == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=90)
        return asset._replace(media_type="image/jpeg", content=out.getvalue())
    clear = "A" in image.getbands() or "transparency" in image.info
    image.convert("RGBA" if clear else "RGB").save(out, "PNG")
    return asset._replace(media_type="image/png", content=out.getvalue())


def _decoded(content: bytes) -> Image:
    """A raster image, fully read; Pillow's decoders raise whatever a broken file makes them stumble over."""
    from PIL.Image import open as open_image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on size: that is looked at below, before anything is decoded
            image = open_image(io.BytesIO(content))
            size = image.width * image.height
            if size <= MOST_PIXELS:
                image.load()
    except Exception as error:
        raise UnusableImageError("is broken, or in a format that cannot be read") from error
    if size > MOST_PIXELS:
        raise UnusableImageError(f"has {size:,} pixels, more than {MOST_PIXELS:,}")
    return image


def _vector(asset: Asset) -> tuple[Asset, tuple[str, ...]]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(asset.content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableImageError("is not well-formed SVG") from error
    if etree.QName(root).localname != "svg":
        raise UnusableImageError("is XML, but not an SVG image")
    taken = tuple(dict.fromkeys(_disarm(root)))
    return asset._replace(media_type="image/svg+xml", content=etree.tostring(root)), taken


def _disarm(root: _Element) -> list[str]:
    from lxml import etree

    taken: list[str] = []
    for each in list(root.iter()):
        if not isinstance(each.tag, str):  # comments, processing instructions, entities
            _drop(each)
            continue
        name = etree.QName(each).localname
        if ACTIVE.fullmatch(name):
            taken.append(f"<{name}>")
            _drop(each)
        elif name == "style" and _reaches_out(each.text or ""):
            taken.append("<style> with an address")
            _drop(each)
        else:
            taken += [f"{name}@{key}" for key in _disarm_attributes(each)]
    return taken


def _disarm_attributes(each: _Element) -> list[str]:
    from lxml import etree

    taken = []
    for key, value in list(each.attrib.items()):
        local, target = etree.QName(str(key)).localname, str(value).strip()
        refers = local in {"href", "src"} and not target.startswith(("#", "data:image/"))
        if local.startswith("on") or refers or _reaches_out(target):
            del each.attrib[key]
            taken.append(local)
    return taken


def _reaches_out(style: str) -> bool:
    """Whether CSS names something outside the image."""
    squeezed = style.lower().replace(" ", "").replace("'", "").replace('"', "")
    return "@import" in squeezed or "url(" in squeezed.replace("url(#", "").replace("url(data:image/", "")


def _drop(each: _Element) -> None:
    parent = each.getparent()
    if parent is None:
        return
    if each.tail:
        before = each.getprevious()
        if before is None:
            parent.text = (parent.text or "") + each.tail
        else:
            before.tail = (before.tail or "") + each.tail
    parent.remove(each)
