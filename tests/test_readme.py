"""What the README and CONTRIBUTING say is true: their files are made, their commands run, their links lead somewhere."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from qapress.grammar.embedded import is_installed
from qapress.markdown.plain import plain
from qapress.markdown.slug import unique_slugs
from qapress.pipeline import read
from qapress.pipeline.configure import configured
from qapress.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from qapress.model.qa import Document

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n\n)?^(?P<fence>`{3,})(?P<info>\w+)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: the file it stands for, if any, its language, its text, and where the text stands."""

    file: str | None
    info: str
    text: str
    start: int
    end: int


def blocks(path: Path) -> list[Block]:
    return [
        Block(found["file"], found["info"], found["text"], *found.span("text"))
        for found in BLOCK.finditer(path.read_text("utf-8"))
    ]


def of(path: Path, info: str) -> list[str]:
    return [each.text for each in blocks(path) if each.info == info]


def run(folder: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder, its talk and its results in one stream."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "error", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def qapress(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "qapress", *arguments, **env)


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="\n")


def walk(folder: Path, steps: list[Block]) -> list[tuple[Block, str]]:
    """Do what the README says in its order; each console block with what it should read like."""
    shown = []
    for each in steps:
        if each.file and each.file.startswith("notes/"):
            put(folder, each.file, each.text)
        elif each.info == "console":
            command = each.text.partition("\n")[0]
            words = command.split()
            assert words[:2] == ["$", "qapress"], command
            shown.append((each, f"{command}\n{qapress(folder, *words[2:]).stdout}"))
    return shown


def test_the_walk_prints_what_the_readme_shows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shown = walk(tmp_path, blocks(README))
    if request.config.getoption("accept"):
        text = README.read_text("utf-8")
        for each, output in reversed(shown):
            text = text[: each.start] + output + text[each.end :]
        README.write_text(text, encoding="utf-8")
        shown = [(each, output) for each, (_, output) in zip(of_console(), shown, strict=True)]
    assert [without_sizes(each.text) for each, _ in shown] == [without_sizes(output) for _, output in shown]
    assert len(shown) == 6
    release = tmp_path / "dist" / "notes-1"
    assert {"notes.pdf", "notes.json", "markdown", "manifest.json", "SHA256SUMS"} <= {
        path.name for path in release.iterdir()
    }
    assert (tmp_path / "dist" / "notes-1.zip").is_file()
    clean = qapress(tmp_path, "--quiet", "check", "notes")
    assert (clean.returncode, clean.stdout) == (0, "")


def without_sizes(text: str) -> str:
    """The text less the sizes of files, which hang on the versions of what made them."""
    return re.sub(r" +\d+(\.\d+)? kB", " ? kB", text)


def of_console() -> list[Block]:
    return [each for each in blocks(README) if each.info == "console"]


def test_the_picture_shows_what_a_check_prints(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    pictures = runpy.run_path(str(ROOT / ".ci" / "pictures.py"))
    made = pictures["picture_of_a_check"](tmp_path)
    image = ROOT / ".github" / "images" / "check.svg"
    if request.config.getoption("accept"):
        image.write_text(made, encoding="utf-8")
    assert image.read_text("utf-8") == made


def test_the_configuration_is_read(tmp_path: Path) -> None:
    example, of_releases = of(README, "toml")
    put(tmp_path, "pyproject.toml", of_releases)
    assert configured([str(tmp_path)]).build.author_lines
    put(tmp_path, "pyproject.toml", example)
    put(tmp_path, "notes/tokens.md", "# Tokens\n\nTwo  blanks, and blanks at the end \n")
    done = qapress(tmp_path, "check", "--output-format", "concise")
    assert "double-space" not in done.stdout
    assert "notes/tokens.md:3:35: warning QA008" in done.stdout
    assert done.returncode == 1


def test_the_layout_is_found_and_clean(tmp_path: Path) -> None:
    example = next(text for text in of(README, "markdown") if "A piece of text." in text)
    put(tmp_path, "QA_1.md", example)
    assert [entry.number for entry in document(tmp_path / "QA_1.md").entries] == ["1"]
    done = qapress(tmp_path, "--quiet", "check")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_suppression_works(tmp_path: Path) -> None:
    comment = next(text for text in of(README, "markdown") if text.startswith("<!-- qapress: "))
    put(tmp_path, "table.md", f"# Table\n\n{comment}\nOne  two.\n")
    done = qapress(tmp_path, "--quiet", "check", "--fail-on", "note", "--show", "notes")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_commands_of_baselines_run(tmp_path: Path) -> None:
    section = README.read_text("utf-8").partition("\n### Only what is new\n")[2].partition("\n## ")[0]
    (commands,) = (text for text in of(README, "sh") if text in section and "baseline" in text)
    put(tmp_path, "notes.md", "# Notes\n\nIt was recieved.\n")
    done = [qapress(tmp_path, *line.split()[1:]) for line in commands.split("\n")[:-1]]
    assert [each.returncode for each in done] == [0, 0]
    assert "nothing new; 1 known\n" in done[-1].stdout


def test_the_commands_since_a_commit_run(tmp_path: Path) -> None:
    (commands,) = (text for text in of(README, "sh") if "--changed-since" in text)
    put(tmp_path, "notes.md", "# Notes\n\nIt was recieved.\n")
    who = ("-c", "user.name=Lin", "-c", "user.email=lin@example.org")
    for each in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "Notes")):
        assert run(tmp_path, "git", *each).returncode == 0
    put(tmp_path, "notes.md", "# Notes\n\nIt was recieved.\n\nIt was teh last.\n")
    done = [qapress(tmp_path, *line.split()[1:]) for line in commands.split("\n")[:-1]]
    assert [each.returncode for each in done] == [1, 1]
    assert "1 warning; 1 known\n" in done[0].stdout
    assert run(tmp_path, "git", "apply", "qapress.patch").returncode == 0
    assert (tmp_path / "notes.md").read_text("utf-8").endswith("It was recieved.\n\nIt was the last.\n")


