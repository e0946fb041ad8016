"""The words that a book prints by itself, in the language of its text, and who reads from the right.

In: a language tag. Out: words by their keys. Imports nothing of qapress.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Languages (ISO 639) whose lines begin at the right."""


@cache
def words(tag: str) -> Mapping[str, str]:
    """The words for a language tag (`pt-BR`); English where a language or a word is not in the table."""
    table = _table()
    return MappingProxyType({**table[FALLBACK], **table.get(primary(tag), {})})


def primary(tag: str) -> str:
    """The language of a tag, without script and region, in lower case; English where the tag names none."""
    language = tag.partition("-")[0].lower()
    return language if language.isascii() and language.isalpha() and 2 <= len(language) <= 3 else FALLBACK


def region(tag: str) -> str | None:
    """The region of a tag (`BR` of `pt-BR`, `HK` of `zh-Hant-HK`), None where it names none."""
    parts = tag.split("-")[1:]
    return next(
        (each.upper() for each in parts if len(each) == 2 and each.isascii() and each.isalpha()), None
    )


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("qapress.emit.words") / "words.toml").read_text("utf-8"))
