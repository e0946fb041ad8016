"""How a hub writes its questions: parameters from a small TOML file, no code a repository."""

from __future__ import annotations

import re
import tomllib
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from qapress.errors import ConfigError, system_reason
from qapress.model.ambiguity import LIMIT, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LINE_LIMIT = 1_000
"""Patterns see only this many characters of a line: what is longer is no heading of a question."""
DIGITS = 10
"""So many digits, or more, are no number of a question."""
BUILT_IN = Path(__file__).parent / "layouts"


class _WrongValueError(Exception):
    """Caught in this module: a value that its key does not take."""


class Layout(NamedTuple):
    """A layout; each field is `table_key` of its TOML file.

    `files_pattern` names `low` and `high`. `question_pattern` names `label` and `number`, and may name
    `marker`, `mark` (the sign behind the number) and the blanks `before` the label, in the `gap` before
    the sign and `after` it. `answer_pattern` may name `marker` and `before`.
    """

    files_pattern: re.Pattern[str]
    question_level: tuple[int, ...]
    question_pattern: re.Pattern[str]
    question_unnumbered: bool
    answer_kind: Literal["heading", "rest"]
    answer_level: tuple[int, ...]
    answer_pattern: re.Pattern[str]
    strip_lines: tuple[re.Pattern[str], ...]
    index_pattern: re.Pattern[str]

    def question(self, line: str) -> re.Match[str] | None:
        """The question's label at the start of a heading's plain text."""
        return self.question_pattern.search(line, 0, LINE_LIMIT)

    def answer(self, line: str) -> re.Match[str] | None:
        """The match of an answer's heading, by its plain text."""
        return self.answer_pattern.search(line) if len(line) <= LINE_LIMIT else None

    def strips(self, line: str) -> bool:
        """Whether a paragraph with this plain text belongs to no answer."""
        return any(each.search(line, 0, LINE_LIMIT) for each in self.strip_lines)

    def is_index(self, path: str) -> bool:
        """Whether a file's name is one that the index of a folder has."""
        return self.index_pattern.search(path.rpartition("/")[2], 0, LINE_LIMIT) is not None

    def promised(self, path: str) -> tuple[int, int] | None:
        """The first and last number that a file's name promises."""
        match = self.files_pattern.search(path.rpartition("/")[2], 0, LINE_LIMIT)
        low, high = match.group("low", "high") if match else ("", "")
        return (int(low), int(high)) if _is_number(low) and _is_number(high) else None


def load(name_or_path: str, root: Path) -> Layout:
    """The built-in layout of that name, or the one in a TOML file under the root.

    Raises ConfigError, with file and line, for a file that cannot be read and for a wrong key or value.
    """
    if not name_or_path.endswith(".toml"):
        return _built_in(name_or_path)
    try:
        path = (root / name_or_path).resolve()
        if not path.is_relative_to(root.resolve()):
            raise ConfigError(f"the layout {name_or_path} lies outside {root}")
        text = path.read_text("utf-8")
    except (OSError, ValueError, RuntimeError) as error:  # the last: a loop of links up to Python 3.12
        raise ConfigError(f"the layout {name_or_path} cannot be read: {system_reason(error)}") from error
    return _parse(text, name_or_path, _built_in("house")._asdict())


@cache
def _built_in(name: str) -> Layout:
    known = sorted(path.stem for path in BUILT_IN.glob("*.toml"))
    if name not in known:
        raise ConfigError(f"there is no layout {name!r}: a file's name ends in .toml{_nearest(name, known)}")
    return _parse((BUILT_IN / f"{name}.toml").read_text("utf-8"), f"{name}.toml", {})


def _parse(text: str, shown: str, defaults: Mapping[str, object]) -> Layout:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown}: {error}") from error
    except ValueError as error:  # `int` takes no number of so many digits
        raise ConfigError(f"{shown}: a number is too long") from error
    except RecursionError as error:
        raise ConfigError(f"{shown}: nested too deeply") from error
    known = Layout._fields
    values: dict[str, Any] = dict(defaults)
    for table, content in tables.items():
        keys = [name.partition("_")[2] for name in known if name.partition("_")[0] == table]
        if not keys or not isinstance(content, dict):
            nearest = _nearest(table, [name.partition("_")[0] for name in known])
            raise ConfigError(f"{shown}:{_line(text, table)}: unknown table [{table}]{nearest}")
        for key, value in content.items():
            where = f"{shown}:{_line(text, table, key)}"
            if key not in keys:
                raise ConfigError(f"{where}: unknown key {key!r} in [{table}]{_nearest(key, keys)}")
            try:
                values[f"{table}_{key}"] = _READERS[f"{table}_{key}"](value)
                if defaults:  # a layout of the user's
                    _refuse_slow(value)
            except _WrongValueError as error:
                raise ConfigError(f"{where}: {key}: {error}") from error
    return Layout(**values)


def _line(text: str, table: str, key: str = "") -> int:
    """The line of a table or of a key in it, as people write them; 1 when written otherwise."""
    here = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            here = line.strip().strip("[] ") == table
            if here and not key:
                return number
        elif here and line.partition("=")[0].strip().strip("'\"") == key:
            return number
    return 1


def _nearest(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(dict.fromkeys(known))}"


def _is_number(digits: str | None) -> bool:
    """Whether a group matched a number, and one that `int` takes."""
    return digits is not None and digits.isdecimal() and len(digits) < DIGITS


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongValueError("must be true or false")
    return value


def _kind(value: object) -> str:
    if value not in ("heading", "rest"):
        raise _WrongValueError(f'must be "heading" or "rest", not {value!r}')
    return str(value)


def _levels(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or not all(map(_is_level, value)):
        raise _WrongValueError("must be a list of heading levels, 1 to 6")
    return tuple(value)


def _is_level(value: object) -> bool:
    return type(value) is int and 1 <= value <= 6


def _pattern(*names: str) -> Callable[[object], re.Pattern[str]]:
    """A reader of expressions that name these groups."""

    def read(value: object) -> re.Pattern[str]:
        if not isinstance(value, str):
            raise _WrongValueError("must be a regular expression in quotes")
        try:
            with warnings.catch_warnings(action="error"):
                pattern = re.compile(value)
        except (re.error, RecursionError, OverflowError, Warning) as error:
            raise _WrongValueError(f"is no regular expression: {error}") from error
        missing = [name for name in names if name not in pattern.groupindex]
        if missing:
            raise _WrongValueError(f"must name the group (?P<{missing[0]}>…)")
        return pattern

    return read


def _refuse_slow(value: object) -> None:
    """Refuse expressions that a line can keep busy for seconds."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and ways(each) > LIMIT:
            raise _WrongValueError("can match one line in too many ways, which can take for ever")


def _patterns(value: object) -> tuple[re.Pattern[str], ...]:
    if not isinstance(value, list):
        raise _WrongValueError("must be a list of regular expressions")
    return tuple(map(_pattern(), value))


_READERS: dict[str, Callable[[object], object]] = {
    "files_pattern": _pattern("low", "high"),
    "question_level": _levels,
    "question_pattern": _pattern("label", "number"),
    "question_unnumbered": _flag,
    "answer_kind": _kind,
    "answer_level": _levels,
    "answer_pattern": _pattern(),
    "strip_lines": _patterns,
    "index_pattern": _pattern(),
}
