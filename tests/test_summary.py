"""The page for reviewers: what stands on it, what a stranger cannot put on it, and its patch, which git applies."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from qapress.cli.summary import SHORT
from qapress.diagnostic import Diagnostic, Finding, Identity, Report, RuleInfo, Severity, Span, Unread
from qapress.markdown.parse import parse
from qapress.pipeline.check import check
from qapress.pipeline.configure import configured
from qapress.pipeline.patch import patch
from qapress.report import ReportOptions, load
from qapress.report.github import LIMIT, chosen
from qapress.report.markdown import LISTED, PLACES
from qapress.source.text import Source
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qapress.markdown.tree import Node

GARBLED = "# Notes\n\n## 📌 Q1: What is a token?\n\n### âœ… Answer\n\nA piece of a modelâ€™s text.\n"
MENDED = "# Notes\n\n## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA piece of a model’s text.\n"
RULE = RuleInfo("QA101", "garbled-text", "Garbled text", Severity.ERROR, "0.1")
HOSTILE = [
    "</code><script>alert(1)</script>",
    "`` ` ``` <img src=x onerror=alert(1)> ![x](https://example.org/x.png)",
    "[click](javascript:x) **bold** @ada #1 | --- |",
    "\n# All is well\n\n> ",
    "\r## Fine",
    "\u202eevil\u2066\x1b[31m\x00",
    "`",
    "``````",
    " ` ",
]


def page(report: Report, options: ReportOptions | None = None) -> str:
    written = load("markdown").write(report, lambda path: Source(path, "text\n"), options or ReportOptions())
    return "".join(written)


def of(path: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(
        path, RULE, RULE.severity, Finding(Span(0, 1), message, hint), Identity(RULE.code, path, message)
    )


def nodes(text: str) -> Iterator[Node]:
    return parse(text).walk()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_comes_from_files_is_code_and_nothing_else(text: str) -> None:
    options = ReportOptions(remarks=(("the configuration is another", text),), address="https://example.org/")
    report = Report((of(f"a{text}.md", text, text),), unread=(Unread(text, text),), files=1)
    plain = Report((of("a.md", "it is wrong", "mend it"),), unread=(Unread("b.md", "gone"),), files=1)
    same = ReportOptions(remarks=(("the configuration is another", "x"),), address="https://example.org/")
    kinds = [each.kind for each in nodes(page(report, options))]
    assert kinds == [each.kind for each in nodes(page(plain, same))]
    assert all(char == "\n" or char.isprintable() for char in page(report, options))


@pytest.mark.parametrize("wide", ["😀" * 10_000, "\u202e" * 10_000, "`" * 10_000, "x"])
def test_a_page_stays_far_below_what_github_shows(wide: str) -> None:
    many = tuple(of(f"{number}{wide}.md", wide, wide) for number in range(1_000))
    unread = tuple(Unread(wide, wide) for _ in range(1_000))
    options = ReportOptions(
        remarks=(("it is", wide),) * 66,
        questions=(("Added", (wide,) * 1_000),) * 8,
        address="https://example.org/" + "x" * 800,
        patch="😀" * SHORT,
        unmarked=9,
    )
    text = page(Report(many, files=1_000, unread=unread), options)
    assert len(text.encode()) < 2**20 - 50_000
    assert "and 900 more findings; " in text
    assert text.count("- and 975 more; ") == 8


def spread(count: int, code: str = "QA101") -> Diagnostic:
    """One fault in so many files."""
    first, *more = (of(f"{code}-{number:02}.md", f"it is {code}") for number in range(1, count + 1))
    return first._replace(more=tuple(more))


def test_the_places_of_one_fault_are_listed_by_file() -> None:
    text = page(Report((spread(19),), files=19))
    assert [f"#### `QA101-{number:02}.md`" for number in range(1, 20)] == re.findall("#### .*", text)
    assert text.count("(and at 18 more places)") == 1
    many = page(Report((spread(50),), files=50))
    assert many.count("#### ") == PLACES
    assert "(and at 49 more places)" in many


def test_further_places_leave_room_for_other_findings() -> None:
    found = (*(spread(19, f"QA{number}") for number in range(100, 109)), of("z.md", "it is last"))
    text = page(Report(found, files=200))
    assert text.count("#### ") == LISTED
    assert "#### `z.md`" in text
    lines = marked(Report(found, files=200))
    assert (len(lines), "file=z.md," in lines[-1]) == (LIMIT, True)


def test_annotations_stand_at_all_places_that_there_is_room_for() -> None:
    lines = marked(Report((spread(4), of("z.md", "it is last")), files=5))
    assert [line.partition("file=")[2].partition(",")[0] for line in lines] == [
        *(f"QA101-0{number}.md" for number in range(1, 5)),
        "z.md",
    ]
    found, left = chosen(Report((spread(12),), files=12), ReportOptions())
    assert (len(found), left) == (LIMIT, 0)


def marked(report: Report) -> list[str]:
    written = load("github").write(report, lambda path: Source(path, "text\n"), ReportOptions())
    return "".join(written).split("\n")[:-1]


def test_what_github_does_not_mark_is_told() -> None:
    plain = page(Report((of("a.md", "it is wrong"),), files=1))
    assert "not marked" not in plain
    assert "\n3 findings not marked at the lines: " in page(Report((), files=1), ReportOptions(unmarked=3))


def repository(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    run_git(folder, "init", "--quiet")
    return folder


FILES = {
    "QA_1-1.md": GARBLED.encode(),
    "crlf.md": GARBLED.replace("\n", "\r\n").encode(),
    "mixed.md": b"\xef\xbb\xbf" + GARBLED.replace("\n", "\r\n", 3).encode(),
    "no end.md": GARBLED.strip().encode(),
    "wide.md": "\ufeff".encode("utf-16-le") + GARBLED.replace("âœ…", "✅").replace("â€™", "’").encode("utf-16-le"),
    'quo"te é\u202e.md': GARBLED.replace("token", "``` token").encode(),
    "bytes.md": GARBLED.encode() + b"\xe9\n",
    "long.md": (GARBLED + "".join(f"Line {n} with some words.\n" for n in range(3_000))).replace("\n", "\r\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("below", ["", "hubs/déjà/"])
@pytest.mark.parametrize("name", FILES)
def test_git_applies_the_patch_that_is_copied_from_the_page(tmp_path: Path, name: str, below: str) -> None:
    repository(tmp_path, {f"{below}qapress.toml": b"", f"{below}{name}": FILES[name]})
    settings = configured([str(tmp_path / below)])
    checked = check([str(tmp_path / below)], settings)
    made = patch(checked.report, settings, below)
    text = "".join(load("markdown").write(checked.report, checked.source, ReportOptions(patch=made.portable)))
    copied = [each.text for each in nodes(text) if each.kind == "code_block"][-1]
    results = []
    for data in (made.exact, copied.strip().encode()):
        (tmp_path / below / name).write_bytes(FILES[name])
        apply = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(apply, cwd=tmp_path, input=data, check=True)
        results.append((tmp_path / below / name).read_bytes())
    assert results[0] == results[1] != FILES[name]
    after = results[0].decode("utf-8-sig", "replace").replace("\r\n", "\n")
    assert after.startswith(MENDED.strip().replace("token", "``` token") if "quo" in name else MENDED.strip())
    if name != "mixed.md":
        assert results[0].count(b"\r\n") == FILES[name].count(b"\r\n")


def test_nothing_to_mend_makes_no_patch(tmp_path: Path) -> None:
    repository(tmp_path, {"a.md": b"see [this](gone.md)\n"})
    settings = configured([str(tmp_path)])
    checked = check([str(tmp_path)], settings)
    assert checked.report.diagnostics
    assert patch(checked.report, settings) == (b"", "")


def test_places_lead_to_the_lines_of_the_commit(tmp_path: Path) -> None:
    options = ReportOptions(prefix="a b/", address="https://example.org/o/r/blob/1/")
    text = page(Report((of("c#é.md", "it is wrong"),)), options)
    assert "[line 1](https://example.org/o/r/blob/1/a%20b/c%23%C3%A9.md?plain=1#L1)" in text
    assert re.search("^#### `a b/c#é.md`$", text, re.MULTILINE)


@pytest.mark.parametrize("command", ["fix", "renumber", "index", "baseline", "upgrade"])
def test_every_patch_is_for_the_top_of_the_repository(tmp_path: Path, command: str) -> None:
    text = GARBLED + "\n## 📌 Q3: What is a word?\n\n### ✅ Answer\n\nSeveral tokens.\n"
    index = "# Notes\n\n<!-- qapress: index -->\n<!-- qapress: /index -->\n"
    config = 'edition = "0.0.9"\n' if command == "upgrade" else ""
    files = {"qapress.toml": config, "notes/QA_1-3.md": text, "notes/README.md": index}
    hub = repository(tmp_path, {f"my hub/{name}": text.encode() for name, text in files.items()}) / "my hub"
    qapress = [sys.executable, "-m", "qapress"]
    made = subprocess.run([*qapress, command, "--diff"], cwd=hub, capture_output=True, check=False)
    assert made.returncode == 1, made.stderr
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=made.stdout, check=True)
    again = subprocess.run([*qapress, command, "--diff"], cwd=hub, capture_output=True, check=False)
    assert (again.returncode, again.stdout) == (0, b"")


OLD = "# Notes\n\nIt  was theirs , and a modelâ€™s  text.\n\nOne  more.\n"
OURS = "# Notes\n\nItâ€™s  new , too.\n\nIt  was theirs , and a  modelâ€™s  text.\n\nOne  more.\n"
ONLY_OURS = "# Notes\n\nIt’s new, too.\n\nIt  was theirs , and a modelâ€™s  text.\n\nOne  more.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("by", ["--changed-since=HEAD", "--baseline=qapress-baseline.jsonl"])
def test_a_patch_mends_what_is_new_and_nothing_else(tmp_path: Path, by: str, newline: str) -> None:
    files = {"qapress.toml": "", "old.md": OLD, "a.md": OLD}
    repository(tmp_path, {name: text.replace("\n", newline).encode() for name, text in files.items()})
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, "commit", "-q", "-m", "old")
    command = [sys.executable, "-m", "qapress"]
    subprocess.run([*command, "baseline"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "a.md").write_bytes(OURS.replace("\n", newline).encode())
    checking = [*command, "check", "--select", "language,mojibake", by, "--patch=../new.patch"]
    subprocess.run(checking, cwd=tmp_path, check=False, capture_output=True)
    run_git(tmp_path, "apply", "../new.patch")
    assert (tmp_path / "a.md").read_bytes() == ONLY_OURS.replace("\n", newline).encode()
    assert (tmp_path / "old.md").read_bytes() == OLD.replace("\n", newline).encode()
    (tmp_path.parent / "new.patch").unlink()
