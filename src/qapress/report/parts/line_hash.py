"""The hash of a line by which GitHub knows a finding again when lines move.

GitHub's action computes it for each result that it uploads, and warns of every one that says otherwise; who
uploads by its API is asked for it. https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from __future__ import annotations

from array import array
from collections import Counter
from sys import byteorder
from typing import TYPE_CHECKING

from qapress.source.text import LINE_END

if TYPE_CHECKING:
    from collections.abc import Collection

    from qapress.source.text import Source

BLOCK = 100
"""UTF-16 units that a hash looks at, from the beginning of a line on; blanks and tabs are left out."""

NATIVE = f"utf-16-{byteorder[0]}e"
MASK = (1 << 64) - 1
WEIGHTS = [pow(37, BLOCK - 1 - at, MASK + 1) for at in range(BLOCK)]
END = array("H", [0xFFFF] + [0] * BLOCK)
"""What stands behind the last line."""


def line_hashes(source: Source, lines: Collection[int]) -> dict[int, str]:
    """The hashes of some lines, each with its number among equal ones in the file: `39fa2ee980eb94b0:1`."""
    text = LINE_END.sub("\n", source.encode().decode("utf-8", "replace"))
    units, starts = array("H"), []
    for line in text.replace(" ", "").replace("\t", "").split("\n"):
        starts.append(len(units))
        units.frombytes(f"{line}\n".encode(NATIVE))
    units[-1:] = END  # no line end follows the last line
    seen: Counter[bytes] = Counter()
    hashes = {}
    for number, start in enumerate(starts, 1):
        block = units[start : start + BLOCK]
        key = block.tobytes()
        seen[key] += 1
        if number in lines:
            value = sum(unit * weight for unit, weight in zip(block, WEIGHTS, strict=True)) & MASK
            hashes[number] = f"{value:x}:{seen[key]}"
    return hashes
