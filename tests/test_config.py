"""`qapress config`: every value with its place, in a form that is itself a configuration."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.config import in_force, toml
from qapress.pipeline.configure import configured
from qapress.settings import Settings
from qapress.settings.convert import all_keys
from repository import run_git
from test_cli import Hub

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = """\
include = ["**/*.md"]
ignore = ["double-space"]
severity = { trailing-whitespace = "warning" }
layouts = [{ layout = "house", include = ["*.md"] }]
spelling.words = ["perplexity"]
per-file-ignores."drafts of \\"x\\"/**" = ["missing-answer"]

[build]
name = "notes"
promo = true
"""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path / "hub")
    hub.put("base.toml", 'newlines = "lf"\nignore = ["dead-link"]\n[build]\nauthors = ["Ada\u202e"]\n')
    hub.put("qapress.toml", f'extend = "base.toml"\n{WRITTEN}')
    hub.put("QA_1.md")
    return hub


def shown(hub: Hub, *args: str) -> dict[str, str]:
    """What is printed: the place by key and value."""
    done = hub.run("config", *args)
    assert (done.code, done.err) == (0, "")
    lines = [line.rpartition("  # ") for line in done.out.split("\n") if line and not line.startswith("#")]
    return {setting.rstrip(): place for setting, _, place in lines}


def test_each_value_has_its_place(hub: Hub) -> None:
    found = shown(hub)
    assert {setting: place for setting, place in found.items() if place != "default"} == {
        'include = ["**/*.md"]': "qapress.toml:2",
        'ignore = ["double-space"]': "qapress.toml:3",
        'severity.trailing-whitespace = "warning"': "qapress.toml:4",
        'layouts = [{ layout = "house", include = ["*.md"] }]': "qapress.toml:5",
        'spelling.words = ["perplexity"]': "qapress.toml:6",
        'per-file-ignores."drafts of \\"x\\"/**" = ["missing-answer"]': "qapress.toml:7",
        'newlines = "lf"': "base.toml:1",
        'build.authors = ["Ada\\u202E"]': "base.toml:4",
        'build.name = "notes"': "qapress.toml:10",
        "build.promo = true": "qapress.toml:11",
    }
    assert found['build.paper = "a4"'] == "default"


def test_what_is_printed_is_a_configuration(hub: Hub, tmp_path: Path) -> None:
    again = Hub(tmp_path / "again")
    again.put("qapress.toml", hub.run("config").out)
    one, other = configured([str(hub.folder)]), configured([str(again.folder)])
    assert [(each.name, each.value) for each in in_force(one, one)] == [
        (each.name, each.value) for each in in_force(other, other)
    ]


def test_every_key_is_there(hub: Hub) -> None:
    data = json.loads(hub.run("config", "--output-format", "json").out)
    names = [each["key"] for each in data["settings"]]
    for key in all_keys(Settings):
        assert any(name == key or name.startswith(f"{key}.") for name in names), key
    assert data["root"] == hub.folder.as_posix()
    assert [path.rpartition("/")[2] for path in data["files"]] == ["qapress.toml", "base.toml"]
    (ignore,) = (each for each in data["settings"] if each["key"] == "ignore")
    assert ignore == {
        "key": "ignore",
        "value": ["double-space"],
        "source": "file",
        "path": "qapress.toml",
        "line": 3,
    }
    (schema,) = (each for each in data["settings"] if each["key"] == "schema")
    assert schema == {"key": "schema", "value": None, "source": "default", "path": None, "line": None}


def test_a_key_or_a_table(hub: Hub) -> None:
    assert list(shown(hub, "newlines")) == ['newlines = "lf"']
    assert list(shown(hub, "severity")) == ['severity.trailing-whitespace = "warning"']
    assert list(shown(hub, "spelling")) == ['spelling.words = ["perplexity"]']
    assert {each.partition(" ")[0] for each in shown(hub, "build")} >= {"build.name", "build.paper"}
    wrong = hub.run("config", "buld")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == "error: there is no key 'buld'; did you mean 'build'?\n"
    wrong = hub.run("config", "--ignore", "ded-link")
    assert wrong.err == "error: no rule or group is called 'ded-link'; did you mean 'dead-link'?\n"
    wrong = hub.run("config", "severity.dead-link")
    assert wrong.err == "error: 'severity.dead-link' is not set; 'qapress config severity' shows what is\n"


def test_the_command_line_is_a_place(hub: Hub) -> None:
    assert shown(hub, "ignore", "--ignore", "dead-link") == {
        'ignore = ["double-space", "dead-link"]': "qapress.toml:3 and command line"
    }
    assert shown(hub, "grammar.engine", "--grammar") == {'grammar.engine = "auto"': "command line"}
    isolated = hub.run("--isolated", "config", "newlines")
    assert isolated.out.split("\n")[0] == "# files: none (--isolated)"
    assert isolated.out.rstrip().endswith("# default")
    named = hub.run("--config", "base.toml", "config", "newlines")
    assert named.out.rstrip().endswith("# base.toml:1")


def test_what_governs_another_folder(hub: Hub, tmp_path: Path) -> None:
    other = Hub(tmp_path / "other")
    other.put("pyproject.toml", '[tool.qapress]\nnewlines = "crlf"\n')
    found = shown(hub, "newlines", "--for", str(other.put("topic/a.md")))
    assert found == {'newlines = "crlf"': "../other/pyproject.toml:2"}


@pytest.mark.parametrize(
    "value", ['a\u202e"\\\n\x7f\t\x1b', [1, 2.5, True, []], {"a b": {"c": ["d"]}, "é": "📌"}, {}]
)
def test_values_are_toml_on_one_line(value: object) -> None:
    text = toml(value)
    assert "\n" not in text
    assert tomllib.loads(f"value = {text}")["value"] == value


def test_a_file_of_another_commit_is_named_as_git_does(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub")
    (hub.folder / ".git").rmdir()
    run_git(hub.folder, "init", "-q", "-b", "main")
    hub.put("qapress.toml", 'newlines = "lf"\n')
    run_git(hub.folder, "add", ".")
    run_git(hub.folder, "commit", "-q", "-m", "one")
    hub.put("qapress.toml", "")
    done = hub.run("--config-from", "main", "config", "newlines")
    head, root, line, _ = done.out.split("\n")
    assert (head, root) == ("# files: main:qapress.toml", f"# root: {hub.folder.as_posix()}")
    assert line.split("  #") == ['newlines = "lf"'.ljust(48), " main:qapress.toml:1"]
    data = json.loads(hub.run("--config-from", "main", "config", "newlines", "--output-format", "json").out)
    assert data["files"] == ["main:qapress.toml"]
    (setting,) = data["settings"]
    assert (setting["path"], setting["line"]) == ("main:qapress.toml", 1)
