"""The images that documents show, as they lie below the root."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from qapress.emit.places.links import paths
from qapress.emit.tidy.blocks import kept_blocks
from qapress.markdown.html_links import image_addresses
from qapress.markdown.plain import plain
from qapress.model.qa import Asset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from qapress.model.qa import Document

SVG = "image/svg+xml"
MEDIA_TYPES = {
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": SVG,
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}
"""Files that count as images, by suffix; a table of our own, since that of the system differs by machine."""
MOST_BYTES = 64 * 2**20


class Images(NamedTuple):
    """The images of a release, sorted by path, and what is wrong with some of them.

    `flaws` says, by path, why an image cannot be shown, or what was taken out of one.
    """

    assets: tuple[Asset, ...]
    flaws: Mapping[str, str]


def assets(documents: Sequence[Document], root: Path) -> Images:
    """The image files under the root that documents show; nothing in them runs."""
    flaws: dict[str, str] = {}
    return Images(tuple(_harmless(_found(documents, root), flaws)), flaws)


def _harmless(found: Iterable[Asset], flaws: dict[str, str]) -> Iterator[Asset]:
    """The images that can be shown; SVG without what acts, and as it is where there is nothing of that."""
    for each in found:
        if not each.content:
            flaws[each.path] = "is empty"
            continue
        if each.media_type != SVG:
            yield each
            continue
        from qapress.emit.resolve.raster import UnusableImageError  # with parsers that few builds need
        from qapress.emit.resolve.svg import harmless

        try:
            content, flaw = harmless(each.content)
        except UnusableImageError as error:
            flaws[each.path] = str(error)
            continue
        if flaw:
            flaws[each.path] = flaw
        yield each._replace(content=content) if flaw else each


def _found(documents: Sequence[Document], root: Path) -> Iterator[Asset]:
    """The image files as they are, each once, sorted by path."""
    alts: dict[str, str] = {}
    contents: dict[str, bytes | None] = {}
    for document in documents:
        for url, alt in images(document):
            for path in paths(document.path, url):
                if path not in contents:
                    contents[path] = image(root, path)
                if contents[path] is not None:
                    alts[path] = alts.get(path) or alt
                    break
    for path, content in sorted(contents.items()):
        if content is not None:
            yield Asset(path, MEDIA_TYPES[suffix(path)], content, alts[path])


def image(root: Path, path: str) -> bytes | None:
    """The content of an image file; None where there is none that may be read."""
    return inside(root, root / path) if suffix(path) in MEDIA_TYPES else None


def inside(root: Path, path: Path) -> bytes | None:
    """The content of a file under the root; None where it is no file, too large, or a link leads outside."""
    try:
        file = path.resolve()
        readable = file.is_relative_to(root.resolve()) and file.is_file()
        return file.read_bytes() if readable and file.stat().st_size <= MOST_BYTES else None
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name too long or with a NUL in it
        return None


def suffix(path: str) -> str:
    """The suffix of a path, in lower case."""
    return posixpath.splitext(path)[1].lower()


def images(document: Document) -> Iterator[tuple[str, str]]:
    """Address and alternative text of each image that a document publishes, those in HTML among them."""
    for node in (node for block in kept_blocks(document) for node in block.walk()):
        if node.kind == "image":
            yield node.attributes["url"], plain((node,))
        elif node.kind in {"html", "html_block"}:
            yield from ((url, "") for url in image_addresses(node.text))
