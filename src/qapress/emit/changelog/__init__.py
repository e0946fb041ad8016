"""What changed since an earlier release, told to people.

In: `Changes`. Out: sections with what to say in each, and a page of Markdown. Imports `markdown` and `model`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qapress.emit.changelog.sections import sections
from qapress.markdown.link_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.emit.changelog.sections import Item
    from qapress.model.changes import Changes

NAME = PurePosixPath("CHANGES.md")
_OPENS = re.compile(r"(\d*)([#>+\-=~|.)])")
"""A beginning of a line that may open a block; a backslash before its sign makes it text."""


def files(changes: Changes | None) -> Mapping[PurePosixPath, bytes]:
    """The page of a release; none where there is nothing to compare with."""
    return {} if changes is None else {NAME: "".join(page(changes)).encode()}


def page(changes: Changes) -> Iterator[str]:
    """The changes as Markdown, for readers of the collection."""
    title = f"Changes from {changes.since} to {changes.until}" if changes.until else ""
    yield f"# {_plain(title or f'Changes since {changes.since}')}\n"
    found = sections(changes)
    if not found:
        yield "\nNo question changed.\n"
    for each in found:
        yield f"\n## {each.title}\n\n"
        yield from (f"- {_line(item)}\n" for item in each.items)
        yield from (f"- {_plain(line)}\n" for line in each.lines)


def _line(item: Item) -> str:
    label = f"{item.question.label}: " if item.question.label else ""
    note = f" ({item.note})" if item.note else ""
    line = _plain(f"{label}{item.question.title}{note}")
    opens = _OPENS.match(line)
    return f"{opens[1]}\\{line[opens.end(1) :]}" if opens else line


def _plain(text: str) -> str:
    return escaped(" ".join(text.split()))
