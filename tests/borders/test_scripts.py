"""Books in other scripts, set with real fonts: their text as Poppler extracts it, and the pages as pictures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from qapress.emit.words import words
from qapress.errors import EmitError
from qapress.pipeline.build import build
from qapress.settings import Settings
from qapress.settings.values import BuildSettings
from readers import boxes_of, program, text, verapdf, verdicts
from release import lay, page, question

pytestmark = pytest.mark.border


class Script(NamedTuple):
    """A language with a font package of its script, a question, and an answer with a bit of Latin in it."""

    language: str
    package: str
    font: str
    asked: str
    told: str


SCRIPTS = (
    Script(
        "ar",
        "fontpkg_amiri",
        "files/Amiri-Regular.ttf",
        "ما هو الرمز؟",
        "النموذج يقرأ الرموز واحدا تلو الآخر",
    ),
    Script(
        "he",
        "fontpkg_frank_ruhl_libre",
        "files/FrankRuhlLibre[[]wght].ttf",
        "מהו אסימון?",
        "המודל קורא אסימון אחד בכל פעם וכותב את הבא אחריו",
    ),
    Script(
        "hi",
        "fontpkg_noto_sans_devanagari",
        "files/*.ttf",
        "टोकन क्या है?",
        "मॉडल एक टोकन पढ़ता है और अगला टोकन लिखता है",
    ),
    Script(
        "th",
        "fontpkg_noto_sans_thai",
        "files/*.ttf",
        "ภาษาไทยคืออะไร",
        "แบบจำลองอ่านทีละตัวและเขียนตัวถัดไป",
    ),
    Script("zh", "cvttf_NotoSansCJK_Regular", "*.otf", "什么是词元？", "模型逐个读取词元，并写出下一个词元"),
    Script(
        "ja", "cvttf_NotoSansCJK_Regular", "*.otf", "トークンとは？", "モデルはトークンを一つずつ読みます"
    ),
    Script("ko", "cvttf_NotoSansCJK_Regular", "*.otf", "토큰이란?", "모델은 토큰을 하나씩 읽습니다"),
)
LEFTWARD = ("ar", "he")
ANSWER = """\
{told} (GPT-2, `f(x)`).

* {told}

| {asked} | No. |
|---|--:|
| {told} | 3 |

> [!NOTE]
> {told}

```python
print("x")  # 1
```

A line of English with {asked} inside it.

{told}[^1]

