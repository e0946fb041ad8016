"""qapress from Python: the public names, and that they agree with the command line."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import qapress
from qapress.diagnostic import Report, Severity
from qapress.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
## 📌 Q1: What is a vector?

### ✅ Answer

A list of numbers that stands for a word.
"""
WRONG = GOOD.replace("numbers that", "numbers  , that")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one faulty file, as the working folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "QA_1-1.md").write_text(WRONG, "utf-8")
    (tmp_path / "qapress.toml").write_text('ignore = ["QA403"]\n[grammar]\nenable = ["X"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(report: Report) -> list[str]:
    """The codes of what was found and not suppressed."""
    return [each.info.code for each in report.shown()]


@pytest.mark.parametrize("paths", [(), "QA_1-1.md", ["QA_1-1.md"], "."])
def test_check_follows_the_configuration_less_keywords(hub: Path, paths: str | list[str]) -> None:
    assert codes(qapress.check(paths)) == ["QA402"]
    assert codes(qapress.check(paths, ignore=[], select=["QA403"])) == ["QA403"]
    report = qapress.check(hub, severity={"double-space": "error"})
    assert [each.severity for each in report.shown()] == [Severity.ERROR]


def test_keywords_are_checked_like_a_file(hub: Path) -> None:
    with pytest.raises(ConfigError, match=r"^unknown key 'selct'; did you mean 'select'\?$"):
        qapress.check(hub, selct=["QA4"])
    with pytest.raises(ConfigError, match=r"^'grammar\.engine' must be one of "):
        qapress.check(hub, grammar={"engine": "javac"})
    for path in (None, "QA_1-1.md"):
        with pytest.raises(
            ConfigError, match=r"^'edition' is 9, but this is qapress .*; update qapress, or write "
        ):
            qapress.check_text(WRONG, path, edition="9")
    with pytest.raises(UsageError, match="no rule or group is called 'QA4x'"):
        qapress.check(hub, select=("QA4x",))


def test_check_text_needs_no_file(hub: Path) -> None:
    assert codes(qapress.check_text(WRONG)) == ["QA402", "QA403"]
    assert codes(qapress.check_text(WRONG, "new.md")) == ["QA402"]
    assert qapress.check_text(WRONG, str(hub / "new.md")).diagnostics[0].path == "new.md"
    assert codes(qapress.check_text(GOOD.replace("\n", "\r\n"))) == []


def test_fix_gives_text_and_what_is_left() -> None:
    done = qapress.fix(WRONG, select=["double-space"])
    assert done.text == WRONG.replace("  ", " ")
    assert [each.info.code for each in done.applied] == ["QA402"]
    assert done.remaining == ()
    all_done = qapress.fix(WRONG.replace("\n", "\r\n"))
    assert all_done.text == GOOD.replace("numbers that", "numbers, that").replace("\n", "\r\n")
    left = qapress.fix("\ufeff## 📌 Q1: What?\n\n### ✅ Answer\n")
    assert [each.info.name for each in left.remaining if each.severity is Severity.ERROR] == [
        "missing-answer"
    ]


def test_parse_gives_questions_with_places() -> None:
    (entry,) = qapress.parse(GOOD).entries
    assert (entry.label, entry.question.title) == ("Q1", "What is a vector?")
    assert qapress.parse("no question here").entries == ()


def test_build_makes_a_release(hub: Path) -> None:
    built = qapress.build(formats=["json"], build={"name": "hub", "title": "Hub"})
    assert built.folder.name.startswith("hub-")
    assert (hub / "dist" / built.folder.name / "hub.json").is_file()


def test_the_whole_interface_after_one_import(hub: Path) -> None:
    code = """import qapress
report = qapress.check([], preview=False)
print(report.files, qapress.check_text('text', path='a.md').files)
done = qapress.fix('a  b', select=['QA402'], unsafe=False)
print(done.text, len(done.applied), done.remaining)
print(qapress.build([], 'out', ['json']).folder.parent.name)
print(qapress.parse('# A').title)
repair = qapress.mojibake.repair('caf\u00c3\u00a9', protect=[])
print(ascii(repair.text), len(repair.edits), repair.ambiguous)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=hub, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "1 1\na b 1 ()\nout\nA\n'caf\\xe9' 1 ()\n"


def test_public_names_are_documented_and_late() -> None:
    for name in qapress.__all__:
        value = getattr(qapress, name)
        if not isinstance(value, str):
            assert inspect.getdoc(value)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = qapress.chek
    code = "import sys, qapress; print(*sorted(n for n in sys.modules if n.startswith('qapress')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "qapress\n"
