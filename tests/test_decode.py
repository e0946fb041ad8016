"""Bytes to text and back: nothing is lost, everything odd has a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qapress.diagnostic import Applicability, Edit, Span
from qapress.source import oddities
from qapress.source.decode import decode, read_file
from qapress.source.text import LINE_END, Source

if TYPE_CHECKING:
    from pathlib import Path

PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=12).map(lambda text: text.encode("utf-16-le", "surrogatepass")),
    st.sampled_from(
        [b"\r", b"\n", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"\x1b[0m"]
    ),
)
FILES = st.lists(PIECES, max_size=8).map(b"".join)
TEXTS = st.text(st.sampled_from("ab \u00e9\U0001f4cc\r\n\0\x0b\x85\u2028\ufeff"), max_size=40)


def found(data: bytes) -> list[tuple[str, str]]:
    """Kind of each problem and the text under it."""
    source = decode("a.md", data)
    return [(each.kind, source.slice(each.span)) for each in source.problems]


def only(data: bytes) -> tuple[Source, str, str]:
    """The source of a file with one problem, that problem's kind and its message."""
    source = decode("a.md", data)
    (problem,) = source.problems
    return source, problem.kind, problem.message


@given(FILES)
@example(b"\xff\xfe\0\0\0")
@example(b"\xff\xfe\0\xd8a")
@example(b"# a\n" + "\U0001f4cc b".encode("utf-16-le"))
def test_law_no_byte_is_lost(data: bytes) -> None:
    source = decode("a.md", data)
    assert source.encode() == data
    assert len(source.well_formed) == len(source.text)
    source.well_formed.encode("utf-8")
    assert "\r" not in source.text
    for each in source.problems:
        assert 0 <= each.span.start <= each.span.end <= len(source.text)


@given(FILES, st.data())
def test_law_edits_change_the_text_as_they_say_and_nothing_else(data: bytes, draw: st.DataObject) -> None:
    source = decode("a.md", data)
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(source.text)), min_size=2, max_size=6)))
    spans = [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [Edit(span, draw.draw(st.text("x\n\u00e9", max_size=3))) for span in spans]
    expected, at = "", 0
    for span, text in edits:
        expected += source.text[at : span.start] + text
        at = span.end
    after = source.edited(edits)
    if not source.is_text:
        assert after is source
        return
    assert after.text == expected + source.text[at:]
    assert after.problems == oddities.problems(after.text, after.bom, after.encoding, after.tail)
    assert (after.bom, after.tail) == (source.bom, source.tail)


@given(TEXTS, st.data())
def test_law_line_ends_outside_an_edit_stay(text: str, draw: st.DataObject) -> None:
    source = Source("a.md", text)
    offset = draw.draw(st.integers(0, len(source.text)))
    after = source.edited([Edit(Span(offset, offset), "Z")])
    assert after.raw.replace("Z", "") == text
    assert after.newlines == source.newlines


@given(TEXTS)
def test_law_positions_lead_back_to_their_offset(text: str) -> None:
    source = Source("a.md", text)
    lines = source.text.split("\n")
    for offset in range(len(source.text) + 1):
        line, column = source.position(offset)
        assert sum(len(each) + 1 for each in lines[: line - 1]) + column - 1 == offset
        start, end = source.line_span(line)
        assert source.text[start:end] == lines[line - 1]
        assert start <= offset <= end
        assert LINE_END.sub("\n", source.raw[: source.raw_offset(offset)]) == source.text[:offset]


@pytest.mark.parametrize(
    ("raw", "edit", "expected"),
    [
        ("a\rb\n", Edit(Span(2, 2), "\n"), "a\r\rb\n"),
        ("a\rb\nc\n", Edit(Span(2, 2), "\n"), "a\r\r\nb\nc\n"),  # CR and LF that meet stay two line ends
        ("a\rX\nb\n", Edit(Span(2, 3), ""), "a\r\r\nb\n"),
        ("a\r\nb\r\nc", Edit(Span(2, 3), "x\ny"), "a\r\nx\r\ny\r\nc"),
        ("a\r\nb\n\nc", Edit(Span(1, 2), ""), "ab\n\nc"),
        ("a\nb", Edit(Span(1, 1), "\r\n"), "a\n\nb"),
    ],
)
def test_line_ends_around_an_edit(raw: str, edit: Edit, expected: str) -> None:
    assert Source("a.md", raw).edited([edit]).raw == expected


def test_clean_files_have_no_problem() -> None:
    for text in ("", "# Ünïcode 📌\n\n\u00a0\u00ad\u200d…\n", "a\r\nb\r\n", "plain\n", "\u2028 \u3000"):
        assert found(text.encode()) == []


def test_problems_stand_where_the_bytes_are() -> None:
    assert found(b"caf\xe9s\n\x93hi\x94 \xe2\x80 .\n") == [
        ("invalid-utf8", "\udce9"),
        ("invalid-utf8", "\udc93"),
        ("invalid-utf8", "\udc94"),
        ("invalid-utf8", "\udce2\udc80"),
    ]
    assert found("a\0\0b\r\nc\x07d\ufeffe\x93 and plain text enough\n".encode()) == [
        ("null-byte", "\0\0"),
        ("control-character", "\x07"),
        ("byte-order-mark", "\ufeff"),
        ("control-character", "\x93"),
    ]


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"caf\xe9", "byte E9 is not UTF-8", "in Windows-1252 this is é"),
        (b"a \x93b", "byte 93 is not UTF-8", "in Windows-1252 this is “"),
        (b"a \x81b", "byte 81 is not UTF-8", ""),
        (
            b"a \xe2\x80 b",
            "bytes E2 80 are not UTF-8",
            "the first 2 of the 3 bytes of a character, the rest is lost",
        ),
        (
            b"\xed\xa0\xbd",
            "bytes ED A0 BD are not UTF-8",
            "half of a UTF-16 pair was written as if it were a character",
        ),
        (b"\xcf\xf0\xe8\xe2\xe5\xf2", "bytes CF F0 E8 E2 E5 F2 are not UTF-8", ""),
    ],
)
def test_invalid_bytes_are_named_and_explained(data: bytes, message: str, hint: str) -> None:
    (problem,) = decode("a.md", data).problems
    assert (problem.message, problem.hint) == (message, hint)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_read_and_mended(encoding: str) -> None:
    text = "## 📌 Q1: Qué?\r\n\r\nJa.\r\n"
    source, kind, message = only(("\ufeff" + text).encode(encoding))
    assert (source.raw, kind, source.encoding) == (text, "wrong-encoding", encoding)
    assert message.startswith(f"the file is {encoding[:6].upper()} (")
    fix = source.problems[0].fix
    assert fix is not None
    assert fix.applicability is Applicability.SAFE
    after = source.edited(fix.edits, fix.encoding)
    assert after.encode() == text.encode("utf-8")
    assert after.problems == ()


