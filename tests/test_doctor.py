"""`qapress doctor`: what is wrong is told with the command that mends it, and nothing else stops for it."""

from __future__ import annotations

import json
import locale
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import qapress
from qapress import git
from qapress.grammar.embedded import is_installed
from qapress.pipeline.doctor import Check, doctor
from qapress.pipeline.hooks import IDS
from qapress.settings import Settings
from repository import run_git
from test_cli import GOOD, Hub

TOPICS = ["qapress", "python", "packages", "configuration", "files", "pdf", "grammar", "languagetool", "java"]

HOOKS = """\
repos:
  - repo: https://example.org/qapress
    rev: 0.1.0
    hooks:
      - id: qapress-check
"""
LIST = (
    "in .pre-commit-config.yaml, write qapress-fix or qapress-check or qapress-collection or qapress-grammar"
)
UPDATE = "pre-commit autoupdate --repo https://example.org/qapress"


class Found(NamedTuple):
    """The exit code and the checks by topic."""

    code: int
    checks: dict[str, Check]


def examined(hub: Hub, **environment: str) -> Found:
    done = hub.run("doctor", "--output-format", "json", environment=environment)
    data = json.loads(done.out)
    assert data["schema_version"] == 1
    checks = [Check(**each) for each in data["checks"]]
    troubles = sum(each.state == "trouble" for each in checks)
    assert done.err == (f"{troubles} trouble{'s' * (troubles > 1)}\n" if troubles else "no trouble\n")
    return Found(done.code, {each.topic: each for each in checks})


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A repository with a commit."""
    hub = Hub(tmp_path / "hub")
    (hub.folder / ".git").rmdir()
    hub.put("QA_1.md", GOOD)
    run_git(hub.folder, "init", "-q", "-b", "main")
    run_git(hub.folder, "add", ".")
    run_git(hub.folder, "commit", "-q", "-m", "one")
    return hub


def test_all_is_there(hub: Hub) -> None:
    found = examined(hub)
    assert found.code == 0
    assert [*found.checks] == [*TOPICS, "git", "repository", "hooks", "cache", "terminal"]
    told = {topic: each.text for topic, each in found.checks.items()}
    assert told["qapress"] == f"{qapress.__version__} in {Path(qapress.__file__).parent.as_posix()}"
    assert "click 8" in told["packages"]
    assert told["configuration"] == f"none; the root is {hub.folder.as_posix()}"
    assert told["files"] == f"1 under {hub.folder.as_posix()}"
    assert told["repository"] == hub.folder.as_posix()
    assert found.checks["hooks"] == Check(
        "hooks", "note", "no .pre-commit-config.yaml takes a hook of qapress", "qapress init"
    )
    assert told["terminal"] == "UTF-8"


def test_a_person_reads_a_line_on_each_and_the_command_below(hub: Hub) -> None:
    done = hub.run("doctor")
    assert done.code == 0
    lines = done.out.split("\n")
    assert lines[0].startswith(f"ok       qapress        {qapress.__version__} in ")
    at = lines.index("note     hooks          no .pre-commit-config.yaml takes a hook of qapress")
    assert lines[at + 1] == " " * 24 + "qapress init"
    assert "\033[32mok     \033[0m" in hub.run("--color", "always", "doctor").out


def test_a_wrong_configuration_stops_nothing_else(hub: Hub) -> None:
    hub.put("qapress.toml", "ignor = []\n")
    found = examined(hub)
    assert found.code == 1
    wrong = found.checks["configuration"]
    assert (wrong.state, wrong.text) == (
        "trouble",
        "qapress.toml:1: unknown key 'ignor'; did you mean 'ignore'?",
    )
    assert found.checks["git"].state == "ok"


def test_an_edition_that_holds_rules_back_is_told(hub: Hub) -> None:
    hub.put("qapress.toml", 'edition = "0.0.9"\n')
    held = examined(hub).checks["edition"]
    assert (held.state, held.remedy) == ("note", "qapress upgrade --diff")
    assert held.text.startswith("0.0.9: rules that came since then do not run, ")
    assert hub.run("upgrade").code == 0
    assert examined(hub).checks["edition"].state == "ok"


def test_without_git_and_java(hub: Hub) -> None:
    found = examined(hub, PATH="")
    assert (found.checks["git"].state, found.checks["git"].remedy) == ("note", "install git")
    assert found.checks["java"].text == "none on the PATH works; only LanguageTool needs it"
    assert found.checks["java"].remedy == "install Java 17 or newer"


def test_hooks_that_git_does_not_run(hub: Hub) -> None:
    hub.put(".pre-commit-config.yaml", HOOKS)
    found = examined(hub).checks["hooks"]
    assert (found.state, found.text) == ("note", "in .pre-commit-config.yaml, but git does not run them")
    assert found.remedy.endswith("pre-commit install")
    run_git(hub.folder, "config", "core.hooksPath", "our-hooks")
    hub.put("our-hooks/pre-commit", "#!/bin/sh\n")
    assert examined(hub).checks["hooks"].text == f"installed in {hub.folder.as_posix()}/our-hooks"


@pytest.mark.parametrize(
    ("text", "state", "said", "remedy"),
    [
        ("repos: [\n", "trouble", ".pre-commit-config.yaml:2: not valid YAML: ", "correct that file"),
        ("# - id: qapress-check\n", "note", "no .pre-commit-config.yaml takes a hook of qapress", "qapress init"),
        (HOOKS.replace("-check", "-lint"), "trouble", "qapress has no hook 'qapress-lint'", LIST),
        (HOOKS.replace("0.1.0", "v0.0.9"), "note", "they run qapress v0.0.9, which is older than ", UPDATE),
    ],
)  # fmt: skip
def test_hooks_that_are_wrong(hub: Hub, text: str, state: str, said: str, remedy: str) -> None:
    hub.put(".pre-commit-config.yaml", text)
    found = examined(hub).checks["hooks"]
    assert (found.state, found.remedy) == (state, remedy)
    assert found.text.startswith(said)


def test_hooks_of_another_commit(hub: Hub, tmp_path: Path) -> None:
    site = distribution(tmp_path / "site", "qapress", "0.1.0")
    commit = {"vcs": "git", "commit_id": "0123456789" * 4}
    noted = json.dumps({"url": "https://example.org/qapress", "vcs_info": commit})
    (tmp_path / "site/qapress-0.1.0.dist-info/direct_url.json").write_text(noted, "utf-8")
    hub.put(
        ".pre-commit-config.yaml", HOOKS.replace("0.1.0", "89abcde").replace("qapress\n", "a; b/qapress\n")
    )
    found = examined(hub, PYTHONPATH=site).checks["hooks"]
    assert found.text == "they run commit 89abcde of qapress, and 012345678901 is installed here"
    assert found.remedy == "pre-commit autoupdate --repo 'https://example.org/a; b/qapress'"
    hub.put(".pre-commit-config.yaml", HOOKS.replace("0.1.0", "0123456"))
    assert "git does not run them" in examined(hub, PYTHONPATH=site).checks["hooks"].text


@pytest.mark.skipif(os.name == "nt", reason="the program is a script for a shell")
@pytest.mark.parametrize("body", ["echo garbage", "echo >&2 no; exit 3", "exec sleep 30 & wait"])
def test_a_program_that_is_no_git(
    hub: Hub, tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin/git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nPATH={os.environ['PATH']}\n{body}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(git, "_SECONDS", 1)  # what one waits for an answer
    found = {each.topic: each for each in doctor(lambda: Settings(hub.folder))}
    wrong = found["git"]
    assert (wrong.state, wrong.remedy) == ("trouble", "git --version")
    asleep = "git gave no answer in 1 seconds"
    assert wrong.text == (
        asleep if "sleep" in body else f"{program.as_posix()} does not tell its version as git does"
    )
    assert "hooks" not in found


def test_the_hooks_that_are_known_are_those_of_the_manifest() -> None:
    manifest = Path(__file__).parents[1] / ".pre-commit-hooks.yaml"
    assert tuple(each["id"] for each in yaml.safe_load(manifest.read_text("utf-8"))) == IDS


def test_a_shallow_clone_and_no_repository(hub: Hub, tmp_path: Path) -> None:
    run_git(hub.folder, "commit", "-q", "--allow-empty", "-m", "two")
    run_git(tmp_path, "clone", "-q", "--depth", "1", hub.folder.as_uri(), "shallow")
    there = json.loads(hub.run("doctor", "--output-format", "json", folder="../shallow").out)["checks"]
    (shallow,) = (each for each in there if each["topic"] == "repository")
    assert (shallow["state"], shallow["remedy"]) == ("note", "git fetch --unshallow --tags")
    shutil.rmtree(hub.folder / ".git")
    found = examined(hub).checks
    assert found["repository"].remedy == "git init"
    assert "hooks" not in found


def distribution(folder: Path, name: str, version: str) -> str:
    """A package of another version before those that are installed; the path that leads to it."""
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    return os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)


def test_a_package_of_a_wrong_version(hub: Hub, tmp_path: Path) -> None:
    found = examined(hub, PYTHONPATH=distribution(tmp_path / "site", "mistune", "9.1"))
    assert found.code == 1
    wrong = found.checks["packages"]
    assert wrong.state == "trouble"
    assert wrong.text.startswith("not there in the versions that are needed: mistune")
    assert wrong.remedy.startswith('python -m pip install "mistune')


def test_an_extra_is_a_trouble_only_where_it_is_asked_for(hub: Hub, tmp_path: Path) -> None:
    path = distribution(tmp_path / "site", "typst", "0.1")
    found = examined(hub, PYTHONPATH=path)
    assert (found.code, found.checks["pdf"].state) == (0, "note")
    assert found.checks["pdf"].remedy == 'python -m pip install "qapress[pdf]"'
    hub.put("qapress.toml", '[build]\nformats = ["pdf"]\n')
    found = examined(hub, PYTHONPATH=path)
    assert (found.code, found.checks["pdf"].state) == (1, "trouble")


def test_languagetool_that_is_asked_for_and_not_there(hub: Hub, tmp_path: Path) -> None:
    hub.put("qapress.toml", '[grammar]\nengine = "languagetool"\n')
    found = examined(hub, LTP_PATH=str(tmp_path / "nothing"), PATH="")
    assert found.code == 1
    assert found.checks["languagetool"] == Check(
        "languagetool", "trouble", "not installed", "qapress languagetool install"
    )
    assert found.checks["java"].state == "trouble"


def test_a_language_that_the_small_engine_does_not_know(hub: Hub) -> None:
    hub.put("qapress.toml", 'language = "zz"\n[grammar]\nengine = "embedded"\n')
    found = examined(hub).checks["grammar"]
    assert found.state == "trouble"
    assert "`" not in found.text + found.remedy
    if is_installed():
        assert found.text == "the embedded grammar engine cannot check the language 'zz'"
        assert found.remedy == "qapress check --engine languagetool"


def test_the_cache(hub: Hub, tmp_path: Path) -> None:
    file = hub.put("cache", "x")
    found = examined(hub, QAPRESS_CACHE_DIR=str(file))
    assert (found.code, found.checks["cache"].state) == (1, "trouble")
    found = examined(hub, QAPRESS_CACHE_DIR=str(file / "below"))
    assert (found.code, found.checks["cache"].state) == (0, "note")
    assert found.checks["cache"].text == f"{file.as_posix()}/below cannot be made, so that nothing is kept"
    (hub.folder / ".qapress_cache").symlink_to(tmp_path)
    assert examined(hub).checks["cache"].remedy == f"remove the link {hub.folder.as_posix()}/.qapress_cache"


def test_nothing_to_read(hub: Hub) -> None:
    hub.put("qapress.toml", 'include = ["docs/*.md"]\n')
    found = examined(hub).checks["files"]
    assert found.text == f"none under {hub.folder.as_posix()} matches include (docs/*.md)"
    assert (found.state, found.remedy) == ("note", "qapress config include")


def test_a_locale_that_is_not_utf_8(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "ISO-8859-1")  # few machines have such a locale
    *_, found = doctor(lambda: Settings(tmp_path))
    assert (found.topic, found.state, found.remedy) == ("terminal", "trouble", "export LC_ALL=C.UTF-8")
