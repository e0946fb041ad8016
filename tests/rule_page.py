"""A rule's page as the test reads it: groups of bad files with report and fixed text, and good ones."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FENCE = re.compile(r"(?ms)^(`{3,})(markdown|bytes|report|text|toml)[ ]*([^\n`]*)\n(.*?)^\1[ ]*$\n?")
DEFAULT_PATH = "example.md"
BYTES_END = re.compile(r"\\\n\Z|\\\n")


@dataclass
class Block:
    """One fenced block: language, role (bad, good, fixed, report, file, before), path, text, where it stands.

    `times` is how often the text is repeated to make the file.
    """

    language: str
    role: str
    path: str
    text: str
    start: int
    end: int
    times: int = 1

    def content(self) -> bytes:
        """The bytes that the block stands for."""
        if self.language != "bytes":
            return self.text.encode("utf-8") * self.times
        joined = re.sub(r"\\\n", "", self.text)
        return codecs.escape_decode(joined.encode("utf-8"))[0] * self.times


@dataclass
class Example:
    """Files that are checked together, with what is expected of them; `before` is what they were."""

    good: bool
    files: dict[str, bytes] = field(default_factory=dict)
    report: Block | None = None
    fixed: dict[str, Block] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    before: dict[str, bytes] = field(default_factory=dict)


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page that take part in the test."""
    for match in FENCE.finditer(page):
        words = match[3].split()
        path = next((word[5:] for word in words if word.startswith("path=")), DEFAULT_PATH)
        role = "report" if match[2] == "report" else next((word for word in words if "=" not in word), "")
        if role in ("bad", "good", "fixed", "report", "file", "before"):
            times = next((int(word[6:]) for word in words if word.startswith("times=")), 1)
            yield Block(match[2], role, path, match[4], match.start(4), match.end(4), times)


def examples(page: str) -> list[Example]:
    """The examples of a page in order; blocks with other paths that follow each other belong together."""
    found: list[Example] = []
    before: dict[str, bytes] = {}
    previous = ""
    for block in blocks(page):
        if block.role in ("bad", "good"):
            same = block.role == previous and block.path not in found[-1].files and block.path != DEFAULT_PATH
            if not same:
                found.append(Example(block.role == "good", before=before))
                before = {}
            found[-1].files[block.path] = block.content()
        elif block.role == "before":
            before[block.path] = block.content()
        elif block.role == "report":
            found[-1].report = block
        elif block.role == "fixed":
            found[-1].fixed[block.path] = block
        else:
            found[-1].others[block.path] = block.content()
        previous = block.role if block.role != "file" else previous
    return found


def rewrite(path: Path, changes: list[tuple[Block, str]]) -> None:
    """Put new texts into blocks of a page."""
    page = path.read_text("utf-8")
    for block, text in sorted(changes, key=lambda each: -each[0].start):
        page = page[: block.start] + text + page[block.end :]
    path.write_text(page, "utf-8")
