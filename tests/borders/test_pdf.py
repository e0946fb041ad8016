"""The PDF in readers that are not ours: Poppler, qpdf and pypdf. And `sha256sum` on the release."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.build import build
from qapress.settings import Settings
from release import SVG, lay, page, question

if TYPE_CHECKING:
    from pathlib import Path

    from pypdf.generic import Destination

    from qapress.pipeline.build import Built

pytestmark = pytest.mark.border

INJECTION = (
    r'#import "@preview/x:1.0.0" #{panic()} $ #read("/etc/passwd") $ \input{secret} *bold* _it_ <label> @ref'
)
CODE = 'print("#panic() `tick` $x$")'


def program(name: str, *arguments: str | Path, folder: Path | None = None) -> str:
    """What a program prints; a program that is not there fails the test."""
    assert shutil.which(name), f"{name} is not installed"
    done = subprocess.run(
        [name, *map(str, arguments)], cwd=folder, capture_output=True, check=True, text=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A release of forty questions in two files, one of them hostile."""
    root = tmp_path_factory.mktemp("hub")
    many = "\n".join(
        question(
            n, f"What is the {n}th thing? 👩🏽‍🚀", f"Answer {n} with *stress*. [Next](#q)" + " word" * 150
        )
        for n in range(1, 40)
    )
    hostile = f"```text\n{INJECTION}\n```\n\n`{INJECTION}`\n\n```python\n{CODE}\n```\n\n![A box](box.svg)\n"
    lay(
        root, {"a.md": "# First part\n\n" + many, "b.md": "# Second part\n\n" + page(hostile), "box.svg": SVG}
    )
    return build([], Settings(root), out=root / "dist", release="1", title="Forty things", allow_errors=True)


@pytest.fixture(scope="module")
def pdf(built: Built) -> Path:
    """The book."""
    return built.folder / "forty-things.pdf"


def test_poppler_extracts_every_question_in_order(pdf: Path) -> None:
    text = program("pdftotext", "-enc", "UTF-8", pdf, "-")
    book = text[text.rindex("First part") :]
    numbers = [int(number) for number in re.findall(r"What is the (\d+)th thing\?", book)]
    assert numbers == list(range(1, 40))
    assert "👩🏽‍🚀" in book


def test_a_running_header_names_the_questions_of_its_page(tmp_path: Path) -> None:
    lengths = (20, 300, 900, 40, 40, 500, 30, 1400, 30, 30, 30)
    text = "\n".join(
        question(n, f"Thing {n}?", "word " * length) for n, length in enumerate(lengths * 2, start=1)
    )
    one, two = text.split("## 📌 Q12:")
    lay(tmp_path, {"one/a.md": f"# First\n\n{one}", "two/b.md": f"# Second\n\n## 📌 Q12:{two}"})
    made = build([], Settings(tmp_path), out=tmp_path / "dist", formats=["pdf"], name="book", title="Title")
    pages = program("pdftotext", "-layout", made.folder / "book.pdf", "-").split("\f")
    last = ""
    for each in pages[2:-1]:
        header, first, *_ = lines = [line.strip() for line in each.split("\n") if line.strip()]
        begun = re.findall(r"^.*?(Q\d+) +Thing \d+\?$", "\n".join(lines), re.MULTILINE)
        ends = [begun[0] if "Thing" in first or first in {"One", "Two"} else last, *begun[-1:]]
        assert header.split(maxsplit=1) == ["Title", " – ".join(dict.fromkeys(ends))]
        last = ends[-1]
    assert last == "Q22"


def test_pypdf_finds_outline_labels_title_and_language(pdf: Path) -> None:
    import pypdf  # a package of the borders alone

    reader = pypdf.PdfReader(pdf)
    titles = [each.title for each in flat(reader.outline)]
    assert [each for each in titles if each in {"Contents", "First part", "Second part"}] == [
        "Contents",
        "First part",
        "Second part",
    ]
    assert sum("thing?" in str(each) for each in titles) == 39
    assert reader.page_labels[1:5] == ["i", "1", "2", "3"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Forty things"
    assert str(reader.root_object["/Lang"]) == "en"
    assert str(reader.root_object["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"
    assert reader.attachments == {}


def flat(outline: object) -> list[Destination]:
    """The entries of an outline, nested ones after theirs."""
    from pypdf.generic import Destination

    if isinstance(outline, list):
        return [found for each in outline for found in flat(each)]
    assert isinstance(outline, Destination)
    return [outline]


def test_qpdf_finds_nothing_wrong(pdf: Path) -> None:
    assert "No syntax or stream encoding errors found" in program("qpdf", "--check", pdf)


def test_text_that_looks_like_a_program_is_printed_as_it_stands(pdf: Path) -> None:
    text = " ".join(program("pdftotext", "-layout", pdf, "-").split())
    assert '#import "@preview/x:1.0.0" #{panic()} $ #read("/etc/passwd") $' in text
    assert CODE in text
    assert "root:" not in text


def test_all_fonts_lie_in_the_file(pdf: Path) -> None:
    rows = program("pdffonts", pdf).splitlines()[2:]
    assert rows
    assert all(re.search(r"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", row) for row in rows)


def test_sha256sum_agrees(built: Built) -> None:
    checked = program("sha256sum", "-c", "SHA256SUMS", folder=built.folder)
    assert len(checked.splitlines()) == len(built.files) - 1
    assert all(line.endswith(": OK") for line in checked.splitlines())
