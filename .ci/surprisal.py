"""Learn the costs of `mojibake/surprisal.txt` from clean text of many languages, and compare.

`python .ci/surprisal.py` needs pip, and Python 3.11 for its version of Unicode; it exits 1 when the file in
the package is not what the sources give. `--write` stores it instead. The sources are the translations that
Sphinx (BSD-2-Clause) and Wagtail (BSD-3-Clause) ship, the names in CLDR as Babel has them (Unicode-3.0), and
the lines of `surprisal.txt` beside this script, our own, for what catalogues lack. Only statistics of them go
into the package.
"""

from __future__ import annotations

import gettext
import pickle
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from functools import cache
from itertools import cycle, pairwise
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import unidata_version

from qapress.mojibake.surprisal import ENDING, ZERO, name_of, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ("Sphinx==9.0.4", "wagtail==8.0.1", "babel==2.18.0")
CLASSES, TARGET = (
    Path(__file__).parent.parent / "src/qapress/mojibake" / each for each in ("classes.txt", "surprisal.txt")
)
SAMPLE = Path(__file__).with_suffix(".txt")

UNICODE = "14.0.0"
LANGUAGE = 20_000
"""So many characters of a language count, however much there is: each weighs about the same."""
CLDR = " (CLDR)"
NAMED = 0.1
"""How often languages count of which only CLDR has something: few people write them."""
SAMPLED = 20
"""How often the sample counts."""
CAPITALS = 0.1
"""How often the rest counts in capitals, as in headings."""
DRESSES = (
    *("“W” ", "„W“ ", "«W» ", "»W« ", "‘W’ ", "‚W‘ ", "”W” ", "„W” ", "“W,” ", "“W.” ", "«W», ", "(W) "),
    *(
        "W—",
        "— W ",
        "W – ",
        "W–",
        "W… ",
        "…W ",
        "“W…” ",
        "«…W» ",
        "„W…“ ",
        "W”… ",
        "«W»… ",
        "W”—",
        "¿W? ¡W! ",
    ),
)
"""What books put around words and user interfaces do not; a line takes one, in turn."""
DRESSED = 0.1
"""How often a line counts so, beside plain."""
UNSEEN_STEP, UNSEEN_CHARACTER = 15, 0.5
"""So many characters behind each class are added to what was counted, as they come in all the text; and so
many of each character within each class."""
TURNS = ("initial", "low", "final", "ellipsis", "super")
"""Classes that begin words or end them."""
NEVER = {"control": 24, "next": 20, "replacement": 16, "private": 20}
"""Bits of the classes that clean text has not, whatever happened to stand in the sources."""
RAREST, HIGHEST = 17, 30
"""Bits of any other class that the sources lack, and of the dearest step."""
SPREAD = 3
"""So many bits more than the average of a class a character of it costs, at most; of a large one none."""
COARSE = frozenset({"common", "rare", "extension", "hangul", "asian", "indic"})
"""Large classes, of which only characters that save two bits are listed; of the others it is one."""
HIDDEN = frozenset({"nbsp", "invisible", "combining", "niqqud", "harakat", "vowel", "sign", "modifier"})
"""Classes whose characters are written as code points, since they do not show by themselves."""

LOCALE = re.compile(r"/locale/([a-z]{2,3})(?![a-z])")
HEAD = """\
# What characters and steps cost, in bits: see `surprisal.py`. A line for each class: its name, the bits of a
# character of it, and the bits of the step to each class in the order of these lines: one character each, "0"
# for none, and half a bit more for each code point above it. Then, indented, characters that cost less.
# Learned by .ci/surprisal.py from translations of Sphinx 9.0.4 and Wagtail 8.0.1 (BSD) and the names in CLDR
# as of Babel 2.18.0 (Unicode-3.0); nothing but these figures was taken over.
"""

name = cache(name_of)


def texts(folder: Path) -> dict[str, list[str]]:
    """The distinct lines of the sources by language."""
    lines: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted(
        each for package in ("sphinx", "wagtail") for each in (folder / package).rglob("*.mo")
    ):
        if found := LOCALE.search(path.as_posix()):
            lines[found[1]].update((line, None) for text in catalogue(path) for line in text.split("\n"))
    written = set(lines)
    for path in sorted((folder / "babel/locale-data").glob("*.dat")):
        if path.stem.count("_") < 2:
            with path.open("rb") as file:
                language = path.stem.split("_")[0]
                key = language if language in written else language + CLDR
                lines[key].update((text, None) for text in strings(pickle.load(file)))
    return {language: list(each) for language, each in sorted(lines.items())}


def catalogue(path: Path) -> Iterator[str]:
    """The translations in a catalogue of gettext."""
    with path.open("rb") as file:
        entries: dict[object, object] = vars(gettext.GNUTranslations(file))["_catalog"]
    yield from (str(value) for key, value in entries.items() if key and value != key)


