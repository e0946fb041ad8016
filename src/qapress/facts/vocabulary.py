"""The words that the speller does not know, judged by all files together."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.prose.dictionary import Dictionary, stem

if TYPE_CHECKING:
    from qapress.facts.facts import Collection


@lru_cache(maxsize=1)
def dictionary(collection: Collection, words: tuple[str, ...]) -> Dictionary:
    """The dictionary of a collection; `words` are right by the settings."""
    doubted: dict[str, set[int]] = {}
    counts: Counter[str] = Counter()
    for each in collection.files:
        if each.grammar:
            counts.update(each.grammar.words)
            for doubt in each.grammar.doubts:
                doubted.setdefault(stem(doubt.word).casefold(), set()).add(doubt.line)
    return Dictionary(words, doubted, counts)
