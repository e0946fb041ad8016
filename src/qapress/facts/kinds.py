"""The kinds of uses of words and compounds: the character that a line of `Spellings.uses` begins with.

A compound has a hyphen and its kinds are capitals; a pair are words side by side that may be one.
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
"""A pair, or more words than two, before such a word, with this word."""
LED_PAIR_ATTRIBUTE = "d"
"""The same behind an article, without the word."""
NOUN = "N"
"""A compound as a noun."""
LED_NOUN = "D"
"""A compound as a noun behind an article, a preposition or the like."""
LED_PAIR_NOUN = "n"
"""A pair as a noun there."""
PREDICATE = "P"
"""A compound behind a form of `be`."""
PAIR_PREDICATE = "p"
VERB = "V"
"""A compound behind what only a verb follows."""
PAIR_VERB = "v"
