"""The kinds of uses of words and compounds: the character that a line of `Spellings.uses` begins with.

A compound has a hyphen, a pair are words side by side that may be one.
"""

from __future__ import annotations

WORD = "w"
PLACED_WORD = "^"
"""A word whose capitals may be those of a sentence, a heading, a title or a name."""
WORDS = frozenset({WORD, PLACED_WORD})
COMPOUND = "H"
"""A compound, wherever it stands; it has a further line for what it is there."""
PAIR = "h"
"""Two words neither of which is a verb."""
ATTRIBUTE = "A"
"""A compound before a word that it describes, with this word."""
PAIR_ATTRIBUTE = "a"
LED_PAIR_ATTRIBUTE = "d"
"""Such a pair behind an article, without the word it describes."""
NOUN = "N"
LED_NOUN = "D"
"""A compound as a noun behind an article, a preposition or the like."""
LED_PAIR_NOUN = "n"
PREDICATE = "P"
"""A compound behind a form of `be`."""
PAIR_PREDICATE = "p"
VERB = "V"
PAIR_VERB = "v"
