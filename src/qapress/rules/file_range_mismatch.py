"""The numbers in a file's name are not those of its questions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.numbering import number_faults, parse_number, prefix_of, ranges, worded
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.facts import Facts


@rule("QA305", scope=Collection, severity=Severity.WARNING, since="0.1")
def file_range_mismatch(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report files named for other numbers than they hold, unless a fault of the numbers explains it."""
    del at
    faulty = {fault.place.path for fault in number_faults(collection)}
    for folder in collection.by_folder.values():
        known = sorted(number for file in folder for number in _numbers(file))
        for file in folder:
            held = _numbers(file)
            if file.promised and held and file.path not in faulty:
                around = known if collection.complete else sorted(held)
                if not _agree(file.promised, held, around):
                    yield _finding(file, file.promised, held)


def _numbers(file: Facts) -> list[int]:
    return [parse_number(each.number).value for each in file.entries if each.number]


def _agree(promised: tuple[int, int], held: list[int], around: list[int]) -> bool:
    """Whether a file holds what its name promises, but for numbers that number-gap reports as missing.

    `around` are the numbers of the folder, sorted.
    """
    low, high = promised
    inside = all(low <= number <= high for number in held)
    whole = around[0] <= low and high <= around[-1]
    within = around[bisect_left(around, low) : bisect_right(around, high)]
    return inside and whole and set(held).issuperset(within)


def _finding(file: Facts, promised: tuple[int, int], held: list[int]) -> Finding:
    prefix, first = prefix_of(file.entries), next(each for each in file.entries if each.number)
    low, high = promised
    message = f"the file is named for {worded(prefix, [promised])}, but holds {worded(prefix, ranges(held))}"
    name = file.path.rpartition("/")[2].replace(f"{low}-{high}", f"{min(held)}-{max(held)}")
    hint = f"rename it to {name}, or move the questions to where they belong"
    return Finding(first.number_at or first.at, message, hint, path=file.path)
