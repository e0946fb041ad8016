"""Versions of qapress in order: which rules are newer than the edition that a collection was written for.

A rule that leaves preview gets a new `since`: the version from which it may find something by default.
"""

from __future__ import annotations

import re

NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def newer(version: str, than: str) -> bool:
    """Whether a version comes after another one: `0.10` after `0.9.1`, `1.0.0` not after `1.0`.

    Only the numbers count: `0.2.0rc1` holds all rules of `0.2`.
    """
    return _numbers(version) > _numbers(than)


def edition_of(version: str) -> str:
    """The edition that a version brings, as the configuration names it: `0.2` for `0.2.0rc1`."""
    numbers = _numbers(version)
    return ".".join(map(str, (*numbers, 0, 0)[: max(2, len(numbers))]))


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with, without zeros at the end."""
    found = NUMBERS.match(version)
    numbers = [int(each) for each in found[0].split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
