"""A hub of 39 files, made of sentences of our own prose, whose checks are measured as whole processes.

Server, its state and the cache of answers are its own. Which engines a check starts, and what a server takes,
is read from the list of processes (Linux).
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from grammar_engines import PROSE, ROOT
from grammar_run import texts
from measure import QAPRESS

from qapress.grammar.install import home

if TYPE_CHECKING:
    from collections.abc import Iterator


FILES, QUESTIONS, PARAGRAPHS, SENTENCES = 39, 115, 3, 3
MARK = "QAPRESS_BENCH"
"""A variable by which the processes of this bench are known, whoever their parents are."""
CHANGED = ("CI", "PYTHONDONTWRITEBYTECODE")
"""Variables by which a check would start a server of its own, or compile itself each time: users set neither."""
LIBRARY = "lt_py"
"""The embedded engine, as it stands among the files that a process has mapped."""
TICKS = os.sysconf("SC_CLK_TCK")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
PARAGRAPH = re.compile(r"[A-Z].*[.?!]")


class Spent(NamedTuple):
    """What runs of a command took at least: seconds by the clock, CPU seconds, MiB of the process.

    `server` are the CPU seconds that a LanguageTool server spent meanwhile.
    """

    wall: float
    cpu: float
    mebibytes: float
    server: float = 0.0


class Hub:
    """A hub of its own to check, and everything that checks of it keep or start."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "hub"
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in CHANGED},
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "LTP_PATH": str(home()),  # LanguageTool as it is installed, but the server's state apart
            "XDG_CACHE_HOME": str(folder / "user"),
            "QAPRESS_CACHE_DIR": str(folder / "answers"),
            MARK: str(folder),
        }
        self._answers = folder / "answers"
        self._sentences = sentences()
        self._written = 0
        for number in range(FILES):
            path = self.root / f"topic-{number // 13 + 1}" / f"QA_{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            questions = range(number * QUESTIONS // FILES, (number + 1) * QUESTIONS // FILES)
            path.write_text("".join(self._question(each + 1) for each in questions), "utf-8")

    def _question(self, number: int) -> str:
        answer = "\n\n".join(self._paragraph() for _ in range(PARAGRAPHS))
        return f"## 📌 Q{number}: What is part {number}?\n\n### ✅ Answer\n\n{answer}\n\n"

    def _paragraph(self) -> str:
        """A paragraph that was not there before."""
        self._written += 1
        return " ".join(random.Random(self._written).sample(self._sentences, SENTENCES))

    def change(self, name: str = "topic-1/QA_7.md") -> None:
        """Write another last paragraph into one of the files."""
        path = self.root / name
        before = path.read_text("utf-8").rstrip("\n").rpartition("\n\n")[0]
        path.write_text(f"{before}\n\n{self._paragraph()}\n", "utf-8")

    def forget(self) -> None:
        """Drop all answers and end the server."""
        for each in self._answers.rglob("*") if self._answers.exists() else ():
            if each.is_file():
                each.unlink()
        self.run("languagetool", "stop")

    def size(self) -> int:
        """Bytes of the hub."""
        return sum(each.stat().st_size for each in self.root.rglob("*.md"))

    def least(self, *arguments: str, runs: int, before: Any = None) -> Spent:
        """The least of some runs; `before` each of them something may be done."""
        found = []
        for _ in range(runs):
            if before:
                before()
            found.append(self.run(*arguments))
        return Spent(*map(min, zip(*found, strict=True)))

    def run(self, *arguments: str) -> Spent:
        """Run the program once."""
        server, start = self._server_seconds(), time.perf_counter()
        with self._started(*arguments) as process:
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = 0
        wall = time.perf_counter() - start
        meanwhile = max(0.0, self._server_seconds() - server)
        return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, meanwhile)

    def said(self, *arguments: str) -> str:
        """What the program writes."""
        return subprocess.run(
            [QAPRESS, *arguments],
            cwd=self.root,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout

    def engines_of(self, *arguments: str) -> list[str]:
        """Which engines a run loads or starts, by looking at the processes while it lasts."""
        seen: dict[str, None] = {}
        before, over = set(self._marked()), Event()

        def watch() -> None:
            while not over.is_set():
                seen.update(dict.fromkeys(self._loaded(before)))
                over.wait(0.005)

        with self._started(*arguments) as process:
            watcher = Thread(target=watch)
            watcher.start()
            process.wait()
            over.set()
            watcher.join()
        return list(seen)

    def _started(self, *arguments: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [QAPRESS, *arguments],
            cwd=self.root,
            env=self._environment,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
        )

    def _loaded(self, before: set[int]) -> Iterator[str]:
        """The engines in the processes of this hub that were not there before."""
        for each in self._marked():
            if each not in before and LIBRARY in _read(each, "maps"):
                yield "embedded"
            elif each not in before and _read(each, "comm").strip() == "java":
                yield "languagetool"

    def _marked(self) -> Iterator[int]:
        """The processes of this hub."""
        mark = f"{MARK}={self._environment[MARK]}\0"
        own = (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit())
        return (each for each in own if mark in _read(each, "environ"))

    def servers(self) -> list[int]:
        """The Java processes of this hub."""
        return [each for each in self._marked() if _read(each, "comm").strip() == "java"]

    def _server_seconds(self) -> float:
        fields = (_read(each, "stat").rpartition(")")[2].split() for each in self.servers())
        return sum((int(each[11]) + int(each[12])) / TICKS for each in fields if each)

    def server_mebibytes(self) -> dict[str, float]:
        """What the server takes now, and what it took at most."""
        status = "".join(_read(each, "status") for each in self.servers())
        sizes = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status))
        return {
            name: int(sizes[key]) / 1024
            for name, key in (("now", "VmRSS"), ("most", "VmHWM"))
            if key in sizes
        }


def _read(process: int, name: str) -> str:
    """A file of a process in /proc; empty when it is gone or another user's."""
    try:
        return Path(f"/proc/{process}/{name}").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def sentences() -> list[str]:
    """Sentences of our own prose, each once."""
    lines = (line for each in PROSE[:3] for text in texts(ROOT / each).values() for line in text.split("\n"))
    whole = (line for line in lines if PARAGRAPH.fullmatch(line))
    return list(dict.fromkeys(each for line in whole for each in SENTENCE.split(line)))


@contextmanager
def hub() -> Iterator[Hub]:
    """A hub with its own server, which is gone at the end."""
    with TemporaryDirectory() as folder:
        made = Hub(Path(folder))
        try:
            yield made
        finally:
            made.run("languagetool", "stop")
