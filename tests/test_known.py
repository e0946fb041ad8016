"""What is known is taken out before equal findings become one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from qapress.errors import ReadError
from qapress.pipeline.check import check
from qapress.pipeline.known import Known
from qapress.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.diagnostic import Report
    from qapress.pipeline.known import Seen


def garbled(count: int) -> str:
    """A file with so many equal faults, each in an answer of its own."""
    return "\n".join(
        f"## Q{n}: What is number {n}?\n\n### Answer\n\nIt  is number {n} of all of them.\n"
        for n in range(1, count + 1)
    )


def report(root: Path, *counts: int) -> Report:
    (root / "a.md").write_text(garbled(9), "utf-8")

    def known(seen: Seen, count: int) -> Known:
        return Known([each.identity for each in seen.found[:count]])

    filters = [partial(known, count=count) for count in counts]
    return check([], Settings(root, select=("double-space",)), filters=filters).report


def test_a_fault_at_many_places_shows_the_new_ones(tmp_path: Path) -> None:
    (one,) = report(tmp_path).diagnostics
    assert len(one.places) == 8
    found = report(tmp_path, 7)
    assert ([len(each.places) for each in found.diagnostics], found.known) == ([0, 0], 7)


def test_what_one_of_several_filters_knows_is_left_out(tmp_path: Path) -> None:
    for counts in ((3, 8), (8, 3), (8,), (0, 8)):
        found = report(tmp_path, *counts)
        assert (len(found.diagnostics), found.known) == (1, 8)


def test_a_filter_may_tell_something(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(garbled(2), "utf-8")

    def known(seen: Seen) -> Known:
        told = seen.found[0]._replace(path="b.md", identity=seen.found[0].identity._replace(where="b.md"))
        return Known([each.identity for each in seen.found], (told,))

    found = check([], Settings(tmp_path, select=("double-space",)), filters=[known]).report
    assert ([each.path for each in found.diagnostics], found.known) == (["b.md"], 2)


def test_a_file_that_is_gone_when_it_is_to_be_shown_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# A\n", "utf-8")
    checked = check([], Settings(tmp_path))
    path.unlink()
    with pytest.raises(ReadError, match=r"^a\.md changed while it was checked \(.+\); run again$"):
        checked.source("a.md")
