"""A contributor's, a reviewer's and a maintainer's day, with real git, pre-commit and nox, from an empty folder.

Each prints what the person types and sees, to be read aloud: `python -m nox -s hooks` shows it at its end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ENTRY = "## 📌 Q{}: {}\n\n### ✅ Answer\n\n{}\n"
TOKEN = ENTRY.format(
    1, "What is a token?", "A piece of text that a model reads as one unit, often a part of a word."
)
VECTOR = ENTRY.format(
    2,
    "What is an embedding?",
    "The vector that a model looks up for each token before it does anything else.",
)
CACHE = ENTRY.format(
    "?",
    "What is the KV cache?",
    "The keys and values of past tokens, kept so that a model doesnâ€™t compute them again.",
)
HUB = f"{TOKEN}\n{VECTOR}"
INDEX = """\
# Tokens

<!-- qapress: index -->
<!-- qapress: /index -->
"""

pytestmark = [pytest.mark.border, pytest.mark.xdist_group("pre-commit")]


class Desk(NamedTuple):
    """Where somebody sits: a folder, and a name for the commits."""

    folder: Path
    name: str

    def types(self, command: str, *, expect: int = 0) -> str:
        """Run a command line, print it with what is seen, and give that; the exit code is as expected."""
        sys.stdout.write(f"\n$ {command}\n")
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", self.name), ("EMAIL", f"{self.name.lower()}@example.org"))
        }
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            env={**os.environ, **who, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
        sys.stdout.write(done.stdout)
        assert done.returncode == expect, f"{command}: exit code {done.returncode}"
        return done.stdout

    def writes(self, name: str, text: str) -> None:
        """Save a file, and print that."""
        sys.stdout.write(f"\n({self.name} writes {name})\n")
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def reads(self, name: str) -> str:
        """What a file holds."""
        return (self.folder / name).read_bytes().decode()


def arrives(folder: Path, name: str) -> Desk:
    """Somebody's empty folder."""
    home = folder / name.lower()
    home.mkdir()
    return Desk(home, name)


def made_by(source: Path) -> str:
    """The options of `init` that name this version of the hooks."""
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=source, encoding="utf-8")
    return f"--repo {source.as_posix()} --rev {commit.strip()}"


@pytest.fixture
def origin(source: Path, tmp_path: Path) -> Path:
    """The hub that all share: two questions, an index, the hooks; a bare repository with the branch main."""
    hub = arrives(tmp_path, "Lin")
    hub.writes("tokens/QA_1-2.md", HUB)
    hub.writes("tokens/README.md", INDEX)
    hub.types("git init --quiet --initial-branch main && qapress index")
    hub.types(f"qapress init --yes {made_by(source)}")
    hub.types("git add . && git commit --quiet -m 'Two questions' && git clone --quiet --bare . ../hub.git")
    return tmp_path / "hub.git"


def test_a_contributors_day(origin: Path, tmp_path: Path) -> None:
    ada = arrives(tmp_path, "Ada")
    ada.types("git clone --quiet ../hub.git .")
    ada.types("pre-commit install")
    ada.types("git switch --quiet -c kv-cache")
    ada.writes("tokens/QA_1-2.md", f"{TOKEN}\n{CACHE}\n{VECTOR}")
    said = ada.types("git commit -am 'Explain the KV cache'", expect=1)
    assert "mended 1 place in tokens/QA_1-2.md" in said
    assert "QA304" in said
    ada.types("git diff")
    ada.types("qapress renumber")
    ada.types("qapress index")
    ada.types("git add . && git commit -m 'Explain the KV cache'")
    ada.types("qapress check --changed-since origin/main")
    assert "What is the KV cache?" in ada.types("qapress changes origin/main")
    ada.types("git push --quiet -u origin kv-cache")
    there = subprocess.check_output(
        ["git", "show", "kv-cache:tokens/QA_1-3.md"], cwd=origin, encoding="utf-8"
    )
    assert there == f"{TOKEN}\n{CACHE.replace('Q?', 'Q2').replace('â€™', '’')}\n{VECTOR.replace('Q2', 'Q3')}"


