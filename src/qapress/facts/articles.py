"""Which nouns are counted, by a list or by how a collection writes them, and where one lacks its article."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from qapress.prose import grammar_words as closed
from qapress.prose.sentences import singulars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.facts import Collection
    from qapress.facts.nouns import Suspect

AGENT = re.compile(
    r"[a-z]{3,}(?:cher|ader|coder|duler|ector|iever|ifier|iler|iser|itor|izer|ator|mmer|nner|ptor|rver|uctor)"
)
"""Endings of nouns for who or what does something."""
ABSTRACT = re.compile("(?:[^e]ed|al|ance|ence|hood|ing|ism|ity|ment|ness|ship|sion|tion|ure)$")
"""Endings of nouns that mostly are not counted, and of participles."""
RARELY = 2
"""How much oftener an unlisted noun has an article than not."""


class Usage:
    """How all files together use their nouns."""

    def __init__(self, collection: Collection) -> None:
        every = [each.nouns for each in collection.files if each.nouns is not None]
        self._counted = Counter(word for each in every for word in each.counted)
        self._definite = Counter(word for each in every for word in each.definite)
        self._plural = Counter(stem for each in every for word in each.plural for stem in singulars(word))
        self._bare = Counter(word for each in every for word in each.bare)
        self._suspected = Counter(suspect.noun for each in every for suspect in each.suspects)
        self._names = Counter(word for each in every for word in each.names)

    def needs_article(self, suspect: Suspect) -> bool:
        """Whether a noun in the singular is surely counted, and hardly ever stands without an article here.

        Listed nouns and those of an `AGENT` need no evidence, others that the collection writes them so.
        """
        noun, head = suspect.noun, suspect.noun.rpartition(" ")[2]
        listed = head in closed.COUNTABLE or AGENT.fullmatch(head) is not None
        if head in closed.BARE or (ABSTRACT.search(head) and not listed):
            return False
        with_article = self._counted[head] + self._definite[head]
        if self._names[head] > with_article:
            return False
        if 2 * max(self._bare[head], self._bare[noun]) > with_article + 2 * listed:
            return False
        if noun != head and not self._counted[noun]:
            return listed
        if listed:
            return True
        rare = with_article >= RARELY * self._suspected[noun]
        return rare and (self._counted[noun] > 1 or (self._counted[noun] > 0 and self._plural[head] > 0))


@lru_cache(maxsize=1)
def usage(collection: Collection) -> Usage:
    """How a collection uses its nouns, worked out once for all rules."""
    return Usage(collection)


def lacking(collection: Collection, *, asked: bool) -> Iterator[tuple[str, Suspect]]:
    """The nouns of a collection that lack an article, with their files; of one place the longest phrase."""
    for file in collection.files:
        last = None
        for each in file.nouns.suspects if file.nouns else ():
            if each.asked is asked and each.span.start != last and usage(collection).needs_article(each):
                yield file.path, each
                last = each.span.start
