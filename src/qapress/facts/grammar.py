"""What a grammar engine said of a file, as far as the collection has a say in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.diagnostic import Problem

NO_WORDS: Mapping[str, int] = {}


class Doubt(NamedTuple):
    """A place at which the speller does not know a word.

    `paragraph` is a hash of the one it stands in: equal ones, such as boilerplate, are one witness.
    `named` says that the word has a capital although no sentence begins with it.
    """

    word: str
    paragraph: int
    problem: Problem
    named: bool = False


class GrammarFacts(NamedTuple):
    """The problems of a file that stand whatever the other files say, and the doubts that they may settle.

    `words` counts in how many paragraphs each word of the file stands, in lower case.
    """

    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    words: Mapping[str, int] = NO_WORDS
