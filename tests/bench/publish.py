"""Builds of 115 questions of ordinary prose and of ten times as many, beside pandoc's way to a PDF by Typst.

What a program takes for one question is its start-up, and counts apart. With `--save` the figures go to
`results.json`, from which the README's table is made; `--quick` leaves out the large book. Linux only.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grammar_hub import sentences
from measure import QAPRESS, cost_of_all
from results import save

from qapress.emit import formats

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (115, 1_150)
RUNS = {1: 5, 115: 5, 1_150: 1}
FILE_QUESTIONS, FOLDER_QUESTIONS = 3, 40
PARAGRAPHS, SENTENCES = 3, 3
CODE = """\
```python
def enough(seen, wanted=NUMBER):
    # Equal counts are enough.
    return seen >= wanted
```"""
TABLE = """\
| Choice | Cost | Gain |
|:---|---:|---|
| none | 0 | none |
| some | NUMBER | most of it |
| all | NUMBER00 | a little more |"""
STEPS = """\
1. Look at case NUMBER by hand.
2. Write down what surprised you:
   - in the input,
   - in the result.
3. Change one thing and look again."""
QUOTE = "> It worked for NUMBER weeks, so nobody asked."
FEATURES = (CODE, "", TABLE, "", STEPS, "", QUOTE, "")
"""What stands between the paragraphs of an answer, in turn."""
WORD = re.compile("[A-Za-z]+")
PANDOC = """\
import subprocess, sys
from pathlib import Path
import pypandoc, typst
files = sorted(map(str, Path().rglob("*.md")))
made = ["--standalone", "--toc", "--to=typst", "--output=../book.typ", *files]
subprocess.run([pypandoc.get_pandoc_path(), *made], check=True)
typst.compile("../book.typ", output="../book.pdf")
"""
"""pandoc, and Typst's compiler in the place of the program that `--pdf-engine=typst` would start."""


class Program(NamedTuple):
    """What makes a book of the folder in which it runs."""

    name: str
    command: list[str]


def main() -> None:
    """Measure and print a table, with `--save` also keep it."""
    sizes = SIZES[:1] if "--quick" in sys.argv[1:] else SIZES
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for each in programs() for row in measured(each, Path(folder), sizes)]
    if "--save" in sys.argv[1:]:
        save("publish", {"rows": rows})


def programs() -> Iterator[Program]:
    """Ours with and without the other formats, and pandoc where it is installed."""
    for name, chosen in (("qapress, PDF", "pdf"), ("qapress, every format", ",".join(formats()))):
        yield Program(name, [QAPRESS, "build", "--out", "../dist", "--formats", chosen])
    if find_spec("pypandoc"):
        yield Program("pandoc and Typst, PDF", [sys.executable, "-c", PANDOC])
    else:
        print("pypandoc_binary is not installed")


def measured(program: Program, folder: Path, sizes: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    """A row for each size: CPU seconds at all and above start-up, and MiB of all processes together."""
    start = 0.0
    for size in (1, *sizes):
        root = folder / str(size)
        if not root.exists():
            write_book(root, size)
        found = cost_of_all(program.command, root, runs=RUNS[size])
        start = start or found.seconds
        above = found.seconds - start
        what = f"{program.name}, {size:,} question{'s' * (size > 1)}"
        print(f"{what:40} {found.seconds:6.2f} s CPU {above:6.2f} s above start {found.mebibytes:6.0f} MiB")
        yield {
            "name": program.name,
            "questions": size,
            "seconds": round(found.seconds, 2),
            "above": round(above, 2),
            "mebibytes": round(found.mebibytes),
        }


def write_book(root: Path, questions: int) -> None:
    """Write questions of some 120 words each: our own sentences in an order that is always the same."""
    chance = random.Random(7)
    known = [each for each in sentences() if "](" not in each]
    root.mkdir(parents=True)
    (root / "qapress.toml").write_text("")
    for first in range(1, questions + 1, FILE_QUESTIONS):
        last = min(first + FILE_QUESTIONS - 1, questions)
        path = root / f"topic-{first // FOLDER_QUESTIONS + 1}" / f"QA_{first}-{last}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(entry(each, chance, known) for each in range(first, last + 1))
        path.write_text(f"# Questions {first} to {last}\n\n{text}", "utf-8")


def entry(number: int, chance: random.Random, known: list[str]) -> str:
    """A question with its answer."""
    parts = [" ".join(chance.sample(known, SENTENCES)) for _ in range(PARAGRAPHS)]
    parts.insert(1, FEATURES[number % len(FEATURES)].replace("NUMBER", str(number)))
    answer = "\n\n".join(each for each in parts if each)
    title = " and ".join(max(WORD.findall(each), key=len) for each in chance.sample(known, 3)).lower()
    return f"## 📌 Q{number}: What have {title} in common?\n\n### ✅ Answer\n\n{answer}\n"


if __name__ == "__main__":
    main()
