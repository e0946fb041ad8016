"""Both grammar engines say the same of the same text, but for the differences that are listed with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from grammar_engines import compared, compared_as_shown, damaged, listed, prose, unlisted
from grammar_run import alone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grammar_engines import Difference

pytestmark = pytest.mark.border


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with alone():
        yield


def shown(found: list[Difference]) -> list[str]:
    return [f"{each.where}: {each.engine} {each.rule} {each.text!r}" for each in found]


def test_they_differ_nowhere_else_in_the_content_and_damaged_copies_of_it() -> None:
    shared, found = compared(damaged(prose(quick=True)))
    assert shared > 200
    assert shown(unlisted(found, listed())) == []


def test_reports_differ_nowhere_else_in_all_prose() -> None:
    shared, found = compared_as_shown(prose())
    assert shared > 100
    assert shown(unlisted(found, listed())) == []


def test_each_listed_difference_is_there() -> None:
    known = listed()
    _, found = compared({str(number): each.example for number, each in enumerate(known)})
    at = {(each.where.partition("@")[0], each.engine, each.rule) for each in found}
    assert [
        each for number, each in enumerate(known) if (str(number), each.engine, each.rule) not in at
    ] == []
    assert shown(unlisted(found, known)) == []
