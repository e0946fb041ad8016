"""GitHub's runner as far as the action needs it: expressions, files for outputs and summaries, commands in a log.

Commands are read as https://github.com/actions/runner does in `ActionCommand` and `ActionCommandManager`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from repository import run_git

TOP = Path(__file__).parents[1]
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
KNOWN = ("set-output", "add-mask", "add-matcher", "remove-matcher", "debug", "warning", "error", "notice", "group", "endgroup", "echo", "save-state", "set-env", "add-path")  # fmt: skip
"""Commands that the runner takes from a log, besides `stop-commands`."""


class Command(NamedTuple):
    """A command of a log: its name, its properties and its data."""

    name: str
    properties: dict[str, str]
    data: str


@dataclass
class Job:
    """A checkout with what the runner sets, and what became of the action in it."""

    checkout: Path
    temp: Path
    environment: dict[str, str] = field(default_factory=dict)
    code: int = 0
    log: str = ""
    summary: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: list[dict[str, str]] = field(default_factory=list)

    def run(self, install: bool = False, **inputs: str) -> Job:
        """Run the action's steps; without `install` qapress is that of the tests."""
        action = yaml.safe_load((TOP / "action.yml").read_text("utf-8"))
        given = {name: str(each.get("default", "")) for name, each in action["inputs"].items()}
        assert {name.replace("_", "-") for name in inputs} <= given.keys()
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        self.temp.mkdir(exist_ok=True)
        steps = action["runs"]["steps"]
        if not install:
            self.outputs["install"] = {"bin": str(own_program(self.temp))}
            steps = steps[1:]
        for step in steps:
            self._step(step, given)
        return self

    @property
    def commands(self) -> list[Command]:
        """The commands that the runner would obey."""
        return commands(self.log)

    def _step(self, step: dict[str, Any], given: dict[str, str]) -> None:
        condition = step.get("if", "success()").removeprefix("${{ ").removesuffix(" }}")
        if not all(self._holds(each, given) for each in condition.split(" && ")):
            return
        if "uses" in step:
            self.kept.append({name: self._text(str(value), given) for name, value in step["with"].items()})
            return
        folder = self.checkout / self._text(step.get("working-directory", "."), given)
        own = {name: self._text(value, given) for name, value in step.get("env", {}).items()}
        files = {name: self.temp / f"{step['id']}-{name}" for name in ("output", "step_summary")}
        for each in files.values():
            each.touch()
        set_by_runner = {f"GITHUB_{name.upper()}": str(path) for name, path in files.items()}
        done = subprocess.run(
            [*BASH, step["run"]],
            cwd=folder,
            env=self._environment() | set_by_runner | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        self.code = self.code or done.returncode
        self.log += done.stdout.decode("utf-8", "replace")
        self.summary += files["step_summary"].read_text("utf-8")
        lines = files["output"].read_text("utf-8").splitlines()
        self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GIT_"))}
        return kept | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(TOP),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "ada/hub",
            "RUNNER_TEMP": str(self.temp),
            "HOME": str(self.temp),
            **self.environment,
        }

    def _text(self, text: str, given: dict[str, str]) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: self._value(found[1], given), text)

    def _value(self, expression: str, given: dict[str, str]) -> str:
        first, *names = expression.split(".")
        if first == "inputs":
            return given[names[0]]
        assert first == "steps", expression
        return self.outputs.get(names[0], {}).get(names[2], "")

    def _holds(self, condition: str, given: dict[str, str]) -> bool:
        if condition == "!cancelled()":
            return True
        if condition == "success()":
            return self.code == 0
        value, _, empty = condition.partition(" != ")
        assert empty == "''", condition
        return self._value(value, given) != ""


def own_program(folder: Path) -> Path:
    """A folder with a `qapress` that is the one of the tests."""
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin" / "qapress"
    source = TOP / "src"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{source}" exec "{sys.executable}" -P -m qapress "$@"\n', "utf-8"
    )
    program.chmod(0o755)
    return program.parent


