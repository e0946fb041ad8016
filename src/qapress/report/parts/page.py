"""The page of a rule as a terminal shows it: colours instead of markup, lines as wide as the window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.report.parts.color import BOLD, CYAN, DIM, GREEN, ITALIC, RED, YELLOW, paint
from qapress.report.parts.excerpt import shown
from qapress.report.parts.places import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDEST = 100
"""Columns of text at most: longer lines are hard to read."""

BLOCK = re.compile(
    r"^(?P<fence>`{3,}|~{3,})(?P<info>.*)\n(?P<code>(?:.*\n)*?)(?P=fence)\n"
    r"|^# (?P<title>.*)\n"
    r"|^(?P<mark>[-*] |)(?P<text>\S.*\n(?:(?![-*] |```|~~~|# ).*\S.*\n)*)"
    r"|^\n",
    re.MULTILINE,
)
INLINE = re.compile(
    r"(?P<tick>`+)(?P<code>.+?)(?P=tick)(?!`)|\*\*(?P<strong>.+?)\*\*|\*(?P<em>\w.*?)\*", re.DOTALL
)
PAINTED = re.compile(r"\033\[\d+m")
LABELS = {
    "bad": ("wrong", RED),
    "good": ("right", GREEN),
    "fixed": ("mended by qapress fix", GREEN),
    "report": ("what a check says", YELLOW),
}
"""What a block of a page is, by a word of its info string, and its colour."""


def page(markdown: str, width: int) -> Iterator[str]:
    """The lines of a page for a terminal of `width` columns; the paragraph under the title are the traits."""
    width = min(width, WIDEST)
    is_trait = False
    for each in BLOCK.finditer(markdown):
        if each["code"] is not None:
            yield from _example(each["info"].split(), each["code"])
        elif each["title"] is not None:
            yield paint(one_line(each["title"]), BOLD) + "\n"
            is_trait = True
        elif each["text"]:
            color = DIM if is_trait and not each["mark"] else ""
            yield from _wrapped(each["text"], each["mark"], width, color)
            is_trait = False
        else:
            yield "\n"


def _example(info: Sequence[str], code: str) -> Iterator[str]:
    """A block: what it is, then its lines, indented and with nothing in them that a terminal would obey."""
    paths = [word.removeprefix("path=") for word in info if word.startswith("path=")]
    label, color = next(
        (LABELS[word] for word in info if word in LABELS), ("the file" if paths else info[0], DIM)
    )
    place = "".join(f"{', in' if color != DIM else ''} {path}" for path in paths)
    yield f"  {paint(label + place, color)}\n"
    for line in code.removesuffix("\n").split("\n"):
        text = "".join(cell for cell, _ in shown(line))
        yield f"    {text}".rstrip() + "\n"


def _wrapped(text: str, mark: str, width: int, color: str) -> Iterator[str]:
    """A paragraph or an item of a list, broken where a line is full."""
    line, room = mark, width - len(mark)
    for word in INLINE.sub(_painted, " ".join(text.split())).split(" "):
        size = len(PAINTED.sub("", word))
        if line.strip(" -*") and size + 1 > room:
            yield paint(line, color) + "\n"
            line, room = " " * len(mark), width - len(mark)
        blank = " " if line.strip(" -*") else ""
        line += blank + word
        room -= len(blank) + size
    yield paint(line, color) + "\n"


def _painted(found: re.Match[str]) -> str:
    """Code, strong or emphasised words in their colour, word by word, so that a line may break in them."""
    style = CYAN if found["code"] else BOLD if found["strong"] else ITALIC
    words = found["code"] or found["strong"] or found["em"]
    return " ".join(paint(one_line(word), style) for word in words.split(" "))
