"""What `--help` says: every command has examples, short enough for a terminal, and each of them runs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest

from qapress.cli.described import SECTIONS, Described, DescribedGroup
from qapress.cli.main import qapress
from qapress.cli.table import COMMANDS
from qapress.grammar.embedded import is_installed
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "## 📌 Q{n}: What is a {word}?\n\n### ✅ Answer\n\nA {word} stands for a piece of text.\n"
ELSEWHERE = ("languagetool install", "languagetool start", "check --engine languagetool")
"""Examples that need Java or a registry; the tests of the installation run them."""
NEEDS_ENGINE = ("words", "check --grammar")


def described(command: click.Command) -> Iterator[Described]:
    """A command and those below it."""
    assert isinstance(command, Described), f"make {command.name} by described.command, with examples"
    yield command
    if isinstance(command, DescribedGroup):
        for each in command.commands.values():
            yield from described(each)


ALL = [each for name in COMMANDS for each in described(import_module(f"qapress.cli.{name}").command)]
EXAMPLES = [line for each in (qapress, *ALL) for line, _ in each.examples]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two versions of some questions, some faults, a baseline and an earlier release."""
    folder = tmp_path_factory.mktemp("help") / "hub"
    (folder / "topic").mkdir(parents=True)
    files = {
        "README.md": "# Notes\n\n<!-- qapress: index -->\n<!-- qapress: /index -->\n",
        "draft.md": "# Draft\n\nIt was recieved by Mixtral.\n",
        "qapress.toml": '[build]\nname = "notes"\nformats = ["markdown", "json"]\n',
        "QA_1-3.md": "\n".join(
            QUESTION.format(n=n, word=word) for n, word in enumerate(("token", "word", "mask"), 1)
        ),
        "topic/QA_1-1.md": QUESTION.format(n=1, word="letter"),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    run_git(folder, "init", "-q", "-b", "main")
    for version in ("v1", "v2"):
        run_git(folder, "add", ".")
        run_git(folder, "commit", "-q", "--allow-empty", "-m", version)
        run_git(folder, "tag", version)
    for line in (["build", "--release", "1"], ["baseline"]):
        done = run(folder, line)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def hub(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample."""
    return shutil.copytree(sample, tmp_path / "hub")


def run(folder: Path, words: list[str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qapress", *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "CI": ""},
    )


def typed(folder: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line as a shell does that knows `<` and `>`."""
    words = shlex.split(line)
    stdin = b""
    if "<" in words:
        at = words.index("<")
        stdin = (folder / words[at + 1]).read_bytes()
        del words[at : at + 2]
    if ">" in words:
        words = words[: words.index(">")]
    return run(folder, words, stdin)


@pytest.mark.parametrize("command", ALL, ids=lambda each: str(each.name))
def test_a_command_has_examples_that_fit_a_terminal(command: Described) -> None:
    assert command.examples
    with click.Context(command, info_name=command.name, terminal_width=80) as context:
        text = command.get_help(context)
    assert "\nExamples:\n" in text
    assert max(map(len, text.split("\n"))) <= 80
    for line, does in command.examples:
        assert any(
            each.startswith(f"  qapress {line}  ") and each.endswith(does) for each in text.split("\n")
        )


def parsed(line: str) -> click.Context:
    """The context of a line that is only read: its options exist and their values are allowed."""
    name, *rest = shlex.split(line)
    command: click.Command = import_module(f"qapress.cli.{name}").command
    if isinstance(command, DescribedGroup):
        command = command.commands[rest.pop(0)]
    return command.make_context(name, rest)


@pytest.mark.parametrize("line", dict.fromkeys(EXAMPLES))
def test_an_example_runs(hub: Path, line: str) -> None:
    if line.startswith(ELSEWHERE) or (line.startswith(NEEDS_ENGINE) and not is_installed()):
        assert parsed(line).params
        return
    done = typed(hub, line)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert not done.stderr.startswith(b"error:")
    assert done.stdout or done.stderr


def test_the_table_of_commands_has_a_line_each() -> None:
    with qapress.make_context("qapress", ["x"], terminal_width=80) as context:
        lines = qapress.get_help(context).split("\n")
    assert all(f"  {name:<12}  {does}" in lines for name, does in COMMANDS.items())


def test_many_options_stand_in_sections() -> None:
    command = import_module("qapress.cli.check").command
    with command.make_context("check", []) as context:
        text = command.get_help(context)
    titles = [line for line in text.split("\n") if line.endswith(":") and not line.startswith(" ")]
    assert titles == ["Options:", *(f"{each}:" for each in SECTIONS), "Examples:"]
    shown = {
        name for param in command.params for name in param.opts if getattr(param, "hidden", True) is False
    }
    assert all(f"  {name} " in text or f", {name} " in text for name in shown)
    assert "--help" in text


def test_sections_name_options_that_exist() -> None:
    there = {param.name for each in ALL for param in each.params}
    assert {name for names in SECTIONS.values() for name in names} <= there
