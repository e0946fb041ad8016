"""Baselines: the file, what is matched with it, and how it is written again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Diagnostic, Finding, Identity, Origin, Severity, Span
from qapress.errors import ReadError, WriteError
from qapress.lint.baseline import Line, encoded, line_of, parse
from qapress.lint.baseline_match import Present, compared
from qapress.pipeline.baseline import NAME, less, load, shown, update
from qapress.pipeline.check import check
from qapress.pipeline.fix import fix
from qapress.rules.double_space import double_space
from qapress.settings import load_for
from release import lay, question
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Report
    from qapress.pipeline.baseline import Updated
    from qapress.pipeline.check import Checked
    from qapress.pipeline.known import Filter

HEAD = '{"qapress-baseline": 1}\n'
NUMBERS = st.integers(1, 9)
TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("\udc80\udcff\u2028\x1b\x00é📌\n"))
"""Any text, what stands for a byte that is not UTF-8 among it; of surrogates only such as decoding gives."""


def is_decoded(text: str) -> bool:
    return not any("\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff" for char in text)


DECODED = TEXTS.filter(is_decoded)
LINES = st.builds(Line, DECODED.filter(bool), DECODED, DECODED.filter(bool), DECODED, NUMBERS, DECODED)


# The file


@given(st.lists(LINES))
def test_a_baseline_is_read_as_it_was_written(lines: list[Line]) -> None:
    text = encoded(lines)
    assert list(parse("b", text).spans) == sorted(set(lines))
    assert encoded(reversed(lines)) == text
    assert text.encode().decode() == text
    assert text.count("\n") == len(set(lines)) + 1
    assert {each for each in text if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")} == {"\n"}


def test_a_line_is_readable() -> None:
    lines = [
        Line("b é.md", "", "QA402", "it is", 2, "double-space"),
        Line("a.md", "what", "QA402", "a\u202eb"),
    ]
    assert encoded(lines) == (
        HEAD
        + '{"path": "a.md", "question": "what", "code": "QA402", "name": "", "text": "a\\u202eb"}\n'
        + '{"path": "b é.md", "code": "QA402", "name": "double-space", "text": "it is", "ordinal": 2}\n'
    )


GOOD = '{"path": "a.md", "code": "QA402", "text": "it is"}\n'
LINE = Line("a.md", "", "QA402", "it is")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + GOOD,
        HEAD + GOOD + GOOD,
        HEAD + HEAD + "\n \n" + GOOD.rstrip("\n"),
        "\n" + HEAD + '{"text":"it is","code":"QA402","path":"a.md","later":[1]}\n',
    ],
)
def test_order_blanks_repetition_and_further_keys_mean_nothing(text: str) -> None:
    assert list(parse("b", text).spans) == [LINE]


def test_a_line_knows_where_it_stands() -> None:
    text = HEAD + "\n" + GOOD + GOOD
    (span,) = parse("b", text).spans.values()
    assert text[span.start : span.end] + "\n" == GOOD
    assert text[: span.start] == HEAD + "\n"


NONE = 'this file is no baseline, whose first line would be {"qapress-baseline": 1}'
BROKEN = "this is no line of a baseline"
MARKS = "a merge left its marks here"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"b:1: {NONE}"),
        (" \n\n", f"b:1: {NONE}"),
        (GOOD, f"b:1: {NONE}"),
        ("\n[]\n", f"b:2: {NONE}"),
        ("# Notes\n", f"b:1: {NONE}"),
        ("\0\x1b[2J" * 9, f"b:1: {NONE}"),
        ('{"qapress-baseline": 2}\n', "b:1: the baseline was written by a newer qapress; update this one"),
        ('{"qapress-baseline": "1"}\n', "b:1: the baseline was written by a newer qapress; update this one"),
        (HEAD + GOOD + GOOD[:-3], f"b:3: {BROKEN}"),
        (HEAD + "\n" + "[" * 100_000, f"b:3: {BROKEN}"),
        (HEAD + GOOD.replace('"it is"', "9" * 5000), f"b:2: {BROKEN}"),
        (HEAD + GOOD.replace('"it is"', "null"), f"b:2: {BROKEN}"),
        (HEAD + GOOD.replace('"QA402"', '""'), f"b:2: {BROKEN}"),
        (HEAD + GOOD.replace("path", "file"), f"b:2: {BROKEN}"),
        (HEAD + GOOD.replace("}", ', "ordinal": 0}'), f"b:2: {BROKEN}"),
        (HEAD + GOOD.replace("}", ', "ordinal": true}'), f"b:2: {BROKEN}"),
        (HEAD + "<<<<<<< ours\n" + GOOD + "=======\n>>>>>>> theirs\n", f"b:2: {MARKS}"),
        ("<<<<<<< ours\n" + HEAD, f"b:1: {MARKS}"),
    ],
)
def test_what_is_broken_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse("b", text)
    assert str(caught.value).startswith(message)


# Matching


def at(code: str, path: str, text: str, *, question: str = "", ordinal: int = 1) -> Diagnostic:
    info = double_space.info._replace(code=code)
    identity = Identity(code, question or path, text, ordinal)
    return Diagnostic(path, info, Severity.NOTE, Finding(Span(0, 0), "it is wrong"), identity)


def left(lines: Sequence[Line], found: Sequence[Diagnostic], present: Present) -> tuple[int, list[Any]]:
    """How many findings are known, and what is new and stale: the places and texts."""
    result = compared(lines, found, present)
    rest = [*((each.identity.where, each.identity.text) for each in result.new)]
    return len(result.known), [*rest, *((line.question or line.path, line.text) for line in result.left)]


def now(*read: str, names: tuple[str, ...] = (), **questions: str) -> Present:
    """Files that were read, others that are there, and where each question is."""
    return Present(read, questions, (*read, *names))


def test_what_is_alike_is_counted() -> None:
    two = [at("QA402", "a.md", "it is", ordinal=ordinal) for ordinal in (1, 2)]
    lines = [line_of(each) for each in two]
    assert left(lines, two, now("a.md")) == (2, [])
    assert left(lines[:1], two, now("a.md")) == (1, [("a.md", "it is")])
    result = compared(lines, two[:1], now("a.md"))
    assert result.left == (lines[1],)


def test_a_question_is_found_in_another_file() -> None:
    line = Line("a.md", "what", "QA402", "it is")
    moved = at("QA402", "b.md", "it is", question="what")
    assert left([line], [moved], now("a.md", "b.md", what="b.md")) == (1, [])


def test_a_question_with_a_new_id_is_found() -> None:
    line = Line("a.md", "waht", "QA402", "it is")
    renamed = at("QA402", "a.md", "it is", question="what")
    assert left([line], [renamed], now("a.md", what="a.md")) == (1, [])
    both = now("a.md", what="a.md", waht="a.md")
    assert left([line], [renamed], both)[0] == 0, "the old question is still there, without the finding"
    known = Line("a.md", "what", "QA101", "â€™")
    assert left([line, known], [renamed], now("a.md", what="a.md"))[0] == 0, "the new one was there before"
    elsewhere = now("b.md", names=("a.md",), what="b.md")
    other = at("QA402", "b.md", "it is", question="what")
    assert left([line], [other], elsewhere)[0] == 0, "the old question may still stand in the unread file"


def test_a_file_with_a_new_name_is_found() -> None:
    line, renamed = Line("a.md", "", "QA402", "it is"), at("QA402", "b.md", "it is")
    assert left([line], [renamed], now("b.md")) == (1, [])
    assert left([line], [renamed], now("a.md", "b.md"))[0] == 0, "the old file is still there"
    assert left([line], [renamed], now("b.md", names=("a.md",)))[0] == 0, "it is there and was not read"
    other = at("QA402", "b.md", "it was")
    assert left([line], [other], now("b.md"))[0] == 0, "another text"


def test_files_that_changed_names_are_known_by_their_questions() -> None:
    lines = [
        *(Line(path, name, "QA101", "â€™") for path, name in (("a.md", "x"), ("a.md", "y"), ("b.md", "z"))),
        *(Line("a.md", "", "QA402", text) for text in ("it is", "to be")),
        Line("b.md", "", "QA402", "it is"),
    ]
    found = [
        *(
            at("QA101", path, "â€™", question=name)
            for path, name in (("b.md", "x"), ("b.md", "y"), ("a.md", "z"))
        ),
        *(at("QA402", "b.md", text) for text in ("it is", "to be")),
        at("QA402", "a.md", "it is"),
    ]
    assert left(lines, found, now("a.md", "b.md", x="b.md", y="b.md", z="a.md")) == (6, [])


def test_what_stays_in_its_file_comes_before_what_is_like_it_elsewhere() -> None:
    line = Line("b.md", "waht", "QA402", "it is")
    found = [at("QA402", path, "it is", question=name) for path, name in (("a.md", "new"), ("b.md", "what"))]
    present = now("a.md", "b.md", new="a.md", what="b.md")
    assert left([line], found, present) == (1, [("new", "it is")])
    front = Line("b.md", "", "QA402", "it is")
    moved = [at("QA402", "a.md", "it is"), at("QA402", "c.md", "it is")]
    asked = Line("b.md", "what", "QA101", "â€™")
    result = compared([front, asked], moved, now("a.md", "b.md", "c.md", what="c.md"))
    assert [each.path for each in result.new] == ["a.md"]


def test_lines_for_one_finding_are_one() -> None:
    twins = [Line(path, "what", "QA402", "it is", name=name) for path in ("a.md", "b.md") for name in "xy"]
    found = at("QA402", "b.md", "it is", question="what")
    assert left(twins, [found], now("b.md", what="b.md")) == (1, [])


# Checks with a baseline

TOKEN = question(1, "What is a token?", "It  is a piece of text, wich a model reads.")
WORD = question(2, "What is a word?", "It  is a piece of language, as [said](gone.md).")
FILES: dict[str, str | bytes] = {
    "a.md": TOKEN,
    "b.md": WORD,
    "notes.md": "# Notes\n\nOne  two.\n\nOne  two.\n",
}


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Three files with six findings, and their baseline."""
    hub = lay(tmp_path / "hub", FILES)
    assert accept(hub).accepted == 6
    return hub


