"""Where a key of a TOML file stands: path of keys and indices to line, and to the characters of its value.

`tomllib` tells values but no lines. This walks over text that `tomllib` has accepted, so that it needs to
know only where names, strings, arrays and tables begin and end (TOML 1.0).
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

Keys = tuple[str | int, ...]

BLANK = r"(?:[ \t\r\n]|#[^\n]*)*"
STRING = (
    r'(?s:"""(?:[^\\]|\\.)*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*')"
)
BARE_KEY = r"[A-Za-z0-9_-]+"
DOT = r"[ \t]*\.[ \t]*"
SCALAR = r"[^,\]}#\n]+"


def locate(text: str) -> dict[Keys, int]:
    """The line, counted from 1, of each key, table and array element of valid TOML."""
    return _walked(text).lines


def value_span(text: str, *keys: str | int) -> tuple[int, int] | None:
    """Where the value of a key, or an array element, begins and ends in valid TOML; None where there is none.

    Half-open, in code points of the text with LF for CRLF.
    """
    return _walked(text).values.get(keys)


@lru_cache(maxsize=8)
def _walked(text: str) -> _Walk:
    return _Walk(text.replace("\r\n", "\n"))


def shown(path: Path, top: Path | None = None) -> str:
    """A path for a person: from the working folder, or `top`, where it lies on the same drive, with `/`."""
    try:
        return Path(os.path.relpath(path, top)).as_posix()
    except ValueError:
        return path.as_posix()


class _Walk:
    """One pass over the text; `at` is the offset of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Keys, int] = {}
        self.values: dict[Keys, tuple[int, int]] = {}
        self._counted = (0, 1)
        self._arrays: dict[Keys, int] = {}
        table: Keys = ()
        while self._skip() < len(text):
            table = self._header() if text[self.at] == "[" else self._pair(table)

    def _match(self, pattern: str) -> re.Match[str] | None:
        return re.compile(pattern).match(self.text, self.at)

    def _skip(self) -> int:
        """Go over blanks, line ends and comments."""
        found = self._match(BLANK)
        self.at = found.end() if found else self.at
        return self.at

    def _mark(self, keys: Keys, at: int) -> None:
        """Note the line of `keys` unless it is known; offsets come in rising order."""
        offset, line = self._counted
        line += self.text.count("\n", offset, at)
        self._counted = at, line
        for length in range(1, len(keys) + 1):
            self.lines.setdefault(keys[:length], line)

    def _name(self) -> str:
        quoted = self._match(STRING)
        found = quoted or self._match(BARE_KEY)
        if found is None:
            raise ValueError(f"no key at offset {self.at}")
        self.at = found.end()
        return _unquoted(found[0]) if quoted else found[0]

    def _dotted(self) -> tuple[str, ...]:
        """A key such as `a."b.c".d`; the cursor ends behind it."""
        names = [self._name()]
        while dot := self._match(DOT):
            self.at = dot.end()
            names.append(self._name())
        return tuple(names)

    def _resolved(self, names: tuple[str, ...]) -> Keys:
        """The names with the index of the latest element behind each array of tables."""
        keys: Keys = ()
        for name in names:
            keys = (*keys, name)
            if keys in self._arrays:
                keys = (*keys, self._arrays[keys])
        return keys

    def _header(self) -> Keys:
        """`[table]` or `[[array of tables]]`: the keys that the following pairs belong to."""
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        self._skip()
        names = self._dotted()
        self._skip()
        self.at += 2 if double else 1
        if double:
            parent = (*self._resolved(names[:-1]), names[-1])
            self._arrays[parent] = self._arrays.get(parent, -1) + 1
        keys = self._resolved(names)
        self._mark(keys, start)
        return keys

    def _pair(self, table: Keys) -> Keys:
        """`key = value`; gives the table back, to which the next pair belongs too."""
        start = self.at
        keys = (*table, *self._dotted())
        self._mark(keys, start)
        self.at = self.text.index("=", self.at) + 1
        self._value(keys)
        return table

    def _value(self, keys: Keys) -> None:
        start = self._skip()
        opening = self.text[start]
        if opening == "[":
            self._array(keys)
        elif opening == "{":
            self._inline_table(keys)
        elif found := self._match(STRING) or self._match(SCALAR):
            self.at = found.end()
        self.values[keys] = start, self.at

    def _array(self, keys: Keys) -> None:
        self.at += 1
        index = 0
        while self.text[self._skip()] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._mark((*keys, index), self.at)
            self._value((*keys, index))
            index += 1
        self.at += 1

    def _inline_table(self, keys: Keys) -> None:
        self.at += 1
        while self.text[self._skip()] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(keys)
        self.at += 1


def _unquoted(text: str) -> str:
    """The name that a quoted key stands for."""
    import tomllib

    (name,) = tomllib.loads(f"{text} = 0")
    return name
