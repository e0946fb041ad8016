"""Rebuild the emoji font that ships with the package from the npm package it comes from, and compare.

`python .ci/fonts.py` needs npm, fonttools and brotli; it exits 1 when the font in the package is not the one
that the source gives. `--write` stores the rebuilt font instead. The tables `SVG ` and `GlyphOrder` go: Typst
draws the COLRv1 outlines, and the second is an artefact of the source's own build.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@fontsource/noto-color-emoji@5.3.2"
MEMBER = "package/files/noto-color-emoji-emoji-400-normal.woff2"
LICENSE = "package/LICENSE"
SHA256 = "5db00a4040d3"
FONTS = Path(__file__).parent.parent / "src/qapress/emit/fonts"


def fetch(folder: Path) -> tuple[bytes, bytes]:
    """The web font and the license text out of the npm package."""
    command = ["npm", "pack", "--silent", PACKAGE]
    name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(folder / name) as archive:
        font, license_text = (archive.extractfile(each) for each in (MEMBER, LICENSE))
        if font is None or license_text is None:
            raise SystemExit(f"{PACKAGE} holds no {MEMBER} or no {LICENSE}")
        return font.read(), license_text.read()


def convert(woff2: bytes) -> bytes:
    """The TrueType font in a web font, byte for byte the same on every run."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(woff2), recalcTimestamp=False)
    for table in ("SVG ", "GlyphOrder"):
        if table in font:
            del font[table]
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Compare, or store with `--write`; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        woff2, license_text = fetch(Path(folder))
    font = convert(woff2)
    found = hashlib.sha256(font).hexdigest()
    print(f"NotoColorEmoji.ttf: {len(font)} bytes, sha256 {found}")
    if not found.startswith(SHA256):
        print(f"the rebuilt font should begin with sha256 {SHA256}", file=sys.stderr)
        return 1
    files = {FONTS / "NotoColorEmoji.ttf": font, FONTS / "OFL.txt": license_text}
    if "--write" in arguments:
        for path, data in files.items():
            path.write_bytes(data)
        return 0
    stale = [path.name for path, data in files.items() if not path.exists() or path.read_bytes() != data]
    for name in stale:
        print(f"{name} differs from its source: run python .ci/fonts.py --write", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
