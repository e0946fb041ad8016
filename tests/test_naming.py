"""What a release is called and when it was made, in every kind of checkout."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from qapress.errors import EmitError, UsageError
from qapress.model.qa import EARLIEST
from qapress.pipeline.build import Built, build
from qapress.pipeline.licenses import license_name
from qapress.pipeline.release import LATEST, release
from qapress.pipeline.spdx import is_expression
from qapress.settings import BuildSettings, Settings
from release import SVG, lay, page
from repository import run_git

if TYPE_CHECKING:
    from pathlib import Path

HUB: dict[str, str | bytes] = {"QA_1-1.md": page("See ![a box](box.svg)."), "box.svg": SVG}
DIRTY = "what is published is not all in the commit; the release is marked as dirty"


@pytest.fixture(autouse=True)
def no_fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A hub in a repository with one commit."""
    folder = lay(tmp_path / "hub", HUB)
    run_git(folder, "init", "-q", "-b", "main")
    return committed(folder)


def committed(folder: Path) -> Path:
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-q", "--allow-empty", "-m", "change")
    return folder


def built(root: Path, name: str | None = None, formats: tuple[str, ...] = ("json",)) -> Built:
    """A release of a folder, made outside it."""
    settings = Settings(root)
    return build([], settings, formats=formats, out=root.parent / "out", name="hub", release=name)


def named(root: Path) -> str:
    """What the release of a folder is called."""
    return built(root).folder.name.removeprefix("hub-")


def test_a_tag_a_commit_behind_it_and_a_detached_head(repository: Path) -> None:
    first = run_git(repository, "rev-parse", "HEAD")
    assert named(repository) == first[:12]
    run_git(repository, "tag", "v1.0")
    assert named(repository) == "v1.0"
    second = run_git(committed(repository), "rev-parse", "HEAD")
    assert named(repository) == f"v1.0-1-g{second[:12]}"
    run_git(repository, "checkout", "-q", "--detach", first)
    assert named(repository) == "v1.0"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("release/2026.01", "release-2026.01"),
        ("Größe", "Gro-e"),
        ("édition-１", "edition-1"),
        ("水", "snapshot"),
        ("v1+a@b", "v1-a-b"),
    ],
)
def test_a_tag_becomes_the_name_of_a_folder(repository: Path, tag: str, name: str) -> None:
    run_git(repository, "tag", tag)
    assert named(repository) == name


def test_changed_and_unknown_files_are_dirty_if_they_are_published(repository: Path) -> None:
    run_git(repository, "tag", "v1")
    lay(repository, {"notes.txt": "Not published.", ".gitignore": "*.log"})
    assert (named(repository), built(repository).notes[:-1]) == ("v1", ())
    lay(repository, {"QA_2-2.md": page("New.").replace("Q1", "Q2").replace("Question 1", "Question 2")})
    assert named(repository) == "v1-dirty"
    assert built(repository).notes[0] == DIRTY
    committed(repository)
    run_git(repository, "tag", "v2")
    assert named(repository) == "v2"
    lay(repository, {"box.svg": SVG.replace(b"40", b"41")})
    assert named(repository) == "v2-dirty"
    assert built(repository, "3.0").notes[0].endswith("its name does not say so")


def test_a_shallow_clone_is_told(repository: Path) -> None:
    run_git(repository, "tag", "v1")
    committed(repository)
    clone = repository.parent / "shallow"
    run_git(repository.parent, "clone", "-q", "--depth=1", f"file://{repository}", str(clone))
    assert named(clone) == run_git(clone, "rev-parse", "HEAD")[:12]
    assert "the clone is shallow" in built(clone).notes[0]
    assert not any("shallow" in each for each in built(repository).notes)


def test_without_git_there_is_a_snapshot_of_1980(tmp_path: Path) -> None:
    made = built(lay(tmp_path / "hub", HUB))
    assert made.folder.name == "hub-snapshot"
    assert made.notes[0] == "no commit gives the release a time; it is dated 1980"
    assert times(made) == {(1980, 1, 1, 0, 0, 0)}


def times(made: Built) -> set[tuple[int, ...]]:
    """The times of the entries of a zip."""
    with zipfile.ZipFile(made.zip) as archive:
        return {each.date_time for each in archive.infolist()}


def test_the_time_is_that_of_the_commit(repository: Path) -> None:
    assert times(built(repository)) == {(2023, 11, 14, 22, 13, 20)}


