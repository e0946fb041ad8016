"""An answer that only says that it will be written."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.lint.rule import Context, rule
from qapress.markdown.plain import plain
from qapress.model.qa import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 80
"""Characters of source text: no placeholder is longer."""
_BLANKS = re.compile(r"\s+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@rule("QA203", scope=Entry, severity=Severity.WARNING, since="0.1")
def placeholder_answer(entry: Entry, at: Context) -> Iterator[Finding]:
    """Report an answer whose whole text is one of the table's phrases, or nothing but punctuation."""
    del at
    blocks = [each for each in entry.answer.blocks if each.kind != "comment"] if entry.answer else []
    if len(blocks) != 1 or blocks[0].kind not in ("paragraph", "list"):
        return
    span = blocks[0].span
    if span.end - span.start > LONGEST or any(node.kind in ("image", "math") for node in blocks[0].walk()):
        return
    said = _BLANKS.sub(" ", plain(blocks)).strip()
    words = _EDGES.sub("", said).casefold()
    if words in _phrases() or (not words and said):
        yield Finding(span, f"the answer is only a placeholder: {said!r}", "write the answer")


@cache
def _phrases() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return frozenset(phrase.casefold() for phrases in table.values() for phrase in phrases)
