"""Clean text: what is changed in it, and what is only reported."""

from __future__ import annotations

import json
import re
import struct
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mojibake_peers import TOOLS, ours

from qapress.markdown.walk import protected
from qapress.pipeline.read import document
from qapress.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from qapress.diagnostic import Span

ROOT = Path(__file__).parents[2]
JUDGED = Path(__file__).with_name("mojibake_judged.tsv")
"""Catalogues, or lines of them, that a person found garbled: name, line, reason."""
CLEAN = ("django", "pycountry", "cldr")
"""The corpora that the README counts: the project shows garbled text in code blocks, which peers cannot know."""
MACHINE = "machine"
"""The catalogues of the machine's own programs; each machine has others."""


UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that the character set of a catalogue does not have: it is left out where it breaks its own word."""


class Text(NamedTuple):
    """A clean text to look at, of one of the corpora, and what `qapress check` would not edit in it."""

    corpus: str
    name: str
    text: str
    protect: tuple[Span, ...] = ()


class Changed(NamedTuple):
    """A line that a tool changed, or that we reported and left."""

    tool: str
    name: str
    before: str
    after: str


class Alarms(NamedTuple):
    """What happened in one text."""

    corpus: str
    lines: int
    changed: list[Changed]


def texts(*, quick: bool = False) -> Iterator[Text]:
    """The clean texts that are at hand; with `quick` every tenth file of the large corpora."""
    step = 10 if quick else 1
    for path in _own():
        name, data = str(path.relative_to(ROOT)), path.read_bytes()
        tree = document(name, data, Settings(root=ROOT)).tree
        yield Text("project", name, data.decode("utf-8"), protected(tree))
    for corpus, folder in _catalogues():
        for path in sorted(folder.glob("**/LC_MESSAGES/*.mo"))[::step]:
            yield Text(corpus, f"{path.parent.parent.name}/{path.stem}", "\n".join(_messages(path)))
    folder = Path(sys.prefix, "lib", "node_modules", "cldr-annotations-full", "annotations")
    for path in sorted(folder.glob("*/annotations.json"))[::step]:
        yield Text("cldr", path.parent.name, "\n".join(_annotations(path)))


def _own() -> list[Path]:
    """The project's texts. Some pages of rules show garbled text in code blocks, where we leave it alone."""
    folders = (ROOT / "content", ROOT / "src" / "qapress" / "rules")
    return sorted(path for folder in folders for path in folder.rglob("*.md"))


def _catalogues() -> Iterator[tuple[str, Path]]:
    """The folders with catalogues of gettext, by corpus."""
    for package in ("django", "pycountry"):
        spec = find_spec(package)
        if spec and spec.origin:
            yield package, Path(spec.origin).parent
    yield MACHINE, Path("/usr/share/locale")


def _messages(path: Path) -> Iterator[str]:
    """Every translation of a compiled catalogue of gettext, as one line each; the format is GNU's."""
    data = path.read_bytes()
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    count, _, table = struct.unpack_from(f"{order}3I", data, 8)
    charset = "utf-8"
    for index in range(count):
        length, start = struct.unpack_from(f"{order}2I", data, table + 8 * index)
        text = data[start : start + length].decode(charset, "surrogateescape")
        if index and not UNDECODED.search(text):
            yield from text.replace("\n", " ").split("\0")
        elif not index and (found := re.search(r"charset=([\w-]+)", text)):  # the first is the header
            charset = found[1]


def _annotations(path: Path) -> Iterator[str]:
    """A line for each symbol that CLDR names in a language: the symbol and its names."""
    names = json.loads(path.read_text("utf-8"))["annotations"].get("annotations", {})
    for symbol, each in names.items():
        yield " | ".join((symbol, *each.get("tts", ()), *each.get("default", ()))).replace("\n", " ")


def looked_through(text: Text) -> Alarms:
    """What each tool changes in a text, and what we report."""
    lines, changed = text.text.split("\n"), []
    for before, after in zip(lines, ours(text.text, text.protect), strict=True):
        if after.text != before or after.reported:
            kind = "qapress" if after.text != before else "reported"
            changed.append(Changed(kind, text.name, before, after.text))
    for tool in TOOLS[1:]:
        for before, line in zip(lines, tool.repair(text.text), strict=True):
            if line.text != before and tool.like(line.text) != tool.like(before):
                changed.append(Changed(tool.name, text.name, before, line.text))
    return Alarms(text.corpus, len(lines), changed)


def judged() -> dict[tuple[str, str], str]:
    """What a person found garbled, with the reasons, by catalogue and line; no line stands for all of them."""
    rows = [row.split("\t") for row in JUDGED.read_text("utf-8").split("\n")[1:] if row]
    return {(name, line): reason for name, line, reason in rows}


def garbled(changed: Changed, known: Container[tuple[str, str]]) -> bool:
    """Whether a person found the line garbled."""
    return (changed.name, "") in known or (changed.name, changed.before) in known
