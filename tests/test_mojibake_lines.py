"""Garbled prose and headings: no line gets worse, and each line whose damage has one origin comes back."""

from __future__ import annotations

import random

import pytest

from garbling import LINES, faithful, unambiguous, units
from qapress.mojibake import repair
from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import SINGLE_BYTE, page

LOSSY = [name for name in SINGLE_BYTE if page(name).undefined]
WAYS = [(name, policy) for name in LOSSY for policy in Policy] + [
    (name, Policy.DROP) for name in SINGLE_BYTE if name not in LOSSY
]
each_way = pytest.mark.parametrize(("name", "policy"), WAYS)

SOME = 60
"""So many lines make a file here, others under each page and policy."""


def some(name: str, policy: Policy) -> list[str]:
    """The lines tried with a page and a policy."""
    return random.Random(f"{name} {policy}").sample(LINES, SOME)


def worse(lines: dict[str, str], name: str, policy: Policy) -> list[tuple[str, str]]:
    """The lines (each with its repair) of which something became what did not stand there."""
    return [(line, after) for line, after in lines.items() if not faithful(units(line, name, policy), after)]


def missed(lines: dict[str, str], name: str, policy: Policy) -> list[str]:
    """The lines with one origin that did not come back."""
    return [
        line
        for line, after in lines.items()
        if line != after and unambiguous(units(line, name, policy), name, policy)
    ]


@each_way
def test_a_garbled_file(name: str, policy: Policy) -> None:
    sample = some(name, policy)
    damaged = "\n".join(garble(line, name, policy) for line in sample)
    lines = dict(zip(sample, repair(damaged).text.split("\n"), strict=True))
    assert worse(lines, name, policy) == []
    assert missed(lines, name, policy) == []


@each_way
def test_one_garbled_line_in_ten(name: str, policy: Policy) -> None:
    sample = some(name, policy)
    text = [line if at % 10 else garble(line, name, policy) for at, line in enumerate(sample)]
    after = repair("\n".join(text)).text.split("\n")
    lines = dict(zip(sample, after, strict=True))
    assert [line for line in sample if sample.index(line) % 10 and lines[line] != line] == []
    garbled = {line: lines[line] for line in sample[::10]}
    assert worse(garbled, name, policy) == []
    assert missed(garbled, name, policy) == []


@each_way
def test_a_garbled_line_alone(name: str, policy: Policy) -> None:
    lines = {line: repair(garble(line, name, policy)).text for line in some(name, policy)}
    assert worse(lines, name, policy) == []