def accept(hub: Path, *paths: str, prune: bool = False, keep: bool = False, **settings: Any) -> Updated:
    chosen = replace(load_for([str(hub)]), **settings)

    def run(filters: Sequence[Filter]) -> Checked:
        return check([str(hub / path) for path in paths], chosen, filters=filters)

    return update(run, hub / NAME, chosen, prune=prune, keep=keep)


def checked(hub: Path, *paths: str, **settings: Any) -> Report:
    chosen = replace(load_for([str(hub)]), **settings)
    filters = [less(load(hub / NAME, hub))]
    return check([str(hub / path) for path in paths], chosen, filters=filters).report


def told(report: Report) -> list[tuple[str, str]]:
    return [(each.path, each.info.name) for one in report.diagnostics for each in (one, *one.more)]


def lines(hub: Path) -> list[str]:
    return (hub / NAME).read_text("utf-8").split("\n")[1:-1]


def stale(count: int) -> list[tuple[str, str]]:
    return [(NAME, "stale-baseline")] * count


def test_what_is_accepted_is_known_and_counted(hub: Path) -> None:
    report = checked(hub)
    assert (told(report), report.known) == ([], 6)
    assert [json.loads(line)["name"] for line in lines(hub)] == [
        "misspelling",
        "double-space",
        "double-space",
        "dead-link",
        "double-space",
        "double-space",
    ]


