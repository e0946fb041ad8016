"""`upgrade`: the edition is raised in place, and what newer rules find is told before they fail a check."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import qapress
from qapress.diagnostic import RuleInfo, Severity, Status
from qapress.errors import WriteError
from qapress.lint.rule import Context, Rule
from qapress.pipeline.configure import configured
from qapress.pipeline.upgrade import Upgrade, added, installed, upgrade
from qapress.settings import Settings
from qapress.source.text import Source
from test_readme import CONTRIBUTING, blocks

ROOT = Path(__file__).parents[1]
NOW = installed()
WRONG = """\
## 📌 Q1: What is a vector?

### ✅ Answer

A list ![a curve](curve.png) of  numbers.

## 📌 Q3: What is a norm?

### ✅ Answer

Its  length.
"""


class Done(NamedTuple):
    """What a process left behind."""

    code: int
    out: str
    err: str


def run(*args: str) -> Done:
    """Qapress in the working folder."""
    done = subprocess.run(
        [sys.executable, "-m", "qapress", *args], capture_output=True, check=False, timeout=60
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one faulty file, in which the test works."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "QA_1-3.md").write_text(WRONG, encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def raised(name: str, text: str, *, write: bool = True) -> Upgrade | None:
    """The upgrade of a hub with this configuration."""
    Path(name).write_bytes(text.encode())
    return upgrade(configured(()), write=write)


# Which rules


def make(code: str, since: str, status: Status = Status.STABLE) -> Rule[Source]:
    def check(_source: Source, _at: Context) -> list[Any]:
        return []

    return Rule(RuleInfo(code, f"rule-{code.lower()}", "", Severity.WARNING, since, status), Source, check)


RULES = [
    make("QA001", "0.1"),
    make("QA002", "0.2"),
    make("QA201", "0.10"),
    make("QA202", "0.3", Status.PREVIEW),
    make("QA301", "0.11"),
]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "QA002 QA201"),
        ({"edition": "0.2"}, "QA201"),
        ({"edition": "0.10.0"}, ""),
        ({"preview": True}, "QA002 QA201 QA202"),
        ({"ignore": ("QA2",)}, "QA002"),
        ({"select": ("QA2",)}, "QA201"),
        ({"extend_select": ("QA201", "QA301")}, "QA002"),
    ],
)
def test_rules_that_a_raised_edition_adds(settings: dict[str, Any], expected: str) -> None:
    today = {"edition": "0.1", **settings}
    new = added(RULES, Settings(Path(), **today), Settings(Path(), **{**today, "edition": "0.10"}))
    assert [info.code for info in new] == expected.split()


# The file


@pytest.mark.parametrize(
    ("name", "text", "old", "new"),
    [
        ("qapress.toml", "edition = @", '"0.0.9"', f'"{NOW}"'),
        ("qapress.toml", "# hub\r\nedition=@#held\r\n\r\nnewlines = 'lf'\r\n", "'0.0.9'", f"'{NOW}'"),
        ("qapress.toml", '\ufeffpreview = true\n"edition"  =\t@  # “held”\n', '"0.0.9"', f'"{NOW}"'),
        ("qapress.toml", "edition = @\npreview = false\n", '"""\\\n  0.0.9"""', f'"{NOW}"'),
        ("pyproject.toml", '[project]\nedition = "0.0.9"\n[tool.qapress]\nedition = @\n[x]\nedition = "0.0.9"\n', '"0.0.9"', f'"{NOW}"'),
        ("pyproject.toml", "[tool.qapress.build]\nname = 'a'\n[tool]\nqapress.edition = @ # here\n", '"0.0.9"', f'"{NOW}"'),
        ("pyproject.toml", '[tool.qapress]\nrules = { grammar = {} }\nedition = @ # "0.0.9"\n', '"0.0.9"', f'"{NOW}"'),
    ],
)  # fmt: skip
def test_only_the_edition_changes(name: str, text: str, old: str, new: str) -> None:
    assert raised(name, text.replace("@", old)) is not None
    assert Path(name).read_bytes().decode() == text.replace("@", new)
    assert configured(()).edition == NOW
    assert upgrade(configured(()), write=True) is None


def test_nothing_is_written_for_a_patch() -> None:
    done = raised("qapress.toml", 'edition = "0.0.9"\n', write=False)
    assert done is not None
    assert Path("qapress.toml").read_bytes() == b'edition = "0.0.9"\n'
    assert done.file.after.text == f'edition = "{NOW}"\n'


def test_the_file_that_sets_the_edition_is_edited() -> None:
    Path("common.toml").write_text('edition = "0.0.9"\n', encoding="utf-8")
    done = raised("qapress.toml", 'extend = "common.toml"\n')
    assert done is not None
    assert (done.place, done.file.before.path) == ("common.toml:1", "common.toml")
    assert Path("common.toml").read_text("utf-8") == f'edition = "{NOW}"\n'


def test_the_patch_applies_at_the_top_of_the_repository(hub: Path) -> None:
    Path("common.toml").write_text('edition = "0.0.9"\n', encoding="utf-8")
    Path("notes").mkdir()
    Path("notes/qapress.toml").write_text('extend = "../common.toml"\n', encoding="utf-8")
    os.chdir("notes")
    patch = run("upgrade", "--diff").out
    subprocess.run(["git", "apply"], input=patch.encode(), cwd=hub, check=True)
    assert (hub / "common.toml").read_text("utf-8") == f'edition = "{NOW}"\n'
    Path("qapress.toml").write_text('edition = "0.0.9"\n', encoding="utf-8")
    assert "\n+++ b/notes/qapress.toml\n" in run("upgrade", "--diff").out


def test_a_file_that_changed_meanwhile_is_left_alone() -> None:
    Path("qapress.toml").write_text('edition = "0.0.9"\n', encoding="utf-8")
    settings = configured(())
    Path("qapress.toml").write_text('newlines = "lf"\nedition = "0.0.9"\n', encoding="utf-8")
    with pytest.raises(WriteError, match=r"^qapress\.toml changed meanwhile; run the command again$"):
        upgrade(settings, write=True)
    assert Path("qapress.toml").read_text("utf-8") == 'newlines = "lf"\nedition = "0.0.9"\n'


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_out_of_the_repository_is_not_followed(
    hub: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "theirs.toml"
    outside.write_text('edition = "0.0.9"\n', encoding="utf-8")
    (hub / "qapress.toml").symlink_to(outside)
    with pytest.raises(WriteError, match="the link leads outside"):
        upgrade(configured(()), write=True)
    assert outside.read_text("utf-8") == 'edition = "0.0.9"\n'


# What is found


def test_what_newer_rules_find_is_told() -> None:
    done = raised(
        "qapress.toml", 'edition = "0.0.9"\nextend-select = ["number-gap"]\nignore = ["dead-link"]\n'
    )
    assert done is not None
    names = {info.name for info in done.added}
    assert {"double-space", "missing-image"} <= names
    assert not names & {"number-gap", "dead-link", "missing-question-mark"}
    assert [each.info.name for each in done.found] == ["missing-image", "double-space", "double-space"]
    assert run("check", "--output-format", "json").out.count('"number-gap"') == 1


# The command


def test_the_command_shows_then_does_it() -> None:
    Path("qapress.toml").write_text('# ours\nedition = "0.0.9"  # held\n', encoding="utf-8")
    assert run("check").code == 0
    assert run("fix", "--diff").err == "nothing to mend\n", "a fix follows the edition, too"
    shown = run("upgrade", "--diff")
    assert shown.code == 1
    assert f'\n-edition = "0.0.9"  # held\n+edition = "{NOW}"  # held\n' in shown.out
    assert shown.err.startswith(f"qapress.toml:2: the edition would be raised from 0.0.9 to {NOW}\n")
    done = run("upgrade")
    assert (done.code, done.out) == (0, "")
    first, rules, *lines = done.err.split("\n")
    assert first == f"qapress.toml:2: the edition is raised from 0.0.9 to {NOW}"
    assert rules.endswith(" rules run anew (qapress rules --newer-than 0.0.9); so often they find something:")
    assert lines == [
        "     2 QA402 double-space",
        "     1 QA301 number-gap",
        "     1 QA503 missing-image",
        "qapress check --select NAME shows where, qapress explain NAME says why",
        "",
    ]
    found = json.loads(run("check", "--output-format", "json").out)["diagnostics"]
    assert len(found) == 4
    again = run("upgrade", "--diff")
    assert again == Done(
        0, "", f"nothing to change: the edition is {NOW}, and this is qapress {qapress.__version__}\n"
    )


def test_without_an_edition_nothing_waits() -> None:
    done = run("upgrade")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        f"nothing to change: no edition is set, so that all rules of qapress {qapress.__version__} run; "
        f'`edition = "{NOW}"` in qapress.toml makes later ones wait\n'
    )


def test_a_configuration_that_was_committed_is_not_edited() -> None:
    done = run("--config-from", "HEAD", "upgrade")
    assert done == Done(
        2, "", "error: --config-from reads what was committed, and upgrade writes a file; leave it out\n"
    )


def test_a_clean_hub_is_told_so() -> None:
    Path("QA_1-3.md").unlink()
    Path("qapress.toml").write_text('edition = "0.0.9"\n', encoding="utf-8")
    assert run("upgrade").err.endswith("--newer-than 0.0.9) and find nothing\n")


# The next version

INDEX = """
import runpy, sys
from pathlib import Path
from qapress import rules
generate = runpy.run_path(sys.argv[1])
(rules.FOLDER / "index.json").write_text(generate["index"]([each.info for each in rules.load()]), "utf-8")
"""


@pytest.fixture
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of a later version, which has the rule of CONTRIBUTING; the folder to put on the path."""
    folder = tmp_path_factory.mktemp("next")
    skipped = shutil.ignore_patterns("__pycache__", "*.ttf")
    shutil.copytree(ROOT / "src/qapress", folder / "src/qapress", ignore=skipped)
    for each in blocks(CONTRIBUTING):
        if each.file and "/rules/" in each.file:
            (folder / each.file).write_text(
                each.text.replace('since="0.2"', 'since="999.1"'), encoding="utf-8"
            )
    package = folder / "src/qapress/__init__.py"
    text = package.read_text("utf-8").replace(
        f'__version__ = "{qapress.__version__}"', '__version__ = "999.1.0"'
    )
    package.write_text(text, encoding="utf-8")
    path = str(folder / "src")
    program = [sys.executable, "-c", INDEX, str(ROOT / ".ci/generate.py")]
    subprocess.run(program, env={**os.environ, "PYTHONPATH": path}, check=True, timeout=60)
    return folder / "src"


