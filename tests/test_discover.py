"""Which files are read, and which paths exist."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from qapress.diagnostic import Unread
from qapress.source.discover import Discovery, find
from qapress.source.listing import listed
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MARKDOWN = ("**/*.md", "**/*.markdown")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty root that is the working folder, with a neighbour outside."""
    folder = tmp_path / "hub"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def make(folder: Path, *paths: str, text: str = "# A\n") -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def search(
    root: Path, *paths: str, include: Sequence[str] = MARKDOWN, exclude: Sequence[str] = ()
) -> Discovery:
    return find(paths, root, include, exclude)


def test_without_a_path_all_that_is_included(root: Path) -> None:
    make(root, "b.md", "a/QA_1-3.md", "a/x.markdown", "a/y.txt", "drafts/z.md", "CAPITAL.MD")
    assert search(root, exclude=["drafts/"]) == Discovery(("a/QA_1-3.md", "a/x.markdown", "b.md"), whole=True)


def test_folders_of_tools_are_skipped(root: Path) -> None:
    make(
        root,
        "a.md",
        ".git/b.md",
        ".github/c.md",
        "node_modules/x/d.md",
        "site/node_modules/e.md",
        "dist/f.md",
    )
    make(root, "env/pyvenv.cfg", "env/lib/g.md", "conda/conda-meta/history", "conda/h.md")
    assert search(root).files == ("a.md",)
    assert search(root, "dist", "env").files == ("dist/f.md", "env/lib/g.md"), (
        "a folder that is named is walked"
    )


def test_gitignore_files_are_honoured_where_they_stand(root: Path) -> None:
    make(root, ".gitignore", text="/build/\n*.tmp.md\n!keep.tmp.md\n")
    make(root, "a/.gitignore", text="private.md\n!x.tmp.md\nsub/\n")
    make(root, "build/a.md", "b.tmp.md", "keep.tmp.md", "private.md", "c/build/a.md")
    make(root, "a/private.md", "a/x.tmp.md", "a/sub/b.md", "a/c/private.md", "a/c/y.tmp.md")
    assert search(root).files == ("a/x.tmp.md", "c/build/a.md", "keep.tmp.md", "private.md")
    assert search(root, "a").files == ("a/x.tmp.md",), "also those above the folder that is named"
    assert search(root, "build").files == ("build/a.md",)


def test_gitignore_files_above_the_root_hold_up_to_the_repository(root: Path) -> None:
    above = root.parent
    make(above, ".gitignore", text="/hub/private/\ndrafts/\nb.md\n")
    make(root, ".gitignore", text="!b.md\n")
    make(root, "private/a.md", "c/private/a.md", "c/drafts/a.md", "b.md")
    everything = ("b.md", "c/drafts/a.md", "c/private/a.md", "private/a.md")
    assert search(root).files == everything, "there is no repository"
    (above / ".git").mkdir()
    assert search(root).files == ("b.md", "c/private/a.md")
    assert search(root, "c").files == ("c/private/a.md",)
    assert search(root, "private").files == ("private/a.md",), "a folder that is named is walked"
    make(above, ".gitignore", text="hub/\n")
    assert search(root).files == everything, "so is a root"
    make(above, ".gitignore", text="*.md\n")
    (root / ".git").mkdir()
    assert search(root).files == everything, "it is a repository of its own"


def test_a_named_file_is_read_in_any_case(root: Path) -> None:
    make(root, ".gitignore", text="b.md\n")
    make(root, "a.txt", "b.md", "dist/c.md", "drafts/d.md")
    names = ["a.txt", "./b.md", "dist/c.md", "drafts/../drafts/d.md"]
    found = find(names, root, MARKDOWN, ["drafts/"])
    assert found == Discovery(("a.txt", "b.md", "dist/c.md", "drafts/d.md"), whole=False)
    forced = find(names, root, MARKDOWN, ["drafts/"], force_exclude=True)
    assert forced.files == ("a.txt", "b.md")


