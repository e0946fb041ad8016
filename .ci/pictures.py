"""Make the README's pictures from real output: a check as SVG, three pages of the book as PNG.

Run it in an environment with `qapress[pdf]`, where Poppler is: `python .ci/pictures.py`. Both show what the
program prints and builds at this commit; nothing in them is drawn by hand.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / ".github" / "images"
SAMPLE = re.compile(r"<!-- file: (\S+) -->\n+(`{3,})markdown\n(.*?)\n\2\n", re.DOTALL)
"""A file that the README asks the reader to make: its name and its text."""

FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"
CELL_WIDTH, LINE_HEIGHT, MARGIN = 8.4, 21, 20
GAP = 20
"""Pixels around the pages of the book."""
SGR = re.compile(r"\x1b\[([0-9;]*)m")
CLUSTER = re.compile(
    r"[\u200d\ufe0f]|[\u2600-\u27bf\U0001f000-\U0001faff][\u200d\ufe0f\U0001f000-\U0001faff]*"
)
COLORS = {
    30: "#24292f", 31: "#cf222e", 32: "#1a7f37", 33: "#9a6700", 34: "#0969da", 35: "#8250df", 36: "#1b7c83",
    90: "#6e7781", 91: "#cf222e", 92: "#1a7f37", 93: "#9a6700", 94: "#0969da", 95: "#8250df", 96: "#1b7c83",
}  # fmt: skip
"""Foreground by SGR code (ECMA-48, 8.3.117), dark enough for a white ground."""


@dataclass(frozen=True)
class Style:
    """How a run of characters is shown."""

    color: str = COLORS[30]
    bold: bool = False
    dim: bool = False
    underlined: bool = False

    def after(self, codes: str) -> Style:
        """The style after an escape sequence with these codes."""
        style = self
        for code in (int(each or 0) for each in codes.split(";")):
            match code:
                case 0:
                    style = Style()
                case 1:
                    style = Style(style.color, True, style.dim, style.underlined)
                case 2:
                    style = Style(style.color, style.bold, True, style.underlined)
                case 4:
                    style = Style(style.color, style.bold, style.dim, True)
                case _ if code in COLORS:
                    style = Style(COLORS[code], style.bold, style.dim, style.underlined)
        return style


def samples(text: str) -> dict[str, str]:
    """The files that the README shows, by name; of two states of a file the first."""
    return {name: f"{content}\n" for name, _, content in reversed(SAMPLE.findall(text))}


def width(text: str) -> int:
    """How many cells of a terminal a text takes (Unicode Standard Annex 11)."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return wide + sum(not unicodedata.combining(char) and char not in "\u200d\ufe0f" for char in text)


def runs(line: str, style: Style) -> tuple[list[tuple[str, Style]], Style]:
    """A line's pieces of one style each, emoji apart, and the style that the next line begins with."""
    found: list[tuple[str, Style]] = []
    for at, piece in enumerate(SGR.split(line)):
        if at % 2:
            style = style.after(piece)
            continue
        start = 0
        for emoji in CLUSTER.finditer(piece):
            found += [(piece[start : emoji.start()], style), (emoji[0], style)]
            start = emoji.end()
        found.append((piece[start:], style))
    return [(text, style) for text, style in found if text], style


def svg_run(text: str, style: Style, column: int, y: int) -> str:
    """A run of characters at its cell; `textLength` keeps columns whatever font the reader has."""
    wide = width(text) * CELL_WIDTH
    extra = ' font-weight="bold"' * style.bold + ' opacity="0.7"' * style.dim
    extra += ' text-decoration="underline"' * style.underlined
    return (
        f'<text x="{MARGIN + column * CELL_WIDTH:.1f}" y="{y}" fill="{style.color}"{extra}'
        f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(text)}</text>'
    )


def svg(output: str, title: str) -> str:
    """Colored terminal output as an SVG picture."""
    lines = output.rstrip("\n").split("\n")
    columns = max(width(SGR.sub("", line)) for line in lines)
    wide, high = round(2 * MARGIN + columns * CELL_WIDTH), 2 * MARGIN + len(lines) * LINE_HEIGHT
    body, style = [], Style()
    for number, line in enumerate(lines):
        pieces, style = runs(line, style)
        column = 0
        for text, shown in pieces:
            if text.strip():
                body.append(svg_run(text, shown, column, MARGIN + number * LINE_HEIGHT + 15))
            column += width(text)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    frame = f'<rect x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="8"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}" font-size="14">',
        f"<title>{escape(title)}</title>",
        f'{frame} fill="#ffffff" stroke="#d0d7de"/>',
    ]
    return "\n".join([*head, *body, "</svg>\n"])


def qapress(*arguments: str, folder: Path) -> str:
    """What the program prints; findings are no failure here."""
    command = [sys.executable, "-m", "qapress", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if run.returncode > 1:
        sys.exit(run.stderr)
    return run.stdout


def picture_of_a_check(folder: Path) -> str:
    """The README's sample, checked: an SVG. The files are made in `folder`."""
    for name, content in samples((ROOT / "README.md").read_text("utf-8")).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    prompt = "\x1b[32m$\x1b[0m \x1b[1mqapress check notes\x1b[0m\n"
    output = prompt + qapress("--isolated", "--color", "always", "check", "notes", folder=folder)
    return svg(output, "qapress check notes")


def picture_of_the_book(folder: Path) -> None:
    """Three pages of `content/` as printed: the cover, one with a formula, one with code and a figure."""
    from PIL import Image, ImageOps

    qapress("build", "--formats", "pdf", "--release", "1.0", "--out", str(folder / "dist"), folder=ROOT)
    (book,) = (folder / "dist").rglob("*.pdf")
    pages = []
    for number in (1, 4, 9):
        only = ("-f", str(number), "-l", str(number), "-singlefile")
        command = ["pdftoppm", "-r", "85", "-png", *only, str(book), str(folder / "page")]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        with Image.open(folder / "page.png") as made:
            pages.append(ImageOps.expand(made.convert("RGB"), 1, "#bfbfbf"))
    wide, high = pages[0].size
    shown = Image.new("RGBA", (3 * wide + 4 * GAP, high + 2 * GAP), "#ffffff00")
    for at, page in enumerate(pages):
        shown.paste(page, (GAP + at * (wide + GAP), GAP))
    shown.save(IMAGES / "book.png", optimize=True)


def main() -> None:
    """Write both pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        (IMAGES / "check.svg").write_text(picture_of_a_check(Path(folder)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        picture_of_the_book(Path(folder))


if __name__ == "__main__":
    main()
