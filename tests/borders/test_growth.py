"""How the cost of a build grows with the book: never faster than the book, in time and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.border

SMALL, LARGE = 150, 300
FORMATS = "csv,json,jsonl,markdown,pdf"


def test_twice_the_questions_cost_hardly_more_than_twice_as_much(tmp_path: Path) -> None:
    from measure import QAPRESS, cost_of_all
    from publish import write_book

    costs = []
    for size in (1, SMALL, LARGE):
        write_book(tmp_path / str(size), size)
        command = [QAPRESS, "build", "--out", "../dist", "--formats", FORMATS]
        runs = [cost_of_all(command, tmp_path / str(size), runs=1) for _ in range(3)]
        costs.append(min(runs))
    start, small, large = costs
    assert large.seconds - start.seconds <= 2.4 * (small.seconds - start.seconds)
    assert large.mebibytes - start.mebibytes <= 2.4 * (small.mebibytes - start.mebibytes)