@pytest.mark.parametrize("text", ["# plain\n", "## 📌 Q1: Qué?\n", "第一个问题\n\n答案在这里 ok\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(text: str, encoding: str) -> None:
    source, kind, message = only(text.encode(encoding))
    assert (source.raw, kind) == (text, "wrong-encoding")
    assert "without a byte order mark" in message


@pytest.mark.parametrize("appended", ["## Q2: Why?\r\n", "📌 Q2\r\n", "é\n"])
def test_utf_16_behind_utf_8(appended: str) -> None:
    text = "## 📌 Q1: What is a token?\n\nA piece.\n"
    source, kind, message = only(text.encode("utf-8") + appended.encode("utf-16-le"))
    assert (source.raw, kind) == (text, "wrong-encoding")
    assert appended.strip() in message
    problem = source.problems[0]
    assert problem.span == (len(text), len(text))
    assert problem.fix is not None
    after = source.edited(problem.fix.edits, problem.fix.encoding)
    assert after.encode() == (text + appended.replace("\r\n", "\n")).encode()


def test_half_a_unit_at_the_end() -> None:
    source, kind, message = only("\ufeff# a\n".encode("utf-16-le") + b"x")
    assert (kind, source.tail) == ("wrong-encoding", b"x")
    assert message.endswith("; its last bytes (78) belong to no character")
    assert source.problems[0].fix is None
    line_feed = decode("a.md", "\ufeff# a\n".encode("utf-16-le") + b"\n")  # echo >> file, on Unix
    fix = line_feed.problems[0].fix
    assert fix is not None
    assert line_feed.edited(fix.edits, fix.encoding).encode() == b"# a\n\n"


def test_half_a_pair_in_utf_16_is_not_written_as_utf_8() -> None:
    source = decode("a.md", b"\xff\xfea\0\0\xd8b\0")
    assert [each.kind for each in source.problems] == ["wrong-encoding", "invalid-utf8"]
    assert source.problems[0].fix is None


def test_the_mark_of_utf_8() -> None:
    source, kind, _ = only(b"\xef\xbb\xbf# a\r\n")
    assert (source.raw, source.bom, kind) == ("# a\r\n", b"\xef\xbb\xbf", "byte-order-mark")
    assert source.edited([Edit(Span(2, 3), "b")]).encode() == b"\xef\xbb\xbf# b\r\n"
    fix = source.problems[0].fix
    assert fix is not None
    assert source.edited(fix.edits, fix.encoding).encode() == b"# a\r\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"%PDF-1.7\n%\xb5\xb6\n", "a PDF document"),
        (b"\x93\x01\x02\x03\x04\xff abc \x05\x06", "binary"),
    ],
)
def test_binary_files_have_no_text(data: bytes, what: str) -> None:
    source, kind, message = only(data)
    assert (source.text, source.tail, kind) == ("", data, "binary-file")
    assert not source.is_text
    assert source.edited([Edit(Span(0, 0), "a")]) is source
    assert message == f"the file is {what}, not text"


def test_text_with_nul_bytes_is_text() -> None:
    assert found(b"# a\n" + b"\0" * 5000) == [("null-byte", "\0" * 5000)]
    assert only(b"\x1b[31mred\x1b[0m"[:8] + b" \xe9t\xe9"[:1])[1:] == (
        "control-character",
        "terminal control sequence ESC[31m",
    )


def test_a_file_above_the_limit_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(3 * oddities.LIMIT)
    data = read_file(path)
    assert len(data) == oddities.LIMIT + 1
    source, kind, message = only(data)
    assert (source.text, kind) == ("", "too-large")
    assert message == "the file has more than 64 MiB and was not read"
    assert source.tail is data


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a\r\n\x1a\n\xff")
    assert read_file(path) == b"a\r\n\x1a\n\xff"


def test_a_file_full_of_odd_places_is_told_in_bounds() -> None:
    source = decode("a.md", b"\xe9a" * 50_000)
    assert len(source.problems) == oddities.MOST + 1
    assert source.problems[-1].span == (2 * oddities.MOST, 100_000)
    assert source.problems[-1].message.endswith("more such places follow, not told one by one")
