"""Names of files in a bundle, which every system takes and no archive misunderstands."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.emit.places.places import places, portable
from qapress.errors import EmitError
from qapress.pipeline.build import build
from qapress.pipeline.verify import verify
from qapress.settings import Settings
from release import SVG, bundle, lay, page

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    ("a/QA_1-3.md", "a/QA_1-3.md"),
    ("größe 日本.md", "größe 日本.md"),
    ("..\\..\\evil.md", "..-..-evil.md"),
    ("C:\\x.md", "C--x.md"),
    ('what?/a<b>*|".md', "what-/a-b----.md"),
    ("a\nb\t\0.md", "a-b--.md"),
    ("rlo\u202edm.exe", "rlo-dm.exe"),
    ("zero\u200bwidth.md", "zero-width.md"),
    ("lone\udc80.md", "lone-.md"),
    ("aux.md", "aux_.md"),
    ("NUL/con", "NUL_/con_"),
    ("COM1.tar.md", "COM1_.tar.md"),
    ("console.md", "console.md"),
    ("dots.../blanks ./x", "dots/blanks/x"),
    ("...", "_"),
]


@pytest.mark.parametrize(("given", "made"), NAMES)
def test_a_name_is_made_portable(given: str, made: str) -> None:
    assert portable(given) == made


@given(st.text(st.characters(exclude_characters="/")))
def test_a_portable_name_stays_as_it_is(name: str) -> None:
    made = portable(name)
    assert portable(made) == made
    assert not {*made} & {*'<>:"|?*\\\0'}
    assert made not in {"", ".", ".."}


def test_names_that_a_file_system_holds_for_one_are_told_apart(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"A.md": page("One."), "a.md": page("Two."), "a?.md": "# B\n", "a-.md": "# C\n"})
    found = sorted(places(made).values())
    assert len({each.casefold() for each in found}) == len(found) == 4


@pytest.mark.parametrize("path", ["../up", "/etc/x", "a\\b", "a/nul.md", "a:b"])
def test_no_format_can_leave_the_release(path: str) -> None:
    with pytest.raises(EmitError, match="cannot be the name of a file on every system"):
        verify({PurePosixPath(path): b""}, "book")


def test_links_follow_a_name_that_is_made_portable(tmp_path: Path) -> None:
    answer = "![A box](a%3Ab.svg) and [a note](aux.md)."
    lay(tmp_path, {"QA_1-1.md": page(answer), "aux.md": page("Two.").replace("1", "2"), "a:b.svg": SVG})
    built = build([], Settings(tmp_path), formats=["markdown"], out=tmp_path / "dist", release="1", name="b")
    with zipfile.ZipFile(built.zip) as archive:
        names = {each.removeprefix("b-1/markdown/") for each in archive.namelist()}
        text = archive.read("b-1/markdown/QA_1-1.md").decode()
    assert {"QA_1-1.md", "aux_.md", "a-b.svg"} <= names
    assert "(a-b.svg)" in text
    assert "(aux_.md" in text
