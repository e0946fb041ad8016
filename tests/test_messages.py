"""Every message is found by the session that prints them, and is written as the others are."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress import rules
from qapress.cli.table import COMMANDS

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
LONGEST = 200
NAMES = re.compile(r"GitHub|LanguageTool|Maven|SOURCE_DATE_EPOCH|NUL|Q\d|'|\{|Permission denied$")
"""What may begin a message, besides small letters; the last is the system's."""


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci/messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_rule_is_heard(messages: ModuleType) -> None:
    said = "\n".join(messages.of_rules())
    for row in rules.index():
        assert re.search(rf"^{row['code']} {row['name']}, .*\n    \S", said, re.MULTILINE), row["name"]


def test_errors_are_found_with_what_provokes_them(messages: ModuleType, tmp_path: Path) -> None:
    module = messages.SOURCE / "sample.py"
    text = '''"""No message here."""

def work(path, size):
    if size > 9:
        raise ReadError(f"{path.name}: larger than {LIMIT} bytes")
    try:
        say("reading it now")
    except OSError as error:
        raise WriteError(f"cannot write {path}") from error
    return re.compile("no message either"), {"hint": "try another"}
'''
    said = [(each.kind, each.line, each.text, each.when) for each in messages.Module(module, text).messages()]
    assert said == [
        ("Errors", 5, "{name}: larger than {LIMIT} bytes", "if size > 9"),
        ("Talk", 7, "reading it now", ""),
        ("Errors", 9, "cannot write {path}", "on OSError"),
        ("Words", 10, "try another", ""),
    ]


def test_all_help_is_printed(messages: ModuleType) -> None:
    said = "\n".join(messages.of_help(messages.qapress))
    for name in COMMANDS:
        assert f"\n$ qapress {name} --help\n" in said


def test_messages_are_written_alike(messages: ModuleType) -> None:
    """Lower case, unless they begin with a name; no final stop; no blank too many; short."""
    said = [line for row in rules.index() for line in messages.reported(rules.page(row["name"]))]
    modules = (messages.Module(path) for path in sorted(messages.SOURCE.rglob("*.py")))
    said += [each.text for module in modules for each in module.messages() if each.kind != "Words"]
    assert len(said) > 400
    wrong = [
        each
        for each in said
        if (each[:1].isupper() and not NAMES.match(each))
        or (each.endswith(".") and not each.endswith("…"))
        or "  " in each.strip()
        or len(each) > LONGEST
    ]
    assert wrong == []
