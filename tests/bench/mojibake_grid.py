"""Every emoji in a heading, under each page and policy, held against what can be known at all."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mojibake_peers import HARM, QAPRESS, TOOLS, Outcome, shares
from mojibake_text import PROSE

from qapress.mojibake.forward import Policy, garble
from qapress.mojibake.pages import page
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mojibake_peers import Judged

SINGLE_BYTE = (
    "cp1252", "cp1254", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "latin-1", "iso-8859-9", "iso-8859-15", "mac-roman", "cp437", "cp850", "koi8-r",
)  # fmt: skip
MULTI_BYTE = ("gbk", "gb18030", "cp932", "shift_jis", "cp949", "euc-kr", "cp950", "big5")
LOSSLESS = "lossless"
"""Stands for any policy where the page defines every byte."""
NEWEST = 15.0
"""The version of emoji that the targets are stated for."""
EXACT, WRONG, TOP = 0.5, 0.0, 1.0
"""By how many points safe edits may miss what is unique, edits be wrong, and suggestions miss the best."""
QUICK = 400


class Row(NamedTuple):
    """One page under one policy: percent of the emoji up to 15.0.

    `unique` is the share whose image no other of them has, `known` the same over our whole repertoire,
    `top` what is reached when each image is given to one of its origins. `every` holds exact and unique over
    the emoji of all versions.
    """

    page: str
    policy: str
    unique: float
    known: float
    top: float
    every: tuple[float, float]
    tools: dict[str, dict[str, float]]
    failures: list[Judged]

    def reached(self) -> bool:
        """Whether our figures are those that the design demands."""
        found = self.tools[QAPRESS.name]
        return (
            abs(found[Outcome.EXACT] - self.unique) <= EXACT
            and sum(found[each] for each in HARM) <= WRONG
            and found[Outcome.EXACT] + found[Outcome.FIRST] >= self.top - TOP
        )


@cache
def emoji() -> dict[str, float]:
    """The fully qualified emoji with the versions of Unicode's list that brought them."""
    from emoji import EMOJI_DATA, STATUS

    full = STATUS["fully_qualified"]
    return {symbol: float(data["E"]) for symbol, data in EMOJI_DATA.items() if data["status"] == full}


def cells(only: str | None = None) -> list[tuple[str, str]]:
    """The pages and policies to measure."""
    found = []
    for name in SINGLE_BYTE:
        lossy = page(name).undefined & frozenset(range(0x80, 0xF5)) - frozenset({0xC0, 0xC1})
        found += [(name, each.value) for each in Policy] if lossy else [(name, LOSSLESS)]
    wide = (Policy.DROP, Policy.FFFD, Policy.QM)
    found += [(name, each.value) for name in MULTI_BYTE for each in wide]
    return [each for each in found if only in (None, each[0])]


def heading(symbol: str) -> str:
    """The line that a symbol is judged in."""
    return f"## {symbol} Q12: What is attention?"


def measured(cell: tuple[str, str], *, quick: bool = False) -> Row:
    """Garble a file of prose and one heading for each emoji, repair it, and look at each heading."""
    name, policy = cell
    damage = Policy.C1 if policy == LOSSLESS else Policy(policy)
    symbols = sample(QUICK) if quick else list(emoji())
    old = [each for each in symbols if emoji()[each] <= NEWEST]
    symbols = old + [each for each in symbols if emoji()[each] > NEWEST]
    original = PROSE + "\n".join(map(heading, symbols))
    damaged = garble(original, name, damage)
    found = {tool.name: tool.judged(original, damaged)[-len(symbols) :] for tool in TOOLS}
    recent, every, known = (
        crowds(each, name, damage)
        for each in ([each for each in emoji() if emoji()[each] <= NEWEST], list(emoji()), repertoire())
    )
    return Row(
        name,
        policy,
        unique=_alone(recent, old),
        known=_alone(known, old),
        top=100 * sum(1 / recent[each] for each in old) / len(old),
        every=(shares(found[QAPRESS.name])[Outcome.EXACT], _alone(every, symbols)),
        tools={tool: shares(each[: len(old)]) for tool, each in found.items()},
        failures=_missed(found[QAPRESS.name], known, old),
    )


def _missed(found: Sequence[Judged], counts: dict[str, int], symbols: Sequence[str]) -> list[Judged]:
    """The lines that were harmed, or not restored although nothing we know has the same image."""
    lines = zip(found, symbols, strict=False)
    return [
        each
        for each, symbol in lines
        if each.outcome in HARM or (counts[symbol] == 1 and each.outcome is not Outcome.EXACT)
    ]


def sample(count: int) -> list[str]:
    """Some emoji, the same each time."""
    return random.Random(1).sample(list(emoji()), count)


def crowds(symbols: Sequence[str], name: str, policy: Policy) -> dict[str, int]:
    """How many of the symbols leave the heading that each of the emoji leaves, itself included."""
    images = {each: garble(heading(each), name, policy) for each in dict.fromkeys((*symbols, *emoji()))}
    counted = Counter(images[each] for each in symbols)
    return {each: counted[images[each]] for each in emoji()}


def _alone(counts: dict[str, int], symbols: Sequence[str]) -> float:
    return 100 * sum(counts[each] == 1 for each in symbols) / len(symbols)


HEAD = (
    f"{'':22} {'unique':>6} {'known':>6} {'top-1':>6} | {'exact':>6} {'wrong':>6} {'first':>6} {'among':>6} "
    f"{'left':>6} | {'all: exact, unique':>18} | {'ftfy exact, wrong, half, erased':>31} | {'plsfix':>27} |"
)


def show(row: Row) -> None:
    """Print a row of the table."""
    ours, ftfy, plsfix = row.tools.values()
    limits = " ".join(f"{each:6.1f}" for each in (row.unique, row.known, row.top))
    wrong = sum(ours[each] for each in HARM)
    found = (ours[Outcome.EXACT], wrong, *(ours[each] for each in (Outcome.FIRST, Outcome.AMONG)))
    mine = " ".join(f"{each:6.1f}" for each in (*found, ours[Outcome.UNTOUCHED]))
    every = " ".join(f"{each:6.1f}" for each in row.every)
    theirs = [" ".join(f"{each[kind]:6.1f}" for kind in (Outcome.EXACT, *HARM)) for each in (ftfy, plsfix)]
    reached = "reached" if row.reached() else "missed"
    print(
        f"{row.page:12} {row.policy:9} {limits} | {mine} | {every:>18} | {theirs[0]:>31} | {theirs[1]:>27} | {reached}"
    )
