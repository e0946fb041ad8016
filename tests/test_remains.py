"""Corruptions other than a wrong page are named for what they are, clean text is not, and each is told once."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qapress
from qapress.mojibake.escapes import Form, garbled, written
from qapress.mojibake.remains import asked, cut, low_byte
from qapress.mojibake.symbols import repertoire
from qapress.source.decode import decode

if TYPE_CHECKING:
    from pathlib import Path


def low_bytes(text: str) -> str:
    """What is left of a text of which one byte of each UTF-16 unit is kept, read as Latin-1."""
    return text.encode("utf-16-le")[::2].decode("latin-1")


EMOJI = [
    each
    for each in repertoire()
    if "\U0001f000" <= each[0] <= "\U0001fbff" and len(low_bytes(each)) <= 6
    if unicodedata.category(each[0]) == "So"
    if not {"\t", "\n", "\r", " ", "*"} & set(low_bytes(each))
]
"""Those that are no mere skin tone and do not fall apart: a low byte may also be a blank or a line end."""
PLAN = "## 🧠 Memory\n\n- 📊 Figures\n- 🔴 Urgent\n\n## ⚡ Fast\n\n## 🛠️ Tools, café\n\n| 📋 | **🎯 Goal** (🚀) |\n"
"""Headings, items and a row of a table, with symbols of one unit and two, and a variation selector."""


def test_low_bytes_are_traced_to_their_symbols() -> None:
    found = cut(low_bytes(PLAN))
    assert [each.origins[0] for each in found] == ["🧠", "📊", "🔴", "⚡", "🛠️", "📋", "🚀"]
    damaged = low_bytes(PLAN)
    for each in found:
        assert damaged[each.span.start : each.span.end] == each.original
        assert {low_bytes(origin) for origin in each.origins} == {each.original}


@pytest.mark.parametrize("second", ["€", "\x80", "\udc80"])
def test_the_byte_may_have_been_read_in_three_ways(second: str) -> None:
    """As cp1252, as Latin-1, or not at all."""
    (found,) = cut(f"## ={second} Start\n")
    assert found.origins == ("🚀", "💀")


def test_half_a_symbol_has_no_candidates() -> None:
    found = cut("## <¯ Goals\n\n## = Learning\n\n1 = 1, a < b\n")
    assert [(each.original, each.origins) for each in found] == [("<¯", ("🎯",)), ("=", ())]


def test_an_example_in_a_sentence_about_it_is_left() -> None:
    text = "## <¯ Goals\n\nIn UTF-16 cut to bytes a rocket becomes =€ and 📋 becomes =Ë .\n"
    assert [each.original for each in cut(text)] == ["<¯"]


def test_a_low_byte_may_be_a_line_end() -> None:
    (_, found) = cut("## <¯ Goals\n\n## =\n Search\n")
    assert (found.span, found.original) == ((16, 18), "=\n")
    assert found.origins[:2] == ("🔍", "🐍")


@given(st.sampled_from(EMOJI))
def test_every_emoji_is_among_its_candidates(symbol: str) -> None:
    found = cut(f"## <¯ Goals\n\n## {low_bytes(symbol)} Heading\n")
    assert symbol in found[-1].origins


@pytest.mark.parametrize(
    "text",
    [
        "x =€ y, = €5, a=“b”, ->é, <à, 5 <€ 6\n",
        "## >« Oui », dit-il\n\n- <– back\n- –> on\n",
        ">« Bonjour »\n>– dit-il\n",
        "## = Assignment\n\n## < and >\n\n- > a quotation in a list\n- <3 you\n- ¡Hola!\n",
        "- =Ê once\n",
        "Title\n=====\n\n===\n",
        "# Émile\n\n- à côté\n- ó no\n",
        "| = | < | > |\n|---|---|---|\n| =A1 | =B2 | >é |\n",
    ],
)
def test_clean_text_is_not_taken_for_cut_symbols(text: str) -> None:
    assert cut(text) == []


def test_question_marks_of_many_headings_stand_for_symbols() -> None:
    text = "# ?? Title\n\n## ? Done\n\n- ?? **Fast**: why??\n- ? slow\n\n### ?? Next\n\nWhat??\n"
    assert [each.original for each in asked(text)] == ["??", "?", "??", "?", "??"]


@pytest.mark.parametrize(
    "text",
    [
        "What?? Who? Q?: a ?? b\n",
        "## ?? operator\n\n## ??= operator\n\n## ?: operator\n\n## ? for nullable types\n",
        "## Q?: Pending\n\n## Why ?\n\n## ???\n\n## ????\n\n## ??\n",
        "??? question\n    A quiz.\n\n???+ note\n\n!!! note\n",
        "- ? one\n- ? two\n- ?? three\n- ?? four\n",
        "## □ To do\n\n## ☐ Open\n\n## ▯ Blank\n",
    ],
)
def test_question_marks_that_are_meant(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    ("control", "before", "after", "expected"),
    [
        ("\x19", "n", "t", ("’", "ę", "ș")),
        ("\x19", "s", " ", ("’", "ę", "ș")),
        ("\x19", " ", " ", ()),
        ("\x1c", " ", "5", ("“",)),
        ("\x1d", ".", "", ("”",)),
        ("\x14", " ", " ", ("—",)),
        ("\x13", "1", "2", ("–",)),
        ("\x13", "1", " ", ()),
        ("\x07", "a", "b", ()),
    ],
)
def test_a_control_is_the_low_byte_of_a_mark_that_fits(
    control: str, before: str, after: str, expected: tuple[str, ...]
) -> None:
    assert low_byte(control, before, after) == expected


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("don\\u2019t", ["’"]),
        ("impl\\u00e9ment\\u00e9 \\u2014 so", ["é", "é", "—"]),
        ("## \\ud83d\\ude80 Start", ["🚀"]),
        ("- **\\U0001F680 Start**", ["🚀"]),
        ("\\u043f\\u0440\\u0438", ["при"]),
        ("don<U+2019>t", ["’"]),
        ("don\\xe2\\x80\\x99t", ["’"]),
        ("the \\xf0\\x9f\\x9a\\x80 rocket", ["🚀"]),
        ("don=E2=80=99t =F0=9F=9A=80", ["’", "🚀"]),
    ],
)
def test_escapes_left_in_prose(text: str, origins: list[str]) -> None:
    assert [each.origins[0] for each in written(text, ())] == origins


@pytest.mark.parametrize(
    "text",
    [
        "In Python \\u2019 is the apostrophe.",
        "JSON writes don\\u2019t so, and a rocket\n\\ud83d\\ude80 in two escapes.",
        "a class of characters: [a-z\\u00e0\\u00ff], a path: C:\\users\\u00e9 or docs/a\\u00e9",
        "\\\\u2019s, \\u0041bc, \\ud83ds, \\uffffs, \\users, \\usepackage, \\ubeefs",
        "A1=C2=A5, x=3D, =E2, ?a=E2&b=80, =E2=80, =EF=BF=BD",
        "\\xff, \\xe2\\x80, \\x41\\x42, C:\\xe2\\x80\\x99a says the bytes",
        "The character <U+2019> is one; U+2019 too.",
    ],
)
def test_escapes_that_are_meant(text: str) -> None:
    assert written(text, ()) == []


@pytest.mark.parametrize(
    ("text", "origin", "form"),
    [
        ("It&acirc;&euro;&trade;s", "’", Form.ENTITY),
        ("caf&Atilde;&copy;", "é", Form.ENTITY),
        ("&#226;&#8364;&#8482;", "’", Form.ENTITY),
        ("It&#xE2;&#x20AC;&#x2122;s", "’", Form.ENTITY),
        ("Itâ&euro;&trade;s", "’", Form.ENTITY),
        ("&eth;&#376;&#353;&euro; Start", "🚀", Form.ENTITY),
        ("[c](x/caf%C3%83%C2%A9)", "é", Form.PERCENT),
    ],
)
def test_garbled_text_behind_entities_and_percent_signs(text: str, origin: str, form: Form) -> None:
    (found,) = garbled(text, ())
    assert (found.origins[0], found.form, found.garbled) == (origin, form, True)


@pytest.mark.parametrize(
    "text",
    [
        "&acirc;ge, &laquo;&nbsp;Oui&nbsp;&raquo;, &Eacute;&raquo;, l&agrave;&hellip;, NG&Acirc;&Agrave;",
        "&#128640; &rsquo; &#8217; &amp;acirc;",
        "[c](x/caf%C3%A9) %D0%9F%D1%80%D0%B8 %E4%BD%A0%E5%A5%BD 100%C3%9F",
        "The entities &acirc;&euro;&trade; stand for a garbled apostrophe.",
    ],
)
def test_entities_and_percent_signs_that_are_meant(text: str) -> None:
    assert garbled(text, ()) == []


def test_cesu_8_is_read_in_one_way_only() -> None:
    halves = [unit.encode("utf-8", "surrogatepass") for unit in "\ud83c\udde9\ud83c\uddea"]
    (problem,) = decode("a.md", b"A " + b"".join(halves) + b" flag").problems
    assert problem.fix
    assert [(each.span, each.text) for each in problem.fix.edits] == [((2, 14), "🇩🇪")]
    (half,) = decode("a.md", b"A " + halves[0] + b" half").problems
    assert half.fix is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_read_as_latin_1_is_one_problem(encoding: str) -> None:
    data = "\ufeff# Café\r\n\r\nText\r\n".encode(encoding).decode("latin-1").encode()
    source = decode("a.md", data)
    assert [each.kind for each in source.problems] == ["wrong-encoding"]
    assert source.encode() == data
    assert decode("a.md", "ÿþ is how UTF-16 begins in Latin-1\0".encode()).problems[0].kind == "null-byte"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("## =\x80 Q1: What?\n\n### \x05 Answer\n\nSo.\n".encode(), ["QA102", "QA102"]),
        (b"## =\xcb Q1: What?\n\n### \x05 Answer\n\nSo.\n", ["QA102", "QA102"]),
        (
            "## 📌 Q1: What?\n\n### ✅ Answer\n\nA.\n\n## ?? Q2: Who?\n\n### ? Answer\n\nB.\n".encode(),
            ["QA103"] * 2,
        ),
        ("## <¯ Plan\n\n```markdown\n## =Ë Steps\n```\n".encode(), ["QA102", "QA104"]),
        (b"The model\x19s sum\n", ["QA006"]),
        ("It\xe2\x80\x99s so\n".encode(), ["QA101"]),
        ("\xef\xbb\xbf# Title\n".encode(), ["QA101"]),
    ],
)
def test_one_cause_is_one_finding(data: bytes, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(data)
    report = qapress.check([tmp_path / "a.md"], select=["QA0", "QA1", "inconsistent-marker"])
    assert [each.info.code for each in report.diagnostics for _ in range(1 + len(each.more))] == expected


def test_a_byte_in_a_file_of_cut_symbols_is_read_so() -> None:
    (_, arrow) = qapress.check_text("## <¯ Plan\n\nGo \x92 on\n", select=["QA0", "QA1"]).diagnostics
    assert (arrow.info.code, arrow.finding.candidates[0]) == ("QA006", "→")
    assert arrow.finding.fix is None
    assert low_byte("\udc92", " ", " ", in_cut_text=True)[0] == "→"
    assert low_byte("\udc92", " ", " ") == ()
    assert low_byte("\udce9", "f", " ", in_cut_text=True) == ()


def test_a_mark_read_as_text_vanishes_at_the_start() -> None:
    assert qapress.fix("\xef\xbb\xbf## 📌 Q1: What?\n").text == "## 📌 Q1: What?\n"


def test_what_the_headings_of_the_file_have_is_a_hint() -> None:
    text = "## 📌 Q1: What?\n\n### ✅ Answer\n\nA.\n\n## ?? Q2: Who?\n\n### ✅ Answer\n\nB.\n"
    (found,) = qapress.check_text(text, select=["QA1"]).diagnostics
    assert (found.finding.message, found.finding.candidates) == (
        "a symbol is lost: only '??' is left of it",
        (),
    )
    assert "'📌'" in found.finding.hint


def test_a_lone_question_mark_may_be_the_marker_of_questions() -> None:
    text = "## ? Q1: What?\n\n### Answer\n\nA.\n\n## ? Q2: Who?\n\n### Answer\n\nB.\n"
    assert qapress.check_text(text, select=["QA1"]).diagnostics == ()