def test_the_hooks_exist() -> None:
    (example,) = (each for each in map(yaml.safe_load, of(README, "yaml")) if "repos" in each)
    wanted = {hook["id"] for repo in example["repos"] for hook in repo["hooks"]}
    there = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert wanted
    assert wanted <= there


def with_engine(test: Callable[..., None]) -> Callable[..., None]:
    """A test that needs a grammar engine is one of the borders where there is no wheel of it."""
    return test if is_installed() else pytest.mark.border(test)


@with_engine
def test_the_commands_of_grammar_run(tmp_path: Path) -> None:
    """Those that need no Java; the tests of LanguageTool's installation run all of them."""
    section = README.read_text("utf-8").partition("\n## Grammar\n")[2].partition("\n## ")[0]
    commands = re.findall(r"^qapress (?!.*languagetool)(.+)$", section, re.MULTILINE)
    (comment,) = re.findall(r"^<!-- qapress: .+ -->$", section, re.MULTILINE)
    put(tmp_path, "notes.md", f"# Notes\n\nIt is an test.\n\n{comment}\nIt is an test, too.\n")
    done = {command: qapress(tmp_path, *command.split()) for command in commands}
    assert {command: each.returncode for command, each in done.items()} == {"check --grammar": 1, "words": 0}
    assert done["check --grammar"].stdout.count("grammar/EN_A_VS_AN]") == 1
    assert "unused-suppression" not in done["check --grammar"].stdout


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=lambda path: path.name)
def test_shell_commands_name_what_exists(page: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    sessions = set(re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE))
    commands = "".join(of(page, "sh"))
    extras = set(re.findall(r"\.\[(\w+)\]", commands))
    groups = set(re.findall(r"--group (\w+)", commands))
    named = {
        word for names in re.findall(r"-s ((?:\w+ ?)+)$", commands, re.MULTILINE) for word in names.split()
    }
    assert extras <= set(project["project"]["optional-dependencies"])
    assert groups <= set(project["dependency-groups"])
    assert named
    assert named <= sessions


def test_sessions_of_contributing_exist() -> None:
    sessions = set(re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text("utf-8"), re.MULTILINE))
    table = CONTRIBUTING.read_text("utf-8").partition("| Session |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 5
    assert named <= sessions


def document(path: Path) -> Document:
    return read.document(path.name, path.read_bytes(), Settings(root=path.parent))


def anchors(path: Path) -> tuple[str, ...]:
    headings = (node for node in document(path).tree.children if node.kind == "heading")
    return unique_slugs(plain([node]) for node in headings)


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    nodes = [node for node in document(page).tree.walk() if node.kind in {"link", "image"}]
    targets = [node.attributes["url"] for node in nodes if "://" not in node.attributes["url"]]
    assert len(targets) > 3
    for target in targets:
        file, _, anchor = target.partition("#")
        path = ROOT / file if file else page
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package with the files that CONTRIBUTING shows; the folder to put on the path."""
    shutil.copytree(
        ROOT / "src" / "qapress", tmp_path / "src" / "qapress", ignore=shutil.ignore_patterns("__pycache__")
    )
    for each in blocks(CONTRIBUTING):
        if each.file:
            put(tmp_path, each.file, each.text)
    return tmp_path / "src"


def test_the_rule_of_contributing_passes_its_page(package: Path) -> None:
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-k", "shouted")
    done = run(ROOT, sys.executable, "-m", "pytest", "tests/test_rules.py", *options, PYTHONPATH=str(package))
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b3 passed", done.stdout), done.stdout


def test_the_format_of_contributing_builds(package: Path, tmp_path: Path) -> None:
    put(
        tmp_path,
        "notes/QA_1.md",
        "# Notes\n\n## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA piece of text.\n",
    )
    build = ("build", "--formats", "titles", "--name", "notes", "--release", "1", "notes")
    done = qapress(tmp_path, *build, PYTHONPATH=str(package))
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "dist" / "notes-1" / "notes.txt").read_text("utf-8") == "What is a token?\n"
