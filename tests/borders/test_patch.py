"""git takes the patches that `fix --diff` prints, and comes to the same bytes."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from qapress.report.parts.diff import unified
from qapress.source.text import Source

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

PAIRS = [
    ("a\nb\nc\n", "a\nB\nc\n"),
    ("a\r\nb\r\n", "a\r\nB\r\n"),
    ("a\r\nb\nc\rd\r\n", "a\r\nb\nC\rd\r\n"),
    ("a\nb", "a\nB"),
    ("a\nb", "a\nb\n"),
    ("a\nb\n", "a\nb"),
    ("", "new\n"),
    ("old\n", ""),
    ("\udce9 \u2028 x\x0b\n\x85", "\udce9 \u2028 y\x0b\n\x85"),
    ("".join(f"line {n}\n" for n in range(40)), "".join(f"line {n}\n" for n in range(40) if n % 17)),
    ("-- a\n++ b\n", "-- A\n++ b\n"),
]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_git_applies_the_patch_of_a_file_with_wide_characters(tmp_path: Path, encoding: str) -> None:
    # U+010A and U+0A01 hold the byte of a line end without being one.
    before = Source("a.md", "a\n\u010a b \u0a01\r\nc", b"", encoding)
    path = tmp_path / "a.md"
    path.write_bytes(before.encode())
    after = before.edited((), "utf-8")
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "-"],
        cwd=tmp_path,
        input=unified(before, after),
        check=True,
    )
    assert path.read_bytes() == after.encode()


@pytest.mark.parametrize("name", ["a.md", "with blank.md", "déjà.md", 'quo"te\\d.md', "sub/ta\tb.md"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_git_applies_the_patch(tmp_path: Path, name: str, bom: bytes) -> None:
    for number, (old, new) in enumerate(PAIRS):
        folder = tmp_path / str(number)
        path = folder / name
        path.parent.mkdir(parents=True)
        before, after = Source(name, old, bom), Source(name, new, bom)
        path.write_bytes(before.encode())
        command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(command, cwd=folder, input=unified(before, after), check=True)
        assert path.read_bytes() == after.encode()
