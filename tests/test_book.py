"""The data of a book: words by language, direction, sections, tables that fit, fonts, and colours of print."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.emit.resolve import resolve
from qapress.emit.typst.book import book
from qapress.emit.typst.direction import is_rtl_text
from qapress.emit.typst.fonts import is_foreign, suffix, write_fonts
from qapress.emit.typst.glyphs import script
from qapress.emit.typst.tables import fit, stays_whole
from qapress.emit.typst.tree import text
from qapress.emit.words import primary, region, words
from qapress.errors import EmitError
from qapress.settings import Settings
from release import bundle, question

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = files("qapress.emit.typst")
ARABIC, HEBREW = "ما هو الرمز؟", "מהו אסימון?"


def data(root: Path, files: dict[str, str | bytes], language: str = "en") -> dict[str, Any]:
    """The data of a book of some files."""
    made = resolve(bundle(root, files, Settings(root, language=language))).bundle
    return book(made, {}, {"paper": "a4", "fonts": []})


def flow(made: dict[str, Any], part: int = 0, chapter: int = 0) -> list[dict[str, Any]]:
    """What a chapter prints, in order."""
    found: list[dict[str, Any]] = made["parts"][part]["chapters"][chapter]["flow"]
    return found


def said(nodes: list[dict[str, Any]]) -> str:
    """The text of inlines."""
    return "".join(said(each["c"]) if "c" in each else "".join(each["v"]) for each in nodes)


# --- words --------------------------------------------------------------------------------------------


def test_every_language_has_every_word() -> None:
    table = tomllib.loads((files("qapress.emit.words") / "words.toml").read_text("utf-8"))
    assert {"en", "de", "fr", "es", "pt", "it", "ru", "zh", "ja"} <= set(table)
    assert {language for language, own in table.items() if set(own) != set(table["en"])} == set()
    assert [each for each in table if "{n}" not in table[each]["many"]] == []


@pytest.mark.parametrize(
    ("tag", "contents"),
    [
        ("de-AT", "Inhalt"),
        ("ZH-Hant-HK", "目录"),
        ("en", "Contents"),
        ("eo", "Contents"),
        ("x-y", "Contents"),
    ],
)
def test_words_are_those_of_the_language_else_english(tag: str, contents: str) -> None:
    assert words(tag)["contents"] == contents


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("pt-BR", ("pt", "BR")), ("zh-Hant-HK", ("zh", "HK")), ("1", ("en", None)), ("sr", ("sr", None))],
)
def test_a_tag_names_language_and_region(tag: str, expected: tuple[str, str | None]) -> None:
    assert (primary(tag), region(tag)) == expected


def test_a_chapter_speaks_its_own_language(tmp_path: Path) -> None:
    german = (
        "---\nlanguage: de\n---\n\n## 📌 Q1: Was?\n\n## 📌 Q2: Wie?\n\n### ✅ Answer\n\n> [!WARNING]\n> So.\n"
    )
    made = data(tmp_path, {"a.md": german})
    assert made["meta"]["words"]["contents"] == "Contents"
    assert made["parts"][0]["chapters"][0]["lang"] == "de"
    first, second = flow(made)
    assert first["unanswered"] == "Noch nicht beantwortet."
    assert said(second["answer"][0]["title"]) == "Warnung"


# --- direction ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "otherwise", "expected"),
    [
        ("Text", True, False),
        (ARABIC, False, True),
        (HEBREW, False, True),
        ("1. (2) – ", True, True),
        ("1. (2) – ", False, False),
        ("12 שלום", False, True),
        ("水 שלום", True, False),
        ("GPT שלום", False, False),
    ],
)
def test_text_runs_as_its_first_letter(sample: str, otherwise: bool, expected: bool) -> None:
    assert is_rtl_text(sample, otherwise) is expected


def test_only_what_runs_the_other_way_says_so(tmp_path: Path) -> None:
    answer = f"Text.\n\n{ARABIC}\n\n* {ARABIC}\n\n  Text.\n\n```text\n{ARABIC}\n```\n\n| {ARABIC} | b |\n|--|--|\n| b | c |"
    made = data(tmp_path, {"a.md": question(1, ARABIC, answer) + "\n" + question(2, "English?", answer)})
    first, second = flow(made)
    assert (first["rtl"], "rtl" in second) == (True, False)
    assert first["title"][0]["t"] == "turn"
    plain, arabic, items, code, table = first["answer"]
    assert [each.get("rtl") for each in (plain, arabic, items, code, table)] == [None, True, True, None, True]
    assert items["c"][0]["c"][1]["rtl"] is False
    assert table["header"][1] == [{"t": "turn", "rtl": False, "c": [{"t": "text", "v": "b"}]}]


def test_a_book_in_hebrew_runs_from_right_to_left(tmp_path: Path) -> None:
    made = data(tmp_path, {"a.md": question(1, HEBREW, "English.")}, "he")
    assert made["meta"]["rtl"]
    assert made["parts"][0]["chapters"][0]["rtl"]
    (entry,) = flow(made)
    assert "rtl" not in entry
    assert entry["answer"][0]["rtl"] is False


# --- parts, sections, tables --------------------------------------------------------------------------


def test_a_part_is_called_what_its_index_is_called_else_its_folder(tmp_path: Path) -> None:
    asked = {f"{each}/QA_1-1.md": f"{question(1, each, 'a')}" for each in ("one", "two-more")}
    notes = {"one/About.md": "# About\n", "one/README.md": "# The first\n", "two-more/notes.md": "# Notes\n"}
    parts = data(tmp_path, {**asked, **notes})["parts"]
    assert [said(each["title"]) for each in parts] == ["The first", "Two more"]


def test_questions_above_all_folders_are_a_part_called_like_the_book(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {each: question(1, each, "a") for each in ("QA_1.md", "sub/QA_1.md")}
    assert [said(each["title"]) for each in data(tmp_path, files)["parts"]] == ["The book", "Sub"]


def test_only_a_folder_with_titled_files_has_chapters(tmp_path: Path) -> None:
    files = {"a/QA_1-1.md": "# Words\n\n" + question(1, "One?", "a"), "a/QA_2-2.md": question(2, "Two?", "b")}
    made = data(tmp_path, {**files, "b/QA_1-1.md": question(1, "Three?", "c")})
    first, second = (each["chapters"] for each in made["parts"])
    assert [said(each["title"]) for each in first] == ["Words", "Q2"]
    assert [each["title"] for each in second] == [None]
    levels = [each["flow"][0]["level"] for each in (*first, *second)]
    assert (levels, made["meta"]["top"]) == ([3, 3, 2], 3)


SECTIONS = f"""\
# Title

