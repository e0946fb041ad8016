"""The list of words that are taken for others: `confused_word.toml`, which tells how it is written."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANY = {"*": r"[a-z][\w'-]*", "#": r"\d[\w.,]*"}
"""What stands for any word, and for any number."""


class Confusion(NamedTuple):
    """What a wrong word should be, where it surely is wrong, and the hint that tells the two apart."""

    right: str
    where: re.Pattern[str]
    unless: re.Pattern[str]
    hint: str

    def fits(self, window: str) -> bool:
        """Whether the word is wrong among these neighbours."""
        return bool(self.where.search(window)) and not self.unless.search(window)


@cache
def _table() -> Mapping[str, Any]:
    """The list, read when the rule runs."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("confused_word.toml").read_text("utf-8"))


@cache
def pairs() -> Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]]:
    """For each wrong word the right ones, each with its entry in the list."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for pair in _table()["pair"]:
        for wrong, right in zip(pair["wrong"].split(), pair["right"].split(), strict=True):
            found.setdefault(wrong, []).append((right.replace("_", " "), pair))
    return found


@cache
def confusions(word: str) -> Sequence[Confusion]:
    """What a word of the list may be taken for; its patterns are made when it is met, since they cost."""
    return [
        Confusion(
            right, _patterns(tuple(pair["where"])), _patterns(tuple(pair.get("unless", ()))), pair["hint"]
        )
        for right, pair in pairs()[word]
    ]


@cache
def _patterns(lines: tuple[str, ...]) -> re.Pattern[str]:
    """Patterns of the table as one regular expression over words that are parted by blanks."""
    words = {name: "|".join(some.split()) for name, some in _table()["words"].items()}
    every = ("".join(_token(token, words) for token in line.split()) for line in lines)
    return re.compile(f"(?<= )(?:{'|'.join(every) or '(?!)'})")


def _token(token: str, words: Mapping[str, str]) -> str:
    """One token of a pattern: words parted by `|`, `!` before those that must not stand there, `?` behind.

    `-er` is any word with this ending, `...` any words at all, and the names of the table's lists are theirs.
    """
    if token == "...":
        return "(?:[^ ]+ )*?"
    core = token.removeprefix("!").removesuffix("?")
    every = "|".join(words.get(each, each) for each in core.split("|")).split("|")
    one = f"(?:{'|'.join(ANY.get(each) or _word(each) for each in every)})"
    one = f"(?!{one} )[^ ]+ " if token[0] == "!" else f"{one} "
    return f"(?:{one})?" if token[-1] == "?" and len(token) > 1 else one


def _word(word: str) -> str:
    return rf"[a-z]+{re.escape(word[1:])}" if word[0] == "-" and len(word) > 1 else re.escape(word)
