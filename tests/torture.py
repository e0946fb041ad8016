"""The torture hub of `corpus/torture`: its Markdown, and images made here, since binary files are dull to review."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from PIL import Image, ImageDraw

from qapress.pipeline.build import build
from qapress.pipeline.collect import Naming, collect, texts
from qapress.pipeline.lint import make_linter
from qapress.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qapress.model.qa import Bundle, Document
    from qapress.pipeline.build import Built

HUB = Path(__file__).parent / "corpus" / "torture"
IMAGES = "links and images/images"
WORD = re.compile(r"[A-Za-z\u00ad\u00c0-\u024f\u0370-\u04ff]{4,}")
"""Words of some length, in the letters that the book has without fonts of one's own, and soft hyphens."""
OUTSIDE = (7, 11)
"""The size of the image beside the hub, which no other has."""
SPOKEN = ("text", "code", "code_block")
"""Kinds of node whose text is meant for readers."""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
SIZE = 'width="120" height="60" viewBox="0 0 120 60"'
RECT = '<rect width="120" height="60" fill="#1d5c7a"/>'
LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>'
)
DRAWINGS = {
    "good": SVG.format(SIZE, '<title>Good</title><circle cx="60" cy="30" r="25" fill="green"/>'),
    "script": SVG.format(SIZE, RECT + "<script>alert(1)</script>"),
    "elsewhere": SVG.format(
        SIZE, RECT + '<image xlink:href="https://example.org/x.png" width="9" height="9"/>'
    ),
    "laughs": LAUGHS + SVG.format(SIZE, RECT + '<text y="20">&e;</text>'),
    "sizeless": SVG.format("", RECT),
    "import": SVG.format(SIZE, RECT + '<style>@import url("https://example.org/x.css");</style>'),
    "huge": SVG.format('width="9e9" height="1e9" viewBox="0 0 9000000000 1000000000"', RECT),
    "words": SVG.format(SIZE, '<text x="5" y="30" font-family="sans-serif">Words Ж é</text>'),
    "signs": SVG.format(SIZE, '<text x="5" y="30">Signs 水 👩🏽‍🚀</text>'),
    "nothing": SVG.format('width="0" height="-1"', RECT),
}


def write(root: Path) -> Path:
    """Put the hub into the folder `hub` of a new folder, beside a file that it must not read; the hub's root."""
    hub = root / "hub"
    for path in sorted(HUB.rglob("*")):
        if path.suffix in {".md", ".toml"}:
            target = hub / path.relative_to(HUB)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (root / "outside.png").write_bytes(png(OUTSIDE, "red"))
    folder = hub / IMAGES
    folder.mkdir()
    for name, content in images().items():
        (folder / name).write_bytes(content)
    (folder / "outside.png").symlink_to(Path(os.pardir, os.pardir, os.pardir, "outside.png"))
    return hub


def built(root: Path, formats: Sequence[str]) -> Built:
    """A release of the hub, though errors stand in it."""
    settings = load(write(root) / "qapress.toml")
    return build([], settings, formats=formats, out=root / "dist", release="1", allow_errors=True)


def bundle(release: Built) -> Bundle:
    """The bundle of a release of the hub."""
    settings = load(release.folder.parents[1] / "hub" / "qapress.toml")
    return collect(texts([], make_linter(settings)), settings, Naming(release="1")).bundle


def missing(document: Document, release: Built, text: str, *, set_in_lines: bool = False) -> list[str]:
    """The words of a document that a text does not hold, though the release does not tell them as lost.

    Words are compared whole, since nearly any short one stands inside another, but where the text is set in
    lines: these break long words, and what is raised stands close to the word before.
    """
    found = release.losses.report.diagnostics
    lost = [each.finding.span for each in found if each.path == document.path]
    whole = composed(text)
    known = "".join(whole.split()) if set_in_lines else set(WORD.findall(whole))
    return [
        word
        for word, at in spoken(document)
        if word not in known and not any(start <= at < end for start, end in lost)
    ]


def spoken(document: Document) -> Iterator[tuple[str, int]]:
    """The words that a document says in Latin, Greek and Cyrillic letters, each with its place.

    The heading of an answer is none of them.
    """
    for node in document.tree.walk():
        if node.kind in SPOKEN:
            for word in WORD.finditer(node.text):
                if word[0] != "Answer":
                    yield composed(word[0]), node.offset(word.start())


def composed(text: str) -> str:
    """A text without soft hyphens, its letters composed and its ligatures dissolved."""
    return normalize("NFKC", text).replace("\u00ad", "")


def images() -> Mapping[str, bytes]:
    """Every image by its name."""
    dot = png((24, 24), "teal")
    return {f"{name}.svg": text.encode() for name, text in DRAWINGS.items()} | {
        "dot.png": dot,
        "with blank.png": dot,
        "wide.png": png((900, 30), "orange"),
        "photo.jpg": saved(gradient((240, 120)), "JPEG"),
        "cmyk.jpg": saved(gradient((240, 120)).convert("CMYK"), "JPEG"),
        "grey.jpg": saved(gradient((240, 120)).convert("L"), "JPEG"),
        "turned.jpg": saved(gradient((120, 240)), "JPEG", exif=turned()),
        "large.jpg": saved(gradient((600, 400)).resize((6000, 4000)), "JPEG", quality=60),
        "still.gif": saved(gradient((120, 60)).convert("P"), "GIF"),
        "still.webp": saved(gradient((120, 60)), "WEBP"),
        "moving.gif": moving("GIF"),
        "moving.webp": moving("WEBP"),
        "moving.png": moving("PNG"),
        "plain.bmp": saved(gradient((120, 60)), "BMP"),
        "plain.tiff": saved(gradient((120, 60)), "TIFF"),
        "deep.png": deep((120, 60)),
        "palette.png": saved(gradient((120, 60)).quantize(16), "PNG", transparency=3),
        "broken.png": dot[: len(dot) // 2],
        "empty.png": b"",
        "bomb.png": bomb(60_000),
        "wrong.jpg": dot,
        "text.png": b"not an image at all\n",
    }


def gradient(size: tuple[int, int]) -> Image.Image:
    """A picture in which every corner looks different; its upper left is red."""
    made = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn).resize(size) for turn in (180, 90, 0)])
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return made


def saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def png(size: tuple[int, int], color: str) -> bytes:
    """A PNG of one colour."""
    return saved(Image.new("RGB", size, color), "PNG")


def moving(format_: str) -> bytes:
    """A picture of three frames: red, green, blue."""
    first, *rest = (Image.new("RGB", (120, 60), color) for color in ("red", "green", "blue"))
    return saved(first, format_, save_all=True, append_images=rest, duration=100)


def turned() -> Image.Exif:
    """EXIF data that say: turn by a quarter, taken at a place, with a comment."""
    made = Image.Exif()
    made[0x0112] = 6
    made[0x010E] = "a secret description"
    made.get_ifd(0x8825)[1] = "N"
    return made


def deep(size: tuple[int, int]) -> bytes:
    """An RGB PNG of sixteen bits a colour."""
    row = b"".join(struct.pack(">HHH", x * 500, 0x8000, 0xFFFF - x * 500) for x in range(size[0]))
    return chunks(size, 16, 2, zlib.compress((b"\0" + row) * size[1]))


def bomb(side: int) -> bytes:
    """A small PNG file that says that it is very large."""
    return chunks((side, side), 1, 0, zlib.compress(bytes(100)))


def chunks(size: tuple[int, int], bits: int, color: int, data: bytes) -> bytes:
    """A PNG file of its parts."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", *size, bits, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
