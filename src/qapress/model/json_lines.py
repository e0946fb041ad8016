"""On which line of a JSON text each value stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, counted from 1, of the value at a path of keys and indexes in valid JSON.

    Of a path that leads nowhere, the line of the last value on it.
    """
    wanted, reached, found, line, string = [str(each) for each in path], 0, 1, 1, ""
    here: list[str] = []  # keys and indexes of the value being read
    lists: list[bool] = []  # of each container around it: whether it is a list
    for token in (match[0] for match in _TOKEN.finditer(text)):
        if token == "\n":
            line += 1
            continue
        if len(here) > reached and here == wanted[: len(here)]:
            reached, found = len(here), line
        if token in ("{", "["):
            lists.append(token == "[")
            here.append("0" if token == "[" else "")
        elif token in ("}", "]"):
            lists.pop()
            here.pop()
        elif token == ",":
            here[-1] = str(int(here[-1]) + 1) if lists[-1] else ""
        elif token == ":":
            here[-1] = string
        elif token.startswith('"'):
            string = json.loads(token)
    return found
