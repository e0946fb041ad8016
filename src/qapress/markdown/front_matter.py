"""YAML between two fences at the very start of a file."""

from __future__ import annotations

import re

from qapress.diagnostic import Span
from qapress.markdown.tree import Node

FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<text>(?:(?!(?:---|\.\.\.)[ \t]*$).*\n)*?)(?:---|\.\.\.)[ \t]*$", re.MULTILINE
)
KEY = re.compile(r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*:(?:[ \t]|$)""", re.MULTILINE)
IGNORED = re.compile(r"(?:[ \t]*(?:#.*)?\n)*")


def front_matter(text: str) -> Node | None:
    """The node of a text's front matter; its `text` is the YAML without the fences and the last line end.

    Two thematic breaks are not taken for it: the first line that is no comment must begin with a key.
    """
    found = FRONT_MATTER.match(text)
    if found is None:
        return None
    yaml = found.group("text")
    ignored = IGNORED.match(yaml)
    first = ignored.end() if ignored else 0
    if not (KEY.match(yaml, first) if first < len(yaml) else not yaml.strip()):
        return None
    yaml = yaml.removesuffix("\n")
    start = found.start("text")
    return Node("front_matter", Span(0, found.end()), text=yaml, offsets=range(start, start + len(yaml)))