@pytest.mark.parametrize(
    ("epoch", "created"),
    [("0", EARLIEST), ("1767323046", 1_767_323_046), ("4354819200", LATEST), ("9" * 18, LATEST)],
)
def test_source_date_epoch_wins_and_fits_a_zip(
    repository: Path, monkeypatch: pytest.MonkeyPatch, epoch: str, created: int
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert release(repository, "1", ()).created == created
    assert min(times(built(repository))) >= (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "1.5", "٣", "9" * 5000])
def test_source_date_epoch_must_be_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match=re.escape(f"SOURCE_DATE_EPOCH is {epoch!r}")):
        release(tmp_path, "1", ())


def test_the_title_is_that_of_the_highest_index(tmp_path: Path) -> None:
    lay(tmp_path, {"a/README.md": "# A part\n", "a/QA_1-1.md": page("One."), "README.md": "# The whole\n"})
    assert (
        build([], Settings(tmp_path), formats=["json"], out=tmp_path / "dist").folder.name
        == "the-whole-snapshot"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SPDX-License-Identifier: CC-BY-4.0\n", "CC-BY-4.0"),
        ("MIT License\n\nCopyright (c) 2026 Ada\n", "MIT"),
        (
            "                                 Apache License\n                           Version 2.0, January 2004\n",
            "Apache-2.0",
        ),
        ("# Attribution-ShareAlike 4.0 International\n\n====\n", "CC-BY-SA-4.0"),
        ("Creative Commons Attribution 4.0 International Public License\n", "CC-BY-4.0"),
        ("All rights kept. Not the MIT License\n", None),
        ("", None),
    ],
)
def test_a_license_is_known_by_its_tag_or_its_title(text: str, name: str | None) -> None:
    assert license_name(text.encode()) == name


INDEXES: dict[str, str | bytes] = {
    "basics/QA_1-1.md": page("Of words."),
    "depth/QA_1-1.md": page("Of numbers."),
    "CHANGELOG.md": "# Changelog\n",
    "basics/README.md": "# Basics\n",
}


def titled(root: Path) -> str:
    """The title of a folder's release, by its JSON."""
    return str(json.loads((built(root).folder / "hub.json").read_bytes())["title"])


def test_the_title_is_that_of_the_index_above_all_questions(tmp_path: Path) -> None:
    assert titled(lay(tmp_path / "plain", INDEXES)) == "plain"
    assert (
        titled(lay(tmp_path / "whole", INDEXES | {"README.md": "# Words and numbers\n"}))
        == "Words and numbers"
    )
    assert (
        build([], Settings(tmp_path / "whole"), title=" ", formats=["json"], out=tmp_path / "out").folder.name
        == "words-and-numbers-snapshot"
    )
    centred = '<p>A logo</p>\n<h1 align="center">Words &amp;\n<i>numbers</i></h1>\n\nWelcome.\n'
    made = built(lay(tmp_path / "centred", INDEXES | {"README.md": centred}), formats=("json", "markdown"))
    assert json.loads((made.folder / "hub.json").read_bytes())["title"] == "Words & numbers"
    readme = (made.folder / "markdown/README.md").read_text("utf-8")
    assert readme.startswith("# Words & numbers\n\nWelcome.\n\n")
    one = {path: text for path, text in INDEXES.items() if not path.startswith("depth/")}
    assert titled(lay(tmp_path / "one", one)) == "Basics"


def test_a_license_that_is_not_known_is_told(tmp_path: Path) -> None:
    made = built(lay(tmp_path / "hub", HUB | {"LICENSE": "Ask Ada.\n"}))
    assert "the LICENSE is none that is known; name it in build.license" in made.notes


def test_blank_settings_name_nobody_and_no_format_is_no_release(tmp_path: Path) -> None:
    root = lay(tmp_path / "hub", HUB)
    blank = Settings(root, build=BuildSettings(authors=("", " ", "Ada"), homepage="", license="", title=" "))
    made = build([], blank, formats=["json"], out=tmp_path / "out", release="1")
    data = json.loads((made.folder / "hub.json").read_bytes())
    assert [data[key] for key in ("title", "authors", "homepage", "license")] == ["hub", ["Ada"], None, None]
    with pytest.raises(EmitError, match="no format is named; the formats are csv, json"):
        build([], Settings(root, build=BuildSettings(formats=())), out=tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("CC-BY-4.0", True),
        ("mit", True),
        ("(MIT OR ISC) AND 0BSD", True),
        ("GPL-2.0+ WITH LLVM-exception", True),
        ("Proprietary", False),
        ("MIT OR House-Rules", False),
        ("LicenseRef-mine", False),
        ("MIT ISC", False),
        ("AND", False),
        ("", False),
    ],
)
def test_names_of_spdx_are_told_from_other_words(text: str, is_known: bool) -> None:
    assert is_expression(text) is is_known
