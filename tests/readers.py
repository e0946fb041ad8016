"""Programs that read a book and are not ours: Poppler, qpdf, and veraPDF from Maven Central."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERAPDF = "org.verapdf.apps:greenfield-apps:1.28.2"
"""The checker of PDF/A and PDF/UA with all that it needs in one jar (GPL-3.0 or MPL-2.0; for tests only)."""
SUSPECTS = "Syntax Error: Suspects object is wrong type (boolean)\n"
"""What Poppler up to 22.12 says of every file whose Suspects is false, which is what PDF/UA asks for."""

_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def program(name: str, *arguments: str | Path, folder: Path | None = None) -> str:
    """What a program prints; one that is not there, fails or complains of its input fails the test."""
    assert shutil.which(name), f"{name} is not installed"
    done = subprocess.run(
        [name, *map(str, arguments)], cwd=folder, capture_output=True, check=True, text=True
    )
    assert done.stderr.replace(SUSPECTS, "") == ""
    return done.stdout


def text(pdf: Path, *options: str) -> str:
    """The text of a book as Poppler extracts it, without the marks that turn its direction."""
    extracted = program("pdftotext", "-enc", "UTF-8", *options, pdf, "-")
    return _TURNS.sub("", extracted)


def verapdf(folder: Path) -> Path:
    """The jar of veraPDF, fetched by Maven into a folder."""
    copy = ("dependency:copy", f"-Dartifact={VERAPDF}", f"-DoutputDirectory={folder}")
    subprocess.run(["mvn", "-q", "-B", *copy], capture_output=True, check=True)
    return next(folder.glob("*.jar"))


def verdicts(jar: Path, flavour: str, pdfs: list[Path]) -> list[str]:
    """What veraPDF says of books by a flavour (`2a`, `ua1`): `PASS` or `FAIL` each, with what broke."""
    main = "org.verapdf.apps.GreenfieldCliWrapper"
    options = ("--flavour", flavour, "--format", "text", "-v")
    done = subprocess.run(
        ["java", "-cp", jar, main, *options, *pdfs], capture_output=True, text=True, check=False
    )
    return [re.sub(r"(\S+) .*/(\S+)", r"\1 \2", line) for line in done.stdout.splitlines() if line.strip()]


def boxes_of(pdf: Path, number: int) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The words of a page with left, top, right and bottom in points, as Poppler sees them."""
    found = program("pdftotext", "-bbox", "-f", str(number), "-l", str(number), pdf, "-")
    pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    return [
        (_TURNS.sub("", word), (float(left), float(top), float(right), float(bottom)))
        for left, top, right, bottom, word in re.findall(pattern, found)
    ]
