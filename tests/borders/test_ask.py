"""`fix --ask` with a person at a real terminal, as Linux has it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.border

TEXT = "## ğŸ Q1: What is a vector?\n\n### ✅ Answer\n\nA list. ğŸ\n"
ASKED = "leave all the rest)"


class Person:
    """Somebody who reads and types at the terminal that the program runs on."""

    def __init__(self, folder: Path) -> None:
        self.terminal, theirs = os.openpty()
        command = [sys.executable, "-m", "qapress", "fix", "--ask"]
        self.program = subprocess.Popen(
            command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.read = ""

    def wait_for(self, text: str) -> None:
        """Read until the program printed a text; what was read before is gone."""
        while text not in self.read:
            self.read += os.read(self.terminal, 10_000).decode("utf-8", "replace")
        self.read = self.read.partition(text)[2]

    def types(self, text: str) -> None:
        """Type at the keyboard."""
        os.write(self.terminal, text.encode())


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """A person before a hub with one doubt at two places."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    person = Person(tmp_path)
    yield person
    person.program.kill()
    person.program.wait(10)
    os.close(person.terminal)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("1\n", "🐍"), ("0\n2\n", "🍎"), ("\n", "ğŸ"), ("q\n", "ğŸ"), ("\x04", "ğŸ")],
)
def test_what_is_typed_is_put_in_all_places(person: Person, tmp_path: Path, typed: str, chosen: str) -> None:
    person.wait_for("1 of 1: 'ğŸ' in a.md (2 times)")
    for line in typed.splitlines(keepends=True):
        person.wait_for(ASKED)
        person.types(line)
    assert person.program.wait(30) == 0
    assert (tmp_path / "a.md").read_text("utf-8") == TEXT.replace("ğŸ", chosen)


def test_who_interrupts_changes_nothing(person: Person, tmp_path: Path) -> None:
    person.wait_for(ASKED)
    person.program.send_signal(signal.SIGINT)
    assert person.program.wait(30) == 130
    assert (tmp_path / "a.md").read_text("utf-8") == TEXT