def test_each_file_is_read_once(root: Path) -> None:
    make(root, "a/b.md", "a/c.md")
    found = search(root, "a/c.md", "a", str(root / "a" / "b.md"), "a/*.md")
    assert found == Discovery(("a/b.md", "a/c.md"), whole=False)


def test_paths_are_relative_to_the_working_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(root, "a/b.md", "a/c/d.md", "e.md")
    monkeypatch.chdir(root / "a")
    assert search(root, "b.md", "../e.md", "c").files == ("a/b.md", "a/c/d.md", "e.md")
    assert search(root, "*/*.md").files == ("a/c/d.md",)
    assert search(root, "../*.md").files == ("e.md",)
    assert search(root).files == ("a/b.md", "a/c/d.md", "e.md")


def test_globs(root: Path) -> None:
    make(root, "a/b.md", "a/c.txt", "a/d/e.md", "f.md", "[g].md", "dist/h.md")
    assert search(root, "a/*.md").files == ("a/b.md",)
    assert search(root, "**/*.md").files == ("[g].md", "a/b.md", "a/d/e.md", "f.md")
    assert search(root, "*.md").files == ("[g].md", "f.md")
    assert search(root, "a/*").files == ("a/b.md", "a/d/e.md")
    assert search(root, "dist/*.md").files == ("dist/h.md",)
    assert search(root, "[g].md").files == ("[g].md",), "a file of this very name comes first"
    nothing = search(root, "b/*.md", "a/*.rst")
    assert [each.reason for each in nothing.unread] == ["it matches no file", "it matches no file"]


def test_backslashes_part_folders_too(root: Path) -> None:
    make(root, "a/b.md", "a/c/d.md")
    assert search(root, "a\\b.md", "a\\c").files == ("a/b.md", "a/c/d.md")
    assert search(root, "a\\*\\*.md").files == ("a/c/d.md",)


def test_what_cannot_be_read_is_told_and_the_rest_is_read(root: Path) -> None:
    make(root, "a.md")
    make(root.parent, "outside.md")
    os.mkfifo(root / "pipe.md")
    found = search(root, "a.md", "b.md", "../outside.md", str(root.parent), "pipe.md")
    assert found.files == ("a.md",)
    outside = f"it is, or leads, outside {root.resolve().as_posix()}"
    assert found.unread == (
        Unread("b.md", "no such file or folder"),
        Unread("../outside.md", outside),
        Unread(root.parent.as_posix(), outside),
        Unread("pipe.md", "it is no ordinary file"),
    )


def test_a_name_that_no_file_can_have_is_told(root: Path) -> None:
    make(root, "a.md")
    found = search(root, "a" * 300, "a" * 300 + "*.md", "a.md", "b\0.md")
    assert found.files == ("a.md",)
    assert [each.reason for each in found.unread[:2]] == ["file name too long", "file name too long"]
    assert found.unread[2].path == "b\0.md"


def test_links_are_followed_to_files_inside_the_root_only(root: Path) -> None:
    make(root, "a/b.md", "shared/s.txt")
    make(root.parent, "outside.md", "other/c.md")
    (root / "loop").symlink_to(root)
    (root / "self.md").symlink_to(root / "self.md")
    (root / "away.md").symlink_to(root.parent / "outside.md")
    (root / "other").symlink_to(root.parent / "other")
    (root / "gone.md").symlink_to(root / "nowhere.md")
    (root / "twice.md").symlink_to("a/b.md")
    make(root, ".git/config", ".github/c.md")
    (root / "password.md").symlink_to(".git/config")
    (root / "c.md").symlink_to(".github/c.md")
    (root / "s.md").symlink_to("shared/s.txt")
    assert search(root) == Discovery(("a/b.md", "c.md", "s.md"), whole=True)
    named = search(root, "twice.md", "away.md", "other", "loop/a/b.md", "self.md", "gone.md")
    assert named.files == ("a/b.md", "twice.md")
    assert [each.path for each in named.unread] == ["away.md", "other", "self.md", "gone.md"]


