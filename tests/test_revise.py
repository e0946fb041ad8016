"""A plan over several files is written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Edit, Span
from qapress.errors import WriteError
from qapress.revise import journal, states
from qapress.revise.journal import FOLDER, JOURNAL, KEPT, apply, is_stopped, recover
from qapress.revise.plan import Plan
from qapress.source.cache import CACHE
from qapress.source.decode import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qapress.revise.states import State
    from qapress.source.text import Source

OLD = {
    "a.md": b"one\r\ntwo\r\n",
    "b.md": b"\xef\xbb\xbfthree\nfour",
    "c.md": b"five\n",
    "d.md": b"\xff six\n",
}


def laid(folder: Path, files: Mapping[str, bytes] = OLD) -> dict[str, Source]:
    """Files in a folder, as they are read from it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return {name: decode(name, data) for name, data in files.items()}


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder but those of the cache."""
    files = (each for each in folder.rglob("*") if each.is_file())
    named = ((each.relative_to(folder).as_posix(), each.read_bytes()) for each in files)
    return {name: data for name, data in named if not name.startswith(CACHE)}


def circle(sources: Mapping[str, Source]) -> Plan:
    """a, b and c pass on their names in a circle, d moves away, a and d are edited, e is new."""
    renames = {"a.md": "b.md", "b.md": "c.md", "c.md": "a.md", "d.md": "x/d.md"}
    edits = {"a.md": [Edit(Span(4, 7), "2\n2")], "d.md": [Edit(Span(2, 5), "6")]}
    return Plan(sources, edits, renames, [decode("e.md", b"new\n")])


NEW = {
    "a.md": b"five\n",
    "b.md": b"one\r\n2\r\n2\r\n",
    "c.md": b"\xef\xbb\xbfthree\nfour",
    "x/d.md": b"\xff 6\n",
    "e.md": b"new\n",
}


def test_names_are_passed_on_in_a_circle(tmp_path: Path) -> None:
    plan = circle(laid(tmp_path))
    apply(plan, tmp_path)
    assert tree(tmp_path) == NEW
    assert [each.name for each in (tmp_path / CACHE).iterdir()] == [".gitignore"]
    assert (tmp_path / CACHE / ".gitignore").read_bytes() == b"*\n"


def test_a_mode_moves_with_its_file(tmp_path: Path) -> None:
    plan = circle(laid(tmp_path))
    (tmp_path / "a.md").chmod(0o600)
    (tmp_path / "c.md").chmod(0o755)
    apply(plan, tmp_path)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.md", "b.md")}
    assert modes == {"a.md": 0o755, "b.md": 0o600}


@given(st.permutations(range(5)), st.integers(0, 31))
def test_any_order_of_names_is_reached(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], edited: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    sources = laid(folder, {f"{n}.md": b"%d\r\n" % n for n in range(5)})
    renames = {f"{n}.md": f"{to}.md" for n, to in enumerate(order)}
    edits = {f"{n}.md": [Edit(Span(1, 1), "!")] for n in range(5) if edited >> n & 1}
    apply(Plan(sources, edits, renames), folder)
    want = {f"{to}.md": f"{n}{'!' if edited >> n & 1 else ''}\r\n".encode() for n, to in enumerate(order)}
    assert tree(folder) == want


def test_a_plan_that_changes_nothing_touches_nothing(tmp_path: Path) -> None:
    sources = laid(tmp_path)
    apply(Plan(sources, {"a.md": [Edit(Span(0, 3), "one")]}, {"b.md": "b.md"}), tmp_path)
    assert not (tmp_path / CACHE).exists()


def refused(folder: Path, plan: Plan, match: str) -> None:
    before = tree(folder)
    with pytest.raises(WriteError, match=match):
        apply(plan, folder)
    assert tree(folder) == before
    assert not is_stopped(folder)


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    sources = laid(tmp_path)
    refused(tmp_path, Plan(sources, renames={"a.md": "d.md"}), r"cannot rename a\.md to d\.md: it exists")
    refused(tmp_path, Plan(sources, created=[decode("a.md", b"")]), r"cannot make a\.md: it exists")
    refused(
        tmp_path, Plan(sources, renames={"a.md": "x.md", "b.md": "x.md"}), r"two files would become x\.md"
    )


def test_a_file_that_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    plan = circle(laid(tmp_path))
    (tmp_path / "c.md").write_bytes(b"changed")
    refused(tmp_path, plan, r"c\.md changed meanwhile; nothing was written")
    (tmp_path / "c.md").unlink()
    refused(tmp_path, plan, r"c\.md does not exist any more; nothing was written")


def test_links_are_followed_but_not_renamed(tmp_path: Path) -> None:
    sources = laid(tmp_path)
    (tmp_path / "link.md").symlink_to("a.md")
    sources["link.md"] = decode("link.md", OLD["a.md"])
    refused(tmp_path, Plan(sources, renames={"link.md": "x.md"}), "is a link and cannot be renamed")
    both = Plan(sources, {"link.md": [Edit(Span(0, 1), "O")]}, {"a.md": "x.md"})
    refused(tmp_path, both, r"link\.md is a link to a\.md, which gets another name")
    apply(Plan(sources, {"link.md": [Edit(Span(0, 1), "O")]}), tmp_path)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "a.md").read_bytes() == b"One\r\ntwo\r\n"


@pytest.mark.parametrize("at", range(6))
def test_a_file_that_changes_while_others_are_written_keeps_its_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    plan = circle(laid(tmp_path))
    steps = states.states(plan, tmp_path)
    path = tmp_path / steps[at].path

    def meddle(state: State, staged: Path | None, root: Path) -> None:
        if state == steps[at]:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"mine")
        make(state, staged, root)

    make = journal._make
    monkeypatch.setattr(journal, "_make", meddle)
    with pytest.raises(WriteError):
        apply(plan, tmp_path)
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("error", [KeyboardInterrupt, WriteError, OSError])
@pytest.mark.parametrize("at", range(6))
def test_what_fails_on_its_way_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], at: int
) -> None:
    plan = circle(laid(tmp_path))
    wanted = states.states(plan, tmp_path)
    assert len(wanted) == 6

    def fail(state: State, staged: Path | None, root: Path) -> None:
        if state == wanted[at]:
            raise error
        make(state, staged, root)

    make = journal._make
    monkeypatch.setattr(journal, "_make", fail)
    with pytest.raises(error):
        apply(plan, tmp_path)
    assert tree(tmp_path) == OLD
    assert not is_stopped(tmp_path)


CHANGED = f"a.md changed since, and its copy from before lies in {CACHE}/{KEPT}-1/before"


def stopped(folder: Path, at: int) -> None:
    """A run that was killed when it had taken `at` of its six steps."""
    plan = circle(laid(folder))
    wanted = states.states(plan, folder)
    with journal._alone(folder) as cache:
        staged = journal._prepare(cache, wanted, folder)
        for state in wanted[:at]:
            journal._make(state, staged.get(state.path), folder)


@pytest.mark.parametrize("at", range(7))
def test_the_next_run_puts_back_what_a_killed_one_changed(tmp_path: Path, at: int) -> None:
    stopped(tmp_path, at)
    assert is_stopped(tmp_path)
    with pytest.raises(WriteError, match="an earlier run was stopped half-way"):
        apply(Plan({}, created=[decode("f.md", b"")]), tmp_path)
    said = recover(tmp_path)
    if at == 0:
        assert said == "an earlier run was stopped; none of its changes is left"
    elif at == 6:
        assert said == "an earlier run had written everything when it was stopped"
    else:
        assert said == "an earlier run was stopped half-way; its changes were undone"
    assert tree(tmp_path) == (NEW if at == 6 else OLD)
    assert recover(tmp_path) == ""
    assert [each.name for each in (tmp_path / CACHE).iterdir()] == [".gitignore"]


def test_a_recovery_that_is_killed_is_done_again(tmp_path: Path) -> None:
    stopped(tmp_path, 5)
    steps = journal._read(tmp_path / CACHE / FOLDER, tmp_path)
    for step in steps[:3]:
        journal._put_back(step, tmp_path / CACHE / FOLDER, tmp_path)
    recover(tmp_path)
    assert tree(tmp_path) == OLD


@pytest.mark.parametrize("name", list(OLD))
def test_what_changed_since_the_kill_is_not_overwritten(tmp_path: Path, name: str) -> None:
    stopped(tmp_path, 4)
    (tmp_path / name).write_bytes(b"mine")
    before = tree(tmp_path)
    with pytest.raises(WriteError, match=rf"half-way, and {name} changed since; .*revision/before: put back"):
        recover(tmp_path)
    assert tree(tmp_path) == before
    kept = tmp_path / CACHE / FOLDER / "before"
    assert {each.name: each.read_bytes() for each in kept.iterdir()} == OLD


def test_nothing_is_undone_where_nothing_is_left(tmp_path: Path) -> None:
    stopped(tmp_path, 4)
    (tmp_path / "x" / "d.md").unlink(missing_ok=True)
    (tmp_path / "e.md").unlink(missing_ok=True)
    laid(tmp_path, OLD | {"a.md": b"later work"})
    assert recover(tmp_path) == f"an earlier run was stopped; none of its changes is left; {CHANGED}"
    assert tree(tmp_path) == OLD | {"a.md": b"later work"}
    assert (tmp_path / CACHE / f"{KEPT}-1" / "before" / "a.md").read_bytes() == OLD["a.md"]


def test_new_names_go_beside_later_work(tmp_path: Path) -> None:
    stopped(tmp_path, 5)
    laid(tmp_path, OLD | {"a.md": b"as committed"})
    said = "an earlier run was stopped half-way; its changes were undone"
    assert recover(tmp_path) == f"{said}; {CHANGED}"
    assert tree(tmp_path) == OLD | {"a.md": b"as committed"}
    assert (tmp_path / CACHE / f"{KEPT}-1" / "before" / "a.md").read_bytes() == OLD["a.md"]


def test_files_that_only_the_killed_run_left_are_removed(tmp_path: Path) -> None:
    stopped(tmp_path, 4)
    laid(tmp_path)  # as `git stash` does with what git knows
    recover(tmp_path)
    assert tree(tmp_path) == OLD


@pytest.mark.parametrize(
    "path",
    ["../out.md", "/out.md", ".git/hooks/pre-commit", "x/.GIT/config", ".qapress_cache/a", "link/a.md"],
)
def test_a_journal_that_is_not_ours_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    folder = root / CACHE / FOLDER
    folder.mkdir(parents=True)
    (root / "link").symlink_to("..")
    step = {"path": path, "before": None, "after": None, "mode": None}
    journals: list[object] = [
        {"version": 1, "steps": [step]},
        {"version": 2, "steps": []},
        [],
        {"version": 1},
    ]
    for data in journals:
        (folder / JOURNAL).write_text(json.dumps(data))
        with pytest.raises(WriteError, match=r"journal\.json is damaged or not from here"):
            recover(root)


def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    stopped(tmp_path, 4)
    (tmp_path / CACHE / FOLDER / "before" / "a.md").write_bytes(b"other")
    with pytest.raises(WriteError, match=r"before/a\.md is damaged; put a\.md back by hand"):
        recover(tmp_path)


def test_a_cache_that_is_a_link_is_refused(tmp_path: Path) -> None:
    sources = laid(tmp_path / "root")
    (tmp_path / "root" / CACHE).symlink_to("..")
    with pytest.raises(WriteError, match=r"\.qapress_cache is a link; remove it"):
        apply(circle(sources), tmp_path / "root")
    assert tree(tmp_path / "root") == OLD


def test_two_runs_at_once(tmp_path: Path) -> None:
    plan = circle(laid(tmp_path))
    with (
        journal._alone(tmp_path),
        pytest.raises(WriteError, match=r"another command changes files under .*; wait"),
    ):
        apply(plan, tmp_path)
    assert tree(tmp_path) == OLD


def test_a_folder_mounted_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = circle(laid(tmp_path))

    def elsewhere(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(journal, "put", elsewhere)
    apply(plan, tmp_path)
    assert tree(tmp_path) == NEW