def test_a_second_run_writes_nothing(hub: Path) -> None:
    before = (hub / NAME).stat().st_mtime_ns
    again = accept(hub)
    assert (again.changed, again.new, again.gone, again.kept) == (False, (), 0, 0)
    assert not accept(hub, prune=True).changed
    assert (hub / NAME).stat().st_mtime_ns == before


def test_what_is_new_is_told_and_accepted(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n\nThree  four.\n\nOne  two.\n\nOne  two.\n"})
    assert told(checked(hub)) == [("notes.md", "double-space")]
    assert [each.identity.text for each in accept(hub).new] == ["Three four."]
    assert told(checked(hub)) == []


def test_what_is_mended_is_stale_until_it_is_pruned(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n\nOne two.\n\nThree  four.\n", "b.md": WORD.replace("It  is", "It is")})
    gone = ("b.md", "notes.md", "notes.md")
    report = checked(hub)
    assert sorted(told(report)) == sorted([("notes.md", "double-space"), *stale(3)])
    texts = [each.identity.text for each in report.diagnostics if each.info.code == "QA904"]
    assert [json.loads(text)["path"] for text in texts] == list(gone)
    pruned = accept(hub, prune=True)
    assert (pruned.gone, len(pruned.new), pruned.accepted) == (3, 1, 3)
    assert told(checked(hub)) == [("notes.md", "double-space")], "nothing new was accepted"


def test_stale_lines_are_notes_that_can_be_switched_off(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n"})
    report = checked(hub)
    assert [each.severity for each in report.diagnostics] == [Severity.NOTE] * 2
    assert told(checked(hub, ignore=("stale-baseline",))) == []
    assert told(checked(hub, select=("QA402",))) == []
    assert told(checked(hub, select=("QA402", "QA904"))) == stale(2)
    errors = checked(hub, severity={"stale-baseline": "error"})
    assert {each.severity for each in errors.diagnostics} == {Severity.ERROR}


def test_many_stale_lines_are_one_finding(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n", "a.md": TOKEN.replace("  ", " "), "b.md": WORD.replace("  ", " ")})
    (one,) = checked(hub).diagnostics
    assert len(one.more) == 3


def test_stale_lines_are_shown_where_they_stand(hub: Path) -> None:
    lay(hub, {"a.md": TOKEN.replace("  ", " ")})
    run = check((), load_for([str(hub)]), filters=[less(load(hub / NAME, hub))])
    (one,) = run.report.diagnostics
    assert run.source(one.path).position(one.finding.span.start) == (3, 1)
    assert run.source(one.path).slice(one.finding.span) == lines(hub)[1]
    assert run.source("a.md").text == (hub / "a.md").read_text("utf-8")


@pytest.mark.parametrize("paths", [("a.md",), ("a.md", "notes.md")])
def test_a_run_over_some_files_judges_no_others(hub: Path, paths: tuple[str, ...]) -> None:
    lay(hub, {"b.md": WORD.replace("It  is", "It is")})
    assert told(checked(hub, *paths)) == []
    before = (hub / NAME).read_bytes()
    pruned = accept(hub, *paths, prune=True)
    assert pruned.kept > 0
    assert (hub / NAME).read_bytes() == before
    assert accept(hub, *paths).changed is False
    assert told(checked(hub)) == stale(1)


def test_a_run_over_some_files_judges_these(hub: Path) -> None:
    lay(hub, {"b.md": WORD.replace("It  is", "It is").replace(" as [said](gone.md)", "")})
    assert told(checked(hub, "b.md")) == stale(1), "a dead link is not judged by one file"
    assert accept(hub, "b.md", prune=True).gone == 1
    assert told(checked(hub)) == stale(1)


def test_a_run_with_some_rules_judges_no_others(hub: Path) -> None:
    lay(hub, {"a.md": question(1, "What is a token?", "It is a piece of text.")})
    assert told(checked(hub, select=("misspelling", "tool"))) == stale(1)
    pruned = accept(hub, prune=True, select=("QA402",))
    assert (pruned.gone, pruned.kept) == (1, 2)
    assert accept(hub, select=("QA501",)).kept == 4
    assert told(checked(hub, ignore=("QA401",))) == []
    assert told(checked(hub, per_file_ignores={"a.md": ("QA4",)})) == []
    assert told(checked(hub)) == stale(1)


def test_files_that_are_no_longer_read_keep_their_lines(hub: Path) -> None:
    assert told(checked(hub, exclude=("notes.md",))) == []
    assert accept(hub, prune=True, exclude=("notes.md",)).kept == 2


def test_of_a_file_that_is_gone_only_a_run_over_all_judges(hub: Path) -> None:
    (hub / "notes.md").unlink()
    (hub / "b.md").unlink()
    assert told(checked(hub, "a.md", select=("QA402", "QA904"))) == stale(3), "nothing else is there"
    lay(hub, {"more.md": "# More\n"})
    assert told(checked(hub, "a.md")) == []
    assert told(checked(hub)) == stale(4)
    assert told(checked(hub, "a.md", "more.md")) == stale(3), "dead links need a collection"


def test_a_folder_is_not_the_collection(tmp_path: Path) -> None:
    hub = lay(tmp_path, {f"{folder}/{name}": text for folder in "xy" for name, text in FILES.items()})
    lay(hub, {"y/a.md": TOKEN.replace("token", "unit")})
    (hub / "y/b.md").unlink()
    accept(hub)
    total = len(lines(hub))
    lay(hub, {"y/a.md": "# Nothing\n"})
    assert told(checked(hub, "x")) == []
    assert accept(hub, "x", prune=True).gone == 0
    assert len(lines(hub)) == total


def test_a_question_that_moved_is_known_to_a_run_over_its_file(hub: Path) -> None:
    lay(hub, {"a.md": "# Empty\n", "b.md": WORD + "\n" + TOKEN.replace("Q1", "Q3")})
    assert told(checked(hub, "b.md")) == []
    assert told(checked(hub, "a.md")) == [], "where it went was not looked at"
    assert told(checked(hub)) == []
    refreshed = accept(hub, prune=True)
    assert (refreshed.changed, refreshed.gone) == (True, 0)
    assert {json.loads(line)["path"] for line in lines(hub)} == {"b.md", "notes.md"}


def test_equal_titles_have_other_ids_alone_than_together(tmp_path: Path) -> None:
    hub = lay(tmp_path, {"a.md": TOKEN, "c/a.md": TOKEN.replace("It  is", "This  is")})
    accept(hub)
    assert told(checked(hub)) == []
    assert told(checked(hub, "a.md")) == []
    assert told(checked(hub, "c/a.md")) == []
    lay(hub, {"a.md": TOKEN.replace("wich", "which")})
    before = (hub / NAME).read_bytes()
    assert accept(hub, "a.md", prune=True).gone == 0, "alone, its id is another"
    assert (hub / NAME).read_bytes() == before
    assert told(checked(hub)) == stale(1)


def test_suppressed_findings_need_no_line(hub: Path) -> None:
    comment = "<!-- qapress: ignore-file double-space: as printed -->\n\n"
    lay(hub, {"notes.md": comment + "# Notes\n\nOne  two.\n\nOne  two.\n\nOne  two.\n"})
    report = checked(hub)
    assert told(report) == [*[("notes.md", "double-space")] * 3, *stale(2)]
    assert (len(report.shown()), report.known) == (2, 4)
    assert accept(hub).gone == 2
    lay(hub, {"notes.md": "# Notes\n\nOne  two.\n"})
    assert told(checked(hub)) == [("notes.md", "double-space")]


def test_what_is_said_of_comments_can_be_accepted(tmp_path: Path) -> None:
    comment = "<!-- qapress: ignore-file misspelling: as printed -->\n\n"
    hub = lay(tmp_path, {"notes.md": comment + "# Notes\n"})
    assert accept(hub).accepted == 1
    assert told(checked(hub)) == []
    lay(hub, {"notes.md": "# Notes\n"})
    assert told(checked(hub, select=("tool",))) == [], "where rules are off, nothing is said of comments"
    assert told(checked(hub)) == stale(1)


def test_notes_are_accepted_too(tmp_path: Path) -> None:
    hub = lay(tmp_path, {"a.md": "# Notes \n\nOne  two.\n"})
    assert {each.severity for each in accept(hub).new} == {Severity.NOTE}
    assert told(checked(hub)) == []


def test_fixing_mends_what_is_accepted(hub: Path) -> None:
    fix((str(hub),), load_for([str(hub)]))
    report = checked(hub)
    assert {name for _, name in told(report)} == {"stale-baseline"}
    assert report.known == 1
    assert (accept(hub, prune=True).gone, len(lines(hub))) == (5, 1)


def test_a_fix_that_was_not_made_is_told_and_never_accepted(tmp_path: Path) -> None:
    hub = lay(tmp_path, {"notes.md": "# To recieve\n\n[x](#to-recieve)\n"})
    settings = load_for([str(hub)])
    fixed = fix((str(hub),), settings)
    run = partial(check, (str(hub),), settings, refused=fixed.refused)

    def recorded(filters: Sequence[Filter]) -> Checked:
        return run(filters=filters)

    assert update(recorded, hub / NAME, settings).accepted == 1
    report = run(filters=[less(load(hub / NAME, hub))]).report
    assert told(report) == [("notes.md", "fix-refused")]


def test_rules_that_this_version_does_not_know_keep_their_lines(hub: Path) -> None:
    later = '{"path": "a.md", "code": "QA499", "name": "to-come", "text": "it"}\n'
    with (hub / NAME).open("a", encoding="utf-8") as file:
        file.write(later)
    assert told(checked(hub)) == stale(1)
    out = run(hub, "check", "--baseline", NAME, "--show", "notes")[1]
    assert "no rule has the code of this line" in out
    assert "--prune" not in out
    lay(hub, {"notes.md": "# Notes\n"})
    assert accept(hub, prune=True).kept == 1
    assert later.rstrip("\n") in lines(hub)


def test_another_wording_of_a_rule_changes_nothing(hub: Path) -> None:
    renamed = (hub / NAME).read_text("utf-8").replace('"double-space"', '"two-blanks"')
    (hub / NAME).write_text(renamed, "utf-8")
    assert told(checked(hub)) == []
    accept(hub)
    assert "two-blanks" not in (hub / NAME).read_text("utf-8")


# The file on the disk


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_marks_of_the_file_do_not_matter(hub: Path, encoding: str, newline: str) -> None:
    text = (hub / NAME).read_text("utf-8")
    (hub / NAME).write_bytes(text.replace("\n", newline).encode(encoding))
    assert told(checked(hub)) == []
    lay(hub, {"notes.md": "# Notes\n\nOne  two.\n"})
    accept(hub)
    assert (hub / NAME).read_bytes().decode("utf-8") == "".join(
        line + newline for line in text.split("\n")[:-2]
    )


def test_what_is_no_baseline_is_not_overwritten(hub: Path) -> None:
    lay(hub, {NAME: '{"name": "hub"}\n'})
    with pytest.raises(ReadError, match=rf"^{NAME}:1: this file is no baseline, "):
        accept(hub)
    assert (hub / NAME).read_text("utf-8") == '{"name": "hub"}\n'


@pytest.mark.skipif(sys.platform == "win32", reason="no such devices there")
@pytest.mark.parametrize("target", ["/dev/zero", "pipe"])
def test_what_has_no_end_is_no_baseline(hub: Path, target: str) -> None:
    os.mkfifo(hub / "pipe")
    (hub / NAME).unlink()
    (hub / NAME).symlink_to(target)
    for words in (("check", "--baseline", NAME), ("baseline",)):
        code, _, said = run(hub, *words)
        assert (code, said) == (2, f"error: cannot read {NAME}: it is no ordinary file\n")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("there", [True, False])
def test_no_link_leads_out_of_the_root(hub: Path, tmp_path: Path, there: bool) -> None:
    target = tmp_path / "outside.jsonl"
    old = b"".join((hub / NAME).read_bytes().splitlines(keepends=True)[:2])
    if there:
        target.write_bytes(old)
    (hub / NAME).unlink()
    (hub / NAME).symlink_to(target)
    code, _, said = run(hub, "baseline")
    assert (code, said.count("the link leads outside")) == (2, 1)
    assert target.exists() is there
    assert not there or target.read_bytes() == old
    assert run(hub, "baseline", "--file", str(target))[0] == 0
    assert target.read_bytes().startswith(old)


def test_without_a_file_there_is_nothing_to_prune(hub: Path) -> None:
    (hub / NAME).unlink()
    with pytest.raises(ReadError, match=f"^there is no baseline {NAME}; `qapress baseline` writes one$"):
        accept(hub, prune=True)
    with pytest.raises(ReadError, match=r"^cannot read hub: is a directory$"):
        load(hub, hub.parent)


def test_a_file_that_changes_meanwhile_is_left_alone(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n"})
    settings = load_for([str(hub)])

    def run(filters: Sequence[Filter]) -> Checked:
        done = check((), settings, filters=filters)
        (hub / NAME).write_text(HEAD, "utf-8")
        return done

    with pytest.raises(WriteError, match=f"^{NAME} changed meanwhile and was left alone; run it again$"):
        update(run, hub / NAME, settings)
    assert (hub / NAME).read_text("utf-8") == HEAD


def test_nothing_to_accept_makes_an_empty_baseline(tmp_path: Path) -> None:
    hub = lay(tmp_path, {"a.md": "# Notes\n"})
    assert accept(hub).accepted == 0
    assert (hub / NAME).read_text("utf-8") == HEAD
    assert told(checked(hub)) == []


def test_a_baseline_outside_the_root_has_its_whole_path(hub: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    (hub / NAME).rename(other)
    lay(hub, {"notes.md": "# Notes\n"})
    report = check((), load_for([str(hub)]), filters=[less(load(other, hub))]).report
    assert {each.path for each in report.diagnostics} == {other.as_posix()}


def test_a_baseline_above_the_working_folder_has_its_path_from_the_root(
    hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(hub, {"sub/c.md": "# C\n"})
    monkeypatch.chdir(hub / "sub")
    assert shown(Path("..") / NAME, hub) == NAME
    assert shown(Path("b.jsonl"), hub) == "sub/b.jsonl"


def test_a_line_names_the_rule_of_another_engine() -> None:
    origin = Origin("languagetool", "EN_A_VS_AN")
    found = at("QA450", "a.md", "an test")
    named = found._replace(
        info=found.info._replace(name="grammar"), finding=found.finding._replace(origin=origin)
    )
    assert line_of(named) == Line("a.md", "", "QA450", "an test", 1, "grammar/EN_A_VS_AN")


# Git


def branch(hub: Path, name: str, files: dict[str, str | bytes]) -> None:
    """A branch from main on which files are changed and what is found is accepted."""
    run_git(hub, "checkout", "-q", "-b", name, "main")
    lay(hub, files)
    accept(hub)
    run_git(hub, "add", "-A")
    run_git(hub, "commit", "-q", "-m", name)


@pytest.fixture
def repository(hub: Path) -> Path:
    """The same, committed, with a file more whose lines stand between those of the others."""
    lay(hub, {"m.md": "# Middle\n\nFive  six.\n\nSix  seven.\n\nSeven  eight.\n"})
    accept(hub)
    run_git(hub, "init", "-q", "-b", "main")
    run_git(hub, "add", "-A")
    run_git(hub, "commit", "-q", "-m", "old")
    return hub


def test_branches_that_change_different_files_merge(repository: Path) -> None:
    branch(repository, "one", {"a.md": TOKEN.replace("text,", "text , "), "notes.md": "# Notes\n"})
    branch(repository, "two", {"m.md": "# Middle\n\nFive  six.\n\nSix  seven.\n\nOne  more.\n"})
    run_git(repository, "merge", "-q", "one", "-m", "merged")
    assert told(checked(repository)) == []
    accepted = lines(repository)
    assert accept(repository).changed is False
    assert len(accepted) == len(set(accepted))


def test_branches_that_change_neighbours_merge_by_union(repository: Path) -> None:
    lay(repository, {".gitattributes": f"{NAME} merge=union\n"})
    run_git(repository, "add", "-A")
    run_git(repository, "commit", "-q", "-m", "union")
    branch(repository, "one", {"x.md": "# X\n\nOne  two.\n", "notes.md": "# Notes\n"})
    branch(repository, "two", {"y.md": "# Y\n\nOne  two.\n"})
    run_git(repository, "merge", "-q", "one", "-m", "merged")
    report = checked(repository)
    assert {name for _, name in told(report)} <= {"stale-baseline"}, "at worst, a line too many came back"
    accept(repository, prune=True)
    assert told(checked(repository)) == []


def test_a_conflict_is_told_and_solved_by_keeping_both_sides(repository: Path) -> None:
    branch(repository, "one", {"x.md": "# X\n\nOne  two.\n"})
    branch(repository, "two", {"y.md": "# Y\n\nOne  two.\n"})
    with pytest.raises(Exception, match="returned non-zero exit status 1"):
        run_git(repository, "merge", "-q", "one", "-m", "merged")
    text = (repository / NAME).read_text("utf-8")
    line = text[: text.index("<<<<<<<")].count("\n") + 1
    with pytest.raises(
        ReadError, match=rf"^{NAME}:{line}: a merge left its marks here; delete them and keep"
    ):
        checked(repository)
    marks = ("<<<<<<<", "=======", ">>>>>>>")
    kept = "".join(f"{each}\n" for each in text.split("\n")[:-1] if not each.startswith(marks))
    (repository / NAME).write_text(kept, "utf-8")
    assert told(checked(repository)) == []


def test_one_side_renames_what_the_other_accepts(repository: Path) -> None:
    run_git(repository, "mv", "a.md", "a2.md")
    run_git(repository, "mv", "m.md", "m2.md")
    run_git(repository, "commit", "-q", "-m", "renamed")
    run_git(repository, "branch", "-q", "one")
    run_git(repository, "reset", "-q", "--hard", "main~1")
    branch(repository, "two", {"a.md": TOKEN + "\nOne  more.\n"})
    run_git(repository, "merge", "-q", "one", "-m", "merged")
    assert told(checked(repository)) == []


# The command


def run(hub: Path, *words: str, folder: str = ".") -> tuple[int, str, str]:
    """Exit code, standard output and standard error of qapress."""
    command = [sys.executable, "-m", "qapress", *words]
    done = subprocess.run(
        command, cwd=hub / folder, capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    hub = lay(tmp_path, {**FILES, "qapress.toml": "", "sub/c.md": "# C\n"})
    found = "4 double-space, 1 misspelling, 1 dead-link"
    accepted = f"{NAME} accepts 6 findings ({found})\n"
    assert run(hub, "baseline", folder="sub") == (
        0,
        "",
        f"{accepted}to be told only what is new: qapress check --baseline ../{NAME}\n",
    )
    assert run(hub, "baseline") == (0, "", f"{NAME} accepts 6 findings\n")
    lay(hub, {"notes.md": "# Notes\n\nThree  four.\n"})
    code, out, err = run(hub, "baseline", "--diff")
    assert (code, err) == (1, f"{NAME} would accept 5 findings; 1 new (1 double-space); 2 gone\n")
    assert [line[:2] for line in out.split("\n") if line[:1] in "+-" and line] == [
        "--",
        "++",
        "-{",
        "-{",
        "+{",
    ]
    code, _, err = run(hub, "baseline", "--prune", "--diff")
    unaccepted = "not accepted: 1 new finding\nto be told only what is new: qapress check --baseline"
    assert (code, err) == (1, f"{NAME} would accept 4 findings; 2 gone\n{unaccepted} {NAME}\n")
    assert (
        run(hub, "baseline", "--prune", "sub")[2]
        == f"{NAME} accepts 6 findings; 6 kept that this run did not look at\n"
    )
    assert run(hub, "-q", "baseline", "--prune") == (0, "", "")
    assert run(hub, "baseline", "--prune", "--diff")[0] == 0


def test_a_check_with_a_baseline_tells_what_it_left_out(hub: Path) -> None:
    lay(hub, {"notes.md": "# Notes\n\nThree  four, wich.\n"})
    code, out, err = run(hub, "check", "--baseline", NAME)
    assert (code, err) == (1, "")
    assert (
        "3 files, 2 questions: 1 warning, 3 notes; 4 known\nnotes: 2 stale-baseline, 1 double-space;" in out
    )
    assert run(hub, "check", "--baseline", NAME, "--ignore", "QA401", "--fail-on", "warning")[0] == 0
    data = json.loads(run(hub, "check", "--baseline", NAME, "--output-format", "json")[1])
    (stale, _) = [each for each in data["diagnostics"] if each["name"] == "stale-baseline"]
    assert (stale["path"], stale["start"]["line"], stale["url"]) == (
        NAME,
        6,
        "urn:qapress:rule:stale-baseline",
    )
    assert data["summary"]["known"] == 4
    code, out, err = run(hub, "check", "--fix", "--baseline", NAME)
    assert code == 0
    assert err.startswith("mended 5 places in 3 files")
    assert out.startswith("3 files, 2 questions: 1 note, at 5 places; 1 known\nnotes: 5 stale-baseline;")
    assert "\nqapress baseline --prune drops 5 lines of the baseline\n" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("check", "--baseline", "none.jsonl"),
            "there is no baseline none.jsonl; `qapress baseline` writes one",
        ),
        (("check", "--baseline", "a.md"), f"a.md:1: {NONE}; `qapress baseline` writes one"),
        (("check", "--fix", "--baseline", "a.md"), f"a.md:1: {NONE}; `qapress baseline` writes one"),
        (("baseline", "--file", "a.md"), f"a.md:1: {NONE}; `qapress baseline` writes one"),
        (("baseline", "-"), "standard input (-) has no place in a baseline; give files or folders"),
        (("baseline", "none.md"), "none.md: no such file or folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    hub: Path, words: tuple[str, ...], message: str
) -> None:
    before = {path.name: path.read_bytes() for path in hub.iterdir()}
    code, out, err = run(hub, *words)
    assert (code, out, err.split("\n")[-2]) == (2, "", f"error: {message}")
    assert {path.name: path.read_bytes() for path in hub.iterdir()} == before


def test_standard_input_is_held_against_a_baseline(hub: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "qapress",
        "check",
        "-",
        "--stdin-filename",
        "notes.md",
        "--baseline",
        NAME,
    ]
    text = b"# Notes\n\nOne  two.\n\nNine  ten.\n"
    done = subprocess.run(command, cwd=hub, input=text, capture_output=True, check=False, timeout=60)
    assert done.stdout.startswith(b"1 file, 0 questions: 2 notes; 1 known\n")
