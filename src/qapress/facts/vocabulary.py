"""The words that the speller does not know, judged by all files together."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.prose.dictionary import Dictionary, stem

if TYPE_CHECKING:
    from qapress.facts.facts import Collection
    from qapress.facts.grammar import Doubt
    from qapress.prose.dictionary import Learned


def learned(collection: Collection, words: tuple[str, ...], doubt: Doubt) -> Learned:
    """What the collection knows of a word that the speller doubts; `words` are right by the settings."""
    known = _dictionary(collection, words)
    return known.learned(doubt.word, doubt.problem.candidates, named=doubt.named)


@lru_cache(maxsize=1)
def _dictionary(collection: Collection, words: tuple[str, ...]) -> Dictionary:
    doubted: dict[str, set[int]] = {}
    counts: Counter[str] = Counter()
    for each in collection.files:
        if each.grammar:
            counts.update(each.grammar.words)
            for doubt in each.grammar.doubts:
                doubted.setdefault(stem(doubt.word).casefold(), set()).add(doubt.paragraph)
    return Dictionary(words, doubted, counts)