def test_a_new_version_adds_no_finding_until_asked(
    next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = WRONG.replace(" ![a curve](curve.png) of  ", " of ").replace("  length", " length")
    Path("QA_1-3.md").unlink()
    good = good.replace("Q3: What is a norm?", "Q2: WHAT IS A NORM?")
    Path("QA_1-2.md").write_text(good, encoding="utf-8")
    assert run("init", "--yes").code == 0
    assert run("check").code == 0
    own_path = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{next_version}{os.pathsep}{own_path}")
    assert run("--version").out == "qapress 999.1.0\n"
    assert run("check").code == 0, "the new version is installed, and nothing more is found"
    assert [line.split()[:2] for line in run("rules", "--newer-than", NOW).out.splitlines()] == [
        ["QA250", "shouted-title"]
    ]
    assert run("check", "--select", "QA250").code == 1
    assert run("upgrade").err.split("\n") == [
        f"qapress.toml:1: the edition is raised from {NOW} to 999.1",
        f"1 rule runs anew (qapress rules --newer-than {NOW}); so often it finds something:",
        "     1 QA250 shouted-title",
        "qapress check --select NAME shows where, qapress explain NAME says why",
        "",
    ]
    assert "[shouted-title]" in run("check").out
    monkeypatch.setenv("PYTHONPATH", own_path)
    done = run("check")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: qapress.toml:1: 'edition' is 999.1, but this is qapress {qapress.__version__}; update qapress, "
        f"or write {NOW}\n"
    )
