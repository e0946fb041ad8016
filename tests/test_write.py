"""Files are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from qapress.errors import WriteError
from qapress.source.write import replace_if_unchanged, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_an_ordinary_mode(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    before = os.umask(0o027)
    try:
        assert write(path, b"a\r\n")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"a\r\n"
    assert mode(path) == 0o640


@pytest.mark.parametrize("bits", [0o600, 0o644, 0o755])
def test_the_mode_is_kept(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a")
    path.chmod(bits)
    assert write(path, b"b")
    assert (path.read_bytes(), mode(path)) == (b"b", bits)


def test_equal_content_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a")
    before = path.stat()
    assert not write(path, b"a")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_target_of_a_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"a")
    link = tmp_path / "link.md"
    link.symlink_to("real.md")
    assert write(link, b"b", root=tmp_path)
    assert link.is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"b"


def test_a_link_out_of_the_root_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside.md", tmp_path / "root"
    outside.write_bytes(b"a")
    root.mkdir()
    (root / "link.md").symlink_to(outside)
    with pytest.raises(WriteError, match=r"link\.md: the link leads outside"):
        write(root / "link.md", b"b", root=root)
    with pytest.raises(WriteError, match=r"link\.md: the link leads outside"):
        replace_if_unchanged(root / "link.md", b"a", b"b", root=root)
    assert outside.read_bytes() == b"a"


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"changed")
    assert not replace_if_unchanged(path, b"read", b"new")
    assert path.read_bytes() == b"changed"
    assert replace_if_unchanged(path, b"changed", b"new")
    assert path.read_bytes() == b"new"
    path.unlink()
    assert not replace_if_unchanged(path, b"new", b"newer")
    assert not path.exists()


@pytest.mark.parametrize("step", ["fsync", "fchown"])
def test_after_a_failure_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a")
    monkeypatch.setattr(os, step, failing(errno.ENOSPC))
    with pytest.raises(WriteError, match=r"^cannot write .*/a\.md: no space left on device$"):
        write(path, b"b")
    assert [each.name for each in tmp_path.iterdir()] == ["a.md"]
    assert path.read_bytes() == b"a"


def test_an_owner_that_cannot_be_kept_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"a")
    path.chmod(0o640)
    monkeypatch.setattr(os, "fchown", failing(errno.EPERM))
    assert write(path, b"b")
    assert (path.read_bytes(), mode(path)) == (b"b", 0o640)


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError, match=r"a\.md: is a directory$"):
        write(tmp_path / "a.md", b"b")
    with pytest.raises(WriteError, match="cannot write"):
        write(tmp_path / "file" / "b.md", b"b")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.md", "file"]


def failing(number: int) -> Callable[..., None]:
    """A system call that fails."""

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
