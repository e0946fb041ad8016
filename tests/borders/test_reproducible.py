"""The same commit gives the same bytes to two people who have nothing else in common."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from hub import files, write
from qapress import emit
from release import tree
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.border

NO_NAME = "nobody-else-is-called-so"
"""Part of every path and name that could only come from the machine."""


class Person(NamedTuple):
    """Who builds: the folder of the clone, options of the command, what the shell says and sets."""

    folder: str
    jobs: str
    umask: int
    environment: dict[str, str]
    config: str


PEOPLE = [
    Person(
        f"hub-{NO_NAME}",
        "1",
        0o022,
        {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "1", "USER": f"ann-{NO_NAME}"},
        "",
    ),
    Person(
        f"ein anderer Ordner mit ß {NO_NAME}",
        "3",
        0o077,
        {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "USER": f"bob-{NO_NAME}"},
        "[core]\nabbrev = 4\nquotePath = false\n[status]\nshowUntrackedFiles = no\n[log]\ndate = relative\n",
    ),
]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two releases of a hub of 115 questions."""
    folder = tmp_path_factory.mktemp(NO_NAME)
    hub = files()
    first = {path: data.replace(b"?\n", b"!\n", 1) for path, data in hub.items() if path.endswith(".md")}
    run_git(write(folder, {**hub, **first}), "init", "-q", "-b", "main")
    for tag, data in (("v1", first), ("v2", hub)):
        write(folder, data)
        run_git(folder, "add", ".")
        run_git(folder, "commit", "-q", "-m", tag)
        run_git(folder, "tag", tag)
    return folder


def built(origin: Path, home: Path, person: Person) -> Path:
    """The folder in which a person's release lies, made in a clone of their own."""
    clone = home / person.folder
    home.mkdir()
    (home / ".gitconfig").write_text(person.config, "utf-8")
    environment = {
        **os.environ,
        "HOME": str(home),
        "LOGNAME": person.environment["USER"],
        **person.environment,
    }
    environment.pop("SOURCE_DATE_EPOCH", None)
    for command in (
        ["git", "clone", "-q", "--no-hardlinks", str(origin), str(clone)],
        [
            *(sys.executable, "-m", "qapress", "--jobs", person.jobs, "build", "--out", str(home / "out")),
            *("--formats", ",".join(emit.formats()), "--allow-errors", str(clone)),
        ],
    ):
        done = subprocess.run(
            command, env=environment, umask=person.umask, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return home / "out"


@pytest.fixture(scope="module")
def releases(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, bytes]]]:
    """All files of each person's release, by path."""
    top = tmp_path_factory.mktemp(f"homes-{NO_NAME}")
    made = [built(origin, top / f"home {number}", person) for number, person in enumerate(PEOPLE)]
    yield [tree(out) for out in made]
    shutil.rmtree(top)


def test_two_people_get_the_same_bytes(releases: list[dict[str, bytes]]) -> None:
    one, other = releases
    assert [path for path in one if one[path] != other.get(path)] == []
    assert list(one) == list(other)
    assert {Path(path).suffix for path in one} >= {".pdf", ".md", ".json", ".zip"}
    assert {path.partition("/")[0] for path in one} == {
        "questions-and-answers-v2",
        "questions-and-answers-v2.zip",
    }


def test_nothing_tells_who_made_it_or_where(releases: list[dict[str, bytes]], tmp_path: Path) -> None:
    for path, content in releases[0].items():
        seen = content
        if path.endswith(".pdf"):
            (tmp_path / "book.pdf").write_bytes(content)
            subprocess.run(
                ["qpdf", "--qdf", "--object-streams=disable", "book.pdf", "plain.pdf"],
                cwd=tmp_path,
                check=True,
            )
            seen = (tmp_path / "plain.pdf").read_bytes()
        told = [each for each in (NO_NAME, sys.prefix, str(Path.home())) if each.encode() in seen]
        assert told in ([], ["/"]), path
