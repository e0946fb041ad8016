"""The PDF in readers that are not ours: Poppler, qpdf, pypdf and veraPDF. And `sha256sum` on the release."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import hub
import torture
from qapress.emit import EmitOptions
from qapress.emit import load as load_formats
from qapress.emit.resolve import resolve
from qapress.facts.order import natural_key
from qapress.model.qa import Option
from qapress.pipeline.build import build
from qapress.settings import Settings, load
from qapress.settings.values import BuildSettings
from readers import program, text, verapdf, verdicts
from release import SVG, bundle, lay, question

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import Destination

    from qapress.pipeline.build import Built

pytestmark = pytest.mark.border

ROOT = Path(__file__).parents[2]
INJECTION = (
    r'#import "@preview/x:1.0.0" #{panic()} $ #read("/etc/passwd") $ \input{secret} *bold* _it_ <label> @ref'
)
CODE = 'print("#panic() `tick` $x$")'
LONG = "\n".join(["def walk(steps):", *(f"    step_{n} = steps[{n}](first={n * n})" for n in range(70))])
WIDE = "    total = sum(weight * value for weight, value in zip(weights, values) if weight > threshold and value)"
SETTINGS = BuildSettings(authors=("Ada Lovelace", "Grace Hopper"), license="CC-BY-4.0")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A release of forty questions in two files, the last of them hostile and with much code."""
    root = tmp_path_factory.mktemp("hub")
    many = "\n".join(
        question(
            n,
            f"What is the {n}th thing? 👩🏽‍🚀",
            f"Answer {n} with *stress*. [The last](b.md#-q40-last)" + " word" * 150,
        )
        for n in range(1, 40)
    )
    hostile = f"```text\n{INJECTION}\n```\n\n`{INJECTION}`\n\n```python\n{CODE}\n```\n\n![A box](box.svg)\n"
    code = f"```python\n{LONG}\n\n    # The end\n```\n\nAnd:\n\n```python\ndef count():\n{WIDE}\n```\n"
    second = "# Second part\n\n" + question(40, "Last", hostile + "\n" + code)
    lay(root, {"a.md": "# First part\n\n" + many, "b.md": second, "box.svg": SVG})
    return build(
        [],
        Settings(root, build=SETTINGS),
        out=root / "dist",
        release="1",
        title="Forty things",
        allow_errors=True,
    )


@pytest.fixture(scope="module")
def pdf(built: Built) -> Path:
    """The book."""
    return built.folder / "forty-things.pdf"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The jar of veraPDF."""
    return verapdf(tmp_path_factory.mktemp("verapdf"))


@pytest.fixture(scope="module")
def reader(pdf: Path) -> PdfReader:
    """The book in pypdf."""
    import pypdf  # a package of the borders alone

    return pypdf.PdfReader(pdf)


@pytest.fixture(scope="module")
def books(pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Books of all kinds by name: the sample, our own hub on Letter, a large one, a book of one, the torture."""
    out = tmp_path_factory.mktemp("books")
    alone = lay(out / "one", {"a.md": "## 📌 Q1: Is this all?\n"})
    own = load(ROOT)
    hubs = {
        "large": load(hub.write(out / "large", hub.files())),
        "letter": replace(own, build=replace(own.build, paper="letter")),
        "one": Settings(alone),
        "torture": load(torture.write(out / "torture")),
    }
    made = {"sample": pdf}
    for name, settings in hubs.items():
        done = build(
            [], settings, formats=["pdf"], out=out / "dist", name=name, release="1", allow_errors=True
        )
        made[name] = done.folder / f"{name}.pdf"
    return {**made, "quiz": quiz(out / "quiz")}


def quiz(root: Path) -> Path:
    """A book of a question with four options, as layouts for quizzes will give it."""
    given = bundle(root, {"a.md": question(1, "Which one?", "The *second*, of course.")})
    (entry,) = given.documents[0].entries
    assert entry.answer
    nodes = entry.answer.blocks[0].children
    options = tuple(Option(key, key == "B", entry.span, nodes) for key in "ABCD")
    document = given.documents[0]._replace(entries=(entry._replace(options=options),))
    (printer,) = load_formats(["pdf"])
    files = printer.emit(resolve(given._replace(documents=(document,))).bundle, EmitOptions())
    (root / "quiz.pdf").write_bytes(*files.values())
    return root / "quiz.pdf"


