"""The reports that servers and viewers read: SARIF, GitLab, JUnit, reviewdog.

Readers of theirs that are real take them in `borders/test_formats.py`.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Severity,
    Span,
    Unread,
)
from qapress.lint.repeats import grouped
from qapress.report import ReportOptions, load
from qapress.report.parts.line_hash import line_hashes
from qapress.source.decode import decode
from qapress.source.text import Source
from test_report import DOUBLE, GARBLED, found, of

MACHINES = ("gitlab", "junit", "rdjson", "sarif")
WARNED = DOUBLE._replace(severity=Severity.WARNING)
PLAIN = ReportOptions(version="1.2.0")
BOM = b"\xef\xbb\xbf"


def written(name: str, report: Report, *files: Source, options: ReportOptions = PLAIN) -> str:
    """A report in one format, as it goes over the wire."""
    sources = {each.path: each for each in files}
    text = "".join(load(name).write(report, sources.__getitem__, options))
    return text.encode("utf-8").decode("utf-8")


def run_of(report: Report, *files: Source, options: ReportOptions = PLAIN) -> dict[str, Any]:
    """The only run of a SARIF log."""
    log = json.loads(written("sarif", report, *files, options=options))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


def results(report: Report, *files: Source, options: ReportOptions = PLAIN) -> list[dict[str, Any]]:
    """The results of a SARIF log."""
    return list(run_of(report, *files, options=options)["results"])


def region(result: dict[str, Any]) -> tuple[int, int, int, int]:
    """Where a SARIF result is."""
    (place,) = result["locations"]
    own = place["physicalLocation"]["region"]
    return own["startLine"], own["startColumn"], own["endLine"], own["endColumn"]


def diagnostics(report: Report, *files: Source, options: ReportOptions = PLAIN) -> list[dict[str, Any]]:
    """What reviewdog is told."""
    return list(json.loads(written("rdjson", report, *files, options=options))["diagnostics"])


def issues(report: Report, *files: Source, options: ReportOptions = PLAIN) -> list[dict[str, Any]]:
    """What GitLab is told."""
    return list(json.loads(written("gitlab", report, *files, options=options)))


def suites(report: Report, *files: Source, options: ReportOptions = PLAIN) -> list[ElementTree.Element]:
    """The suites of a JUnit file."""
    return list(ElementTree.fromstring(written("junit", report, *files, options=options).encode()))


# Places


ODD = decode("a.md", BOM + "📌 ├⌐\r\nab 📌 é x\r\n".encode() + b"\xe9 y\r\n")
"""A byte order mark, CRLF, emoji, and a byte that is no UTF-8."""


@pytest.mark.parametrize(
    ("marked", "characters", "columns"),
    [
        ("├⌐", (1, 3, 1, 5), (9, 15)),
        ("x", (2, 8, 2, 9), (12, 13)),
        ("y", (3, 3, 3, 4), (3, 4)),
        ("x\n", (2, 8, 2, 9), (12, 13)),
        ("\n", (1, 5, 2, 1), None),
    ],
)
def test_columns_count_what_each_format_counts(
    marked: str, characters: tuple[int, int, int, int], columns: tuple[int, int] | None
) -> None:
    """SARIF counts characters behind the mark, reviewdog bytes of the file; a span ends in its last line."""
    start = ODD.text.index(marked)
    report = of(found((start, start + len(marked))))
    assert region(results(report, ODD)[0]) == characters
    told = diagnostics(report, ODD)[0]["location"]["range"]
    if columns is not None:
        line = ODD.encode().split(b"\n")[characters[0] - 1]
        assert line[columns[0] - 1 : columns[1] - 1].decode() == marked.strip("\n")
        assert told == {
            "start": {"line": characters[0], "column": columns[0]},
            "end": {"line": characters[2], "column": columns[1]},
        }
    lines = issues(report, ODD)[0]["location"]["lines"]
    assert lines == {"begin": characters[0], "end": characters[2]}


def test_sarif_says_what_its_columns_count() -> None:
    assert run_of(of(), Source("a.md", ""))["columnKind"] == "unicodeCodePoints"


def test_places_of_one_fault_are_told_one_by_one() -> None:
    """A person reads it once; who marks lines needs each, and knows each again when others are mended."""
    source = Source("a.md", "x" * 9)
    alike = [
        Diagnostic(
            "a.md",
            GARBLED,
            Severity.ERROR,
            Finding(Span(at, at + 1), "it is wrong"),
            Identity("QA101", "a", "x", at),
        )
        for at in range(5)
    ]
    report = of(*grouped(alike))
    assert len(report.diagnostics) == 1
    alone = of(*alike)
    for name in MACHINES:
        assert written(name, report, source) == written(name, alone, source)
    assert len({each["fingerprint"] for each in issues(report, source)}) == 5


def test_paths_are_where_the_reader_looks_for_them() -> None:
    options = PLAIN._replace(prefix="docs/")
    path = "new: 100 %\n📌/é\udce9.md"
    source = Source(path, "x")
    report = of(found((0, 1), path=path))
    (place,) = results(report, source, options=options)[0]["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": "docs/new%3A%20100%20%25%0A%F0%9F%93%8C/%C3%A9%E9.md",
        "uriBaseId": "%SRCROOT%",
    }
    plain = "docs/new: 100 %\n📌/é\ufffd.md"
    assert issues(report, source, options=options)[0]["location"]["path"] == plain
    assert diagnostics(report, source, options=options)[0]["location"]["path"] == plain
    assert suites(report, source, options=options)[0].get("name") == "docs/new: 100 %<U+000A>📌/é<E9>.md"


# Words


HOSTILE = 'a\0b\x1b[31m]]>\n::error::x <script> [here](https://x.example) \udce9\u202e\ufffe `x` & "q"'


@pytest.mark.parametrize("name", MACHINES)
def test_words_of_strangers_stay_words(name: str) -> None:
    """Whatever a message, a path or a reason holds, the report is well formed and prints as it is."""
    path = f"{HOSTILE}.md"
    one = found((0, 1), HOSTILE, path=path, hint=HOSTILE, candidates=(HOSTILE,))._replace(suppressed=HOSTILE)
    report = of(
        one,
        unread=(Unread(HOSTILE, HOSTILE),),
        checks={"grammar": CheckState("skipped", HOSTILE)},
    )
    options = PLAIN._replace(show=frozenset({"suppressed"}), prefix="a&b/")
    text = written(name, report, Source(path, HOSTILE), options=options)
    assert not [char for char in text if char not in "\n\u200d" and not char.isprintable()]
    if name == "junit":
        ElementTree.fromstring(text.encode())
    else:
        json.loads(text)


def test_what_is_no_link_looks_like_none() -> None:
    source = Source("a.md", "x")
    wrong = "'[a](https://x.example)' and <b> and `c`"
    (result,) = results(of(found((0, 1), wrong)), source)
    assert result["message"]["text"] == "'\\[a\\](https://x.example)' and <b> and `c`"
    (told,) = diagnostics(of(found((0, 1), wrong)), source)
    assert told["message"] == "'\\[a](https://x.example)' and \\<b> and \\`c\\`"


def test_advice_stands_beside_the_message() -> None:
    source = Source("a.md", "ab")
    told = found(
        (0, 1),
        "it is 'a'",
        hint="look",
        candidates=("a", "b"),
        origin=Origin("languagetool", "A_B", "https://x.example/A_B"),
    )
    lines = ["it is 'a'", "look", "it may also be 'b'", "https://x.example/A_B"]
    assert issues(of(told), source)[0]["description"] == "; ".join(lines)
    assert issues(of(told), source)[0]["check_name"] == "garbled-text/A_B"
    (said,) = diagnostics(of(told), source)
    assert said["message"] == "\n".join(lines)
    assert said["code"] == {"value": "garbled-text/A_B (QA101)", "url": "https://x.example/A_B"}
    (result,) = results(of(told), source)
    assert result["message"]["text"] == "\n".join(lines)
    assert result["properties"] == {"engine": "languagetool", "rule": "A_B"}


def test_related_places_are_linked() -> None:
    files = Source("a.md", "x"), Source("b.md", "one\ntwo")
    told = found((0, 1), related=((Place("b.md", Span(4, 7)), "it was [right] here"),))
    (result,) = results(of(told), *files)
    assert result["message"]["text"] == "it is wrong\nsee [it was \\[right\\] here](1)"
    (place,) = result["relatedLocations"]
    assert place["id"] == 1
    assert place["physicalLocation"]["region"]["startLine"] == 2
    (said,) = diagnostics(of(told), *files)
    assert said["related_locations"][0]["location"]["path"] == "b.md"


# Fixes


def test_a_fix_of_several_edits_is_one_suggestion() -> None:
    source = Source("a.md", "📌 a  b  c\r\nd")
    edits = Edit(Span(3, 5), " "), Edit(Span(6, 8), "\n")
    report = of(found((2, 9), fix=Fix("one", edits)))
    (told,) = diagnostics(report, source)[0]["suggestions"]
    assert told == {
        "range": {"start": {"line": 1, "column": 7}, "end": {"line": 1, "column": 12}},
        "text": " b\r\n",
    }
    (fix,) = results(report, source)[0]["fixes"]
    assert fix["description"] == {"text": "one"}
    (change,) = fix["artifactChanges"]
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == [" ", "\r\n"]
    assert change["replacements"][1]["deletedRegion"] == {
        "startLine": 1, "startColumn": 7, "endLine": 1, "endColumn": 9,
    }  # fmt: skip


@given(st.text(alphabet=st.sampled_from("ab \n📌é"), max_size=60), st.data())
def test_fixes_come_to_the_same_bytes_in_every_format(text: str, data: st.DataObject) -> None:
    """What viewers make of lines and columns is what `fix` writes, also behind a mark and in CRLF."""
    source = decode("a.md", BOM + text.replace("\n", "\r\n").encode())
    ends = sorted(data.draw(st.lists(st.integers(0, len(source.text)), min_size=2, max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    edits = tuple(Edit(Span(*pair), data.draw(st.sampled_from(["", "x", "y\nz"]))) for pair in pairs)
    report = of(found((ends[0], ends[-1]), fix=Fix("it", edits)))
    wanted = source.edited(edits).encode()
    (change,) = results(report, source)[0]["fixes"][0]["artifactChanges"]
    characters = source.encode().decode().removeprefix("\ufeff")
    for each in reversed(change["replacements"]):
        place = each["deletedRegion"]
        start = offset(characters, place["startLine"], place["startColumn"])
        end = offset(characters, place["endLine"], place["endColumn"])
        characters = characters[:start] + each["insertedContent"]["text"] + characters[end:]
    assert BOM + characters.encode() == wanted
    before = source.encode()
    for told in diagnostics(report, source)[0]["suggestions"]:
        start, end = (offset(before, **told["range"][side]) for side in ("start", "end"))
        assert before[:start] + told["text"].encode() + before[end:] == wanted


def offset(text: str | bytes, line: int, column: int) -> int:
    """The place of a line and a column, counted in what the text is made of."""
    return sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1


def test_candidates_are_choices() -> None:
    source = Source("a.md", "x")
    report = of(found((0, 1), candidates=("é", "è")))
    assert [each["text"] for each in diagnostics(report, source)[0]["suggestions"]] == ["é", "è"]
    assert [each["description"]["text"] for each in results(report, source)[0]["fixes"]] == [
        "write 'é'", "write 'è'",
    ]  # fmt: skip


def test_what_is_no_edit_of_lines_is_not_suggested() -> None:
    long = Source("a.md", "x\n" * 20)
    spanning = Fix("all", (Edit(Span(0, 1), ""), Edit(Span(30, 31), "")))
    assert diagnostics(of(found((0, 1), fix=spanning)), long)[0]["suggestions"] == []
    coded = Fix("in UTF-8", (Edit(Span(0, 0), ""),), Applicability.SAFE, "utf-8")
    assert "fixes" not in results(of(found((0, 1), fix=coded)), long)[0]
    wide = Source("a.md", "x", b"\xff\xfe", "utf-16-le")
    short = Fix("", (Edit(Span(0, 1), "y"),))
    assert diagnostics(of(found((0, 1), fix=short)), wide)[0]["suggestions"] == []


# What each format has by itself


def test_sarif_has_what_github_asks_for() -> None:
    source = Source("a.md", "a  b\n")
    page = "# double-space (QA402)\n\nOne is\nenough.\n\nMore.\n\n```markdown bad\na  b\n```\n"
    options = PLAIN._replace(page={"double-space": page}.__getitem__)
    run = run_of(of(found((1, 3), info=DOUBLE)), source, options=options)
    assert run["tool"]["driver"] == {
        "name": "qapress",
        "version": "1.2.0",
        "semanticVersion": "1.2.0",
        "language": "en",
        "rules": [
            {
                "id": "QA402",
                "name": "double-space",
                "shortDescription": {"text": "Two spaces between words."},
                "fullDescription": {"text": "One is enough."},
                "help": {"text": "One is\nenough.\n\nMore.", "markdown": page},
                "defaultConfiguration": {"level": "note"},
                "properties": {
                    "tags": ["language"],
                    "precision": "high",
                    "problem.severity": "recommendation",
                },
            }
        ],
    }
    (result,) = run["results"]
    assert result == {
        "ruleId": "QA402",
        "level": "note",
        "message": {"text": "it is wrong"},
        "locations": result["locations"],
        "partialFingerprints": {
            "qapress/v1": of(found((1, 3))).diagnostics[0].fingerprint,
            "primaryLocationLineHash": line_hashes(source, {1})[1],
        },
        "ruleIndex": 0,
    }


def test_sarif_keeps_the_gravest_and_says_how_many_are_left_out() -> None:
    source = Source("a.md", "x" * 5100)
    spread = (found((at, at + 1), info=(GARBLED, WARNED, DOUBLE)[at % 3]) for at in range(5100))
    run = run_of(of(*spread), source)
    levels = [each["level"] for each in run["results"]]
    assert levels == ["error"] * 1700 + ["warning"] * 1700 + ["note"] * 1600
    assert [run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    (invocation,) = run["invocations"]
    told = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert told == ["100 results more; GitHub keeps 5000"]


def test_sarif_tells_what_was_not_checked() -> None:
    checks = {
        "grammar": CheckState("skipped", "no Java", failed=True),
        "collection": CheckState("partial", "one file"),
        "names": CheckState("done"),
    }
    (invocation,) = run_of(of(unread=(Unread("c.md", "gone"),), checks=checks))["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [
        ("error", "c.md: gone"),
        ("error", "not checked: grammar (no Java)"),
        ("note", "checked in part: collection (one file)"),
    ]
    assert run_of(of())["invocations"][0]["executionSuccessful"] is True


def test_sarif_marks_what_is_suppressed_when_asked() -> None:
    """GitHub shows suppressed results like others, so they stay out unless somebody wants them."""
    source = Source("a.md", "x")
    report = of(found((0, 1))._replace(suppressed="it is meant"))
    assert results(report, source) == []
    asked = PLAIN._replace(show=frozenset({"suppressed"}))
    (result,) = results(report, source, options=asked)
    assert result["suppressions"] == [{"kind": "inSource", "justification": "it is meant"}]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    ],
)  # fmt: skip
def test_line_hashes_are_those_of_github(text: str, hashes: list[str]) -> None:
    """The values that GitHub's own action computes for these texts, whatever ends their lines."""
    for newline in ("\n", "\r\n", "\r"):
        source = Source("a.md", text.replace("\n", newline))
        assert list(line_hashes(source, range(1, 9)).values()) == hashes