Introduction.

{question(1, "First?", "a")}
## Basics

About them.

{question(2, "Second?", "b")}
"""


def test_headings_between_questions_are_sections(tmp_path: Path) -> None:
    made = data(tmp_path, {"a.md": SECTIONS})
    parts = flow(made)
    assert [each["t"] for each in parts] == ["paragraph", "entry", "section", "paragraph", "entry"]
    assert [each["level"] for each in parts if "level" in each] == [2, 2, 3]
    assert said(parts[2]["c"]) == "Basics"


def test_notes_of_titles_stand_apart_from_them(tmp_path: Path) -> None:
    (entry,) = flow(data(tmp_path, {"a.md": question(1, "What *is*[^1] it?", "Text.\n\n[^1]: Note.")}))
    assert said(entry["title"]) == "What is it?"
    assert [each["t"] for each in entry["notes"]] == ["note"]


@pytest.mark.parametrize(
    ("widths", "size", "tight"),
    [([3, 5], 9.5, False), ([20, 60], 8.8, False), ([60] * 12, 7.4, True), ([4] * 12, 9.5, False)],
)
def test_a_table_fits_the_page(widths: list[int], size: float, tight: bool) -> None:
    found = fit([widths, widths], [min(each, 12) for each in widths])
    assert (found.size, found.tight) == (size, tight)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_columns_never_get_more_than_they_want_nor_more_than_there_is_property(widths: list[int]) -> None:
    found = fit([widths], widths)
    assert all(1 <= room <= max(3, min(60, width)) for room, width in zip(found.rooms, widths, strict=True))
    assert sum(found.rooms) <= max(len(widths), 860 / found.size)


def test_short_tables_are_kept_whole() -> None:
    assert stays_whole([[5, 5]] * 4)
    assert not stays_whole([[5, 5]] * 40)
    assert not stays_whole([[5, 500]] * 4)


@pytest.mark.parametrize(
    ("sample", "kinds"),
    [
        ("short", ["text"]),
        ("considerable", ["text"]),
        ("max_position_embeddings", ["long"]),
        ("one max_position_embeddings", ["text", "text", "long"]),
        ("แบบจำลองอ่านโทเค็นทีละตัว", ["text"]),
    ],
)
def test_words_too_long_for_a_column_are_broken_unless_they_can_be_divided(
    sample: str, kinds: list[str]
) -> None:
    made = text(sample, 9)
    assert [each["t"] for each in made] == kinds
    assert said(made) == sample


# --- fonts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"), [(b"\0\1\0\0", "ttf"), (b"true", "ttf"), (b"OTTO", "otf"), (b"ttcf", "ttc")]
)
def test_a_font_is_known_by_its_first_bytes(content: bytes, expected: str) -> None:
    assert suffix("a.bin", content + b"\0" * 20) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"wOF2" + b"\0" * 40, "it is WOFF2, which only browsers read; name a TTF or OTF file"),
        (b"wOFF" + b"\0" * 40, "it is WOFF, which only browsers read; name a TTF or OTF file"),
        (b"", "it is no font; name a TTF, OTF or TTC file"),
        (b"<html>", "it is no font; name a TTF, OTF or TTC file"),
        (b"OTTO" + b"\xff" * 400, "the font is broken"),
        (b"ttcf", "the font is broken"),
    ],
)
def test_a_font_that_cannot_be_read_is_named_with_the_reason(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(EmitError, match=f"^cannot use fonts/x.ttf of build.fonts: {re.escape(reason)}$"):
        write_fonts(tmp_path / "fonts", {"fonts/x.ttf": content})


def test_families_keep_the_order_in_which_they_were_named(tmp_path: Path) -> None:
    emoji = (files("qapress.emit.fonts") / "NotoColorEmoji.ttf").read_bytes()
    assert write_fonts(tmp_path / "fonts", {"z.ttf": emoji, "a.ttf": emoji}) == ["Noto Color Emoji"]
    assert (tmp_path / "fonts" / "NotoColorEmoji.ttf").read_bytes() == emoji


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("What is it?", False),
        ("Что это?", False),
        ("Τι είναι;", False),
        ("什么是 it？", True),
        (ARABIC, True),
        ("1", False),
    ],
)
def test_a_book_in_another_script_is_known_by_its_letters(sample: str, expected: bool) -> None:
    assert is_foreign(sample) is expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("水", "Han"),
        ("。", "Han"),
        ("ก", "Thai"),
        ("ำ", "Thai"),
        ("あ", "Hiragana"),
        ("한", "Hangul"),
        ("→", ""),
        ("\u0301", ""),
        ("\ue000", ""),
    ],
)
def test_script_of_a_character(character: str, expected: str) -> None:
    assert script(character) == expected


# --- colours ------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_code_and_text_have_the_contrast_that_people_need() -> None:
    look = (TEMPLATE / "look.typ").read_text("utf-8")
    named = dict(re.findall(r'(?:let )?([a-z]+)(?: =|:) rgb\("(#[0-9a-f]{6})"\)', look))
    theme = re.findall(r"#[0-9a-f]{6}", (TEMPLATE / "code.tmTheme").read_text("utf-8"))
    assert len(theme) >= 8
    assert [each for each in theme if contrast(each, named["wash"]) < 4.5] == []
    texts = ("ink", "accent", "deep", "bronze", "grey", "note", "tip", "important", "warning", "caution")
    assert [each for each in texts if contrast(named[each], "#ffffff") < 4.5] == []


# --- introductions ------------------------------------------------------------------------------------

HUB: dict[str, str | bytes] = {
    "README.md": "# Hub\n\n![badge](https://example.org/b.svg)\n\nThe whole.[^n]\n\n[^n]: Noted.\n\n## More\n\nNot this.\n",
    "basics/README.md": "# Basics\n\nThe basics.\n\n- [Q1](QA_1-1.md)\n",
    "basics/QA_1-1.md": question(1, "A?", "Yes."),
    "late/README.md": "# Late\n\nOf folders below.\n",
    "late/deep/QA_2-2.md": question(2, "B?", "No."),
}


def paragraphs(chapters: list[dict[str, Any]]) -> list[str]:
    """The text of what introduces a book or a part."""
    return [said(block["c"][:1]) for each in chapters for block in each["flow"] if block["t"] == "paragraph"]


def test_an_index_introduces_the_book_or_its_part(tmp_path: Path) -> None:
    made = data(tmp_path, HUB)
    assert paragraphs(made["preface"]) == ["The whole."]
    assert [paragraphs(each["chapters"][:1]) for each in made["parts"]] == [
        ["The basics."],
        ["Of folders below."],
    ]


def test_the_index_of_the_only_folder_introduces_the_book(tmp_path: Path) -> None:
    made = data(tmp_path, {name: text for name, text in HUB.items() if "late" not in name})
    assert paragraphs(made["preface"]) == ["The whole.", "The basics."]
    assert len(made["parts"][0]["chapters"]) == 1


def test_what_an_introduction_loses_is_told(tmp_path: Path) -> None:
    files = HUB | {"README.md": "# Hub\n\nSee [this](gone.md) and 水 ![local](gone.png).\n"}
    found = resolve(bundle(tmp_path, files)).problems
    assert [(path, each.kind) for path, each in found if path == "README.md"] == [
        ("README.md", "unresolved-link"),
        ("README.md", "unusable-image"),
    ]
