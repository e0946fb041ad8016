"""Which of an engine's matches reach the reader, and how grave they are.

Measured on technical prose, one match in four was true. Without what is left out here, seven in eight are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from qapress.prose.misspellings import corrections

if TYPE_CHECKING:
    from qapress.grammar.engine import Match
    from qapress.prose.dictionary import Dictionary
    from qapress.prose.text import Passage
    from qapress.settings import GrammarSettings

Tier = Literal["grammar", "spelling", "style"]

UNPROVEN = frozenset({"POSSESSIVE_APOSTROPHE"})
"""Rules that were wrong more often than right."""
OUR_OWN = frozenset({"WHITESPACE_RULE", "CONSECUTIVE_SPACES", "COMMA_PARENTHESIS_WHITESPACE"})
"""Rules whose faults rules of ours report, with fixes: double-space, space-before-punctuation."""
SENTENCE_START = frozenset({"UPPERCASE_SENTENCE_START"})

STYLE_ISSUES = frozenset({"style", "register", "locale-violation"})
STYLE_CATEGORIES = frozenset(
    {
        "STYLE",
        "REDUNDANCY",
        "PLAIN_ENGLISH",
        "WORDINESS",
        "CREATIVE_WRITING",
        "REPETITIONS_STYLE",
        "TYPOGRAPHY",
    }
)
SPELLER = re.compile(r"(?:MORFOLOGIK|HUNSPELL)_|.*_SPELL(?:ER|ING)_RULE")


def tier(match: Match) -> Tier:
    """What kind of thing the match is about."""
    if SPELLER.match(match.rule):
        return "spelling"
    if match.issue in STYLE_ISSUES or match.category in STYLE_CATEGORIES:
        return "style"
    return "grammar"


def is_shown(
    match: Match, passage: Passage, dictionary: Dictionary, settings: GrammarSettings, *, english: bool = True
) -> bool:
    """Whether a match in this passage is worth a reader's time; it counts the passage's characters.

    In an `english` text the rule misspelling reports the words of its list. The rules that the settings name
    are looked at here besides: the engines do not all obey for all rules.
    """
    if not any(passage.literal[match.start : match.end]) or match.rule in settings.disable:
        return False  # about a word that we put in, or unwanted
    if match.rule in settings.enable:
        return True
    if match.rule in UNPROVEN or match.rule in OUR_OWN:
        return False
    if match.rule in SENTENCE_START and match.start == 0 and not passage.leaf.opens:
        return False
    kind, word = tier(match), passage.text[match.start : match.end]
    ours = english and bool(corrections(word.lower()))
    return kind == "grammar" or (kind == "spelling" and not ours and not dictionary.knows(word))
