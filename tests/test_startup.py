"""What a command must not import: start-up time, told without a clock."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from qapress.__main__ import main
sys.stdout = open({nowhere!r}, "w", encoding="utf-8")
code = main()
sys.stdout = sys.__stdout__
print(code, *sorted(sys.modules))
"""

ENGINES = {"mistune", "jsonschema", "jsonschema_rs", "yaml", "nh3", "pathspec", "typst", "PIL"}
LATE = {
    "tomllib",
    "hashlib",
    "difflib",
    "importlib.metadata",
    "concurrent.futures",
    "multiprocessing",
    "asyncio",
    "email",
}
CLEAN = """\
## 📌 Q1: What is a vector?

### ✅ Answer

A list of numbers that stands for a word.
"""


def imported(folder: Path, *args: str) -> set[str]:
    """The modules in memory after a command that succeeds."""
    (folder / "QA_1-1.md").write_text(CLEAN, "utf-8")
    (folder / ".git").mkdir()
    code = PROGRAM.format(nowhere=str(folder / "out.txt"))
    done = subprocess.run(
        [sys.executable, "-c", code, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    status, *names = done.stdout.split()
    assert (status, done.stderr) == ("0", "")
    return set(names)


def test_version_imports_nothing_but_two_modules(tmp_path: Path) -> None:
    names = imported(tmp_path, "--version")
    assert {each for each in names if each.startswith("qapress")} == {"qapress", "qapress.__main__"}
    assert not names & {"typing", "re", "pathlib", "dataclasses", "click"}


def test_help_imports_no_command(tmp_path: Path) -> None:
    names = imported(tmp_path, "--help")
    assert not names & (ENGINES | LATE)
    ours = {each for each in names if each.startswith("qapress.")}
    assert {each.split(".")[1] for each in ours} == {"__main__", "cli", "errors"}
    assert not ours & {"qapress.cli.check", "qapress.cli.fix", "qapress.cli.build", "qapress.cli.list"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_imports_no_rule(tmp_path: Path, command: str) -> None:
    names = imported(tmp_path, command, "--help")
    assert not names & (ENGINES | LATE)
    heavy = ("qapress.rules", "qapress.lint", "qapress.markdown", "qapress.pipeline.", "qapress.grammar")
    assert not [each for each in names if each.startswith(heavy)]


@pytest.mark.parametrize("args", [("explain", "double-space"), ("rules",)])
def test_pages_and_tables_import_no_rule(tmp_path: Path, args: tuple[str, ...]) -> None:
    names = imported(tmp_path, *args)
    assert not names & (ENGINES | LATE)
    assert not [
        each for each in names if each.startswith(("qapress.rules.", "qapress.lint", "qapress.markdown"))
    ]


def test_check_of_a_clean_file_imports_only_what_it_needs(tmp_path: Path) -> None:
    names = imported(tmp_path, "check", "QA_1-1.md")
    assert not names & ((ENGINES | LATE) - {"mistune", "jsonschema_rs", "email", "tomllib"})
    unused = ("qapress.grammar", "qapress.emit", "qapress.pipeline.build", "qapress.report.parts.diff")
    assert not [each for each in names if each.startswith(unused)]
    assert not names & {"qapress.report.json", "qapress.report.github", "qapress.settings.convert"}


@pytest.mark.parametrize("name", ["csv", "json", "jsonl", "markdown"])
def test_formats_that_are_not_printed_import_nothing_of_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.qapress.build]\nlicense = "MIT"\n', "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    names = imported(tmp_path, "build", "QA_1-1.md", "--formats", name)
    print_only = ("qapress.emit.resolve", "qapress.emit.typst", "html.parser", "xml.parsers")
    assert not [each for each in names if each.startswith((*print_only, "typst", "PIL", "latex2mathml"))]
