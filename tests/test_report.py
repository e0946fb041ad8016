"""Reports: what each format says of findings at awkward places, and that its readers can read it."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress import report as reports
from qapress.diagnostic import (
    Applicability,
    CheckState,
    Diagnostic,
    Edit,
    Finding,
    Fix,
    Identity,
    Origin,
    Place,
    Report,
    RuleInfo,
    Severity,
    Span,
    Unread,
)
from qapress.report import ReportOptions
from qapress.report.parts.closing import MANY
from qapress.report.parts.diff import unified
from qapress.report.parts.excerpt import excerpt
from qapress.source.text import Source

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "schema/report.v1.schema.json").read_text("utf-8"))
DOUBLE = RuleInfo("QA402", "double-space", "Two spaces between words", Severity.NOTE, "0.1")
GARBLED = RuleInfo("QA101", "garbled-text", "Garbled text", Severity.ERROR, "0.1")
PLAIN = ReportOptions(version="1.2")


def found(
    span: tuple[int, int],
    message: str = "it is wrong",
    *,
    info: RuleInfo = GARBLED,
    path: str = "a.md",
    **more: Any,
) -> Diagnostic:
    """A diagnostic of which only the place matters."""
    return Diagnostic(
        path, info, info.severity, Finding(Span(*span), message, **more), identity=Identity("a", "b", "")
    )


def written(name: str, report: Report, options: ReportOptions = PLAIN, **texts: str) -> str:
    """A report in one format; the texts are the files `a.md`, `b.md`."""
    sources = {f"{stem}.md": Source(f"{stem}.md", text) for stem, text in texts.items()}
    return "".join(reports.load(name).write(report, sources.__getitem__, options))


def of(*diagnostics: Diagnostic, **more: Any) -> Report:
    """A report on one file with one question."""
    return Report(tuple(diagnostics), **{"files": 1, "questions": 1, **more})


def test_formats_are_the_files() -> None:
    assert reports.names() == (
        "concise",
        "github",
        "gitlab",
        "json",
        "junit",
        "markdown",
        "rdjson",
        "sarif",
        "text",
    )
    for name in reports.names():
        assert reports.load(name).name == name


# text


def test_text_shows_place_line_carets_and_advice() -> None:
    one = found(
        (14, 19),
        "this is garbled",
        hint="read it again",
        candidates=("é", "è"),
        related=((Place("b.md", Span(0, 1)), "it was right here"),),
    )
    further = (found((at, at + 1), path="b.md") for at in range(7))
    one = one._replace(more=tuple(further))
    few = PLAIN._replace(max_per_rule=10)
    assert written("text", of(one), few, a="first line\nab ├⌐xyz cd\n", b="0123456789") == (
        "a.md:2:4: error QA101 this is garbled  [garbled-text]\n"
        "  2 | ab ├⌐xyz cd\n"
        "    |    ^^^^^\n"
        "    help: read it again\n"
        "    help: it may be 'é' or 'è'\n"
        "    see: b.md:1:1: it was right here\n"
        "    also at: b.md:1:1, b.md:1:2, b.md:1:3, b.md:1:4, b.md:1:5 and 2 more places\n"
        "\n"
        "1 file, 1 question: 1 error, at 8 places\n"
        "qapress fix --ask lets you choose for 1 of them\n"
        "to accept one: <!-- qapress: ignore NAME: reason --> before its block, or `ignore` in the configuration\n"
    )


def test_text_ends_with_counts_and_what_to_do() -> None:
    fix = Fix("one space", (Edit(Span(1, 3), " "),))
    notes = [found((1, 3), info=DOUBLE, fix=fix) for _ in range(3)]
    unsafe = found((0, 1), fix=fix._replace(applicability=Applicability.UNSAFE))
    hidden = found((0, 1))._replace(suppressed="it is meant")
    whole = of(
        *notes,
        unsafe,
        hidden,
        files=2,
        questions=3,
        unread=(Unread("c.md", "gone"),),
        checks={
            "grammar": CheckState("skipped", "it is off"),
            "schema": CheckState("done"),
            "names": CheckState("partial", "one file"),
        },
    )
    assert written("text", whole, a="a  b").partition("\n\n")[2] == (
        "2 files, 3 questions, 1 file not read: 1 error, 3 notes; 1 suppressed\n"
        "notes: 3 double-space; --show notes lists them\n"
        "qapress fix mends 3 of them\n"
        "qapress fix --unsafe-fixes mends 1 more\n"
        "to accept one: <!-- qapress: ignore NAME: reason --> before its block, or `ignore` in the configuration\n"
        "not checked: grammar (it is off); checked in part: names (one file)\n"
    )
    assert written("text", of(), a="") == "1 file, 1 question: no findings\n"
    assert written("text", of(), PLAIN._replace(closing=False), a="") == ""


def test_where_much_is_found_a_baseline_is_named() -> None:
    many = [found((0, 1), path=f"{number}.md") for number in range(MANY)]
    texts = {f"{number}.md": Source(f"{number}.md", "ab") for number in range(MANY)}

    def last(report: Report) -> str:
        return "".join(reports.load("text").write(report, texts.__getitem__, PLAIN)).split("\n")[-2]

    advice = "to accept all and be told only what is new: qapress baseline"
    assert last(of(*many)) == advice
    for less in (of(*many[1:]), of(*many, known=1), of(*many, complete=False)):
        assert last(less).startswith("to accept one: ")


def test_what_is_left_out_as_known_is_counted() -> None:
    hidden = found((0, 1))._replace(suppressed="it is meant")
    some = written("text", of(found((0, 1)), hidden, known=200), a="ab")
    assert "1 file, 1 question: 1 error; 200 known; 1 suppressed\n" in some
    assert written("text", of(known=1)) == "1 file, 1 question: nothing new; 1 known\n"
    assert parsed(of(known=3))["summary"]["known"] == 3


def test_concise_and_github_mark_what_is_suppressed() -> None:
    hidden = found((0, 1))._replace(suppressed="it is\nmeant")
    report = of(hidden, found((1, 2))._replace(suppressed=""), found((1, 2)))
    asked = PLAIN._replace(show=frozenset({"suppressed"}))
    lines = written("concise", report, asked, a="ab").split("\n")
    assert lines[0].endswith("]  (suppressed: it is<U+000A>meant)"), lines[0]
    assert lines[1].endswith("]  (suppressed)")
    assert lines[2].endswith("]")
    notes = written("github", report, asked, a="ab").split("\n")
    assert "%0Asuppressed: it is" in notes[0]
    assert notes[1].endswith("%0Asuppressed")
    assert "suppressed" not in notes[2]


def test_text_lists_notes_and_suppressed_when_asked() -> None:
    report = of(found((0, 1), info=DOUBLE), found((1, 2))._replace(suppressed="it is meant"))
    assert "QA402" not in written("text", report, a="ab").partition("notes: ")[0]
    assert "note QA402 it is wrong" in written(
        "text", report, PLAIN._replace(show=frozenset({"notes"})), a="ab"
    )
    shown = written("text", report, PLAIN._replace(show=frozenset({"suppressed"})), a="ab")
    assert "    suppressed: it is meant\n" in shown


def test_text_names_a_few_of_many_candidates() -> None:
    text = written("text", of(found((0, 1), candidates=tuple("abcdefg"))), a="x")
    assert "    help: it may be 'a' or 'b' or 'c' or 'd' or 'e' or one of 2 more\n" in text


def test_text_cuts_a_rule_that_is_broken_often() -> None:
    report = of(
        *(found((at, at + 1)) for at in range(12)),
        found((20, 21), "another", info=DOUBLE._replace(severity=Severity.WARNING)),
    )
    text = written("text", report, PLAIN._replace(max_per_rule=10), a="x" * 30)
    assert text.count("error QA101") == 10
    assert "2 more of QA101 garbled-text; --max-per-rule 0 lists all\n" in text
    assert "1 file, 1 question: 12 errors, 1 warning\n" in text


def test_statistics_take_the_place_of_findings() -> None:
    report = of(found((0, 1)), *(found((at, at + 1), info=DOUBLE) for at in range(3)))
    options = ReportOptions(statistics=True, show=frozenset({"notes"}), closing=False)
    expected = "     3 QA402 double-space\n     1 QA101 garbled-text\n"
    assert written("text", report, options, a="abc") == expected
    assert written("concise", report, options, a="abc") == expected


def test_color_marks_the_severity() -> None:
    text = written("text", of(found((0, 1))), ReportOptions(color=True, closing=False), a="x")
    assert text.startswith("\033[1ma.md:1:1:\033[0m \033[31merror\033[0m QA101 it is wrong")
    assert "\033" not in written("text", of(found((0, 1))), a="x")


# Lines and carets


@pytest.mark.parametrize(
    ("line", "span", "shown", "carets"),
    [
        ("plain", (1, 3), "plain", " ^^"),
        ("", (0, 0), "", "^"),
        ("end", (3, 3), "end", "   ^"),
        ("模型 x", (3, 4), "模型 x", "     ^"),
        ("a 模型", (2, 4), "a 模型", "  ^^^^"),
        ("📌 Q1", (2, 4), "📌 Q1", "   ^^"),
        ("👨🏻‍💻 x", (5, 6), "👨🏻‍💻 x", "   ^"),
        ("❤️ x", (3, 4), "❤️ x", "   ^"),
        ("🇩🇪 x", (3, 4), "🇩🇪 x", "   ^"),
        ("e\u0301 x", (3, 4), "e\u0301 x", "  ^"),
        ("\tx", (1, 2), "    x", "    ^"),
        ("a\0b", (1, 2), "a<U+0000>b", " ^^^^^^^^"),
        ("a\x90b", (2, 3), "a<U+0090>b", "         ^"),
        ("a\udce9b", (1, 2), "a<E9>b", " ^^^^"),
        ("a\u202eb", (2, 3), "a<U+202E>b", "         ^"),
        ("a\u200bb\u2028c", (1, 2), "a<U+200B>b<U+2028>c", " ^^^^^^^^"),
        ("\ufeffa", (1, 2), "<U+FEFF>a", "        ^"),
        ("x" * 100, (99, 100), "x" * 100, " " * 99 + "^"),
        ("x" * 101, (0, 1), "x" * 100 + "…", "^"),
        ("a" * 200 + "b" + "c" * 200, (200, 201), "…" + "a" * 30 + "b" + "c" * 69 + "…", " " * 31 + "^"),
        ("a" * 200 + "bb", (200, 202), "…" + "a" * 30 + "bb", " " * 31 + "^^"),
        ("模" * 100, (50, 51), "…" + "模" * 50 + "…", " " * 31 + "^^"),
        ("x" * 300, (0, 300), "x" * 100 + "…", "^" * 100),
    ],
)
def test_excerpt(line: str, span: tuple[int, int], shown: str, carets: str) -> None:
    source = Source("a.md", f"before\n{line}\nafter")
    start, end = span
    assert excerpt(source, Span(7 + start, 7 + end)) == (2, shown, carets)


@pytest.mark.parametrize("char", ["x", "\0", "模", "\u0301"])
def test_excerpt_of_a_very_long_line_looks_only_near_the_span(char: str) -> None:
    source = Source("a.md", char * 100_000 + "!" + char * 2_000_000)
    line, shown, carets = excerpt(source, Span(100_000, 100_001))
    assert (line, shown[0], shown[-1]) == (1, "…", "…")
    assert len(shown) < 1_000
    assert carets == " " * len(carets[:-1]) + "^"


def test_excerpt_of_several_lines_is_the_first() -> None:
    assert excerpt(Source("a.md", "one\r\ntwo\r\nthree"), Span(5, 10)) == (2, "two", " ^^")


@given(
    st.text(alphabet=st.characters() | st.sampled_from("\u200d\ufe0f📌👨\t模\udc80"), max_size=300), st.data()
)
def test_excerpt_never_breaks(text: str, data: st.DataObject) -> None:
    source = Source("a.md", text)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    _, shown, carets = excerpt(source, Span(start, end))
    assert carets.strip(" ")
    assert "\n" not in shown
    assert all(char.isprintable() or char in "\u200d\u00a0\u3000" or ord(char) > 0x7F for char in shown)


# concise


def test_concise_is_one_line_whatever_the_message_holds() -> None:
    report = of(found((3, 4), "odd\nmessage\u202e"), found((0, 1), info=DOUBLE))
    assert (
        written("concise", report, a="ab\ncd")
        == "a.md:2:1: error QA101 odd<U+000A>message<U+202E>  [garbled-text]\n"
    )


# json


def parsed(report: Report, options: ReportOptions = PLAIN, **texts: str) -> dict[str, Any]:
    """The JSON report, held against its schema."""
    value: dict[str, Any] = json.loads(written("json", report, options, **texts))
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    return value


def test_json_has_the_contracts_keys_in_its_order() -> None:
    report = of(
        found((0, 1)), unread=(Unread("c.md", "gone"),), checks={"grammar": CheckState("skipped", "off")}
    )
    value = parsed(report, a="x")
    assert list(value) == [
        "schema_version", "tool", "complete", "checks", "summary", "unread", "diagnostics",
    ]  # fmt: skip
    assert list(value["summary"]) == ["files", "questions", "errors", "warnings", "notes", "known", "fixable"]
    assert list(value["diagnostics"][0]) == [
        "path", "code", "name", "severity", "message", "hint", "start", "end", "fix", "candidates", "origin",
        "places", "related", "suppressed", "fingerprint", "url",
    ]  # fmt: skip
    assert value["tool"] == {"name": "qapress", "version": "1.2"}
    assert value["diagnostics"][0]["fingerprint"] == sha256(b"a\0b\0\x001").hexdigest()[:32]


def test_json_counts_offsets_of_the_decoded_file() -> None:
    fix = Fix("one line", (Edit(Span(2, 3), "X\n"),))
    one = found((2, 3), fix=fix, origin=Origin("languagetool", "A_B"))
    one = one._replace(more=(found((2, 2), path="b.md"),))
    (value,) = parsed(of(one), a="a\r\n📌\r\nb", b="x\ny")["diagnostics"]
    assert value["start"] == {"line": 2, "column": 1, "offset": 3}
    assert value["end"] == {"line": 2, "column": 2, "offset": 4}
    assert value["fix"]["edits"] == [{"start": 3, "end": 4, "text": "X\r\n"}]
    assert value["origin"] == {"engine": "languagetool", "rule": "A_B", "url": ""}
    assert value["places"][0]["start"] == {"line": 2, "column": 1, "offset": 2}


def test_json_lists_notes_and_only_the_rest_when_asked() -> None:
    report = of(found((0, 1), info=DOUBLE), found((0, 1))._replace(suppressed="why"))
    assert [each["code"] for each in parsed(report, a="x")["diagnostics"]] == ["QA402"]
    asked = parsed(report, PLAIN._replace(show=frozenset({"suppressed"})), a="x")
    assert [each["suppressed"] for each in asked["diagnostics"]] == [None, "why"]
    assert asked["summary"]["errors"] == 0
    assert parsed(of(), a="")["diagnostics"] == []


def test_json_survives_bytes_that_are_no_text() -> None:
    value = written("json", of(found((0, 1), "the byte \udce9")), a="\udce9")
    again = json.loads(value.encode("utf-8", "backslashreplace"))
    assert again["diagnostics"][0]["message"] == "the byte \udce9"


# github


def test_github_escapes_and_counts_columns_within_a_line() -> None:
    report = of(
        found((2, 4), "100 % of: it, all\nis wrong", hint="look", path="b.md"),
        found((0, 3), info=DOUBLE._replace(severity=Severity.WARNING)),
    )
    options = PLAIN._replace(prefix="docs, new: 1/")
    first = "::error file=docs%2C new%3A 1/b.md,line=1,endLine=1,col=3,endColumn=4,title=QA101 garbled-text"
    assert written("github", report, options, a="ab\ncd", b="📌 xyz").split("\n") == [
        first + "::100 %25 of: it, all%0Ais wrong%0Alook",
        "::warning file=docs%2C new%3A 1/a.md,line=1,endLine=1,col=1,endColumn=2,title=QA402 double-space::it is wrong",
        "",
    ]


def test_github_shows_the_gravest_and_tells_the_rest() -> None:
    rules = [GARBLED._replace(code=f"QA1{n:02}", severity=list(Severity)[n % 3]) for n in range(45)]
    report = of(*(found((0, 1), info=info) for info in rules))
    lines = written(
        "github", report, PLAIN._replace(max_per_rule=10, show=frozenset({"notes"})), a="x"
    ).split("\n")
    kinds = [line.partition(" ")[0] for line in lines]
    assert kinds[:30] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[30:] == ["15 findings more; GitHub shows 10 annotations of a kind", ""]


# The patch


def test_a_patch_keeps_bytes_line_ends_and_the_missing_last_one() -> None:
    before = Source("new folder/a.md", "same\r\n\udce9 \u2028\rold", b"\xef\xbb\xbf")
    after = replace(before, raw="same\r\n\udce9 \u2028\rnew\n")
    assert unified(before, after) == (
        b"--- a/new folder/a.md\t\n+++ b/new folder/a.md\t\n@@ -1,2 +1,2 @@\n"
        b" \xef\xbb\xbfsame\r\n-\xe9 \xe2\x80\xa8\rold\n\\ No newline at end of file\n"
        b"+\xe9 \xe2\x80\xa8\rnew\n"
    )


def test_equal_texts_have_no_patch() -> None:
    assert unified(Source("a.md", "a\n"), Source("a.md", "a\n")) == b""


def test_a_patch_of_wide_characters_is_one_of_bytes() -> None:
    before = Source("a.md", "a\n", b"\xff\xfe", "utf-16-le")
    patch = unified(before, before.edited((), "utf-8"))
    old = b"-\xff\xfea\0\n-\0\n\\ No newline at end of file\n"
    assert patch == b"--- a/a.md\n+++ b/a.md\n@@ -1,2 +1 @@\n" + old + b"+a\n"
