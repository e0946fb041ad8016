"""Prose, layers, mixed files and second damages: how many garbled lines come back."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from mojibake_grid import LOSSLESS, SINGLE_BYTE, heading, sample
from mojibake_peers import HARM, QAPRESS, TOOLS, Outcome, shares
from mojibake_text import PROSE, characters, sentences

from qapress.mojibake.forward import Policy, Second, garble, second

if TYPE_CHECKING:
    from mojibake_peers import Judged

LAYERED = ("cp1252", "cp1254", "latin-1", "cp437")
COMMON = ("cp1252", "cp1254", "cp437", "cp1250", "cp1251")
GARBLED = (10, 30, 50, 70, 90)
MIXED_LINES = 400
SEED = 5


class Found(NamedTuple):
    """What one kind of damage left: percent of the garbled lines, by tool and outcome.

    `lines` were garbled. `touched` of the others were changed by us, and `short` of those from which no byte
    was lost were not restored; both must be none.
    """

    name: str
    lines: int
    tools: dict[str, dict[str, float]]
    touched: int
    short: int
    failures: list[Judged]

    def reached(self) -> bool:
        """Whether all that is demanded came back, and nothing was harmed."""
        found = self.tools[QAPRESS.name]
        return not (self.short or self.touched or any(found[each] for each in HARM))


@dataclass(frozen=True)
class Damage:
    """Readings with wrong pages, one after the other, and what came after."""

    pages: tuple[str, ...]
    policy: Policy
    second: Second | None = None

    def __call__(self, text: str) -> str:
        """The text after it."""
        for name in self.pages:
            text = garble(text, name, self.policy)
        return second(text, self.second) if self.second else text

    def loses(self, text: str) -> bool:
        """Whether any character or byte left no trace of its value."""
        shown = Damage(self.pages, Policy.C1)(text)
        return "\ufffd" in shown or shown != self(text)


class Damaged(NamedTuple):
    """A text and what became of it, line by line the same count."""

    name: str
    original: str
    text: str
    damage: Damage


def measured(each: Damaged) -> Found:
    """Let each tool repair a damaged text."""
    before, after = each.original.split("\n"), each.text.split("\n")
    hit = [one != other for one, other in zip(before, after, strict=True)]
    found = {tool.name: tool.judged(each.original, each.text, each.damage) for tool in TOOLS}
    garbled = {
        tool: [line for line, was in zip(lines, hit, strict=True) if was] for tool, lines in found.items()
    }
    own = garbled[QAPRESS.name]
    others = [line for line, was in zip(found[QAPRESS.name], hit, strict=True) if not was]
    return Found(
        each.name,
        sum(hit),
        {tool: shares(lines) for tool, lines in garbled.items()},
        touched=sum(line.outcome is not Outcome.EXACT for line in others),
        short=sum(line.outcome is not Outcome.EXACT and not each.damage.loses(line.original) for line in own),
        failures=[line for line in (*others, *own) if line.outcome is not Outcome.EXACT],
    )


def prose(only: str | None = None) -> list[Damaged]:
    """The characters of European prose in sentences, nothing lost."""
    original = "\n".join(line for _, lines in characters() for line in lines)
    pages = [name for name in SINGLE_BYTE if only in (None, name)]
    return [_whole(name, original, Damage((name,), Policy.C1)) for name in pages]


def _whole(name: str, original: str, damage: Damage) -> Damaged:
    """A text of which each line is damaged alike."""
    return Damaged(name, original, damage(original), damage)


def layers() -> list[Damaged]:
    """Three readings in any order over prose with emoji."""
    original = PROSE + "\n".join(map(heading, sample(20)))
    orders = product(LAYERED, repeat=3)
    return [_whole(" > ".join(each), original, Damage(each, Policy.C1)) for each in orders]


def mixed(only: str | None = None) -> list[Damaged]:
    """Files of which some lines were garbled and others were not."""
    found = []
    for name, policy, share in product(COMMON, (Policy.C1, Policy.DROP), GARBLED):
        if only not in (None, name):
            continue
        chance, damage = random.Random(SEED), Damage((name,), policy)
        lines = _varied(chance)
        text = [damage(line) if 100 * chance.random() < share else line for line in lines]
        title = f"{name} {_kind(policy)} {share} %"
        found.append(Damaged(title, "\n".join(lines), "\n".join(text), damage))
    return found


def _kind(policy: Policy) -> str:
    return LOSSLESS if policy is Policy.C1 else policy.value


def _varied(chance: random.Random) -> list[str]:
    """Lines of several kinds in a seeded order."""
    source = sentences("english")
    lines = [next(source) for _ in range(MIXED_LINES // 2)] + [*map(heading, sample(MIXED_LINES // 4))]
    lines += PROSE.split("\n")
    chance.shuffle(lines)
    return lines


def seconds(only: str | None = None) -> list[Damaged]:
    """What another program did to garbled text."""
    original = PROSE + "\n".join(map(heading, sample(100)))
    found = []
    for name, policy, damage in product(COMMON, (Policy.C1, Policy.DROP), Second):
        text = garble(original, name, policy)
        if only in (None, name) and second(text, damage) != text:
            title = f"{name} {_kind(policy)} {damage}"
            found.append(_whole(title, original, Damage((name,), policy, damage)))
    return found


HEAD = f"{'':30} {'lines':>6} | {'exact':>6} {'part':>6} {'wrong':>6} {'first':>6} {'among':>6} {'left':>6} | {'ftfy exact, harm':>16} | {'plsfix':>16} |"


def show(found: Found) -> None:
    """Print a row: percent of the garbled lines; harm is whatever changed a line and not back."""
    ours, *peers = found.tools.values()
    rest = (ours[each] for each in (Outcome.FIRST, Outcome.AMONG, Outcome.UNTOUCHED))
    shown = (ours[Outcome.EXACT], ours[Outcome.PART], harm(ours), *rest)
    mine = " ".join(f"{each:6.1f}" for each in shown)
    theirs = " | ".join(f"{each[Outcome.EXACT]:9.1f} {harm(each):6.1f}" for each in peers)
    verdict = "reached" if found.reached() else f"missed: {found.short} lossless, {found.touched} clean lines"
    print(f"{found.name:30} {found.lines:6} | {mine} | {theirs} | {verdict}")


def harm(tool: dict[str, float]) -> float:
    """Percent of lines changed, and not back."""
    return sum(tool[each] for each in HARM)
