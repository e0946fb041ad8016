"""What Tab does in the shells themselves: bash and zsh at a terminal, fish as it answers, PowerShell's grammar."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from qapress.cli import shells
from qapress.cli.main import qapress
from qapress.cli.table import COMMANDS
from qapress.pipeline.explain import find
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.border


def summary(name: str) -> str:
    return find(name)["summary"]


PROMPT = "ready> "
ZSH = ("zsh", "-f", "-i")
START = {"bash": ("bash", "--norc", "--noprofile", "-i"), "zsh": ZSH, "zsh from fpath": ZSH}
IN_ZSH = 'unset zle_bracketed_paste; setopt no_beep no_prompt_sp; PROMPT="ready> "; autoload -U compinit; '
SETUP = {
    "bash": 'bind "set enable-bracketed-paste off"; bind "set bell-style none"; eval "$(qapress completion bash)"; '
    "PS1='ready> '",
    "zsh": f'{IN_ZSH}compinit -u -D; eval "$(qapress completion zsh)"',
    "zsh from fpath": f"mkdir ~/our; qapress completion zsh > ~/our/_qapress; fpath=(~/our $fpath); {IN_ZSH}compinit -u -D",
}
"""What is typed first, with the line that the help tells."""
SECONDS = 60


def environment(folder: Path) -> dict[str, str]:
    """`qapress` on the path, as it is tested, and a home folder without start files."""
    program = folder / "bin" / "qapress"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qapress "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "HOME": str(folder), "TERM": "dumb", "XDG_CONFIG_HOME": str(folder)}


class Shell:
    """An interactive shell on a terminal of its own."""

    def __init__(self, name: str, folder: Path, env: dict[str, str]) -> None:
        self.terminal, theirs = os.openpty()
        self.program = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *START[name]],
            cwd=folder,
            env=env,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self.read_until_quiet()
        self.type(SETUP[name] + "\n")
        self.read_until(f"\n{PROMPT}")

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def read_until(self, text: str) -> str:
        """All that is shown until a text is."""
        seen, end = "", time.monotonic() + SECONDS
        while text not in seen.replace("\r", ""):
            assert select.select([self.terminal], [], [], max(end - time.monotonic(), 0))[0], seen
            seen += os.read(self.terminal, 10_000).decode("utf-8", "replace")
        return seen.replace("\r", "")

    def read_until_quiet(self) -> None:
        while select.select([self.terminal], [], [], 1)[0]:
            os.read(self.terminal, 10_000)

    def completed(self, line: str, expected: str) -> str:
        """Type a line, press Tab, wait for what it becomes, then leave the line; all that was shown."""
        self.type(f"{line}\t")
        seen = self.read_until(expected)
        self.type("\x15\n")
        return seen + self.read_until(PROMPT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hub" / "topic").mkdir(parents=True)
    for name in ("notes.md", "topic/QA_1-3.md"):
        (tmp_path / "hub" / name).touch()
    run_git(tmp_path / "hub", "init", "-q", "-b", "main")
    run_git(tmp_path / "hub", "commit", "-q", "--allow-empty", "-m", "one")
    run_git(tmp_path / "hub", "tag", "v1.0")
    return tmp_path / "hub"


@pytest.fixture(params=START)
def shell(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Iterator[Shell]:
    assert shutil.which(START[request.param][0]), f"{request.param} is not installed"
    shell = Shell(request.param, folder, environment(tmp_path))
    yield shell
    shell.program.kill()
    shell.program.wait(10)
    os.close(shell.terminal)


def test_tab_completes_at_a_terminal(shell: Shell) -> None:
    for line, whole in (
        ("qapress comple", "completion"),
        ("qapress explain missing-ans", "missing-answer"),
        ("qapress check --select mojibake,dead-l", "mojibake,dead-link"),
        ("qapress check --output-fo", "--output-format"),
        ("qapress check --output-format conc", "concise"),
        ("qapress -q check no", "notes.md"),
        ("qapress list topic/Q", "topic/QA_1-3.md"),
        ("qapress build --formats json,markd", "json,markdown"),
        ("qapress languagetool sto", "stop"),
        ("qapress check --select=mojib", "--select=mojibake"),
        ("qapress check --changed-since v", "v1.0"),
        ("qapress changes ma", "main"),
        ("qapress changes no", "notes.md"),
        ("qapress config build.form", "build.formats"),
    ):
        assert "error" not in shell.completed(line, f"{line.rpartition(' ')[0]} {whole}"), line


def test_what_is_wrong_is_not_told_within_the_line(shell: Shell) -> None:
    shell.type("qapress nonsense x\t")
    shell.read_until_quiet()
    shell.type("\x15echo $((6*7))\n")
    assert "error" not in shell.read_until("\n42\n")


def offered(folder: Path, tmp_path: Path, line: str) -> dict[str, str]:
    """What fish offers for a line: words with what they mean."""
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"qapress completion fish | source; complete -C '{line}'"],
        cwd=folder,
        env=environment(tmp_path),
        capture_output=True,
        check=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.stderr == ""
    pairs = (each.partition("\t") for each in done.stdout.split("\n") if each)
    return {word: meaning for word, _, meaning in pairs}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("qapress comple", {"completion": COMMANDS["completion"]}),
        ("qapress check --select mojibake,dead-l", {"mojibake,dead-link": summary("dead-link")}),
        ("qapress explain missing-colon", {"missing-colon": summary("missing-colon")}),
        ("qapress check no", {"notes.md": ""}),
        ("qapress check topic/", {"topic/QA_1-3.md": ""}),
        ("qapress check --engine l", {"languagetool": ""}),
        ("qapress check --select=mojib", {"--select=mojibake": "all rules of the group mojibake"}),
    ],
)
def test_fish_offers_words_with_their_meaning(
    folder: Path, tmp_path: Path, line: str, words: dict[str, str]
) -> None:
    assert offered(folder, tmp_path, line) == words


def test_the_script_for_powershell_is_powershell() -> None:
    from tree_sitter import Language, Parser
    from tree_sitter_powershell import language

    script = shells.script(qapress, "powershell").encode()
    assert b"-CommandName qapress" in script
    assert not Parser(Language(language())).parse(script).root_node.has_error


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("qapress explain missing-ans", "missing-answer"),
        ("qapress check --select=mojib", "--select=mojibake"),
        ("qapress check --select mojibake,dead-l", "mojibake,dead-link"),
    ],
)
def test_powershell_gets_three_lines_a_word(folder: Path, tmp_path: Path, line: str, value: str) -> None:
    words = line.split(" ")
    asked = {
        "_QAPRESS_COMPLETE": "powershell_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run(
        ["qapress"], cwd=folder, env=environment(tmp_path) | asked, capture_output=True, check=True
    )
    kind, word, meaning, end = done.stdout.decode().split("\n")
    assert (kind, word, end) == ("plain", value, "")
    assert meaning != "_"