def commands(log: str) -> list[Command]:
    """The commands in a log that are obeyed, those that stop and resume others left out."""
    found: list[Command] = []
    token = ""
    for line in re.split(r"\r\n|\r|\n", log):
        for each in (_new(line, token), _old(line, token)):
            if each is None:
                continue
            if each.name == "stop-commands":
                token = each.data
            elif each.name == token:
                token = ""
            elif not token:
                found.append(each)
            break
    return found


def _new(line: str, token: str) -> Command | None:
    """`::name key=value,…::data` at the beginning of a line."""
    match = re.match(r"\s*::(.*?)::(.*)", line)
    return _parsed(match[1], match[2], ",", token) if match else None


def _old(line: str, token: str) -> Command | None:
    """`##[name key=value;…]data` anywhere in a line."""
    match = re.search(r"##\[(.*?)\](.*)", line)
    return _parsed(match[1], match[2], ";", token) if match else None


def _parsed(head: str, data: str, separator: str, token: str) -> Command | None:
    name, _, rest = head.partition(" ")
    if name.lower() not in (*KNOWN, "stop-commands", token.lower()):
        return None
    pairs = (each.split("=", 1) for each in rest.strip().split(separator) if "=" in each)
    return Command(name.lower(), {key: _plain(value) for key, value in pairs}, _plain(data))


def _plain(text: str) -> str:
    for escape, char in (
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%3A", ":"),
        ("%2C", ","),
        ("%3B", ";"),
        ("%5D", "]"),
    ):
        text = text.replace(escape, char)
    return text.replace("%25", "%")


def pull_request(folder: Path, base: dict[str, bytes], ours: dict[str, bytes | None], depth: int) -> Job:
    """A job for a pull request that makes of the files `base` what `ours` says, None for deleted.

    The checkout is made as `actions/checkout` makes it: of the merge of both, from a bare origin, so deep.
    """
    work, origin, checkout = folder / "work", folder / "origin.git", folder / "hub"
    work.mkdir(parents=True)
    run_git(work, "init", "--quiet", "--initial-branch", "main")
    run_git(work, "config", "core.autocrlf", "false")
    _commit(work, base, "base")
    run_git(work, "checkout", "--quiet", "-b", "theirs")
    _commit(work, ours, "theirs")
    run_git(work, "checkout", "--quiet", "main")
    _commit(work, {"moved-on.txt": b"The base goes on.\n"}, "more")
    run_git(work, "merge", "--quiet", "--no-ff", "-m", "merge", "theirs")
    run_git(folder, "init", "--quiet", "--bare", str(origin))
    run_git(work, "push", "--quiet", str(origin), "HEAD:refs/pull/1/merge", "HEAD^1:refs/heads/main")
    merge = run_git(work, "rev-parse", "HEAD")
    checkout.mkdir()
    run_git(checkout, "init", "--quiet")
    run_git(checkout, "remote", "add", "origin", origin.as_uri())
    how = ["--depth", str(depth)] if depth else ["+refs/heads/*:refs/remotes/origin/*"]
    fetch = ["fetch", "--quiet", "--no-tags", *how[: 2 * bool(depth)], "origin"]
    run_git(checkout, *fetch, f"+{merge}:refs/remotes/pull/1/merge", *([] if depth else how))
    run_git(checkout, "checkout", "--quiet", "--force", "refs/remotes/pull/1/merge")
    environment = {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_BASE_REF": "main",
        "GITHUB_HEAD_REF": "theirs",
        "GITHUB_REF": "refs/pull/1/merge",
        "GITHUB_SHA": merge,
    }
    return Job(checkout, folder / "temp", environment)


def _commit(folder: Path, files: dict[str, bytes] | dict[str, bytes | None], message: str) -> None:
    for name, data in files.items():
        path = folder / name
        if data is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    run_git(folder, "add", "--all", "--force", ".")
    run_git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