def strings(data: object) -> Iterator[str]:
    """The texts in a nest of dictionaries and lists."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from strings(each)


class Counted:
    """How often each step from class to class was seen, each token, and each class."""

    def __init__(self) -> None:
        self.steps: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.tokens: defaultdict[str, float] = defaultdict(float)

    def count(self, line: str, times: float) -> None:
        """Count a line, its edges as spaces."""
        found = tokens(line)
        for step in pairwise(["space", *map(name, found), "space"]):
            self.steps[step] += times
        for token in found:
            self.tokens[token] += times
        for one, other, after in zip(found, found[1:], [*found[2:], " "], strict=False):
            if one.isalpha() and name(other) in TURNS:
                self.steps[name(other) + ENDING, name(after)] += times

    def count_all(self, lines: list[str], times: float) -> None:
        """Count the lines of a language, in capitals as well."""
        times *= min(1, LANGUAGE / sum(map(len, lines)))
        for dress, line in zip(cycle(DRESSES), lines, strict=False):
            for written, share in ((line, 1), (line.upper(), CAPITALS)):
                words = [dress.replace("W", word) for word in written.split(" ")]
                self.count(written, times * share)
                self.count("".join(words), times * share * DRESSED)


class Table:
    """The costs that follow from what was counted."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        self.sizes = Counter(name(chr(code)) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
        self.names = [each for each in order() if self.sizes[each]]
        self.kinds: defaultdict[str, float] = defaultdict(float)
        for token, times in counted.tokens.items():
            self.kinds[name(token)] += times
        self.behind: defaultdict[str, float] = defaultdict(float)
        for (one, _), times in counted.steps.items():
            self.behind[one] += times

    def lines(self) -> Iterator[str]:
        """The lines of the file, but for its head."""
        members: defaultdict[str, list[str]] = defaultdict(list)
        for token in self.counted.tokens:
            members[name(token)].append(token)
        for one in self.names:
            free = one in NEVER or all(each.isascii() for each in members[one]) or one == "picture"
            default = 0.0 if free and one != "picture" else self.unseen(one)
            yield f"{one} {default:g} {self.steps(one)}"
            if not free:
                yield from self.cheaper(one, default, members[one])

        for one in TURNS:
            yield f"{one}{ENDING} 0 {self.steps(one + ENDING)}"

    def prior(self, kind: str) -> float:
        """The share of a class in all text."""
        return max(self.kinds[kind] / sum(self.kinds.values()), 2.0**-RAREST)

    def steps(self, one: str) -> str:
        """The steps from a class as they are written."""
        return "".join(chr(ZERO + round(2 * self.step(one, other))) for other in self.names)

    def step(self, one: str, other: str) -> float:
        """The bits of a step between classes."""
        if other in NEVER:
            return NEVER[other]
        seen, behind = (0.0, 0.0) if one in NEVER else (self.counted.steps[one, other], self.behind[one])
        chance = (seen + UNSEEN_STEP * self.prior(other)) / (behind + UNSEEN_STEP)
        return min(HIGHEST, -log2(chance))

    def within(self, kind: str, seen: float) -> float:
        """The bits of a character of a class that was seen so often, in steps of a half."""
        chance = (seen + UNSEEN_CHARACTER) / (self.kinds[kind] + UNSEEN_CHARACTER * self.sizes[kind])
        return round(-2 * log2(chance)) / 2

    def unseen(self, kind: str) -> float:
        """The bits of a character that was not seen; some more than if all were equally common, at most."""
        average = round(2 * log2(self.sizes[kind])) / 2
        return min(self.within(kind, 0), average + (0 if kind in COARSE else SPREAD))

    def cheaper(self, kind: str, default: float, members: list[str]) -> Iterator[str]:
        """The characters of a class that cost less than the others, by their bits."""
        groups: defaultdict[float, list[str]] = defaultdict(list)
        for character in sorted(members):
            bits = self.within(kind, self.counted.tokens[character])
            if bits <= default - (2 if kind in COARSE else 1):
                groups[bits].append(character)
        for bits, group in sorted(groups.items()):
            written = " ".join(f"U+{ord(each):04X}" for each in group) if kind in HIDDEN else "".join(group)
            yield f" {bits:g} {written}"


def order() -> Iterator[str]:
    """The names of all classes that there may be."""
    for line in CLASSES.read_text("utf-8").split("\n"):
        if line and not line.startswith("# "):
            first = line.split(" ")[0]
            yield from (first, first.upper())
    yield from ("sign", "common", "rare", "extension")


def main(arguments: list[str]) -> int:
    """Compare, or store with `--write`; returns the exit code."""
    if unidata_version != UNICODE:
        sys.exit(f"needs Unicode {UNICODE}, as Python 3.11 has it; this Python has {unidata_version}")
    counted = Counted()
    with tempfile.TemporaryDirectory() as folder:
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, *PACKAGES]
        subprocess.run([sys.executable, *install], check=True)
        sys.path.append(folder)  # the data of CLDR are pickled objects of Babel
        for language, lines in texts(Path(folder)).items():
            counted.count_all(lines, NAMED if language.endswith(CLDR) else 1)
    for line in SAMPLE.read_text("utf-8").split("\n"):
        counted.count(line, SAMPLED)
    learned = HEAD + "\n".join(Table(counted).lines()) + "\n"
    if "--write" in arguments:
        TARGET.write_text(learned, "utf-8")
        return 0
    if TARGET.read_text("utf-8") != learned:
        print(f"{TARGET} differs from its sources: run python .ci/surprisal.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
