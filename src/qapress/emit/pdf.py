"""PDF, set by Typst from a JSON tree: tagged (PDF/UA-1), archivable (PDF/A-2a), with its own fonts only."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qapress.emit import emitter
from qapress.emit.fonts import EMOJI, TYPST
from qapress.emit.typst.book import book, titles
from qapress.emit.typst.compile import compiled, lay_out_template, without
from qapress.emit.typst.fonts import lay_out
from qapress.emit.typst.glyphs import losses
from qapress.errors import EmitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Bundle

PAPERS = {"a4": "a4", "letter": "us-letter"}
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
PACKAGES = {"typst": "typst", "Pillow": "PIL", "lxml": "lxml", "latex2mathml": "latex2mathml"}
"""What the extra installs, with the module of each."""


@emitter("pdf", printed=True, needs=PACKAGES, extra="pdf", fonts=(EMOJI, *TYPST))
def pdf(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The book as one PDF."""
    names = {each.path: f"image-{n}{SUFFIXES[each.media_type]}" for n, each in enumerate(bundle.assets)}
    with tempfile.TemporaryDirectory(prefix="qapress-", dir=options.scratch) as name:
        folder = Path(name)
        for each in bundle.assets:
            (folder / names[each.path]).write_bytes(each.content)
        families = lay_out(folder / "fonts", options.fonts)
        lay_out_template(folder)
        data = book(bundle, names, {"paper": PAPERS[options.paper], "fonts": families})
        made, missing = compiled(folder, data, bundle.created)
        if missing:
            for loss in losses(bundle, titles(bundle), missing):
                options.report(*loss)
            made, missing = compiled(folder, without(data, missing), bundle.created)
    if missing:
        raise EmitError(
            f"the PDF lacks characters even after they were replaced: {' '.join(sorted(missing))}"
        )
    return {PurePosixPath(f"{bundle.name}.pdf"): made}