def test_equal_lines_are_counted() -> None:
    line = "the same line, again and again\n"
    got = list(line_hashes(Source("a.md", line * 10), range(1, 8)).values())
    value = got[0].partition(":")[0]
    assert got[:5] == [f"{value}:{at}" for at in range(1, 6)]


@given(st.text(alphabet=st.sampled_from("a \t\r\n📌é\udc80"), max_size=300))
def test_line_hashes_follow_the_definition(text: str) -> None:
    """Each is the sum of 100 UTF-16 units from the line's first on, weighted by powers of 37."""
    data = Source("a.md", text).encode().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [each.replace(" ", "").replace("\t", "") for each in data.split("\n")]
    got = line_hashes(Source("a.md", text), range(len(lines) + 1))
    assert list(got) == list(range(1, len(lines) + 1))
    for number, value in got.items():
        rest = "\n".join(lines[number - 1 :]).encode("utf-16-be")
        units = [int.from_bytes(rest[at : at + 2]) for at in range(0, len(rest), 2)]
        hashed = 0
        for unit in [*units, 65535, *[0] * 100][:100]:
            hashed = (hashed * 37 + unit) % 2**64
        assert value.partition(":")[0] == f"{hashed:x}"


def test_gitlab_writes_one_list() -> None:
    assert written("gitlab", of()) == "[]\n"
    source = Source("a.md", "ab")
    report = of(found((0, 1)), found((0, 1), info=WARNED), found((1, 2), info=DOUBLE))
    assert [each["severity"] for each in issues(report, source)] == ["major", "minor", "info"]