[^1]: {told}
"""


def font(script: Script) -> Path:
    """The font file of a package; one that is not installed fails the test."""
    spec = importlib.util.find_spec(script.package)
    assert spec, f"{script.package} is not installed"
    assert spec.origin
    return next(Path(spec.origin).parent.glob(script.font))


def book(root: Path, script: Script, *, language: str | None = None) -> Path:
    """A book of a script's question, asked twice, and one in English between."""
    name = f"font{font(script).suffix}"
    answer = ANSWER.format(**script._asdict())
    asked = [
        question(1, script.asked, answer),
        question(2, "What is it in English?", "Plain."),
        question(3, script.asked, script.told * 12),
    ]
    lay(root, {"a.md": "\n".join([*asked, f"## 📌 Q4: {script.asked}\n"]), name: font(script).read_bytes()})
    settings = Settings(
        root, language=language or script.language, build=BuildSettings(title=script.asked, fonts=(name,))
    )
    built = build(
        [], settings, formats=["pdf"], out=root / "dist", name=script.language, release="1", allow_errors=True
    )
    assert built.losses.report.diagnostics == ()
    return built.folder / f"{script.language}.pdf"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A book in each language."""
    return {each.language: book(tmp_path_factory.mktemp(each.language), each) for each in SCRIPTS}


def test_the_checker_finds_no_error(books: dict[str, Path], tmp_path: Path) -> None:
    jar = verapdf(tmp_path)
    for flavour in ("2a", "ua1"):
        assert verdicts(jar, flavour, list(books.values())) == [
            f"PASS {path.name} {flavour}" for path in books.values()
        ]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.language)
def test_text_is_extracted_as_it_was_written(books: dict[str, Path], script: Script) -> None:
    extracted = "".join(text(books[script.language]).split())
    said = words(script.language)
    for wanted, least in ((script.asked, 5), (script.told, 5), (said["contents"], 1), (said["note"], 1)):
        assert extracted.count("".join(wanted.split())) >= least, wanted


def rows(path: Path, tmp_path: Path, number: int, top: float, bottom: float) -> tuple[int, int]:
    """The first and last dark column of a part of a page, in hundredths of its width."""
    program(
        "pdftoppm", "-r", "50", "-gray", "-png", "-f", str(number), "-l", str(number), path, tmp_path / "p"
    )
    with Image.open(next(tmp_path.glob("p*.png"))) as picture:
        part = picture.crop((0, int(picture.height * top), picture.width, int(picture.height * bottom)))
        box = part.point(lambda value: 255 * (value < 160)).getbbox()
    assert box
    return round(100 * box[0] / part.width), round(100 * box[2] / part.width)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.language)
def test_headings_begin_on_the_side_from_which_the_language_reads(
    books: dict[str, Path], script: Script, tmp_path: Path
) -> None:
    left, right = rows(books[script.language], tmp_path, 2, 0.08, 0.13)  # the heading of the contents
    assert (right > 80) == (script.language in LEFTWARD)
    assert (left < 20) == (script.language not in LEFTWARD)


@pytest.mark.parametrize(
    "script", [each for each in SCRIPTS if each.language in LEFTWARD], ids=lambda each: each[0]
)
def test_a_right_to_left_question_in_an_english_book_begins_at_the_right(
    script: Script, tmp_path: Path
) -> None:
    made = book(tmp_path, script, language="en")
    boxes = boxes_of(made, 3)
    label = next(box for word, box in boxes if word == "Q1")
    english = next(box for word, box in boxes if word == "Q2")
    assert english[0] < 100 < 400 < label[0]


STARTS = {
    "th": ("แบบ", "จำลอง", "อ่าน", "ที", "ละ", "ตัว", "และ", "เขียน", "ถัด", "ไป"),
    "zh": tuple("模型逐个读取词元并写出下一个词元"),
    "ja": tuple("モデルはトクンを一つずつ読みます"),
}
"""What a line may begin with: the words, and for Chinese and Japanese no punctuation nor prolonged sound."""


@pytest.mark.parametrize("language", STARTS)
def test_text_without_blanks_fills_the_lines_and_is_broken_where_its_script_allows(
    books: dict[str, Path], language: str
) -> None:
    lines = [line.strip() for line in text(books[language], "-layout").split("\n")]
    long = [line for line in lines if " " not in line and len(line) > 30]
    assert len(long) >= 3
    assert [line[:6] for line in long if not line.startswith(STARTS[language])] == []


def test_a_font_that_only_browsers_read_is_named(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont  # of group fonts

    file = TTFont(font(SCRIPTS[0]))
    file.flavor = "woff2"
    file.save(tmp_path / "amiri.woff2")
    lay(tmp_path, {"a.md": page("Text.")})
    settings = Settings(tmp_path, build=BuildSettings(fonts=("amiri.woff2",)))
    with pytest.raises(EmitError, match=r"cannot use amiri.woff2 of build.fonts: it is WOFF2, .* TTF or OTF"):
        build([], settings, formats=["pdf"], out=tmp_path / "dist", release="1")


def test_a_collection_of_fonts_serves_too(tmp_path: Path) -> None:
    from fontTools.ttLib import TTCollection, TTFont

    collection = TTCollection()
    collection.fonts = [TTFont(font(SCRIPTS[0])), TTFont(font(SCRIPTS[2]))]
    collection.save(tmp_path / "two.font")
    lay(tmp_path, {"a.md": page(f"{SCRIPTS[0].told} and {SCRIPTS[2].told}.")})
    settings = Settings(tmp_path, build=BuildSettings(fonts=("two.font",)))
    built = build([], settings, formats=["pdf"], out=tmp_path / "dist", name="two", release="1")
    assert built.losses.report.diagnostics == ()
    used = program("pdffonts", built.folder / "two.pdf")
    assert "Amiri" in used
    assert "NotoSansDevanagari" in used
