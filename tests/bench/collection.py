"""A large collection: 8,000 files and 20,000 questions, beside other linters where they are installed.

The others look at Markdown alone: none of them knows questions, numbers across files, or garbled text.
With `--save` the figures go to `results.json`, from which the README's table is made.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import QAPRESS, cost, show
from results import save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measure import Cost

FILES, QUESTIONS = 8_000, 20_000
FOLDER_QUESTIONS = 250
SUBJECTS = [
    "token",
    "vector",
    "layer",
    "query",
    "index",
    "cache",
    "shard",
    "queue",
    "lock",
    "thread",
    "buffer",
    "socket",
    "packet",
    "kernel",
    "page",
]
VERBS = [
    "holds",
    "moves",
    "counts",
    "orders",
    "splits",
    "joins",
    "keeps",
    "drops",
    "reads",
    "writes",
    "shares",
    "guards",
    "maps",
    "sends",
    "finds",
]
ENDS = [
    "before the next step starts",
    "while others wait",
    "when the load grows",
    "without a copy",
    "in constant time",
    "for each caller",
    "at the end of a round",
    "once a minute",
    "behind one interface",
    "from left to right",
]
PEERS = {
    "rumdl": ["rumdl", "check", "--no-cache", "."],
    "markdownlint-cli2": ["markdownlint-cli2", "**/*.md"],
    "pymarkdown": ["pymarkdown", "scan", "-r", "."],
}


def main() -> None:
    """Measure and print a table, with `--save` also keep it."""
    with tempfile.TemporaryDirectory() as folder:
        write_hub(Path(folder), FILES, QUESTIONS)
        found = measured(Path(folder))
    if "--save" in sys.argv[1:]:
        save("collection", figures(found))


def measured(folder: Path) -> dict[str, Cost]:
    """What each linter takes for the hub in a folder, ours first and in one process."""
    ours = cost([QAPRESS, "--jobs", "1", "check"], folder, runs=1)
    found = {"qapress": ours}
    show(f"qapress check, {FILES:,} files", ours, ours)
    for name, command in PEERS.items():
        if program := _program(command[0]):
            found[name] = cost([program, *command[1:]], folder, runs=1)
            show(name, found[name], ours)
        else:
            print(f"{name:34} is not installed")
    return found


def figures(found: dict[str, Cost]) -> dict[str, Any]:
    """What is kept for the README."""
    rows = [
        {"name": name, "seconds": round(each.seconds, 1), "mebibytes": round(each.mebibytes)}
        for name, each in found.items()
    ]
    return {"files": FILES, "questions": QUESTIONS, "rows": rows}


def write_hub(folder: Path, files: int, questions: int) -> None:
    """Write a hub in the house layout and without fault: folders of some 250 questions, 800 characters each.

    The text is made of phrases by a seeded generator, so that each run measures the same bytes.
    """
    chance = random.Random(1)
    sizes = [questions // files + (index < questions % files) for index in range(files)]
    topic, number = 1, 0
    for size in sizes:
        first, number = number + 1, number + size
        entries = [_entry(topic, each, chance) for each in range(first, number + 1)]
        path = folder / f"topic-{topic}" / f"QA_{first}-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(entries), "utf-8")
        if number >= FOLDER_QUESTIONS:
            topic, number = topic + 1, 0


def _entry(topic: int, number: int, chance: random.Random) -> str:
    paragraphs = (" ".join(_sentences(chance, 4)) for _ in range(3))
    return (
        f"## 📌 Q{number}: What does part {number} of topic {topic} do?\n\n### ✅ Answer\n\n"
        + "\n\n".join((*paragraphs, ""))
    )


def _sentences(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        subject, object_ = chance.sample(SUBJECTS, 2)
        yield f"A {subject} {chance.choice(VERBS)} the {object_} {chance.choice(ENDS)}."


def _program(name: str) -> str | None:
    """A program of this environment, else one that the machine has."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


if __name__ == "__main__":
    main()