def test_junit_fails_for_what_fails_a_check() -> None:
    source = Source("a.md", "ab")
    hidden = found((1, 2))._replace(suppressed="it is meant")
    report = of(
        found((0, 1)),
        found((1, 2)),
        found((0, 1), info=WARNED),
        found((1, 2), info=DOUBLE),
        hidden,
        unread=(Unread("c.md", "gone"),),
    )
    asked = PLAIN._replace(show=frozenset({"suppressed"}))
    own, rest = suites(report, source, options=asked)
    assert [(case.get("name"), case[0].tag) for case in own] == [
        ("QA101 garbled-text: it is wrong", "failure"),
        ("QA402 double-space: it is wrong", "failure"),
        ("QA101 garbled-text: it is wrong (2)", "failure"),
        ("QA101 garbled-text: it is wrong (3)", "skipped"),
        ("QA402 double-space: it is wrong (2)", "skipped"),
    ]
    assert {key: own.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "5", "failures": "3", "errors": "0", "skipped": "2",
    }  # fmt: skip
    assert own[0][0].text == "a.md:1:1: error\nit is wrong"
    assert [(case.get("name"), case[0].tag) for case in rest] == [("c.md", "error")]


def test_junit_says_that_nothing_was_found() -> None:
    (suite,) = suites(of())
    assert [case.get("name") for case in suite] == ["no findings"]