def test_options_of_a_quiz_stand_between_question_and_answer(books: dict[str, Path]) -> None:
    extracted = " ".join(text(books["quiz"]).split())
    told = "The second, of course."
    options = " ".join(f"{key} {told}" for key in "ABCD")
    assert f"Which one? {options} {told}" in extracted


def test_an_independent_checker_finds_no_error_in_any_book(books: dict[str, Path], checker: Path) -> None:
    paths = list(books.values())
    for flavour in ("2a", "ua1"):
        assert verdicts(checker, flavour, paths) == [f"PASS {path.name} {flavour}" for path in paths]


def test_the_checker_sees_what_is_wrong(pdf: Path, checker: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    spoilt.write_bytes(pdf.read_bytes().replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>7<"))
    assert verdicts(checker, "ua1", [spoilt])[0] == "FAIL spoilt.pdf ua1"


def test_readers_open_every_book_without_a_word(books: dict[str, Path], tmp_path: Path) -> None:
    for path in books.values():
        assert "No syntax or stream encoding errors found" in program("qpdf", "--check", path)
        size = "612 x 792 pts (letter)" if path.stem == "letter" else "595.276 x 841.89 pts (A4)"
        assert size in program("pdfinfo", path)
        program("pdftoppm", "-r", "20", "-png", path, tmp_path / path.stem)
        assert text(path)


def test_text_extraction_yields_every_question_in_order(books: dict[str, Path]) -> None:
    files = sorted(hub.files().items(), key=lambda each: natural_key(each[0]))
    markdown = "\n".join(content.decode() for path, content in files if path.endswith(".md"))
    asked = re.findall(r"^## \S+ (Q\d+: .+)$", markdown, re.MULTILINE)
    assert len(asked) == 115
    extracted = " ".join(text(books["large"]).split())
    at = 0
    for each in asked * 2:  # in the contents, and again in the text
        at = extracted.index(each.replace(":", "", 1), at) + 1


def test_a_book_of_one_unanswered_question_is_a_book(books: dict[str, Path]) -> None:
    extracted = " ".join(text(books["one"]).split())
    assert "One question and its answer" in extracted
    assert extracted.endswith("Q1 Is this all? Not answered yet. 1")
    assert program("pdfinfo", books["one"]).count("Pages:           3") == 1


def test_a_running_header_names_the_questions_of_its_page(tmp_path: Path) -> None:
    lengths = (20, 300, 900, 40, 40, 500, 30, 1400, 30, 30, 30)
    written = "\n".join(
        question(n, f"Thing {n}?", "word " * length) for n, length in enumerate(lengths * 2, start=1)
    )
    one, two = written.split("## 📌 Q12:")
    lay(tmp_path, {"one/a.md": f"# First\n\n{one}", "two/b.md": f"# Second\n\n## 📌 Q12:{two}"})
    made = build([], Settings(tmp_path), out=tmp_path / "dist", formats=["pdf"], name="book", title="Title")
    pages = text(made.folder / "book.pdf", "-layout").split("\f")
    last = ""
    for each in pages[2:-1]:
        header, first, *_ = lines = [line.strip() for line in each.split("\n") if line.strip()]
        begun = re.findall(r"^.*?(Q\d+) +Thing \d+\?$", "\n".join(lines), re.MULTILINE)
        ends = [begun[0] if "Thing" in first or first in {"One", "Two"} else last, *begun[-1:]]
        assert header.split(maxsplit=1) == ["Title", " – ".join(dict.fromkeys(ends))]
        last = ends[-1]
    assert last == "Q22"


def test_every_question_has_an_entry_in_the_outline_and_a_page_its_label(reader: PdfReader) -> None:
    titles = [str(each.title) for each in flat(reader.outline)]
    assert [each for each in titles if "Q" not in each] == ["Contents", "First part", "Second part"]
    numbers = [int(number) for each in titles for number in re.findall(r"^Q(\d+)", each)]
    assert numbers == list(range(1, 41))
    assert reader.page_labels[:6] == ["", "i", "ii", "1", "2", "3"]


def test_links_lead_from_the_contents_to_each_question_and_between_questions(reader: PdfReader) -> None:
    outline = {str(each.title): reader.get_destination_page_number(each) for each in flat(reader.outline)}
    listed = [number for page in reader.pages[1:3] for number in targets(reader, page)]
    assert listed == [number for title, number in outline.items() if title != "Contents"]
    last = next(number for title, number in outline.items() if title.startswith("Q40"))
    assert set(targets(reader, reader.pages[3])) == {last}


def targets(reader: PdfReader, page: Any) -> list[int]:
    """The pages to which the links of a page lead inside the book."""
    found = []
    for each in (annotation.get_object() for annotation in page.get("/Annots", [])):
        place = each.get("/Dest") or each["/A"].get_object()["/D"]
        named = reader.named_destinations.get(str(place))
        target = named.dest_array[0] if named else place.get_object()[0]
        found.append(next(n for n, other in enumerate(reader.pages) if other.indirect_reference == target))
    return found


def flat(outline: object) -> list[Destination]:
    """The entries of an outline, nested ones after theirs."""
    from pypdf.generic import Destination

    if isinstance(outline, list):
        return [found for each in outline for found in flat(each)]
    assert isinstance(outline, Destination)
    return [outline]


def test_the_file_says_what_it_is(reader: PdfReader, pdf: Path) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Forty things"
    assert reader.metadata.author == "Ada Lovelace, Grace Hopper"
    assert reader.metadata.subject is None or "40 questions" in reader.metadata.subject
    assert str(reader.root_object["/Lang"]) == "en"
    assert str(reader.root_object["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"
    assert reader.attachments == {}
    meta = program("pdfinfo", "-meta", pdf)
    for part in ("Forty things<", "Ada Lovelace, Grace Hopper<", "40 questions and their answers<", ">en<"):
        assert part in meta


def test_text_that_looks_like_a_program_is_printed_as_it_stands(pdf: Path) -> None:
    extracted = " ".join(text(pdf, "-layout").split())
    assert '#import "@preview/x:1.0.0" #{panic()} $ #read("/etc/passwd") $' in extracted
    assert CODE in extracted
    assert "root:" not in extracted


def test_code_copied_from_the_book_is_the_code_with_its_indents(pdf: Path) -> None:
    lines = text(pdf, "-layout").split("\n")
    wanted = [*LONG.split("\n"), "    # The end"]
    first = next(at for at, line in enumerate(lines) if "def walk" in line)
    indent = lines[first].index("def walk")
    shown = [line for line in lines[first:] if re.match(r" +(def walk|step_\d+ =|# The end)", line)]
    assert [line.split() for line in shown] == [line.split() for line in wanted]
    assert len(shown[1]) - len(shown[1].lstrip()) == indent + 4


def test_a_line_of_code_that_is_too_long_goes_on_further_in(pdf: Path) -> None:
    lines = text(pdf, "-layout").split("\n")
    first = next(at for at, line in enumerate(lines) if "total = sum" in line)
    begun, rest = lines[first], lines[first + 1]
    assert f"{begun} {rest}".split() == WIDE.split()
    assert len(rest) - len(rest.lstrip()) > len(begun) - len(begun.lstrip())


def test_all_fonts_lie_in_the_file(pdf: Path) -> None:
    rows = program("pdffonts", pdf).splitlines()[2:]
    assert rows
    assert all(re.search(r"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", row) for row in rows)


def test_sha256sum_agrees(built: Built) -> None:
    checked = program("sha256sum", "-c", "SHA256SUMS", folder=built.folder)
    assert len(checked.splitlines()) == len(built.files) - 1
    assert all(line.endswith(": OK") for line in checked.splitlines())