def test_a_reviewers_day(origin: Path, tmp_path: Path) -> None:
    mallory = arrives(tmp_path, "Mallory")
    mallory.types("git clone --quiet ../hub.git . && git switch --quiet -c more")
    garbled = ENTRY.format(
        3, "What is attention?", "Each token looks at the others, and thatâ€™s how it learns of them."
    )
    garbled = garbled.replace("\n", "\r\n")
    mallory.writes("tokens/QA_3-3.md", garbled)
    mallory.writes("tokens/QA_1-2.md", HUB.replace("an embedding?", "an embedding vector?"))
    mallory.writes("qapress.toml", mallory.reads("qapress.toml") + 'ignore = ["garbled-text"]\n')
    mallory.types(
        "git add . && git commit --quiet -m 'Attention' && git push --quiet origin HEAD:refs/pull/7/head"
    )

    grace = arrives(tmp_path, "Grace")
    grace.types("git clone --quiet ../hub.git .")
    grace.types("git fetch --quiet origin pull/7/head && git switch --quiet -c attention FETCH_HEAD")
    told = grace.types("qapress changes main")
    assert "tokens/QA_3-3.md:1: Q3 What is attention?" in told
    assert "(was: What is an embedding?)" in told
    told = grace.types("qapress check --changed-since main", expect=1)
    assert "[garbled-text]" not in told
    assert "note: the configuration is changed: qapress.toml:2: ignore\n" in told
    check = "qapress --config-from main check --changed-since main"
    said = grace.types(check, expect=1)
    assert [
        name for name in ("garbled-text", "id-changed", "missing-index-row") if f"[{name}]" not in said
    ] == []
    page = grace.types(f"{check} --output-format markdown --patch ../qapress.patch", expect=1)
    assert "the configuration is changed" in page
    grace.types("git apply ../qapress.patch && git diff --stat")
    assert grace.reads("tokens/QA_3-3.md") == garbled.replace("â€™", "’")
    grace.types("git checkout --quiet main -- qapress.toml && qapress index")
    grace.writes(
        "tokens/QA_1-2.md",
        HUB.replace("an embedding?\n", "an embedding vector?\n\n<!-- qapress: id what-is-an-embedding -->\n"),
    )
    grace.types("qapress check --changed-since main")
    grace.types("pre-commit install && git add . && git commit -m 'Repaired, with its row in the index'")
    grace.types(
        "git switch --quiet main && git merge --no-ff --no-edit attention && git push --quiet origin main"
    )
    assert grace.types("git log --oneline origin/main").count("\n") == 4


def test_a_maintainers_day(source: Path, tmp_path: Path) -> None:
    lin = arrives(tmp_path, "Lin")
    lin.writes("tokens/QA_1-1.md", TOKEN.replace("unit,", "unit ,"))
    lin.writes("tokens/QA_3-3.md", VECTOR.replace("Q2", "Q3") + "\n![](embedding.svg)\n")
    lin.types("git init --quiet --initial-branch main && git add . && git commit --quiet -m 'Old notes'")
    assert "qapress init" in lin.types("qapress doctor")
    lin.types(f"qapress init --yes {made_by(source)}")
    assert "[missing-image]" in lin.types("qapress check", expect=1)
    lin.types("qapress fix && qapress renumber && qapress index")
    lin.writes("tokens/README.md", INDEX)
    lin.types("qapress index")
    assert "args: [--baseline, qapress-baseline.jsonl, --]\n" in lin.types("qapress baseline")
    hooks = lin.reads(".pre-commit-config.yaml")
    for name in ("qapress-check", "qapress-collection"):
        hooks = hooks.replace(
            f"- id: {name}\n", f"- id: {name}\n        args: [--baseline, qapress-baseline.jsonl, --]\n"
        )
    lin.writes(".pre-commit-config.yaml", hooks)
    lin.types("pre-commit install && qapress doctor")
    lin.types("git add . && git commit -m 'Checked from now on'")
    lin.writes("tokens/QA_2-2.md", VECTOR)
    assert "--prune drops 2 lines" in lin.types("qapress check --baseline qapress-baseline.jsonl")
    assert "2 gone" in lin.types("qapress baseline --prune")
    lin.types("git commit -am 'Drop the picture that never was'")
    lin.types("qapress upgrade --diff")
    lin.types("git tag v1 && qapress build --formats markdown,json --name tokens --out ../dist")
    lin.types("cd ../dist/tokens-v1 && sha256sum --check SHA256SUMS")


def test_a_maintainers_day_with_the_hub_of_this_project(source: Path, tmp_path: Path) -> None:
    lin = arrives(tmp_path, "Lin")
    lin.types(f"git clone --quiet {source.as_posix()} .")
    page = "content/language-models/QA_1-3.md"
    text = lin.reads(page)
    lin.writes(page, text.replace("📌", "ðŸ“Œ", 1))
    assert "'ðŸ“Œ' is '📌'" in lin.types("python -m nox -s mojibake", expect=1)
    assert "mended 1 place" in lin.types("python -m nox -s mojibake -- --fix")
    assert lin.reads(page) == text
    assert lin.types("git status --short") == ""
