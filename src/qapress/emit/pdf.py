"""PDF, set by Typst from a JSON tree: tagged (PDF/UA-1), archivable (PDF/A-2a), with its own fonts only."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qapress.emit import emitter
from qapress.emit.fonts import EMOJI, TYPST
from qapress.emit.typst.book import book, titles
from qapress.emit.typst.compile import compiled, without, write_template
from qapress.emit.typst.fonts import write_fonts
from qapress.emit.typst.glyphs import SVG, Missing, losses
from qapress.errors import EmitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.emit import EmitOptions
    from qapress.emit.typst.tree import Data
    from qapress.model.qa import Bundle

PAPERS = {"a4": "a4", "letter": "us-letter"}
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
PACKAGES = {"typst": "typst", "Pillow": "PIL", "latex2mathml": "latex2mathml"}
"""What the extra installs, with the module of each."""


@emitter("pdf", printed=True, needs=PACKAGES, extra="pdf", fonts=(EMOJI, *TYPST))
def pdf(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The book as one PDF."""
    names = {each.path: f"image-{n}{SUFFIXES[each.media_type]}" for n, each in enumerate(bundle.assets)}
    with tempfile.TemporaryDirectory(prefix="qapress-", dir=options.scratch) as name:
        folder = Path(name)
        write_images(folder, bundle, names)
        families = write_fonts(folder / "fonts", options.fonts)
        write_template(folder)
        data = book(bundle, names, {"paper": PAPERS[options.paper], "fonts": families})
        made, missing = set_without(folder, bundle, names, data)
    for loss in losses(bundle, titles(bundle), missing):
        options.report(*loss)
    return {PurePosixPath(f"{bundle.name}.pdf"): made}


def set_without(folder: Path, bundle: Bundle, names: Mapping[str, str], data: Data) -> tuple[bytes, Missing]:
    """The PDF, and the characters that it lacks: Typst names some, and others once these are replaced.

    A drawing may lack one that texts have, since Typst shapes the two in different ways.
    """
    drawings = "".join(each.content.decode() for each in bundle.assets if each.media_type == SVG)
    missing = Missing()
    while True:
        made, found = compiled(folder, without(data, missing.in_texts), bundle.created)
        drawn = found.intersection(drawings) - missing.in_drawings
        if drawn:
            missing = missing._replace(in_drawings=missing.in_drawings | drawn)
            write_images(folder, bundle, names, missing.in_drawings)
        elif found - missing.in_texts:
            missing = missing._replace(in_texts=missing.in_texts | found)
        elif found:
            raise EmitError(
                f"the PDF lacks characters even after they were replaced: {' '.join(sorted(found))}"
            )
        else:
            return made, missing


def write_images(
    folder: Path, bundle: Bundle, names: Mapping[str, str], missing: frozenset[str] = frozenset()
) -> None:
    """Write the images into a folder, drawings with a stand-in for each missing character."""
    for each in bundle.assets:
        content = each.content
        if missing and each.media_type == SVG:
            content = str(without(content.decode(), missing)).encode()
        (folder / names[each.path]).write_bytes(content)