def test_where_nothing_matches_the_folders_with_markdown_are_named(root: Path) -> None:
    make(root, "README.md", "docs/a/b.md", "docs/a/c.md", "dist/d.md", "src/e.py")
    found = search(root, include=["content/**/*.md"])
    assert found == Discovery((), whole=True, elsewhere=(".", "docs/a"))
    assert search(root, include=["docs/**/*.md"]).elsewhere == ()
    assert search(root, exclude=["*"]).elsewhere == (".", "docs/a")


def test_a_file_name_that_is_no_text_is_told(root: Path) -> None:
    (root / os.fsdecode(b"caf\xe9.md")).write_text("# A\n", "utf-8")
    assert search(root) == Discovery(
        (), whole=True, unread=(Unread("caf\\udce9.md", "its name is not UTF-8"),)
    )


def test_a_line_end_in_a_name_hides_no_file(root: Path) -> None:
    (root / "two\nlines").mkdir()
    (root / "two\nlines" / "a\nb.md").write_text("# A\n", "utf-8")
    assert search(root).files == ("two\nlines/a\nb.md",)
    assert search(root, exclude=["two*/"]).files == ()


def test_pathspec_is_imported_only_where_a_folder_is_walked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(root, "a.md")
    for name in [each for each in sys.modules if each.partition(".")[0] == "pathspec"]:
        monkeypatch.delitem(sys.modules, name)
    assert search(root, "a.md").files == ("a.md",)
    assert "pathspec" not in sys.modules


def test_names_have_one_spelling(root: Path) -> None:
    make(root, "a/B.md", "a/pictures/kv.svg")
    make(root.parent, "outside.md")
    (root / "away").symlink_to(root.parent)
    names = pickle.loads(pickle.dumps(FileNames(root)))
    there = ["a", "a/", "a/B.md", "./a/B.md", "a/pictures/../B.md", "a/pictures/kv.svg", ".", "away"]
    absent = [
        "a/b.md",
        "A/B.md",
        "a/c.md",
        "a/B.md/x",
        "/a/B.md",
        "../hub/a/B.md",
        "..",
        "a/../../outside.md",
    ]
    assert [each in names for each in there] == [True] * len(there)
    assert [each in names for each in [*absent, "away/outside.md", "a\0b"]] == [False] * (len(absent) + 2)


def test_names_list_a_folder_once(root: Path) -> None:
    make(root, "a/b.md")
    names = FileNames(root)
    assert "a/b.md" in names
    make(root, "a/c.md")
    assert "a/c.md" not in names


NAMES = (
    *("README.md", "a/x.md", "a/y.markdown", "a/z.txt", "a/b/x.md", "a/b/c/x.md", "c [1]/x.md"),
    *(".hidden/x.md", "node_modules/x.md", "a/dist/x.md", "drafts/x.md", "a/drafts/x.md", "a/b/kept/x.md"),
)
IGNORES = {".gitignore": "drafts/\n/a/b/*\n", "a/b/.gitignore": "!kept/\n!c/\n", "a/b/c/.gitignore": "x.*\n"}


PATHS = (
    *((), (".",), ("a",), ("a/b", "c [1]"), ("drafts",), ("a/x.md",), ("drafts/x.md", "a/b"), ("a/*.md",)),
    *(("**/x.md",), ("a/drafts/",), ("node_modules",), ("a/z.txt",), ("..",), ("[ab]/*",), ("never/*.md",)),
)


@pytest.mark.parametrize("paths", PATHS)
@pytest.mark.parametrize("exclude", [(), ("a/b/c",), ("x.md",)])
def test_names_stand_for_what_files_of_these_names_would(
    root: Path, paths: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    make(root, *NAMES)
    for name, text in IGNORES.items():
        make(root, name, text=text)
    assert listed(NAMES, paths, root, MARKDOWN, exclude) == search(root, *paths, exclude=exclude).files
